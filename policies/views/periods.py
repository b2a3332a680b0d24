"""The calendar of periods on the desk: polls, days of mourning and celebration, days that do not count."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from policies.forms.periods import (
    EndForm,
    ExtraDayForm,
    NoticeForm,
    ObservanceForm,
    ParticularsForm,
    PollForm,
    VacancyForm,
)
from policies.models import CouncilDay, Period
from policies.periods.announcing import Observance, Poll, announce, end_early, observe
from policies.periods.counting import vacancy_deadlines
from policies.periods.extra_days import Day, add_day, remove_day
from policies.periods.listing import awaited, still_unlooked
from policies.periods.noticing import Published, enter_notice
from policies.periods.settling import Particulars, settle
from portal.councils.form_views import CouncilFormView, ReasonedFormView
from portal.councils.powers import Power
from portal.councils.templatetags.words import day
from portal.councils.views import CouncilView
from portal.refusals import Refusal

A_PAGE = 20


class PeriodsPage(CouncilView):
    """Every period, those still to end first; and the deadlines of a casual vacancy."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the list, and what follows from a vacancy whose day is given."""
        rows = Period.objects.filter(council=self.council).order_by("-ends_at", "-pk")
        page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
        form = VacancyForm(request.GET if "vacancy" in request.GET else None)
        words: dict[str, Any] = {"section": "calendar", "page": page, "vacancy": form}
        if form.is_bound and form.is_valid():
            try:
                asked, poll = vacancy_deadlines(form.cleaned_data["vacancy"], self.council.pk)
                words |= {"asked_by": asked, "poll_by": poll}
            except Refusal as refusal:
                form.add_error("vacancy", refusal.what)
        return render(request, "policies/period_list.html", words)


class PeriodPage(CouncilView):
    """One period: its dates and what is settled."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show it."""
        query = Period.objects.select_related("announced_by__user", "noticed_by__user")
        period = get_object_or_404(query, pk=pk, council=self.council)
        words = {
            "section": "calendar",
            "period": period,
            "candidates": list(period.candidates.order_by("name", "pk")),
            "officers": list(period.authorised_officers.select_related("user").order_by("user__name")),
            "closed": list(period.closed_channels.order_by("name")),
            "awaited": awaited(period, self.person),
        }
        if period.noticed_on and not period.is_over and self.person.may(Power.READ_ALL):
            words["unlooked"] = still_unlooked(period)
        return render(request, "policies/period.html", words)


class PeriodForm(CouncilFormView):
    """A form about periods, which returns to the calendar."""

    power = Power.CONFIGURE
    section = "calendar"

    def next_address(self) -> str:
        """Return the calendar."""
        return reverse("periods", args=[self.council.slug])


class AnnouncePoll(PeriodForm):
    """Enters a coming poll."""

    form_class = PollForm
    heading = "Enter a coming poll"
    lead = (
        "The latest lawful day of its notice is computed from the day of the poll. Nothing is held back before you "
        "enter the notice itself."
    )
    button = "Enter it"

    def act(self, form: forms.Form) -> str:
        """Announce it."""
        made = announce(actor=self.person, poll=Poll(**form.cleaned_data))
        return (
            f"{made.title} is entered. The latest lawful day of its notice is {day(made.latest_notice_on)}."
        )


class EnterObservance(PeriodForm):
    """Enters days of mourning or celebration."""

    form_class = ObservanceForm
    heading = "Enter days of mourning or celebration"
    lead = "While they last, whoever submits or approves something is advised to think of its timing."
    button = "Enter them"

    def act(self, form: forms.Form) -> str:
        """Enter them."""
        return f"{observe(actor=self.person, observance=Observance(**form.cleaned_data)).title} is entered."


class OnePeriod(PeriodForm):
    """A form about one period of this council, which returns to its page."""

    period: Period

    def prepare(self, **kwargs: Any) -> None:
        """Find the period or raise Http404."""
        self.period = get_object_or_404(Period, pk=kwargs["pk"], council=self.council)

    def words(self) -> dict[str, Any]:
        """Say which one."""
        return {"eyebrow": self.period.title}

    def next_address(self) -> str:
        """Return the period's page."""
        return reverse("period", args=[self.council.slug, self.period.pk])


class EnterNotice(OnePeriod):
    """Enters the notice of a poll: the period begins."""

    form_class = NoticeForm
    heading = "Enter the notice"
    button = "Enter it: the period begins"

    def words(self) -> dict[str, Any]:
        """Say by when the notice had to be published."""
        latest = day(self.period.latest_notice_on)
        lead = (
            f"The latest lawful day is {latest}. Every member is told, and whatever is out or waits to go out is "
            "looked through: what stands in the way is held and listed for your decision."
        )
        return super().words() | {"lead": lead}

    def act(self, form: forms.Form) -> str:
        """Enter it."""
        listed = enter_notice(
            actor=self.person, period_id=self.period.pk, notice=Published(**form.cleaned_data)
        )
        waits = (
            f"{listed} item{'s wait' if listed != 1 else ' waits'} for a decision."
            if listed
            else "Nothing is held."
        )
        return f"The notice is entered and the period has begun. {waits}"


class SettleParticulars(OnePeriod):
    """Enters candidates, officers, subjects and closed channels."""

    heading = "Candidates, officers and channels"
    lead = "Each list replaces the one before. While the period runs, what is out or waits is looked through again."

    def make_form(self, data: Any = None) -> forms.Form:
        """Show what is settled."""
        return ParticularsForm(data, period=self.period)

    def act(self, form: forms.Form) -> str:
        """Settle it."""
        settle(actor=self.person, period_id=self.period.pk, particulars=Particulars(**form.cleaned_data))
        if not form.cleaned_data["candidates"]:
            return "Saved."
        return "Saved. Check the names, parties and wards under “Candidates”: they are as they were read."


class EndPeriod(ReasonedFormView, OnePeriod):
    """Ends a period early."""

    form_class = EndForm
    heading = "End this period now?"
    lead = "Everything goes on as before it. What was held stays so until somebody confirms or drops each item listed."
    button = "End it"
    danger = True

    def act_because(self, reason: str) -> str:
        """End it."""
        end_early(actor=self.person, period_id=self.period.pk, reason=reason)
        return f"{self.period.title} is over."


class ExtraDays(PeriodForm):
    """The days that do not count in this council's deadlines, with a form for another."""

    power = Power.READ_DESK
    post_power = Power.CONFIGURE
    form_class = ExtraDayForm
    template_name = "policies/period_extra_days.html"
    heading = "Days that do not count"
    button = "Add the day"

    def words(self) -> dict[str, Any]:
        """List them, the latest first."""
        rows = CouncilDay.objects.filter(council=self.council).select_related("entered_by__user")
        page = Paginator(rows.order_by("-day", "pk"), A_PAGE).get_page(self.request.GET.get("page"))
        return {"page": page}

    def next_address(self) -> str:
        """Return this page."""
        return reverse("extra_days", args=[self.council.slug])

    def act(self, form: forms.Form) -> str:
        """Add one."""
        made = add_day(actor=self.person, day=Day(**form.cleaned_data))
        return f"{made.title}, {day(made.day)}, does not count any more."


class RemoveExtraDay(CouncilView):
    """Takes an extra day back."""

    power = Power.CONFIGURE

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take it back and return to the list."""
        found = get_object_or_404(CouncilDay, pk=pk, council=self.council)
        remove_day(actor=self.person, day_id=found.pk)
        messages.success(request, f"{found.title} counts again.")
        return redirect("extra_days", self.council.slug)
