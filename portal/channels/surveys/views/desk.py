"""The desk's pages of surveys: which there are, what each comes to, paper, closing, and the item of the results."""

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from portal.channels.models import Survey, SurveyReply
from portal.channels.surveys.asked import closes_at
from portal.channels.surveys.entering import close_survey, correct_sheet, enter_sheet
from portal.channels.surveys.forms import CorrectSheetForm, PaperForm, ResultsForm, typed_before
from portal.channels.surveys.masking import known_names
from portal.channels.surveys.publishing import draft_results
from portal.channels.surveys.reaching import (
    get_sheet,
    get_survey,
    may_enter,
    require_enterer,
    require_reader,
    surveys_for,
)
from portal.channels.surveys.standing import Asked, Taking
from portal.channels.surveys.summary import summary_of, table_of
from portal.councils.form_views import CouncilFormView, ReasonedFormView
from portal.councils.views import CouncilView
from portal.drafts.content import LONDON
from portal.drafts.questions import questions_of
from portal.spreadsheets import csv_file

A_PAGE = 30


class SurveysPage(CouncilView):
    """Every survey that was issued, the latest first."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show one page."""
        require_reader(self.person)
        page = Paginator(surveys_for(self.person), A_PAGE).get_page(request.GET.get("page"))
        keys = [item.communication_id for item in page]
        live = Count("replies", filter=Q(replies__corrected_by__isnull=True))
        rows = Survey.objects.filter(communication_id__in=keys).annotate(many=live)
        found = {row.communication_id: row for row in rows}
        lines = [_line(item, found.get(item.communication_id)) for item in page]
        context = {"section": "channels", "page": page, "lines": lines}
        return render(request, "channels/surveys/desk/list.html", context)


def _line(item: Any, row: Any) -> dict[str, Any]:
    erased = item.publication.revision.erased_at is not None
    content = {} if erased else item.publication.revision.content
    closes = closes_at(content)
    early = row.closed_at if row else None
    return {
        "item": item,
        "here": bool(questions_of(content)),
        "closes": min(filter(None, (closes, early)), default=None),
        "many": row.many if row else 0,
    }


class SurveyPage(CouncilView):
    """What one survey comes to."""

    def get(self, request: HttpRequest, communication: int) -> HttpResponse:
        """Show it."""
        asked = get_survey(self.person, communication)
        row = Survey.objects.filter(communication_id=communication).first()
        sheets = SurveyReply.objects.filter(survey=row, sheet__isnull=False, corrected_by__isnull=True)
        page = Paginator(sheets.order_by("sheet"), A_PAGE).get_page(request.GET.get("page"))
        context = {
            "section": "channels",
            "asked": asked,
            "survey": row,
            "summary": summary_of(communication, asked.revision, names=known_names(self.council.pk)),
            "page": page,
            "may_enter": may_enter(self.person),
            "over": asked.taking in {Taking.CLOSED, Taking.WITHDRAWN},
        }
        return render(request, "channels/surveys/desk/survey.html", context)


class SurveyCsv(CouncilView):
    """Every reply as a file, for who reads them."""

    def get(self, request: HttpRequest, communication: int) -> HttpResponse:  # noqa: ARG002
        """Return it."""
        asked = get_survey(self.person, communication)
        name = f"{self.council.slug}-survey-{communication}.csv"
        return csv_file(name, table_of(communication, asked.revision))


class SurveyFormView(CouncilFormView):
    """A form about one survey, which returns to its page."""

    section = "channels"
    asked: Asked

    def prepare(self, **kwargs: Any) -> None:
        """Find the survey; Http404, or NotYours for who looks after none."""
        self.asked = get_survey(self.person, kwargs["communication"])
        require_enterer(self.person)

    def words(self) -> dict[str, Any]:
        """Say which survey it is."""
        return {"eyebrow": self.asked.title}

    @property
    def key(self) -> int:
        """Return the item's key."""
        return self.asked.item.communication_id

    def next_address(self) -> str:
        """Return the survey's page."""
        return reverse("survey", args=[self.council.slug, self.key])


class EnterSheet(SurveyFormView):
    """Enters a sheet that came back, then the next."""

    heading = "Enter a sheet"
    lead = "Tick what is ticked on the paper. Leave out what was left out there."
    button = "Enter it"

    def make_form(self, data: Any = None) -> forms.Form:
        """Begin with the next number and today."""
        return PaperForm(
            self.asked.questions, data, initial={"arrived_on": timezone.localdate(timezone=LONDON)}
        )

    def act(self, form: forms.Form) -> str:
        """Enter it."""
        made = enter_sheet(actor=self.person, communication_id=self.key, sheet=form.sheet())  # type: ignore[attr-defined]
        return f"Sheet {made.sheet} is entered."


class CorrectSheet(SurveyFormView):
    """Puts the entry of a sheet right by another one."""

    heading = "Correct this sheet?"
    lead = "What was entered is kept, and what you enter here counts in its place."
    button = "Enter the correction"
    reply: SurveyReply

    def prepare(self, **kwargs: Any) -> None:
        """Find the sheet and its survey."""
        self.reply = get_sheet(self.person, kwargs["pk"])
        super().prepare(communication=self.reply.survey.communication_id)

    def make_form(self, data: Any = None) -> forms.Form:
        """Begin with what is entered."""
        questions = questions_of(self.reply.revision.content) if not self.reply.erased_at else ()
        return CorrectSheetForm(questions, data, initial=typed_before(questions, self.reply))

    def words(self) -> dict[str, Any]:
        """Say which sheet it is."""
        return {"eyebrow": f"{self.asked.title}: sheet {self.reply.sheet}"}

    def act(self, form: forms.Form) -> str:
        """Enter the correction."""
        correct_sheet(
            actor=self.person,
            reply_id=self.reply.pk,
            sheet=form.sheet(),  # type: ignore[attr-defined]
            reason=form.cleaned_data["reason"],
        )
        return f"Sheet {self.reply.sheet} is corrected."


class CloseSurvey(ReasonedFormView, SurveyFormView):
    """Closes a survey before its time."""

    heading = "Close this survey early?"
    lead = "No further reply is taken from that moment, and it is not opened again. Readers see that it is closed."
    button = "Close it"
    danger = True

    def act_because(self, reason: str) -> str:
        """Close it."""
        close_survey(actor=self.person, communication_id=self.key, reason=reason)
        return "The survey is closed."


class DraftResults(SurveyFormView):
    """Begins the item that tells the results."""

    heading = "Draft the results"
    lead = (
        "A notice is begun with the figures of each question. It goes through approval like any other text; nothing is "
        "public before. What people wrote in their own words is not put in: say what they said."
    )
    button = "Begin the draft"
    _led_to = 0

    def make_form(self, data: Any = None) -> forms.Form:
        """Ask for what is said of answers in own words."""
        return ResultsForm(self.asked.questions, data)

    def act(self, form: forms.Form) -> str:
        """Begin it."""
        made = draft_results(actor=self.person, communication_id=self.key, told=form.told())  # type: ignore[attr-defined]
        self._led_to = made.pk
        return "The draft is begun. Look it over, then submit it."

    def next_address(self) -> str:
        """Return the draft that was begun, else the survey's page."""
        if self._led_to:
            return reverse("draft", args=[self.council.slug, self._led_to])
        return super().next_address()
