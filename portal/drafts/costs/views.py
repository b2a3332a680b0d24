"""The account of what publicity cost: a year of it to read, to print and for a spreadsheet, and entering into it."""

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from portal.councils.form_views import CouncilFormView
from portal.councils.views import CouncilView
from portal.drafts.content import LONDON
from portal.drafts.costs.account import entries_of, lines_of, table_of, totals_of
from portal.drafts.costs.forms import CorrectionForm, CostForm, typed_before
from portal.drafts.costs.reaching import (
    entries_for,
    get_costed,
    get_entry,
    may_enter,
    require_enterer,
    require_reader,
)
from portal.drafts.costs.recording import correct_cost, record_cost
from portal.drafts.costs.years import Year, year_called
from portal.drafts.models import Communication, CostEntry
from portal.refusals import Refusal
from portal.spreadsheets import csv_file

A_PAGE = 50
MOST = 5000
"""Entries of one year on paper and in a file; a council that enters more is told that the rest is on the pages."""
OF_ITEM = 100
"""Entries of one item on its page: the latest."""


class AccountPage(CouncilView):
    """One financial year: the totals, then the entries a page at a time."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show it."""
        year = self.year(request)
        page = Paginator(entries_of(self.person, year), A_PAGE).get_page(request.GET.get("page"))
        return render(request, "drafts/costs/account.html", self.words(year, page, page=page))

    def year(self, request: HttpRequest) -> Year:
        """Return the year that is asked for; raises NotYours for whom the account is not."""
        require_reader(self.person)
        return year_called(request.GET.get("year", ""))

    def words(self, year: Year, entries: Any, **more: Any) -> dict[str, Any]:
        """Return the context of a year with some of its ``entries``."""
        return {
            "section": "costs",
            "year": year,
            "lines": lines_of(self.person, entries),
            "totals": totals_of(self.person, year),
            "may_enter": may_enter(self.person),
            **more,
        }


class PrintedAccount(AccountPage):
    """The whole year on paper, with the law that lets anybody inspect it."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show every entry."""
        year = self.year(request)
        entries = list(entries_of(self.person, year)[: MOST + 1])
        words = self.words(year, entries[:MOST], cut=len(entries) > MOST, printed=timezone.now())
        return render(request, "drafts/costs/printed.html", words)


class AccountCsv(AccountPage):
    """The year as a file."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Return it."""
        year = self.year(request)
        lines = lines_of(self.person, entries_of(self.person, year)[:MOST])
        return csv_file(f"{self.council.slug}-publicity-{year.begins_in}.csv", table_of(lines))


class EnterCost(CouncilFormView):
    """Enters what was spent on publicity that is no one item."""

    section = "costs"
    heading = "Enter what publicity cost"
    lead = "For what belongs to one item, enter it on the item’s own page of costs."
    button = "Enter it"

    def prepare(self, **kwargs: Any) -> None:  # noqa: ARG002
        """Raise NotYours for who enters no costs."""
        require_enterer(self.person)

    def make_form(self, data: Any = None) -> forms.Form:
        """Begin with today."""
        return CostForm(data, initial={"on": timezone.localdate(timezone=LONDON)})

    def act(self, form: forms.Form) -> str:
        """Enter it."""
        record_cost(actor=self.person, cost=form.cost())  # type: ignore[attr-defined]
        return "It is entered in the account."

    def next_address(self) -> str:
        """Return the account."""
        return reverse("costs", args=[self.council.slug])


class ItemCosts(EnterCost):
    """What one item cost, and entering more."""

    template_name = "drafts/costs/item.html"
    heading = "What it cost"
    lead = ""
    item: Communication

    def prepare(self, **kwargs: Any) -> None:
        """Find the item; to enter something is for those who may."""
        self.item = get_costed(self.person, kwargs["communication"])
        if self.request.method == "POST":
            require_enterer(self.person)

    def words(self) -> dict[str, Any]:
        """Show what is entered, the latest first."""
        rows = entries_for(self.person).filter(communication=self.item)
        rows = rows.select_related("communication", "corrected_by", "entered_by__user").order_by("-pk")
        counted = rows.filter(corrected_by__isnull=True).order_by()
        return {
            "item": self.item,
            "lines": lines_of(self.person, rows[:OF_ITEM]),
            "sums": counted.aggregate(net=Sum("net_pence"), vat=Sum("vat_pence")),
            "may_enter": may_enter(self.person),
        }

    def act(self, form: forms.Form) -> str:
        """Enter it for this item."""
        record_cost(actor=self.person, cost=form.cost(), communication_id=self.item.pk)  # type: ignore[attr-defined]
        return "It is entered in the account, for this item."

    def next_address(self) -> str:
        """Return this page."""
        return reverse("item_costs", args=[self.council.slug, self.item.pk])


class CorrectCost(EnterCost):
    """Puts an entry right by another one."""

    heading = "Correct this entry?"
    lead = (
        "What was entered stays in the account, marked as corrected, and what you enter here counts in its place. To "
        "say that it should not be there at all, choose “Nothing was spent”."
    )
    button = "Enter the correction"
    entry: CostEntry

    def prepare(self, **kwargs: Any) -> None:
        """Find the entry; refuse one that was corrected already."""
        self.entry = get_entry(self.person, kwargs["pk"])
        super().prepare(**kwargs)
        if hasattr(self.entry, "corrected_by") and self.request.method == "GET":
            raise Refusal(
                "This entry was corrected already.", "Nothing was changed. Correct the later entry instead."
            )

    def make_form(self, data: Any = None) -> forms.Form:
        """Begin with what is entered."""
        return CorrectionForm(data, initial=typed_before(self.entry))

    def words(self) -> dict[str, Any]:
        """Say which entry it is."""
        return {"eyebrow": f"Entry {self.entry.pk}: {self.entry.what}"}

    def act(self, form: forms.Form) -> str:
        """Enter the correction."""
        made = correct_cost(
            actor=self.person,
            entry_id=self.entry.pk,
            cost=form.cost(),  # type: ignore[attr-defined]
            reason=form.cleaned_data["reason"],
        )
        return f"Entry {made.pk} counts now in the place of entry {self.entry.pk}."

    def next_address(self) -> str:
        """Return the item's costs, or the year of the entry."""
        if self.entry.communication_id is not None:
            return reverse("item_costs", args=[self.council.slug, self.entry.communication_id])
        return reverse("costs", args=[self.council.slug])
