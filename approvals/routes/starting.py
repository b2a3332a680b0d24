"""Beginning a route when an item is submitted, and again when its text is changed under review."""

from typing import Any

from django.db.models import QuerySet, Subquery
from django.utils import timezone

from approvals.models import Review, RouteParty, StepAsk
from approvals.routes.standing import Step, open_step, rows_of, steps_on
from portal.channels.notices.telling import tell
from portal.channels.notices.vocabulary import What
from portal.councils.models import Membership
from portal.councils.people import in_office
from portal.drafts.models import Revision
from portal.together import Rows

ABOUT = "route_step"
"""What a step is called to the writers of notices."""


def parties_asked(council_id: int, kind: str) -> "QuerySet[Any, Any]":
    """Ask for the parties of the council's route for items of ``kind``, step by step."""
    parties = RouteParty.objects.filter(route__council_id=council_id, route__kind=kind)
    return parties.order_by("number", "pk").values_list("number", "mode", "office", "member_id")


def parties_before(review: Review) -> "QuerySet[Any, Any]":
    """Ask for the parties of the route that ``review`` was submitted under: those of its own last asks."""
    asks = StepAsk.objects.filter(review=review)
    last = asks.filter(revision=Subquery(asks.order_by("-pk").values("revision")[:1]))
    return last.order_by("number", "pk").values_list("number", "mode", "office", "member_id")


def begin_route(review: Review, revision: Revision, parties: Rows) -> None:
    """Ask ``parties``, which parties_asked() brought, about exactly ``revision``. No query without a route.

    An office that nobody holds, or somebody who left, is not asked: nobody could ever answer. In the verb.
    """
    if not parties:
        return
    rows = Membership.objects.filter(in_office(timezone.now()), council_id=review.council_id)
    held = dict(rows.values_list("pk", "role"))
    offices = set(held.values())
    _ask(review, revision, [one for one in parties if one[2] in offices or one[3] in held])


def begin_again(review: Review, revision: Revision, parties: Rows) -> None:
    """Ask ``parties``, which parties_before() brought, about the changed text. No query without a route. In the verb.

    Whoever left meanwhile too: the gate passes them over, and the record says so.
    """
    if parties:
        _ask(review, revision, parties)


def _ask(review: Review, revision: Revision, parties: Rows) -> None:
    StepAsk.objects.bulk_create(
        StepAsk(
            council_id=review.council_id,
            communication_id=review.communication_id,
            review=review,
            revision=revision,
            number=number,
            mode=mode,
            office=office,
            member_id=member_id,
        )
        for number, mode, office, member_id in parties
    )
    if (step := open_step(steps_on(rows_of(review.pk), revision.pk))) is not None:
        tell_step(step)


def tell_step(step: Step) -> None:
    """Note that whoever may answer the step whose turn it is are to be told. In the verb."""
    unheld = {ask.pk for ask in step.unheld}
    for ask in step.asks:
        if ask.pk in unheld:
            continue
        if ask.member_id is not None:
            recipients = [ask.member_id]
        else:
            held = Membership.objects.filter(
                in_office(timezone.now()), council_id=ask.council_id, role=ask.office
            )
            recipients = list(held.values_list("pk", flat=True))
        tell(council_id=ask.council_id, what=What.STEP_WAITS, about=(ABOUT, ask.pk), recipients=recipients)
