"""The lists of the clerk's desk: what waits, what was decided, what is scheduled, what needs a person."""

from abc import ABC, abstractmethod
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from approvals.counting import Counts, counts_of
from approvals.falling_due import still_in_time
from approvals.filtering import NOT_IN_TIME, condition, fields_of, read_filter
from approvals.issued import Act
from approvals.queue import (
    PAGE,
    decided,
    looks_owed,
    scheduled,
    trouble_rows,
    troubles,
    with_stops,
)
from approvals.queue_beside import beside
from approvals.queue_rows import DUE, open_reviews, waiting_rows
from portal.channels.confirming import channels_held, to_confirm
from portal.channels.outbox.rows import channel_of, publication_of
from portal.councils.powers import Power
from portal.councils.views import CouncilView
from portal.drafts.access import kept_from
from portal.paging import LongList


def pages_of(request: HttpRequest, rows: "QuerySet[Any]", *, counted: int | None = None) -> LongList:
    """Return the pages of ``rows``, of which the address names one; ``counted`` as LongList has it."""
    return LongList(rows, PAGE, request.GET.get("page"), counted=counted)


def page_asked_for(request: HttpRequest, rows: "QuerySet[Any]", *, counted: int | None = None) -> "Page[Any]":
    """Return the page of ``rows`` that the address names; ``counted`` as LongList has it."""
    return pages_of(request, rows, counted=counted).get_page(request.GET.get("page"))


class QueueList(CouncilView, ABC):
    """One list of the desk; subclasses say which, and bring its rows."""

    power = Power.READ_ALL
    tab = ""
    template_name = ""
    counts: Counts

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show one page of the list."""
        self.counts = counts_of(self.person)
        words = {"section": "queue", "tab": self.tab, "counts": self.counts, **self.rows(request)}
        return render(request, self.template_name, words)

    @abstractmethod
    def rows(self, request: HttpRequest) -> dict[str, Any]:
        """Return the rows' page and what else the list shows."""


class QueuePage(QueueList):
    """What waits for a decision and can still be decided in time, the newest submission first unless asked."""

    tab = "waiting"
    template_name = "approvals/queue.html"

    def rows(self, request: HttpRequest) -> dict[str, Any]:
        """Return the open reviews that the filter leaves in, with its fields and what the person keeps.

        At most five queries beyond the counts: of them one for somebody who serves another council, and two where a
        row touches a flagged matter.
        """
        asked = read_filter(request.GET)
        reviews = open_reviews(self.council.pk, order=asked.sorting).exclude(
            communication__in=kept_from(self.person)
        )
        rows = reviews.filter(condition(asked, self.person), still_in_time())
        counted = None if asked.narrows else self.counts.waiting  # it was counted for the tab
        pages = pages_of(request, rows, counted=counted)
        shown = beside(self.person, pages)
        page = pages.get_page(request.GET.get("page"))
        words = {
            "page": page,
            "rows": waiting_rows(page, self.person, flagged=bool(self.counts.flagged)),
            "asked": asked,
            "fields": fields_of(asked, shown.members),
            "kept": shown.kept,
            "elsewhere": shown.elsewhere,
        }
        return words | ({"my_councils": shown.memberships} if shown.memberships else {})


class ExpiredPage(QueueList):
    """What was not decided in time, what passed first at the top; none of it goes out before it has a new time."""

    tab = "expired"
    template_name = "approvals/expired.html"

    def rows(self, request: HttpRequest) -> dict[str, Any]:
        """Return the open reviews whose time has passed."""
        passed = open_reviews(self.council.pk, order=DUE).filter(due_at__lte=timezone.now())
        rows = passed.exclude(communication__in=kept_from(self.person))
        page = page_asked_for(request, rows, counted=self.counts.expired)  # as it was for the tab
        shown = waiting_rows(page, self.person, flagged=bool(self.counts.flagged))
        # With its filter in the address, each opened from here leads back here and on to the next of these.
        return {"page": page, "rows": shown, "asked": NOT_IN_TIME}


class DecidedPage(QueueList):
    """What was decided, the last decision first."""

    tab = "decided"
    template_name = "approvals/decided.html"

    def rows(self, request: HttpRequest) -> dict[str, Any]:
        """Return the decided reviews."""
        rows = decided(self.council.pk).exclude(communication__in=kept_from(self.person))
        return {"page": page_asked_for(request, rows)}


class ScheduledPage(QueueList):
    """What is approved and goes out later, the next first."""

    tab = "scheduled"
    template_name = "approvals/scheduled.html"

    def rows(self, request: HttpRequest) -> dict[str, Any]:
        """Return the issues that wait for their time."""
        issues = scheduled(self.council.pk).exclude(communication__in=kept_from(self.person))
        page = page_asked_for(request, issues)
        return {"page": page, "issues": with_stops(page, self.person, flagged=bool(self.counts.flagged))}


class ToConfirmPage(QueueList):
    """What was held past its hour or during a hold on everything: each waits until a person confirms it."""

    tab = "confirm"
    template_name = "approvals/to_confirm.html"

    def rows(self, request: HttpRequest) -> dict[str, Any]:
        """Return the issues, the next hour first, each with the channels on which it waits."""
        found = to_confirm(self.council.pk).exclude(communication__in=kept_from(self.person))
        shown = found.select_related("communication__author__user", "ordered_by__user")
        page = page_asked_for(request, shown)
        issues = list(page)
        held = channels_held(issues)
        return {"page": page, "issues": [(issue, held.get(issue.pk, [])) for issue in issues]}


class SecondLooksPage(QueueList):
    """The second looks that urgent issues left owing: a debt that everybody in the council sees."""

    power = Power.READ_RECORD
    tab = "owed"
    template_name = "approvals/second_looks.html"

    def rows(self, request: HttpRequest) -> dict[str, Any]:
        """Return the debts, the oldest first."""
        return {"page": Paginator(looks_owed(self.person), PAGE).get_page(request.GET.get("page"))}


class DeliveriesPage(QueueList):
    """Deliveries, mails and commands that wait for a person."""

    tab = "deliveries"
    template_name = "approvals/deliveries.html"

    def rows(self, request: HttpRequest) -> dict[str, Any]:
        """Return what is held, failed or unclear, the newest first."""
        page = Paginator(troubles(self.person), PAGE).get_page(request.GET.get("page"))
        acts = [
            (Act(kind, row), publication_of(row).communication, channel_of(row))
            for kind, row in trouble_rows(page)
        ]
        return {"page": page, "acts": acts}
