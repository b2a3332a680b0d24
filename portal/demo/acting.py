"""Playing one item of the demo to its fate: each step is the verb that a person at the desk would call.

A play is a generator. Each moment that it gives is when its next step is taken; see portal.demo.clock.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from approvals.answering import Said
from approvals.claiming import claim as take_in_hand
from approvals.deciding import Issue, approve, reject, return_with_reason
from approvals.founding import cites_of
from approvals.models import Review, SecondLook
from approvals.regard.answering import Given
from approvals.regard.principles import BY_SLUG, CARE
from approvals.submitting import submit
from approvals.urgent import issue_at_once, look_again
from approvals.withdrawing import withdraw
from policies.judging import judge
from portal.channels.connectors.base import connector_for
from portal.channels.connectors.choosing import that_carry
from portal.channels.models import Command, Delivery
from portal.channels.outbox.carrying import post_of
from portal.channels.outbox.claiming import claim
from portal.channels.outbox.rows import RowKind, channel_of
from portal.channels.outbox.settling import settle_sent
from portal.channels.releasing import channels_for
from portal.channels.states import Delivering
from portal.councils.models import Body
from portal.councils.people import Person
from portal.demo.clock import DemoClock, Play
from portal.demo.quoting import approve_quotations
from portal.demo.script import Fate, Item
from portal.drafts.content import LONDON
from portal.drafts.editing import revise, start
from portal.drafts.models import Communication, Revision

REGARD = {**dict.fromkeys(BY_SLUG, Given("yes")), CARE: Given("na", "No poll is pending here.")}
"""What the demo's clerk answers to the publicity code of everything but letters."""
CARRIED_HERE = ("newsroom", "letter")
"""What needs no network, so that it may be carried inside the demo's transaction. Press mail is left to the worker,
which mails it where this machine's demo may mail."""


@dataclass(frozen=True)
class Scene:
    """One item on its way: who writes, who decides, who looks again, what is written so far, and when it was begun."""

    item: Item
    author: Person
    clerk: Person
    officer: Person
    communication: Communication
    revision: Revision
    clock: DemoClock
    began: datetime

    def after(self, *, days: int = 0, minutes: int = 0) -> datetime:
        """Return the moment so long after the beginning."""
        return self.began + timedelta(days=days, minutes=minutes)

    def submit(self, revision: Revision) -> Review:
        """Submit ``revision``, with the author's answer to whatever the rules ask."""
        found = judge(self.communication, revision.content, reader_id=self.author.membership.pk).findings
        return submit(
            actor=self.author,
            communication_id=self.communication.pk,
            revision_id=revision.pk,
            message=self.item.message,
            said=Said(answers={each.key: self.item.answer for each in found if each.wants_answer}),
        )

    def channel_ids(self) -> list[int]:
        """Return every channel that can carry it."""
        item = self.communication
        found = channels_for(item.council_id, item.spec.outputs, item.body_id)
        return [row.pk for row in that_carry(item, found)]

    def approve(self, review: Review, *, note: str = "", go_at: datetime | None = None) -> None:
        """Approve what was submitted, its advice seen, and carry what goes out at once."""
        issue = Issue(channel_ids=self.channel_ids(), public_note=note, go_at=go_at)
        verdict = judge(self.communication, review.revision.content, reader_id=self.clerk.membership.pk)
        approve(
            actor=self.clerk,
            review_id=review.pk,
            revision_id=review.revision_id,
            issue=issue,
            said=Said(seen={each.key for each in verdict.findings}),
            regard={} if self.communication.spec.private else REGARD,
        )
        self.carry()

    def carry(self) -> None:
        """Carry what is due on channels that need no network."""
        mine = {"publication__communication": self.communication, "channel__connector__in": CARRIED_HERE}
        due = Delivery.objects.filter(state=Delivering.PENDING, due_at__lte=self.clock.read(), **mine)
        for pk in due.order_by("pk").values_list("pk", flat=True):
            _carry_here(RowKind.DELIVERY, pk)
        orders = Command.objects.filter(
            state=Delivering.PENDING,
            delivery__publication__communication=self.communication,
            delivery__channel__connector__in=CARRIED_HERE,
        )
        for pk in orders.order_by("pk").values_list("pk", flat=True):
            _carry_here(RowKind.COMMAND, pk)


def _carry_here(kind: RowKind, pk: int) -> None:
    """Do what a worker does with a row, inside our transaction: nothing here talks to a network."""
    held = claim(kind, pk)
    if held is None:
        return
    connector, post, row = connector_for(channel_of(held.row)), post_of(held), held.row
    if isinstance(row, Command):
        scheduled = row.verb == Command.Verb.TAKE_DOWN
        settle_sent(held, connector.retract(post, row.reason, scheduled=scheduled))
    else:
        settle_sent(held, connector.publish(post))


