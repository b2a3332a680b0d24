"""What the demo's parish does on paper: its noticeboards, its magazine, and a sheet whose proof is waited for."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from approvals.answering import Said
from approvals.deciding import Issue, approve
from approvals.models import Review
from policies.judging import judge
from portal.channels.connectors.base import connector_for
from portal.channels.models import Channel, Delivery
from portal.channels.opening import Minuted, open_channel
from portal.channels.outbox.carrying import post_of
from portal.channels.outbox.claiming import claim
from portal.channels.outbox.rows import RowKind
from portal.channels.outbox.settling import settle_handed
from portal.channels.printing.issues import Planned, add_issue
from portal.channels.printing.places import Details, describe_place
from portal.councils.models import Body
from portal.councils.people import Person
from portal.demo.acting import REGARD, play
from portal.demo.clock import DemoClock
from portal.demo.script import Fate, Item, next_weekday, official, said_day
from portal.drafts.content import LONDON

BOARDS = (
    ("Board at the village hall", "Beside the door of the hall", "a3", "councillor"),
    ("Board in Church Road", "By the lychgate", "a4", "deputy"),
    ("Board at the shop", "Left of the window", "a4", "councillor"),
    ("Board on the green", "At the pump", "a4", "chair"),
    ("Board at the station", "On the platform’s fence", "a3", "officer"),
    ("Board at the pavilion", "Under the clock", "a4", "deputy"),
)
"""Each board with where it stands, its paper and who keeps it. Pitstone’s own policy counts six."""
STREETS = ("Church Road", "Marsworth Road", "Vicarage Road", "Windmill Close", "The Green", "Station Lane")
"""The streets of the leaflet round, in the order in which they are walked."""
_WEDNESDAY, _THURSDAY = 2, 3


_MARKINGS = {
    "title": "Hall car park closed for new markings",
    "body": "<p>The car park of the village hall is closed for a day while its bays are marked. Blue badge "
    "holders can park in front of the door.</p>",
}


def _round() -> Details:
    return Details("Every house of the parish", "a5", days=7, streets="\n".join(STREETS))


def work_on_paper(people: dict[str, Person], clock: DemoClock) -> None:
    """Open the boards, the round, the magazine and the meeting; hand a notice to every board’s keeper."""
    clerk = people["clerk"]
    body = Body.objects.get(council=clerk.council, kind=Body.Kind.COUNCIL)
    boards = [
        _opened(
            clerk,
            body,
            "noticeboard",
            name,
            Details(where, sheet, 8, "The keeper", people[who].membership.pk),
        )
        for name, where, sheet, who in BOARDS
    ]
    _opened(clerk, body, "leaflet", "Leaflet round", _round())
    _open(clerk, body, "meeting", "Read out at meetings")
    magazine = _open(clerk, body, "magazine", "Parish magazine")
    out_on = next_weekday(clock.today, _WEDNESDAY, 24)
    name = f"{said_day(out_on).rpartition(' ')[2]} {out_on.year}"
    copy_by = datetime.combine(out_on - timedelta(days=12), time(17), tzinfo=LONDON)
    add_issue(actor=clerk, planned=Planned(magazine.pk, name, copy_by, out_on, 350))
    hand_over(people, boards, clock, _MARKINGS)


def _open(clerk: Person, body: Body, connector: str, name: str) -> Channel:
    """Open a channel as the council approved it when it adopted its policy."""
    minuted = Minuted("42/26", next_weekday(timezone.localdate(), _THURSDAY, -65))
    return open_channel(actor=clerk, body=body, connector=connector, name=name, minuted=minuted)


def _opened(clerk: Person, body: Body, connector: str, name: str, details: Details) -> Channel:
    channel = _open(clerk, body, connector, name)
    describe_place(actor=clerk, channel_id=channel.pk, details=details)
    return channel


def hand_over(
    people: dict[str, Person], channels: list[Channel], clock: DemoClock, said: dict[str, str]
) -> None:
    """Write, submit and approve a notice for channels that are served by hand, and hand it to each one's keeper."""
    written = Item(
        "notice",
        "officer",
        Fate.SUBMITTED,
        {**said, **official("routine", "", "Whoever lives here is told in time.")},
        minutes_ago=55,
    )
    for moment in play(written, people, clock):
        clock.go_on_to(moment)
    review = Review.objects.filter(council=people["clerk"].council).latest("pk")
    clerk = people["clerk"]
    order = Issue(channel_ids=[channel.pk for channel in channels])
    item, content = review.communication, review.revision.content
    verdict = judge(item, content, reader_id=clerk.membership.pk, goes_at=order.hour)
    approve(
        actor=clerk,
        review_id=review.pk,
        revision_id=review.revision_id,
        issue=order,
        said=Said(seen={each.key for each in verdict.findings}),
        regard=REGARD,
    )
    for channel in channels:
        held = claim(RowKind.DELIVERY, Delivery.objects.get(channel=channel).pk)
        if held is not None:
            connector_for(channel).publish(post_of(held))
            settle_handed(held)
