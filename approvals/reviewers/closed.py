"""What is on a matter of named access goes to no reviewer, unless the clerk says so with a reason."""

from django.db.models import Q

from policies.judging import NOBODY, judge
from policies.matters.nearing import note_closed, rests_for
from policies.models import Matter, MatterLink
from policies.showing import closed_in
from portal.councils.models import Membership
from portal.councils.people import Person
from portal.drafts.models import Communication, Revision
from portal.refusals import InvalidInput, NotYours

_RELEASED = Q(released_on__isnull=False, decision_only=False)
ASK_THE_CLERK = "Ask the clerk to name the reviewer."


class Closed(NotYours):
    """The item is on a matter of named access, which only the clerk opens to a reviewer."""

    def __init__(self) -> None:
        super().__init__(
            "Only the clerk can name a reviewer for this item.", f"Nobody was asked. {ASK_THE_CLERK}"
        )


def said_to_be_closed(communication_id: int) -> bool:
    """Return whether somebody said that the item is about a matter of named access that is not released. One query."""
    links = MatterLink.objects.filter(
        communication_id=communication_id, about=True, matter__named_access_only=True
    )
    return links.exclude(matter__in=Matter.objects.filter(_RELEASED).values("pk")).exists()


def refuse_closed(actor: Person, item: Communication, revision: Revision, why: str) -> None:
    """Raise unless ``item`` may go to a reviewer: for what is on a matter of named access only the clerk, who says why.

    By what was said of the item, and by what the rules read in ``revision``. Who may not know of the matter is told
    the same words as long as checks for closed matters rest for them, so that trying words tells nothing.
    Raises Closed, or InvalidInput for a clerk without a reason.
    """
    if not actor.is_clerk and Membership.objects.filter(
        rests_for(actor.membership.pk), pk=actor.membership.pk
    ):
        raise Closed
    near = closed_in(judge(item, revision.content, reader_id=NOBODY).findings)
    met = [one.matter for one in near]
    named = Matter.objects.filter(pk__in=met, named_access_only=True).exclude(_RELEASED)
    if not (said_to_be_closed(item.pk) or (met and named.exists())):
        return
    if not actor.is_clerk:
        raise Closed
    if not why:
        raise InvalidInput(
            "This item is on a matter of named access.",
            "Say why this reviewer may read it: it is kept with the record.",
        )


def note_refused(actor: Person, communication_id: int) -> None:
    """Count and record that ``actor`` was refused for a closed matter: outside the transaction that it ended."""
    item = Communication.objects.select_related("council", "current_revision").get(
        pk=communication_id, council_id=actor.council.pk
    )
    if item.current_revision is not None:
        near = closed_in(judge(item, item.current_revision.content, reader_id=actor.membership.pk).findings)
        note_closed(actor=actor, closed=near, item_id=item.pk)
