"""The month's report, to read, to print and for a spreadsheet."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from approvals.months import month_of
from approvals.reporting import report_of, table_of
from policies.documents.reading import reviews_overdue
from policies.models import Version
from portal.councils.powers import Power
from portal.councils.views import CouncilView
from portal.spreadsheets import csv_file

MOST_POLICIES = 100
"""Policies of one council in one report; none has that many."""


class ReportPage(CouncilView):
    """What was approved, by whom alone, urgently, refused, withdrawn and corrected in one month."""

    power = Power.READ_ALL

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show it."""
        report = report_of(self.person, month_of(request.GET.get("month", "")))
        overdue = overdue_of(self.council.pk)
        words = {"section": "queue", "report": report, "overdue": overdue}
        return render(request, "approvals/report.html", words)


class ReportCsv(ReportPage):
    """The same month as a file."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Return it."""
        report = report_of(self.person, month_of(request.GET.get("month", "")))
        name = f"{self.council.slug}-approvals-{report.month.key}.csv"
        return csv_file(name, table_of(report, overdue_of(self.council.pk)))


def overdue_of(council_id: int) -> list[Version]:
    """Return the policies of a council that are overdue for review today, the longest first. One query."""
    return list(reviews_overdue(council_id)[:MOST_POLICIES])
