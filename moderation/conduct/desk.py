"""The desk's pages of conduct for everybody: the lists, reporting, and what is alleged of oneself."""

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from moderation.conduct.answering import answer, choose_days, days_to_answer
from moderation.conduct.forms import AnswerForm, DaysForm, ReportForm
from moderation.conduct.handling import facts_of, own_words
from moderation.conduct.listing import PAGE, ended, held_untold, listed, mine, my_reports
from moderation.conduct.marking import MarkedForm
from moderation.conduct.reporting import report, speakers
from moderation.conduct.seeing import get_mine
from moderation.conduct.states import Act, refusal
from moderation.conduct.told import shown_of, told_mark
from moderation.models import ConductCase
from portal.councils.form_views import CouncilFormView
from portal.councils.powers import Power, Role
from portal.councils.views import CouncilView

SECTION = "people"
HANDLE = (Role.CLERK, Role.CHAIR, Role.DEPUTY)


class ConductPage(CouncilView):
    """What a person handles, what is about them, what they reported: each their own, nobody else's."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the lists that are this person's."""
        handles = self.person.membership.role in HANDLE
        audits, number = self.person.membership.role == Role.AUDITOR, request.GET.get("page")
        over = request.GET.get("show") == "over"
        page = Paginator(listed(self.person, over=over), PAGE).get_page(number) if handles else None
        how_they_ended, ended_page = ended(self.person, number) if audits else ([], None)
        words = {
            "section": SECTION,
            "handles": handles,
            "over": over,
            "page": page or ended_page,
            "mine": mine(self.person),
            "held": held_untold(self.person),
            "reports": my_reports(self.person),
            "ended": how_they_ended,
            "audits": audits,
        }
        return render(request, "moderation/conduct/list.html", words)


class ReportConduct(CouncilFormView):
    """Takes a report from anybody at the desk, also from who is suspended: reporting publishes nothing."""

    section = SECTION
    heading = "Report a breach"
    lead = (
        "Of the terms of use, the code of conduct or another policy of the council, by anybody who speaks for it. The "
        "clerk looks at it first; what is about the clerk goes to the chairman, and the clerk does not see it. Whoever "
        "it is about is never told who reported it."
    )
    button = "Send the report"

    def make_form(self, data: Any = None) -> forms.Form:
        """Offer who speaks for the council, but the person themselves."""
        people = [one for one in speakers(self.council.pk) if one.user_id != self.person.user_id]
        return ReportForm(data, self.request.FILES if data is not None else None, people=people)

    def act(self, form: forms.Form) -> str:
        """Keep it."""
        assert isinstance(form, ReportForm)  # noqa: S101  for the reader of types
        made = report(actor=self.person, council_id=self.council.pk, told=form.told())
        return f"Your report is kept under {made.reference}. On this page you see how far it is."

    def next_address(self) -> str:
        """Return the lists."""
        return reverse("conduct", args=[self.council.slug])


class AnswerCase(MarkedForm):
    """What is alleged of the person who is signed in, their answer, and what was decided."""

    section = SECTION
    template_name = "moderation/conduct/mine.html"
    form_class = AnswerForm
    button = "Send my answer"
    case: ConductCase

    def prepare(self, **kwargs: Any) -> None:
        """Find it; a case about somebody else does not exist."""
        self.case = get_mine(self.person, kwargs["pk"])
        self.mark = told_mark(self.case)

    def words(self) -> dict[str, Any]:
        """Return what they are told: never the report, the evidence that was not chosen, or a name."""
        case = self.case
        facts = facts_of(case)
        own = own_words(case) if case.answer_came else case.evidence.none()
        outcomes = case.outcomes.select_related(
            "clause", "suspension", "evidence", "agenda_item__meeting"
        ).prefetch_related("reviews")
        return {
            **super().words(),
            "case": case,
            "clauses": case.clauses.all(),
            "evidence": shown_of(case).exclude(pk__in=own.values("pk")),
            "own_words": own,
            "outcomes": outcomes,
            "may_answer": not refusal(case.state, Act.ANSWER, facts),
            "may_confirm": not refusal(case.state, Act.CONFIRM, facts),
        }

    def act(self, form: forms.Form) -> str:
        """Answer."""
        words = form.cleaned_data["words"]
        made = answer(actor=self.person, case_id=self.case.pk, words=words, seen=self.sent)
        return "Your answer is kept, and marked as late." if made.answered_late else "Your answer is kept."

    def next_address(self) -> str:
        """Return the same page."""
        return reverse("conduct_mine", args=[self.council.slug, self.case.pk])


class ChooseDays(CouncilFormView):
    """Chooses how long somebody has to answer."""

    power = Power.CONFIGURE
    section = SECTION
    heading = "How long somebody has to answer"
    button = "Choose"

    def make_form(self, data: Any = None) -> forms.Form:
        """Show what holds now."""
        return DaysForm(data, initial={"days": days_to_answer(self.council.pk)})

    def act(self, form: forms.Form) -> str:
        """Choose."""
        made = choose_days(actor=self.person, **form.cleaned_data)
        return f"From now on somebody has {made.answer_days} working days to answer."

    def next_address(self) -> str:
        """Return the lists."""
        return reverse("conduct", args=[self.council.slug])
