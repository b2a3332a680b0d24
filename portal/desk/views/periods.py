"""One screen for what stands in the way when a period before a poll begins: release or drop each."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from policies.forms.periods import DecisionForm
from policies.models import Period, PeriodDecision
from policies.periods.deciding import decisions_of, release
from portal.councils.powers import Power
from portal.councils.views import CouncilView
from portal.desk.period_dropping import drop, take_from_the_top
from portal.refusals import NotYours, Refusal

A_PAGE = 20
_ACTS = {
    "released": (release, "is released"),
    "dropped": (drop, "is dropped"),
    "unpinned": (take_from_the_top, "stays in public and is not at the top any more"),
}


class DecisionsPage(CouncilView):
    """What is listed for a decision, the open ones first, each with its own form."""

    power = Power.READ_ALL

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the list."""
        period = get_object_or_404(Period, pk=pk, council=self.council)
        return self.page(request, period)

    def page(
        self,
        request: HttpRequest,
        period: Period,
        tried: tuple[int, DecisionForm] | None = None,
        status: int = 200,
    ) -> HttpResponse:
        """Render the list; ``tried`` is the decision whose form was sent, with its faults."""
        page = Paginator(decisions_of(self.person).filter(period=period), A_PAGE).get_page(
            request.GET.get("page")
        )
        rows = [(row, self._form(row, tried)) for row in page.object_list]
        words: dict[str, Any] = {"section": "calendar", "period": period, "page": page, "rows": rows}
        if tried:
            words["form"] = tried[1]
        return render(request, "desk/period_decisions.html", words, status=status)

    def _form(self, row: Any, tried: tuple[int, DecisionForm] | None) -> DecisionForm | None:
        if row.outcome != PeriodDecision.Outcome.OPEN or not self.person.may(Power.DECIDE):
            return None
        return (
            tried[1]
            if tried and tried[0] == row.pk
            else DecisionForm(auto_id=f"id_{row.pk}_%s", pinned=row.pinned)
        )


class DecideItem(DecisionsPage):
    """Releases or drops one item."""

    power = Power.DECIDE

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:  # noqa: ARG002
        """Lead to the list."""
        found = get_object_or_404(decisions_of(self.person), pk=pk)
        return redirect("period_decisions", self.council.slug, found.period_id)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Carry the decision out, or show the list again with what was typed."""
        found: Any = get_object_or_404(decisions_of(self.person), pk=pk)
        form = DecisionForm(request.POST, auto_id=f"id_{pk}_%s", pinned=found.pinned)
        if not form.is_valid():
            return self.page(request, found.period, (pk, form), status=422)
        act, done = _ACTS[form.cleaned_data["outcome"]]
        try:
            act(actor=self.person, decision_id=pk, reason=form.cleaned_data["reason"])
        except NotYours:
            raise
        except Refusal as refusal:
            form.add_error(None, f"{refusal.what} {refusal.next_step}")
            return self.page(request, found.period, (pk, form), status=refusal.status)
        messages.success(request, f"“{found.communication}” {done}.")
        return redirect("period_decisions", self.council.slug, found.period_id)
