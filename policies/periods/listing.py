"""Looking through what is out, scheduled, approved or queued when a period begins; listing it for a decision."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from policies.circumstances import Circumstances
from policies.evaluate import Rule, Severity, Verdict, evaluate
from policies.gathering import gather
from policies.judging import NOBODY, judge
from policies.matching import places_of
from policies.models import Period, PeriodDecision
from policies.pictures_shown import with_pictures
from policies.subjects import subject_of
from portal.channels.models import Delivery, Pin, Publication
from portal.channels.states import Delivering, PublicState
from portal.councils.people import Person
from portal.drafts.access import kept_from
from portal.drafts.models import Communication, Revision
from portal.drafts.pictures.standing import hashes_of_people
from portal.drafts.states import Stage

HELD_WORDS = "Held until the clerk decides, because of the period before the poll."
MOST_LIVE = 2000
"""How many live items are looked through at once, the latest first; a worker goes on with the older ones."""
_AT_ONCE = 200
"""How many texts are held in memory of what waits, of which everything is looked through."""
MOST_TOLD = 20
"""How many reasons the list tells of one item. A release covers what was told and no more."""
_BASIS = "Local Government Act 1986, s.2 and the publicity code"
_MEANING = "Between the notice of election and the poll nothing that the council publishes deals with it."
WAITING_CHECKS = ("election-candidate", "election-quote", "election-controversy")
LIVE_CHECKS = ("election-candidate",)
"""What was quoted before the notice stays quoted; people who stand, and what the clerk listed, are looked at again."""
QUEUED = "Waits for approval."
"""So begins why an item is listed of which only what is in the queue stands in the way."""
PUBLIC = "In public now."
PINNED = "It stands at the top of the newsroom."
_WHERE = {
    "images": "In a picture’s description",
    "recordings": "In a recording’s title",
    "quotes": "In a quotation",
}


def _rules(checks: Iterable[str]) -> tuple[Rule, ...]:
    parameters = {"election-candidate": {"listing": ["notice"]}}
    return tuple(
        Rule(check, Severity.ANSWER, _BASIS, _MEANING, parameters=parameters.get(check, {}))
        for check in checks
    )


@dataclass(frozen=True)
class _Found:
    """An item that needs a decision: where it stands, and what stands against it, each reason by itself."""

    item: Communication
    where: str
    reasons: tuple[str, ...]

    @property
    def why(self) -> str:
        """Return it as the list says it."""
        return " ".join((self.where, *self.reasons))


def list_what_stands(period: Period, *, with_pins: bool = False) -> int:
    """List what is live, queued or waits to go out and stands in the way of ``period``; hold what waits.

    ``with_pins`` when the period begins: whatever stands at the top of the newsroom is listed then, since keeping it
    there is publicity that somebody chooses. Returns how many are new in the list.
    What is queued cannot be approved before somebody has decided about it.

    Runs in the transaction of whoever enters the notice or the candidates, who holds the period's or the council's
    lock. What was decided before stays decided, unless something new stands against the item. Of what is live the
    latest MOST_LIVE are looked through here; look_further_back() goes on.
    Queries: a handful, and those of judging each item that waits.
    """
    seen = _seen(period)
    found = [
        *_live(period, seen, _live_round(period, None)),
        *_waiting(period, seen),
        *_unissued(period, seen),
    ]
    if with_pins:
        found = [*_pinned(period, found), *found]
    return _list(period, found)


def look_further_back() -> int:
    """Look through the next older live items of every period that runs and has any left; returns how many are listed.

    One round a period, each in its own transaction under the period's lock: of two workers one does it, and whoever
    enters candidates meanwhile begins anew. Queries: a handful a period, however many items there are.
    """
    now = timezone.now()
    running = Period.objects.filter(
        looked_back_to__isnull=False, begins_at__lte=now, ends_at__gt=now, ended_early_at__isnull=True
    )
    listed = 0
    for key in running.order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            rows = running.select_for_update(of=("self",), skip_locked=True).select_related("council")
            if (period := rows.filter(pk=key).first()) is not None:
                issues = _live_round(period, period.looked_back_to)
                listed += _list(period, list(_live(period, _seen(period), issues)))
    return listed


def _seen(period: Period) -> Circumstances:
    """Return the circumstances of now, or of when ``period`` begins, with the pictures that show somebody."""
    now = timezone.now()
    around = gather(period.council, at=max(now, period.begins_at or now), sees_all=True)
    return with_pictures(around, period.council_id, hashes_of_people(period.council_id))


def _list(period: Period, found: list[_Found]) -> int:
    """Enter what was found and is not decided about, hold what of it waits to go out, and return how many are new."""
    now = timezone.now()
    new = _not_decided_yet(period, {each.item.pk: each for each in reversed(found)})
    PeriodDecision.objects.bulk_create(
        [PeriodDecision(period=period, communication=each.item, why=each.why, listed_at=now) for each in new]
    )
    Delivery.objects.filter(
        publication__communication__in=[each.item.pk for each in new],
        publication__state=PublicState.SCHEDULED,
        state__in=[Delivering.PENDING, Delivering.HANDED],
    ).update(state=Delivering.HELD, problem=HELD_WORDS)
    return len(new)


def _not_decided_yet(period: Period, found: dict[int, _Found]) -> list[_Found]:
    """Return what is not in the list, or was decided before something else stood against it.

    What waits in the list with fewer reasons is given those of now: whoever decides reads what they decide about.
    One query, and one for each item whose reasons have changed while it waits.
    """
    rows = list(period.decisions.filter(communication__in=found).order_by("pk"))
    waiting = {row.communication_id: row for row in rows if row.outcome == PeriodDecision.Outcome.OPEN}
    said: dict[int, str] = {}
    for row in rows:
        said[row.communication_id] = f"{said.get(row.communication_id, '')} {row.why}"
    new = []
    for key, each in found.items():
        if all(reason in said.get(key, "") for reason in each.reasons) and key in said:
            continue
        if key in waiting:
            waits = PeriodDecision.objects.filter(pk=waiting[key].pk, outcome=PeriodDecision.Outcome.OPEN)
            if waits.update(why=each.why):
                continue
        new.append(each)
    return new


def _issues(period: Period, state: str) -> "QuerySet[Publication]":
    """Return the council's issues in ``state``, the latest first, with their texts. No query yet."""
    rows = Publication.objects.filter(
        council_id=period.council_id, state=state, revision__erased_at__isnull=True
    ).select_related("communication__council", "revision")
    return rows.order_by("-pk")


