"""The lists of cases: what a person handles, what is about them, what they reported, what an auditor reads."""

from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet

from moderation.conduct.seeing import about_me, handled_by, over_cases, reported_by
from moderation.conduct.states import OVER, CaseState
from moderation.models import ConductCase, ConductOutcome
from portal.councils.people import Person

PAGE = 30
MOST = 30


@dataclass(frozen=True)
class Ended:
    """How a case ended, for an auditor: nobody is named."""

    case: ConductCase
    how: list[str]


def listed(person: Person, *, over: bool) -> "QuerySet[ConductCase]":
    """Return the cases that ``person`` handles, those that are over or all others, with what is still to be done."""
    rows = handled_by(person).select_related("subject__user")
    undone = Q(outcomes__kind__in=["removal", "closure"], outcomes__done_at__isnull=True)
    rows = rows.annotate(undone=Count("outcomes", filter=undone))
    rows = rows.filter(state__in=OVER) if over else rows.exclude(state__in=OVER)
    return rows.order_by("-over_at", "-pk") if over else rows.order_by("reported_at", "pk")


def mine(person: Person) -> list[ConductCase]:
    """Return the cases about ``person`` that they were told of, the last first. One query."""
    return list(about_me(person).order_by("-told_at", "-pk")[:MOST])


def held_untold(person: Person) -> list[ConductOutcome]:
    """Return why ``person`` is suspended in a case of which they were not told what is alleged: that alone of it.

    By which clause, the reason written for them, a minute, until when. One query; none for who is not suspended.
    """
    if not person.suspended:
        return []
    rows = ConductOutcome.objects.filter(
        kind=ConductOutcome.Kind.MEANWHILE,
        case__council=person.council.pk,
        case__subject__user=person.user_id,
        case__state=CaseState.TAKEN_UP,
    )
    found = rows.select_related("case", "clause", "suspension", "agenda_item__meeting")
    return list(found.prefetch_related("reviews").order_by("-pk")[:MOST])


def my_reports(person: Person) -> list[ConductCase]:
    """Return what ``person`` reported, the last first. One query."""
    return list(reported_by(person).order_by("-reported_at", "-pk")[:MOST])


def ended(person: Person, number: str | None = None) -> tuple[list[Ended], "Page[ConductCase]"]:
    """Return one page of what an auditor reads of the cases that are over, the last first. Three queries."""
    page = Paginator(over_cases(person).order_by("-over_at", "-pk"), PAGE).get_page(number)
    cases = list(page)
    rows = ConductOutcome.objects.filter(case__in=[one.pk for one in cases]).select_related("clause")
    how: dict[int, list[str]] = {}
    for one in rows.order_by("pk"):
        how.setdefault(one.case_id, []).append(f"{one.get_kind_display()} ({one.clause})")
    return [Ended(one, how.get(one.pk, [one.get_aside_display()])) for one in cases], page
