"""Telling those who wrote on a matter that it was flagged: they are unable to comment, and refer to the clerk."""

from collections.abc import Iterable

from django.conf import settings

from policies.checks.holding_reply import HOLDING_REPLY
from policies.matters.knowing import known_to
from policies.models import MatterFlag
from portal.channels.models import Notice
from portal.channels.notices.telling import tell
from portal.channels.notices.vocabulary import What
from portal.channels.notices.words import Words
from portal.councils.people import Person
from portal.councils.powers import STAFF
from portal.drafts.models import Communication

ABOUT = "communication"


def tell_authors(flag: MatterFlag, items: Iterable[Communication]) -> None:
    """Note that the author of each of ``items`` is to be told that ``flag`` stops it. In the flag's transaction."""
    for item in items:
        if item.author_id != flag.flagged_by_id:
            tell(
                council_id=item.council_id,
                what=What.MATTER_FLAGGED,
                about=(ABOUT, item.pk),
                recipients=[item.author_id],
                occasion=flag.pk,
            )


def about_item(notice: Notice, person: Person) -> Words | None:
    """Write the notice; None once the flag is lifted. It names neither matter nor item, which a mail could betray."""
    flag = MatterFlag.objects.filter(pk=notice.occasion, lifted_at__isnull=True).first()
    if flag is None:
        return None
    item = Communication.objects.select_related("council").get(pk=notice.object_id)
    council, called = item.council, item.spec.label.lower()
    if person.membership.role in STAFF:
        said = f"It is held. The {council.clerk_title} decides what the council says on it."
    else:
        known = known_to(person).filter(pk=flag.matter_id).exists()
        reply = flag.holding_reply if known else HOLDING_REPLY
        said = (
            "You are unable to comment on this matter, in whatever capacity: please refer to the clerk. "
            f"What you may say:\n\n{reply}"
        )
    link = f"{settings.SITE_URL}/{council.slug}/desk/drafts/{item.pk}/"
    body = (
        f"A {called} of yours is on a matter that was flagged as especially sensitive.\n\n{said}\n\n{link}\n"
    )
    return Words(f"{council.name}: a {called} of yours is held", body)