def play(item: Item, people: dict[str, Person], clock: DemoClock) -> Play:
    """Write ``item`` and bring it to its fate, step by step."""
    began = clock.back(item.days_ago, item.at)
    if not item.days_ago:
        began = clock.lately(item.minutes_ago)
    yield began
    author, clerk = people[item.by], people["clerk"]
    bodies = Body.objects.filter(council=author.council)
    body = bodies.get(name=item.body) if item.body else bodies.get(kind=Body.Kind.COUNCIL)
    made = start(actor=author, kind=item.kind, body=body)
    yield began + timedelta(minutes=11)
    first = revise(actor=author, communication_id=made.pk, raw=item.content, based_on_id=None)
    yield from approve_quotations(people, made, began, waits=item.fate is Fate.DRAFT)
    yield from _FATES[item.fate](Scene(item, author, clerk, people["officer"], made, first, clock, began))


def _stay(scene: Scene) -> Play:
    """Leave it a draft."""
    yield scene.after(minutes=11)


def _submitted(scene: Scene) -> Play:
    yield scene.after(minutes=34)
    scene.submit(scene.revision)


def _claimed(scene: Scene) -> Play:
    yield scene.after(minutes=34)
    review = scene.submit(scene.revision)
    yield scene.clock.present
    take_in_hand(actor=scene.clerk, review_id=review.pk)


def _returned(scene: Scene) -> Play:
    yield scene.after(minutes=34)
    review = scene.submit(scene.revision)
    yield scene.after(minutes=156)
    cites = cites_of(review.communication, scene.item.checks)
    return_with_reason(actor=scene.clerk, review_id=review.pk, reason=scene.item.says, cites=cites)


def _rejected(scene: Scene) -> Play:
    yield scene.after(minutes=34)
    review = scene.submit(scene.revision)
    yield scene.after(minutes=187)
    cites = cites_of(review.communication, scene.item.checks)
    reject(actor=scene.clerk, review_id=review.pk, reason=scene.item.says, cites=cites)


def _scheduled(scene: Scene) -> Play:
    yield scene.after(minutes=34)
    review = scene.submit(scene.revision)
    yield scene.after(minutes=97)
    day = scene.clock.today + timedelta(days=scene.item.in_days)
    scene.approve(review, go_at=datetime.combine(day, time(10), tzinfo=LONDON))


def _issued(scene: Scene) -> Play:
    yield scene.after(minutes=34)
    review = scene.submit(scene.revision)
    yield scene.after(minutes=141)
    scene.approve(review)


def _corrected(scene: Scene) -> Play:
    yield from _issued(scene)
    yield scene.after(days=1, minutes=70)
    mended = revise(
        actor=scene.author,
        communication_id=scene.communication.pk,
        raw={**scene.item.content, **scene.item.later},
        based_on_id=scene.revision.pk,
    )
    yield scene.after(days=1, minutes=78)
    review = scene.submit(mended)
    yield scene.after(days=1, minutes=102)
    scene.approve(review, note=scene.item.says)


def _withdrawn(scene: Scene) -> Play:
    yield from _issued(scene)
    yield scene.after(days=2, minutes=15)
    cites = cites_of(scene.communication, scene.item.checks)
    withdraw(actor=scene.clerk, communication_id=scene.communication.pk, reason=scene.item.says, cites=cites)
    scene.carry()


def _urgent(scene: Scene) -> Play:
    yield scene.after(minutes=16)
    issue_at_once(
        actor=scene.clerk,
        communication_id=scene.communication.pk,
        revision_id=scene.revision.pk,
        reason=scene.item.says,
        issue=Issue(channel_ids=scene.channel_ids()),
        regard={} if scene.communication.spec.private else REGARD,
    )
    scene.carry()


def _looked_at(scene: Scene) -> Play:
    """Issue it at once; the officer takes the second look the next morning."""
    yield from _urgent(scene)
    yield scene.after(minutes=16 * 60)
    owed = SecondLook.objects.get(communication=scene.communication)
    look_again(actor=scene.officer, second_look_id=owed.pk, verdict=scene.item.verdict)


_FATES: dict[Fate, Callable[[Scene], Play]] = {
    Fate.DRAFT: _stay,
    Fate.SUBMITTED: _submitted,
    Fate.CLAIMED: _claimed,
    Fate.RETURNED: _returned,
    Fate.REJECTED: _rejected,
    Fate.SCHEDULED: _scheduled,
    Fate.ISSUED: _issued,
    Fate.CORRECTED: _corrected,
    Fate.WITHDRAWN: _withdrawn,
    Fate.URGENT: _urgent,
    Fate.LOOKED_AT: _looked_at,
}
