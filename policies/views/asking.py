"""“May I say this?”: the findings as one types, and a question to the clerk. Nothing is stored before it is sent."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from policies.asking import answer, as_kept, ask, findings_for
from policies.erasing import erase_questions_due, questions_due
from policies.forms.asking import AnswerForm, AskForm
from policies.models import Question
from policies.showing import show_screened
from portal.channels.models import Channel
from portal.councils.form_views import CouncilFormView
from portal.councils.people import Person
from portal.councils.powers import Power
from portal.councils.views import CouncilView
from portal.drafts.kinds import KINDS
from portal.drafts.kinds.common import CAPACITIES, OFFICIAL, PERSONAL
from portal.drafts.marking import Mark, mark_plain
from portal.fields import ConfirmForm
from portal.refusals import InvalidInput, Refusal

WEIGHTS = {"block": "Do not say this", "answer": "Ask before you say this", "advise": "Advice"}
PER_PAGE = 20


class AskPage(CouncilView):
    """A text, its findings, and a button that sends it to the clerk. Works without a script by buttons alone."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the form, and what the person has asked before."""
        return self._page(request, self._form(None))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Show the findings, as a fragment where a script asks; with the button ``send``, send it to the clerk."""
        form = self._form(request.POST)
        if not form.is_valid():
            return self._refused(request, form)
        try:
            if request.POST.get("act") == "send":
                made = ask(actor=self.person, asked=form.asked())
                messages.success(request, "The clerk has your question. You are told when it is answered.")
                return redirect("question", council=self.council.slug, pk=made.pk)
            draft = form.draft()
            verdict = show_screened(draft, reader=self.person)
        except InvalidInput as refusal:
            form.add_error("text", f"{refusal.what} {refusal.next_step}")
            return self._refused(request, form)
        shown = shown_findings(draft.text, [as_kept(finding) for finding in verdict.findings])
        shown["rests_until"] = verdict.rests_until
        if request.headers.get("HX-Request"):
            return render(request, "policies/ask_findings.html", {"shown": shown})
        return self._page(request, form, shown=shown)

    def _refused(self, request: HttpRequest, form: AskForm) -> HttpResponse:
        """Say why what was typed cannot be tried, as a fragment where a script asks; no text is no fault yet."""
        if not request.headers.get("HX-Request"):
            return self._page(request, form, status=422)
        problems = faults_of(form) if request.POST.get("text", "").strip() else []
        return render(request, "policies/ask_findings.html", {"shown": None, "problems": problems})

    def _form(self, data: Any) -> AskForm:
        rows = Channel.objects.filter(council=self.council, is_open=True).order_by("name")
        channels = {row.connector: row.name for row in rows}
        official = self.person.may(Power.READ_ALL)
        initial = {"capacity": OFFICIAL if official else PERSONAL}
        return AskForm(data, channels=list(channels.items()), initial=initial)

    def _page(
        self, request: HttpRequest, form: AskForm, *, shown: Any = None, status: int = 200
    ) -> HttpResponse:
        mine = questions_for(self.person).order_by("-asked_at", "-pk")
        words = {
            "section": "ask",
            "form": form,
            "shown": shown,
            "page": Paginator(mine, PER_PAGE).get_page(request.GET.get("page")),
        }
        return render(request, "policies/ask.html", words, status=status)


class QuestionsPage(CouncilView):
    """The questions that the person may read: those that wait first, or with ``?answered=1`` the others."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show them; to the clerk also how many are past their time."""
        answered = request.GET.get("answered") == "1"
        rows = questions_for(self.person).filter(answered_at__isnull=not answered)
        ordered = rows.order_by("-answered_at", "-pk") if answered else rows.order_by("asked_at", "pk")
        may_erase = self.person.may(Power.CONFIGURE)
        words = {
            "section": "ask",
            "answered": answered,
            "page": Paginator(ordered, PER_PAGE).get_page(request.GET.get("page")),
            "due": questions_due(self.council, timezone.now()).count() if may_erase else 0,
        }
        return render(request, "policies/questions.html", words)


class EraseQuestions(CouncilFormView):
    """Erases the texts of the questions whose retention period is over."""

    power = Power.CONFIGURE
    section = "ask"
    form_class = ConfirmForm
    heading = "Erase the texts of old questions?"
    lead = (
        "What was asked and answered is erased where the council’s retention period is over. Who asked and answered, "
        "and when, stays, and so do the hashes in the record. So it is with permissions that ended, and with accounts "
        "that members took off their register."
    )
    button = "Erase them"
    danger = True

    def act(self, form: forms.Form) -> str:  # noqa: ARG002  there is nothing to read in it
        """Erase them."""
        count = erase_questions_due(actor=self.person)
        return f"The texts of {count} {'entry is' if count == 1 else 'entries are'} erased."

    def next_address(self) -> str:
        """Return the list."""
        return reverse("questions", args=[self.council.slug])


class QuestionPage(CouncilView):
    """One question with its answer: for who asked, and for who may answer."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show it."""
        return self._page(request, self._find(pk), AnswerForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Answer it; a refusal keeps what was typed."""
        question = self._find(pk)
        self.person.require(Power.DECIDE)
        form = AnswerForm(request.POST)
        if not form.is_valid():
            return self._page(request, question, form, status=422)
        try:
            answer(actor=self.person, question_id=pk, words=form.cleaned_data["answer"])
        except Refusal as refusal:
            form.add_error(None, f"{refusal.what} {refusal.next_step}")
            return self._page(request, question, form, status=refusal.status)
        messages.success(request, "Your answer is kept, and the asker is told.")
        return redirect("question", council=self.council.slug, pk=pk)

    def _find(self, pk: int) -> Question:
        rows = questions_for(self.person).select_related("answered_by__user")
        found: Question | None = rows.filter(pk=pk).first()
        if found is None:
            raise Http404
        return found

    def _page(
        self, request: HttpRequest, question: Question, form: AnswerForm, status: int = 200
    ) -> HttpResponse:
        words = {
            "section": "ask",
            "question": question,
            "kind": KINDS[question.kind].label if question.kind in KINDS else question.kind,
            "capacity": dict(CAPACITIES).get(question.capacity, question.capacity),
            "shown": shown_findings(question.text, findings_for(self.person, question)),
            "rested": question.checks_rested,
            "form": form,
        }
        return render(request, "policies/question.html", words, status=status)


def questions_for(person: Person) -> Any:
    """Return the questions that ``person`` may read: their own, and all of the council's for who may decide."""
    rows = Question.objects.filter(council=person.council).select_related("asked_by__user")
    return rows if person.may(Power.DECIDE) else rows.filter(asked_by=person.membership)


def faults_of(form: forms.Form) -> list[str]:
    """Return why what was typed cannot be tried, each reason with the field that it is about."""
    return [
        f"{form[name].label}: {words}" if name in form.fields else str(words)
        for name, faults in form.errors.items()
        for words in faults
    ]


def shown_findings(text: str, findings: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Return ``text`` with the words marked that the findings are about, and the findings with their weight."""
    rows = list(findings)
    marks = [
        Mark(
            row["start"],
            row["end"],
            f"finding-mark finding-mark--{row['severity']}",
            f"mark-{at}",
        )
        for at, row in enumerate(rows)
    ]
    listed = [
        {**row, "weight": WEIGHTS[row["severity"]], "at": at, "marked": row["start"] < row["end"]}
        for at, row in enumerate(rows)
    ]
    return {"text": mark_plain(text, marks), "findings": listed}
