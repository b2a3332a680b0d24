"""Gathering the circumstances of a text: a handful of queries, however much a council has on its table."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, Exists, OuterRef, Prefetch, Q, QuerySet, Value, When
from django.utils import timezone

from policies.answered_before import answered_asked, answered_read
from policies.circumstances import ApprovedQuote, CandidateNow, Circumstances, Member, PeriodNow
from policies.issued_lately import channels_asked, channels_read, issued_asked, issued_read, kinds_closed
from policies.links_given import links_seen
from policies.matters import nearing
from policies.matters.nearing import rest_ends, rests_for
from policies.matters.seeing import INSIDE
from policies.matters_now import matters_asked, matters_read
from policies.models import (
    Candidate,
    Period,
)
from portal.councils.models import Council, Membership
from portal.councils.powers import Role
from portal.drafts.quotes.standing import approved_words
from portal.together import Asked, Question, Rows, ask_together
from portal.written import Written, is_among


def gather(
    council: Council,
    *,
    at: datetime,
    writer_id: int | None = None,
    hands: Collection[int] = (),
    reader_id: int | None = None,
    communication_id: int | None = None,
    sees_all: bool = False,
    rests: bool = False,
    addresses: Collection[str] = (),
) -> Circumstances:
    """Return the circumstances at ``at`` (aware) in which a member says something for or in ``council``.

    ``writer_id`` and ``reader_id`` are keys of memberships: whose text it is, and who will see the findings (the
    writer, unless named): matters closed to them stay unnamed,
    unless ``sees_all``: whoever runs the installation reads. A ``reader_id`` of 0 is nobody: nothing closed is named.
    With ``rests`` such matters are left out while checks for them rest for the reader (policies.matters.nearing).
    ``hands`` are the memberships that had a hand in the text besides.
    ``communication_id`` brings what was said about the item and matters, ``addresses`` what was seen behind those web
    addresses. Two queries, four more in a period, one more with addresses.

    Of quotations it brings the free-standing ones; policies.judging adds those of an item, and where pictures stand.
    Which debates the council joined before is told by the addresses in what it issued; policies.branded adds the logo.
    """
    brought = bring(
        council,
        at=at,
        writer_id=writer_id,
        hands=hands,
        reader_id=reader_id,
        communication_id=communication_id,
        sees_all=sees_all,
    )
    return circumstances_of(brought, rests=rests, addresses=addresses)


@dataclass(frozen=True)
class Brought:
    """What gather() asks first, in one query: people, channels, matters, what was issued lately, and ``beside``."""

    council: Council
    at: datetime
    periods_at: datetime
    writer_id: int | None
    hands: Collection[int]
    reader_id: int | None
    communication_id: int | None
    people: Mapping[int, "Known"]
    channels: Rows
    issued: Rows
    matters: Rows
    answered: Rows
    beside: Sequence[Rows] = ()
    """The rows of whatever else the caller asked in the same query."""


def bring(
    council: Council,
    *,
    at: datetime,
    writer_id: int | None = None,
    hands: Collection[int] = (),
    reader_id: int | None = None,
    communication_id: int | None = None,
    sees_all: bool = False,
    beside: Sequence[Question] = (),
    goes_at: datetime | None = None,
) -> Brought:
    """Ask the first of gather()'s queries, with the questions ``beside`` it (policies.judging has three).

    The periods are those that run when it goes out, ``goes_at`` (aware), where somebody chose that and it is to come.
    """
    periods_at = max(at, goes_at or at)
    also = [key for key in (writer_id, reader_id, *hands) if key]
    people, channels, issued, matters, answered, *rest = ask_together(
        _people_asked(council.pk, at, periods_at, also),
        channels_asked(council.pk),
        issued_asked(council.pk, at, but=communication_id),
        matters_asked(
            council.pk,
            writers=[key for key in (writer_id, *hands) if key],
            reader_id=writer_id if reader_id is None else reader_id,
            communication_id=communication_id,
            sees_all=sees_all,
        ),
        answered_asked(communication_id),
        *beside,
    )
    return Brought(
        council=council,
        at=at,
        periods_at=periods_at,
        writer_id=writer_id,
        hands=hands,
        reader_id=reader_id,
        communication_id=communication_id,
        people={row[0]: Known(*row) for row in people},
        channels=channels,
        issued=issued,
        matters=matters,
        answered=answered,
        beside=rest,
    )


def circumstances_of(
    brought: Brought, *, rests: bool = False, addresses: Collection[str] = ()
) -> Circumstances:
    """Return what gather() does, of what was brought: one query, four more in a period, one more with addresses."""
    council, at, people = brought.council, brought.at, brought.people
    reader_id, communication_id = brought.reader_id, brought.communication_id
    writer = people.get(brought.writer_id or 0)
    others = [people[key] for key in brought.hands if key in people]
    reader = writer if reader_id is None else people.get(reader_id)
    in_office = [person for person in people.values() if person.in_office]
    running = _periods_at(brought) if _in_period(people.values()) else ()
    channels, limits, press = channels_read(brought.channels)
    resting = reader is not None and reader.rests
    matters = matters_read(brought.matters)
    answered, offering = answered_read(brought.answered)
    return Circumstances(
        council=council.name,
        official_addresses=_addresses_of(council),
        members=tuple(each.as_member for each in in_office if not each.staff),
        businesses=tuple(name for each in in_office for name in each.businesses.splitlines()),
        officers=tuple(each.name for each in in_office if each.staff),
        author=writer.name if writer else "",
        author_role=writer.role if writer else "",
        other_roles=frozenset(each.role for each in others),
        periods=frozenset(period.kind for period in running),
        controversies=tuple(subject for period in running for subject in period.subjects),
        at=at,
        matters=tuple(each for each in matters if each.visible or not (rests and resting)),
        running=running,
        earlier=issued_read(council.pk, brought.issued),
        answered=answered,
        offering=offering,
        channels=channels,
        limits=limits,
        press=press,
        insiders=frozenset(each.email.lower() for each in in_office if each.role in INSIDE and each.email),
        letterhead=True,
        links=links_seen(addresses),
        closed_rest_until=rest_ends() if resting else None,
        quotes_kept=True,
        approved_quotes=()
        if communication_id
        else tuple(ApprovedQuote(words, speaker) for words, speaker in approved_words(council.pk)),
    )


def _addresses_of(council: Council) -> frozenset[str]:
    """Return by what the council is reached."""
    reached = (council.email, council.website, council.social_handle, council.telephone)
    return frozenset(part for part in reached if part)


@dataclass(frozen=True)
class Known:
    """A membership as gathering needs it."""

    key: int
    name: str
    role: str
    in_office: bool
    email: str = ""
    rests: bool = False
    party: str = ""
    businesses: str = ""
    in_period: bool = True
    """Whether a period runs in their council: the people are asked for anyway, so that no query asks in vain."""

    @property
    def as_member(self) -> Member:
        """Return them as checks know a councillor."""
        return Member(self.name, self.party, tuple(self.businesses.splitlines()))

    @property
    def staff(self) -> bool:
        """Return whether it is the clerk or an officer."""
        return self.role in {Role.CLERK, Role.OFFICER}


def _people_asked(council_id: int, at: datetime, periods_at: datetime, also: Sequence[int]) -> Asked:
    """Ask for everybody in office at ``at``, in the order of their names, and ``also`` where they have left."""
    return _PEOPLE.asked(council_id, at, periods_at, nearing.hour_now(), list(also))


def _people(
    council_id: int, at: datetime, periods_at: datetime, hour: datetime, also: list[int]
) -> "QuerySet[Any, Any]":
    holding = Q(started_at__lte=at, accepted_at__isnull=False) & (
        Q(ended_at__isnull=True) | Q(ended_at__gt=at)
    )
    rows = Membership.objects.filter(holding | Q(is_among("pk", also, int)), council_id=council_id).annotate(
        holds=Case(When(holding, then=Value(value=True)), default=Value(value=False)),
        rests=rests_for(OuterRef("pk"), hour),
        in_period=Exists(running_at(council_id, periods_at)),
    )
    return rows.order_by("user__name", "pk").values_list(
        "pk", "user__name", "role", "holds", "user__email", "rests", "party", "businesses", "in_period"
    )


_PEOPLE = Written(_people, int, datetime, datetime, datetime, list[int])


def _in_period(people: Collection[Known]) -> bool:
    """Return whether a period may run where ``people`` are; of nobody it cannot be told."""
    return not people or any(person.in_period for person in people)


def running_at(council_id: int | OuterRef, at: datetime) -> "QuerySet[Period]":
    """Return the council's periods that run at ``at``: begun, not over, not ended early."""
    over = Q(ends_at__isnull=False, ends_at__lte=at) | Q(ended_early_at__isnull=False, ended_early_at__lte=at)
    return (
        Period.objects.filter(council_id=council_id, begins_at__lte=at)
        .exclude(over)
        .order_by("begins_at", "pk")
    )


