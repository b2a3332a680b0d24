"""Saying that an item is about a matter, or that it is not: the clerk's word over a match of words.

And what it is about because what it answers is.
"""

from django.db import transaction
from django.utils import timezone

from policies.matters.inheriting import posts_follow
from policies.matters.knowing import known_to
from policies.models import MatterLink
from portal.channels.outbox.judging_again import judge_again, waiting
from portal.councils.circumstances import bump
from portal.councils.people import Person
from portal.councils.powers import Power
from portal.councils.recording import entry_by
from portal.drafts.models import Communication
from portal.records.ledger import Entry, record
from portal.refusals import Refusal


@transaction.atomic
def say_about(*, actor: Person, communication_id: int, matter_id: int, about: bool) -> MatterLink:
    """Say whether an item is about a matter; the last word counts, and what was said before is in the record.

    What it is about, the short posts that were made of it are about too. What waits of it and of them is judged again
    at once: held on a flagged matter, or let go on.
    Raises NotYours without the power, Refusal where the item is not here or the matter not for ``actor`` to know of.
    """
    actor.require(Power.DECIDE)
    bump(actor.council.pk)
    item = Communication.objects.select_for_update(no_key=True).filter(
        pk=communication_id, council=actor.council
    )
    found = item.first()
    matter = known_to(actor).filter(pk=matter_id, closed_at__isnull=True).first()
    if found is None or matter is None:
        raise Refusal(
            "This matter was closed meanwhile.", "Nothing was changed. Open the page again as it stands now."
        )
    said = {
        "about": about,
        "said_by": actor.membership,
        "said_at": timezone.now(),
        "passed_on_from": None,
    }
    link, _ = MatterLink.objects.update_or_create(communication=found, matter=matter, defaults=said)
    posts = posts_follow(actor, found) if about else []
    waits = waiting(actor.council.pk).filter(communication__in=[found.pk, *posts])
    judged = judge_again(list(waits.values_list("pk", flat=True)))
    facts = {"matter": matter.pk, "about": about, **({"posts": posts} if posts else {})}
    record([entry_by(actor, "matter_linked", "communication", found.pk, **facts), *judged])
    return link


def keep_about(actor: Person, communication_id: int, matter_id: int) -> list[Entry]:
    """Keep that a draft is about the matter of what it answers, said of that this moment; what waits is judged again.

    What was said of the draft itself stands, also that it is not about it. In a verb: returns what that records.
    """
    said = MatterLink.objects.filter(communication=communication_id, matter=matter_id)
    if said.exists():
        return []
    bump(actor.council.pk)
    held = Communication.objects.select_for_update(no_key=True).filter(council=actor.council)
    item = held.get(pk=communication_id)
    word = {"about": True, "said_by": actor.membership}
    _, is_new = MatterLink.objects.get_or_create(communication=item, matter_id=matter_id, defaults=word)
    if not is_new:
        return []
    waits = waiting(actor.council.pk).filter(communication=item)
    judged = judge_again(list(waits.values_list("pk", flat=True)))
    return [entry_by(actor, "matter_linked", "communication", item.pk, matter=matter_id, about=True), *judged]
