"""Beginning a route when an item is submitted, and again when its text is changed under review."""

from django.utils import timezone

from approvals.models import Review, RouteParty, StepAsk
from approvals.routes.standing import Step, open_step, steps_on
from portal.channels.notices.telling import tell
from portal.channels.notices.vocabulary import What
from portal.councils.models import Membership
from portal.councils.people import in_office
from portal.drafts.models import Revision

ABOUT = "route_step"
"""What a step is called to the writers of notices."""


def begin_route(review: Review, revision: Revision) -> None:
    """Ask the parties of the council's route for this kind about exactly ``revision``. One query without a route.

    An office that nobody holds, or somebody who left, is not asked: nobody could ever answer. In the verb.
    """
    kind = review.communication.kind
    parties = RouteParty.objects.filter(route__council_id=review.council_id, route__kind=kind)
    wanted = list(parties.order_by("number", "pk"))
    if not wanted:
        return
    now = timezone.now()
    rows = Membership.objects.filter(in_office(now), council_id=review.council_id)
    held = dict(rows.values_list("pk", "role"))
    offices = set(held.values())
    made = StepAsk.objects.bulk_create(
        StepAsk(
            council_id=review.council_id,
            communication_id=review.communication_id,
            review=review,
            revision=revision,
            number=party.number,
            mode=party.mode,
            office=party.office,
            member_id=party.member_id,
        )
        for party in wanted
        if party.office in offices or party.member_id in held
    )
    if (step := open_step(steps_on(made, revision.pk))) is not None:
        tell_step(step)


def tell_step(step: Step) -> None:
    """Note that whoever may answer the step whose turn it is are to be told. In the verb."""
    for ask in step.asks:
        if ask.member_id is not None:
            recipients = [ask.member_id]
        else:
            held = Membership.objects.filter(
                in_office(timezone.now()), council_id=ask.council_id, role=ask.office
            )
            recipients = list(held.values_list("pk", flat=True))
        tell(council_id=ask.council_id, what=What.STEP_WAITS, about=(ABOUT, ask.pk), recipients=recipients)
