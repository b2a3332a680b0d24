"""Having a network tell the author of a comment of the ruling on it: somebody decides it each time."""

from django.db import transaction

from moderation.claiming import lock_comment
from moderation.errands.ordering import order_once, tells_authors
from moderation.informing.noting import OtherRuling
from moderation.informing.owing import owed
from moderation.intake.receiving import ABOUT
from moderation.models import Errand
from moderation.seeing import require_entering
from portal.councils.people import Person
from portal.councils.recording import entry_by
from portal.records.ledger import record
from portal.refusals import Refusal


@transaction.atomic
def tell_there(*, actor: Person, comment_id: int, ruling_id: int) -> Errand:
    """Order that the author of a comment is told of the ruling in force by the council's account on its network.

    ``ruling_id`` is the ruling whose words the page showed. Raises NotYours for anybody but clerk and officers,
    Refusal where the network lets nobody be told, nothing is owed or it was asked already, OtherRuling where another
    ruling is in force by now.
    """
    require_entering(actor)
    found = lock_comment(actor, comment_id)
    ruling = owed(actor.council.pk).filter(comment=found).first()
    if ruling is None:
        raise Refusal("There is no ruling of which its author is still to be told.", "Nothing was sent.")
    if ruling.pk != ruling_id:
        raise OtherRuling
    if tells_authors(found.channel) is None or found.gone_at is not None:
        raise Refusal("The portal cannot tell them there.", "Nothing was sent. Do it by hand, and note it.")
    made = order_once(
        Errand(
            council_id=found.council_id,
            comment=found,
            act=Errand.Act.TELL,
            ruling=ruling,
            ordered_by=actor.membership,
        )
    )
    facts = {"errand": made.pk, "ruling": ruling.pk, "communication": found.communication_id}
    record([entry_by(actor, "telling_ordered", ABOUT, found.pk, **facts)])
    return made
