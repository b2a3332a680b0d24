"""Playing one item of the demo to its fate: each step is the verb that a person at the desk would call."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.utils import timezone

from approvals.deciding import Issue, approve, reject, return_with_reason
from approvals.models import Review
from approvals.submitting import submit
from approvals.urgent import issue_at_once
from approvals.withdrawing import withdraw
from portal.channels.models import Command, Delivery
from portal.channels.outbox.carrying import carry
from portal.channels.outbox.rows import RowKind
from portal.channels.releasing import channels_for
from portal.channels.states import Delivering
from portal.councils.models import Body
from portal.councils.people import Person
from portal.demo.script import Fate, Item
from portal.drafts.content import LONDON
from portal.drafts.editing import revise, start
from portal.drafts.models import Communication, Revision

CARRIED_HERE = ("newsroom", "letter")
"""What needs no network. Press mail is left to the worker, which mails it where this machine's demo may mail."""


@dataclass(frozen=True)
class Scene:
    """One item on its way: who writes, who decides, and what is written so far."""

    item: Item
    author: Person
    clerk: Person
    communication: Communication
    revision: Revision

    def submit(self, revision: Revision) -> Review:
        """Submit ``revision``."""
        return submit(
            actor=self.author,
            communication_id=self.communication.pk,
            revision_id=revision.pk,
            message=self.item.message,
        )

    def channel_ids(self) -> list[int]:
        """Return every channel that can carry it."""
        item = self.communication
        return [row.pk for row in channels_for(item.council_id, item.spec.outputs, item.body_id)]

    def approve(self, revision: Revision, *, note: str = "", go_at: datetime | None = None) -> None:
        """Submit and approve ``revision``, and carry what goes out at once."""
        review = self.submit(revision)
        issue = Issue(channel_ids=self.channel_ids(), public_note=note, go_at=go_at)
        approve(actor=self.clerk, review_id=review.pk, revision_id=revision.pk, issue=issue)
        self.carry()

    def carry(self) -> None:
        """Carry what is due on channels that need no network."""
        mine = {"publication__communication": self.communication, "channel__connector__in": CARRIED_HERE}
        due = Delivery.objects.filter(state=Delivering.PENDING, due_at__lte=timezone.now(), **mine)
        for pk in due.order_by("pk").values_list("pk", flat=True):
            carry(RowKind.DELIVERY, pk)
        orders = Command.objects.filter(
            state=Delivering.PENDING,
            delivery__publication__communication=self.communication,
            delivery__channel__connector__in=CARRIED_HERE,
        )
        for pk in orders.order_by("pk").values_list("pk", flat=True):
            carry(RowKind.COMMAND, pk)


def play(item: Item, people: dict[str, Person]) -> Communication:
    """Write ``item`` and bring it to its fate; returns it as it stands afterwards."""
    author, clerk = people[item.by], people["clerk"]
    bodies = Body.objects.filter(council=author.council)
    body = bodies.get(name=item.body) if item.body else bodies.get(kind=Body.Kind.COUNCIL)
    made = start(actor=author, kind=item.kind, body=body)
    first = revise(actor=author, communication_id=made.pk, raw=item.content, based_on_id=None)
    _FATES[item.fate](Scene(item, author, clerk, made, first))
    made.refresh_from_db()
    return made


def _stay(scene: Scene) -> None:
    """Leave it a draft."""


def _submitted(scene: Scene) -> None:
    scene.submit(scene.revision)


def _returned(scene: Scene) -> None:
    return_with_reason(actor=scene.clerk, review_id=scene.submit(scene.revision).pk, reason=scene.item.says)


def _rejected(scene: Scene) -> None:
    reject(actor=scene.clerk, review_id=scene.submit(scene.revision).pk, reason=scene.item.says)


def _scheduled(scene: Scene) -> None:
    day = timezone.localdate(timezone=LONDON) + timedelta(days=scene.item.in_days)
    scene.approve(scene.revision, go_at=datetime.combine(day, time(10), tzinfo=LONDON))


def _issued(scene: Scene) -> None:
    scene.approve(scene.revision)


def _corrected(scene: Scene) -> None:
    scene.approve(scene.revision)
    mended = revise(
        actor=scene.author,
        communication_id=scene.communication.pk,
        raw={**scene.item.content, **scene.item.later},
        based_on_id=scene.revision.pk,
    )
    scene.approve(mended, note=scene.item.says)


def _withdrawn(scene: Scene) -> None:
    scene.approve(scene.revision)
    withdraw(actor=scene.clerk, communication_id=scene.communication.pk, reason=scene.item.says)
    scene.carry()


def _urgent(scene: Scene) -> None:
    issue_at_once(
        actor=scene.clerk,
        communication_id=scene.communication.pk,
        revision_id=scene.revision.pk,
        reason=scene.item.says,
        issue=Issue(channel_ids=scene.channel_ids()),
    )
    scene.carry()


_FATES: dict[Fate, Callable[[Scene], None]] = {
    Fate.DRAFT: _stay,
    Fate.SUBMITTED: _submitted,
    Fate.RETURNED: _returned,
    Fate.REJECTED: _rejected,
    Fate.SCHEDULED: _scheduled,
    Fate.ISSUED: _issued,
    Fate.CORRECTED: _corrected,
    Fate.WITHDRAWN: _withdrawn,
    Fate.URGENT: _urgent,
}
