"""What the council's business adds to the calendar: polls and other periods, days off, meetings, policy reviews."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

from django.db.models import Max, Q
from django.urls import reverse
from django.utils import timezone

from policies.models import CouncilDay, Meeting, Period, Version
from portal.councils.dates.things import MOST, Dated, PublicSource, Sort, Source, Span
from portal.councils.minutes import LONGEST, minutes_due_on
from portal.councils.models import Council
from portal.councils.people import Person
from portal.councils.templatetags.words import day
from portal.workdays.bankholidays import FIRST_YEAR, LAST_YEAR, Nation, bank_holidays

PERIOD = Sort("period", "Polls and other periods", "Period")
DAY_OFF = Sort("day-off", "Bank holidays and closed days", "Day off")
MEETING = Sort("meeting", "Meetings", "Meeting")
MINUTES = Sort("minutes", "Minutes to be published", "Minutes due")
REVIEW = Sort("review", "Policy reviews", "Policy review due")

_LONG_KNOWN = datetime(2020, 1, 1, tzinfo=UTC)
"""When a bank holiday was last changed, for calendars that ask: its rule is older than the portal."""


def periods_of(person: Person, span: Span) -> Sequence[Dated]:
    """Return the periods that touch ``span``, the polls in it, and the latest days of notices awaited. One query."""
    within = (span.first, span.last)
    runs = Q(begins_at__lt=span.end, ends_at__gt=span.start)
    rows = Period.objects.filter(
        runs | Q(poll_on__range=within) | Q(latest_notice_on__range=within), council_id=person.council.pk
    )
    read = [
        one
        for row in rows.order_by("poll_on", "pk")[:MOST]
        for one in _of_period(row, person.council.slug)
        if one.first_day <= span.last and one.last_day >= span.first
    ]
    return sorted(read, key=lambda one: one.order)


def _of_period(row: Period, slug: str) -> Iterator[Dated]:
    link = reverse("period", kwargs={"council": slug, "pk": row.pk})
    called = f"{row.title[:1].upper()}{row.title[1:]}" + (f", {row.where}" if row.ward else "")
    called_off = row.ended_early_at is not None and (
        row.begins_at is None or row.ended_early_at < row.begins_at
    )
    days: list[tuple[str, str, date | datetime | None, datetime | None]] = [
        ("poll", f"Poll: {called}", row.poll_on, None),
    ]
    if row.noticed_on is None:
        days.append(("notice", f"Latest lawful day of the notice: {called}", row.latest_notice_on, None))
    if row.begins_at is not None:
        before = "Before the poll: " if row.is_poll else f"{row.get_kind_display()}: "
        days.append(("runs", f"{before}{called}", row.begins_at, row.ended_early_at or row.ends_at))
    for name, title, begins, ends in days:
        if begins is None:
            continue
        yield Dated(
            sort=PERIOD,
            key=f"period-{row.pk}-{name}",
            title=title,
            link=link,
            begins=begins,
            # What was called off before it began has no length.
            ends=None if called_off else ends,
            note=f"{row.get_kind_display()}" + (" (called off)" if called_off else ""),
            cancelled=called_off,
            changed=row.changed_at,
        )


def days_off(person: Person, span: Span) -> Sequence[Dated]:
    """Return the bank holidays of England and Wales in ``span`` and the days that the clerk entered. One query."""
    link = reverse("extra_days", kwargs={"council": person.council.slug})
    years = range(max(span.first.year, FIRST_YEAR), min(span.last.year, LAST_YEAR) + 1)
    holidays = [
        Dated(
            sort=DAY_OFF,
            key=f"bank-holiday-{day.isoformat()}",
            title="Bank holiday",
            link=link,
            begins=day,
            note="England and Wales",
            changed=_LONG_KNOWN,
        )
        for year in years
        for day in bank_holidays(Nation.ENGLAND_AND_WALES, year)
        if span.first <= day <= span.last
    ]
    entered = CouncilDay.objects.filter(council_id=person.council.pk, day__range=(span.first, span.last))
    extra = [
        Dated(
            sort=DAY_OFF,
            key=f"extra-day-{row.pk}",
            title=row.title,
            link=link,
            begins=row.day,
            note=row.get_kind_display(),
            changed=row.entered_at,
        )
        for row in entered.order_by("day", "pk")[:MOST]
    ]
    return sorted([*holidays, *extra], key=lambda one: one.order)


def meetings_of(person: Person, span: Span) -> Sequence[Dated]:
    """Return the meetings in ``span``, and the last days for the minutes of those whose minutes are not out. One query.

    Never their items, which may be closed.
    """
    before = Span(span.first - LONGEST, span.last)
    read = [one for row in _meetings(person.council, before) for one in _with_minutes(person.council, row)]
    return sorted(
        (one for one in read if span.first <= one.first_day <= span.last), key=lambda one: one.order
    )


def _with_minutes(council: Council, row: Meeting) -> Iterator[Dated]:
    meeting = _meeting(row, reverse("meeting", kwargs=_where(council, row)))
    yield meeting
    due = minutes_due_on(council, row.held_on) if row.minutes_published_on is None else None
    if due is not None:
        note = f"{row.body.name}: held on {day(row.held_on)}"
        yield replace(meeting, sort=MINUTES, key=f"{meeting.key}-minutes", begins=due, note=note)


def meetings_in_public(council: Council, span: Span) -> Sequence[Dated]:
    """Return the meetings in ``span`` whose agenda was published: from then on they are public. One query.

    Three clear days before it at the latest (Local Government Act 1972 Sch 12 para 10).
    """
    rows = _meetings(council, span, agenda_published_on__lte=timezone.localdate())
    return [_meeting(row, reverse("newsroom", kwargs={"council": council.slug})) for row in rows]


def _where(council: Council, row: Meeting) -> dict[str, object]:
    return {"council": council.slug, "pk": row.pk}


def _meetings(council: Council, span: Span, **more: date) -> list[Meeting]:
    rows = Meeting.objects.filter(council_id=council.pk, held_on__range=(span.first, span.last), **more)
    return list(rows.select_related("body").order_by("held_on", "pk")[:MOST])


def _meeting(row: Meeting, link: str) -> Dated:
    return Dated(
        sort=MEETING,
        key=f"meeting-{row.pk}",
        title=row.title,
        link=link,
        begins=row.held_on,
        note=row.body.name,
        changed=row.changed_at,
    )


def reviews_of(person: Person, span: Span) -> Sequence[Dated]:
    """Return the review days in ``span`` of the policies in force. One query."""
    rows = Version.objects.filter(
        policy__council_id=person.council.pk,
        state=Version.State.ADOPTED,
        review_due__range=(span.first, span.last),
    ).annotate(last_review=Max("reviews__entered_at"))
    return [
        Dated(
            sort=REVIEW,
            key=f"policy-{row.policy_id}-review",
            title=row.policy.title,
            link=reverse("policy", kwargs={"council": person.council.slug, "pk": row.policy_id}),
            begins=row.review_due,
            note=f"Version {row.number} is in force",
            changed=vars(row)["last_review"] or row.in_force_from or row.created_at,
        )
        for row in rows.select_related("policy").order_by("review_due", "pk")[:MOST]
        if row.review_due is not None
    ]


PERIODS = Source((PERIOD,), periods_of)
DAYS_OFF = Source((DAY_OFF,), days_off)
MEETINGS = Source((MEETING, MINUTES), meetings_of)
REVIEWS = Source((REVIEW,), reviews_of)
PUBLIC_MEETINGS = PublicSource(meetings_in_public)
