"""A leaflet round as a checklist: naming its streets, ticking each, and what is left of them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from portal.channels.models import Job, Place, Street, StreetTick
from portal.channels.outbox.rows import RowKind, lock_item
from portal.channels.printing.reading import Row, Where, is_theirs, jobs_read_by
from portal.councils.people import Person
from portal.councils.powers import Power
from portal.councils.recording import entry_by
from portal.councils.templatetags.words import day
from portal.records.ledger import record
from portal.refusals import InvalidInput, NotYours, Refusal
from portal.typed import stated

MOST_STREETS = 200
LONGEST_STREET = 100
ABOUT = "job"


@dataclass(frozen=True)
class Checklist:
    """The streets of a job's round in the order in which it is walked, each with its tick or None."""

    rows: Sequence[tuple[Street, StreetTick | None]]

    @property
    def left(self) -> list[Street]:
        """Return the streets that nobody has ticked."""
        return [street for street, tick in self.rows if tick is None]

    @property
    def done(self) -> int:
        """Return how many are ticked."""
        return len(self.rows) - len(self.left)

    @property
    def count(self) -> str:
        """Return how far it is, in words; '' where the round has no streets."""
        return f"{self.done} of {len(self.rows)} streets ticked" if self.rows else ""

    def told(self) -> str:
        """Return every street with who did it and when, as the archive keeps it."""
        return "\n".join(
            f"{street.name}: {f'{tick.by.shown_name}, {day(tick.at)}' if tick else 'not done'}"
            for street, tick in self.rows
        )


def streets_in(typed: str) -> list[str]:
    """Return the streets in ``typed``, one a line, each once; raises InvalidInput for too many or too long ones."""
    first: dict[str, str] = {}
    for line in stated(typed).split("\n"):
        name = " ".join(line.split())
        if name:
            first.setdefault(name.casefold(), name)
    names = list(first.values())
    if len(names) > MOST_STREETS:
        raise InvalidInput(f"A round has {MOST_STREETS} streets at most. Make two rounds of it.")
    if any(len(name) > LONGEST_STREET for name in names):
        raise InvalidInput(f"The name of a street has {LONGEST_STREET} characters at most.")
    return names


def set_streets(place: Place, names: Sequence[str]) -> None:
    """Make ``names`` the streets of a round, in this order; whoever calls locks the channel and records.

    A street that is no longer among them is retired: it stays with the jobs for which it was ticked.
    """
    known = {street.name: street for street in place.streets.filter(retired_at__isnull=True)}
    gone = [street.pk for name, street in known.items() if name not in names]
    Street.objects.filter(pk__in=gone).update(retired_at=timezone.now())
    for position, name in enumerate(names):
        if name in known:
            Street.objects.filter(pk=known[name].pk).update(position=position)
        else:
            Street.objects.create(place=place, name=name, position=position)


def checklist(job: Job) -> Checklist:
    """Return the streets of ``job``: those of its round today, and whatever was ticked for it. Two queries."""
    ticks = {tick.street_id: tick for tick in job.ticks.select_related("by__user")}
    of_round = Q(place__channel_id=job.delivery.channel_id)
    asked = Q(pk__in=ticks) if job.closed_at else Q(retired_at__isnull=True) | Q(pk__in=ticks)
    streets = Street.objects.filter(of_round & asked).order_by("position", "pk")
    return Checklist([(street, ticks.get(street.pk)) for street in streets])


@transaction.atomic
def tick_streets(*, actor: Person, job_id: int, street_ids: Collection[int]) -> int:
    """Note that ``actor`` has done these streets; what somebody ticked before stays theirs. Returns how many are new.

    Raises NotYours for somebody else's job, InvalidInput for a street that is not of this round, Refusal where the job
    is held, stopped or proved.
    """
    job = _to_walk(actor, job_id)
    offered = {street.pk for street, _ in checklist(job).rows}
    if not street_ids or not set(street_ids) <= offered:
        raise InvalidInput("Tick the streets of this round that are done.")
    made = [
        pk
        for pk in sorted(set(street_ids))
        if StreetTick.objects.get_or_create(job=job, street_id=pk, defaults={"by": actor.membership})[1]
    ]
    if made:
        record([entry_by(actor, "streets_ticked", ABOUT, job.pk, streets=made)])
    return len(made)


@transaction.atomic
def untick_street(*, actor: Person, job_id: int, street_id: int) -> None:
    """Take back a tick that was a mistake. Raises as tick_streets(); what is not ticked stays so."""
    job = _to_walk(actor, job_id)
    deleted, _ = StreetTick.objects.filter(job=job, street_id=street_id).delete()
    if deleted:
        record([entry_by(actor, "street_unticked", ABOUT, job.pk, streets=[street_id])])


def _to_walk(actor: Person, job_id: int) -> Job:
    """Return the job, its item locked, if ``actor`` may tick its streets now."""
    actor.require(Power.DRAFT)
    found = Job.objects.filter(pk=job_id, council=actor.council).values_list("delivery_id", flat=True).first()
    if found is None:
        raise Refusal("This council has no such job.")
    lock_item(RowKind.DELIVERY, found)
    job = jobs_read_by(actor).filter(pk=job_id).first()
    if job is None or not (is_theirs(actor, job) or actor.may(Power.DECIDE)):
        raise NotYours("This job was given to somebody else. The clerk can note what they did.")
    if Row(job).where is not Where.TO_DO:
        raise Refusal(
            "This round is held, stopped or proved.", "Nothing was changed. Its page says how it stands."
        )
    return job
