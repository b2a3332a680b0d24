"""The record of the council: who did what and when, that it holds, and what was said."""

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from moderation.complaints.seeing import closed_to as closed_complaints
from moderation.leaving.seeing import closed_to as closed_left
from moderation.notices.moving import ABOUT as NOTICE
from moderation.notices.seeing import may_read
from moderation.packs.making import ABOUT as PACK
from moderation.trolling.seeing import closed_to as closed_incidents
from portal.councils.people import Person
from portal.councils.powers import Power
from portal.councils.views import CouncilView
from portal.desk.archive_searching import search_archive
from portal.desk.forms.record import RecordForm, SearchForm
from portal.desk.ledger_reading import PAGE, Filters, entries, in_words
from portal.drafts.access import visible_to
from portal.records.auditing import length, verify_now
from portal.records.models import LedgerEntry, LedgerHead

MOST_VERIFIED = 50_000
"""How many entries a page verifies while somebody waits (about two seconds); more is for the command."""


def _number(request: HttpRequest, name: str) -> int | None:
    """Return a whole number from the address, or None for anything else."""
    typed = request.GET.get(name, "")
    return int(typed) if typed.isdecimal() and len(typed) <= 18 else None


def _entries(person: Person, filters: Filters, before: int | None) -> list[LedgerEntry]:
    """Return the entries that ``person`` may read.

    Complaints, members' own records and what was handed to who left are for who has a part in them; notices of
    defamation, and packs for the police, for who rules and for the auditor.
    """
    closed = closed_complaints(person) | closed_incidents(person) | closed_left(person)
    if not may_read(person):
        closed |= Q(object_type__in=[NOTICE, PACK])
    return entries(person.council.pk, filters, before=before, closed=closed)


class RecordPage(CouncilView):
    """The ledger in words, newest first."""

    power = Power.READ_RECORD

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show one page of what was asked for."""
        form = RecordForm(request.GET, council=self.council)
        filters = form.filters() if form.is_valid() else Filters()
        before = _number(request, "before")
        found = _entries(self.person, filters, before) if form.is_valid() else []
        shown = found[:PAGE]
        words: dict[str, Any] = {
            "section": "record",
            "form": form,
            "filtered": filters != Filters(),
            "lines": in_words(self.person, shown),
            "older": shown[-1].number if len(found) > PAGE else None,
            "is_first": before is None,
            "head": LedgerHead.objects.filter(council_id=self.council.pk).first(),
            "most_verified": MOST_VERIFIED,
        }
        return render(request, "desk/record.html", words, status=200 if form.is_valid() else 422)


class VerifyRecord(CouncilView):
    """Checks the whole chain now."""

    power = Power.READ_RECORD
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        """Verify, and say what was found."""
        if length(self.council.pk) > MOST_VERIFIED:
            messages.warning(
                request,
                f"The record is too long to check while you wait. Ask whoever runs the portal for: "
                f"manage.py verify_record --council {self.council.slug}",
            )
            return redirect("record", self.council.slug)
        found = verify_now(self.council.pk)
        if found.broken is None:
            messages.success(request, f"The record holds: {found.count:,} entries, head {found.head[:16]}…")
        else:
            messages.error(
                request,
                f"The record is broken at entry {found.broken}: {found.why}. Tell whoever runs the portal, and keep "
                "every backup from before.",
            )
        return redirect("record", self.council.slug)


class RecordSearch(CouncilView):
    """Searches the archive; for those who may read every draft."""

    power = Power.READ_ALL

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show what was found."""
        form = SearchForm(request.GET)
        typed = form.cleaned_data["q"].strip() if form.is_valid() else ""
        before = _number(request, "before")
        found, more = search_archive(self.person, typed, before=before) if typed else ([], False)
        wanted = {row.snapshot.communication_id for row in found if row.snapshot.communication_id}
        items = {row.pk: row for row in visible_to(self.person).filter(pk__in=wanted)} if wanted else {}
        words = {
            "section": "record",
            "form": form,
            "typed": typed,
            "found": [(row, items.get(row.snapshot.communication_id or 0)) for row in found],
            "older": found[-1].snapshot.pk if more else None,
        }
        return render(request, "desk/record_search.html", words, status=200 if form.is_valid() else 422)