def _live_round(period: Period, below: int | None) -> list[Publication]:
    """Return the latest live issues (older than ``below``), and note whether there may be older ones. Two queries."""
    rows = _issues(period, PublicState.LIVE)
    found = list((rows if below is None else rows.filter(pk__lt=below))[:MOST_LIVE])
    period.looked_back_to = found[-1].pk if len(found) == MOST_LIVE else None
    period.save(update_fields=["looked_back_to"])
    return found


def _unissued(period: Period, seen: Circumstances) -> Iterable[_Found]:
    """Yield what waits in the queue, or is approved and was never ordered to go out. One query, and the judging."""
    out = Publication.objects.filter(state__in=[PublicState.SCHEDULED, PublicState.LIVE])
    rows = Communication.objects.filter(
        Q(stage=Stage.SUBMITTED) | Q(stage=Stage.APPROVED) & ~Q(pk__in=out.values("communication")),
        council_id=period.council_id,
        current_revision__erased_at__isnull=True,
    )
    related = rows.select_related("council", "author", "current_revision").order_by("-pk")
    for item in related.iterator(chunk_size=_AT_ONCE):
        where = QUEUED if item.stage == Stage.SUBMITTED else "Approved, not issued."
        if item.current_revision is not None and (reasons := _against(item, item.current_revision, seen)):
            yield _Found(item, where, reasons)


def _against(item: Communication, revision: Revision, seen: Circumstances) -> tuple[str, ...]:
    """Return what stands in the way of a text that is not out yet."""
    subject = subject_of(item.kind, revision.content, channel="", circumstances=seen)
    if reasons := _reasons(evaluate(subject, _rules(WAITING_CHECKS))):
        return reasons
    # Whoever opens the list reads why: no matter is named that somebody may not know of.
    blocking = judge(item, revision.content, reader_id=NOBODY, hands=[revision.author_id]).blocking
    return (blocking[0].message,) if blocking else ()


def _waiting(period: Period, seen: Circumstances) -> Iterable[_Found]:
    for issue in _issues(period, PublicState.SCHEDULED).iterator(chunk_size=_AT_ONCE):
        if reasons := _against(issue.communication, issue.revision, seen):
            yield _Found(issue.communication, "Approved, not out yet.", reasons)


def _live(period: Period, seen: Circumstances, issues: Iterable[Publication]) -> Iterable[_Found]:
    rules = _rules(LIVE_CHECKS)
    for issue in issues:
        if reasons := (*_reasons(_verdict(issue, seen, rules)), *_named(issue, period)):
            yield _Found(issue.communication, PUBLIC, reasons)


def _pinned(period: Period, found: Iterable[_Found]) -> Iterable[_Found]:
    """Yield what is pinned, with what was found against it where it is out or waits. One query."""
    known: dict[int, _Found] = {}
    for each in found:
        known.setdefault(each.item.pk, each)
    pins = Pin.objects.filter(council_id=period.council_id).select_related("item__publication__communication")
    for pin in pins.order_by("place"):
        item = pin.item.publication.communication
        against = known.get(item.pk, _Found(item, PUBLIC, ()))
        yield _Found(item, against.where, (*against.reasons, PINNED))


def _named(issue: Publication, period: Period) -> list[str]:
    """Return which of the subjects in controversy a live item names."""
    fields = issue.revision.plain
    return [
        f"It names “{words}”, which is in controversy at this poll."
        for words in period.subjects
        if any(True for _ in places_of(fields, (words,)))
    ]


def _verdict(issue: Publication, seen: Circumstances, rules: tuple[Rule, ...]) -> Verdict:
    subject = subject_of(issue.communication.kind, issue.revision.content, channel="", circumstances=seen)
    return evaluate(subject, rules)


def _reasons(verdict: Verdict) -> tuple[str, ...]:
    """Return the messages of the findings once each; of words in a picture's description or a quotation, where."""
    told = (
        f"{_WHERE[finding.field]}: {finding.message}"
        if finding.field in _WHERE and finding.start < finding.end
        else finding.message
        for finding in verdict.findings
    )
    return tuple(dict.fromkeys(told))[:MOST_TOLD]


def still_unlooked(period: Period) -> int:
    """Return how many older items in public a worker is still to look through. One query at most."""
    if period.looked_back_to is None:
        return 0
    return _issues(period, PublicState.LIVE).filter(pk__lt=period.looked_back_to).count()


def awaited(period: Period, person: Person) -> int:
    """Return how many items of ``period`` that are not closed to ``person`` wait for a decision. One query."""
    waiting = period.decisions.filter(outcome=PeriodDecision.Outcome.OPEN)
    return waiting.exclude(communication__in=kept_from(person)).count()