def turned_since(council_id: int, since: datetime) -> bool:
    """Return whether a period of the council began or ended by the clock after ``since``. One query."""
    return bool(_TURNED.first(council_id, since, timezone.now()))


def edges_between(since: Any, until: datetime) -> Q:
    """Return the condition that a period begins or ends after ``since`` and no later than ``until``.

    The clock moves no version of the circumstances on.
    """
    return Q(begins_at__gt=since, begins_at__lte=until) | Q(ends_at__gt=since, ends_at__lte=until)


_TURNED = Written(
    lambda council_id, since, now: Period.objects.filter(
        edges_between(since, now), council_id=council_id
    ).values_list("pk"),
    int,
    datetime,
    datetime,
)


def _periods_at(brought: Brought) -> tuple[PeriodNow, ...]:
    rows = running_at(brought.council.pk, brought.periods_at).prefetch_related(
        Prefetch("candidates", queryset=Candidate.objects.order_by("name", "pk")),
        Prefetch("authorised_officers", queryset=Membership.objects.select_related("user")),
        "closed_channels",
    )
    return tuple(
        PeriodNow(
            key=row.pk,
            kind=row.kind,
            title=row.title,
            ward=row.ward,
            ends_at=row.ends_at,
            candidates=tuple(CandidateNow(each.name, each.party, each.ward) for each in row.candidates.all()),
            authorised=tuple(member.user.name for member in row.authorised_officers.all()),
            subjects=tuple(row.subjects),
            closed_channels=kinds_closed(brought.channels, {one.pk for one in row.closed_channels.all()}),
        )
        for row in rows
    )
