"""Who does a job and by when, and asking for one sheet to come down."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from portal.channels.connectors.base import Capability
from portal.channels.models import Command, Job
from portal.channels.outbox.rows import RowKind, lock_item
from portal.channels.outbox.waking import wake_on_commit
from portal.channels.printing.places import hands
from portal.channels.printing.reading import Row, Where, jobs_read_by
from portal.councils.people import Person
from portal.councils.powers import Power
from portal.councils.recording import entry_by, reasoned
from portal.records.ledger import record
from portal.refusals import InvalidInput, Refusal
from portal.typed import stated

ABOUT = "job"


@dataclass(frozen=True)
class Hands:
    """Who does a job by when (aware), and who takes the sheet down again; None: nobody yet, or the same."""

    due_at: datetime
    assignee_id: int | None = None
    taker_id: int | None = None


@transaction.atomic
def assign(*, actor: Person, job_id: int, to: Hands) -> Job:
    """Say who does a job. Whoever is new to it is told; what was told before counts for nobody else.

    Raises NotYours without the power, InvalidInput for somebody who cannot do it, Refusal where nothing is left to do.
    """
    actor.require(Power.DECIDE)
    job = _own(actor, job_id)
    chosen = {pk for pk in (to.assignee_id, to.taker_id) if pk is not None}
    if hands(actor.council.pk).filter(pk__in=chosen).count() != len(chosen):
        raise InvalidInput("Choose somebody of this council who can do the job.")
    if job.closed_at is not None:
        raise Refusal("Nothing is left to do about this.", "Nothing was changed.")
    Job.objects.filter(pk=job.pk).update(
        assignee_id=to.assignee_id,
        taker_id=to.taker_id,
        due_at=to.due_at,
        told="",
        down_told_at=None,
        reminded_on=None,
    )
    facts = {"assignee": to.assignee_id, "taker": to.taker_id, "due_at": to.due_at.isoformat()}
    record([entry_by(actor, "job_assigned", ABOUT, job.pk, **facts)])
    return job


@transaction.atomic
def ask_down(*, actor: Person, job_id: int, reason: str) -> Job:
    """Ask for one sheet to come down, the item standing elsewhere as before; the job stays until that is proved.

    Raises NotYours without the power, InvalidInput without a reason, Refusal where it is not up or cannot be taken
    back.
    """
    actor.require(Power.DECIDE)
    if not stated(reason):
        raise InvalidInput("Say why it is to come down.")
    job = _own(actor, job_id)
    row = Row(job)
    if row.where is not Where.UP or Capability.RETRACT not in row.can:
        raise Refusal("This is not up, or it is being taken down already.", "Nothing was changed.")
    command, made = Command.objects.get_or_create(
        delivery=job.delivery, verb=Command.Verb.TAKE_DOWN, defaults={"reason": stated(reason)}
    )
    if not made:
        raise Refusal("It was asked for already.", "Nothing was changed.")
    wake_on_commit(RowKind.COMMAND, command.pk, job.delivery.channel.connector)
    facts = {"communication": job.delivery.publication.communication_id}
    record([reasoned(actor, "job_down_asked", ABOUT, job.pk, reason=reason, **facts)])
    return job


def _own(actor: Person, job_id: int) -> Job:
    """Return the job as ``actor`` reads it, its item locked; Refusal where there is none."""
    found = jobs_read_by(actor).filter(pk=job_id).values_list("delivery_id", flat=True).first()
    if found is None:
        raise Refusal("This council has no such job.")
    lock_item(RowKind.DELIVERY, found)
    return jobs_read_by(actor).get(pk=job_id)
