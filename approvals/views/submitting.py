"""From the draft's page into the queue, and back."""

from collections.abc import Collection
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from approvals.answering import Said, Unanswered, responses_to
from approvals.asked import Asked, asked_beside, asks_of, keys_named, said_in, wrong_in
from approvals.forms import SubmitForm
from approvals.repeated import submitted_already
from approvals.submitting import recall, submit
from policies.evaluate import Blocked
from policies.showing import show_findings
from portal.councils.powers import Power
from portal.councils.views import CouncilView
from portal.drafts.access import get_visible
from portal.drafts.models import Communication
from portal.drafts.states import WrongStage
from portal.refusals import NotYours, Refusal


class DraftAct(CouncilView):
    """An act on one draft that the person may read; it begins and ends on the draft's page."""

    post_power = Power.DRAFT

    def get(self, _request: HttpRequest, communication: int) -> HttpResponse:
        """Go to the draft: the form is there."""
        return redirect(self.draft(get_visible(self.person, communication)))

    def draft(self, item: Communication) -> str:
        """Return the address of the draft's page."""
        return reverse("draft", args=[self.council.slug, item.pk])


class SubmitDraft(DraftAct):
    """Puts exactly one revision into the queue."""

    def post(self, request: HttpRequest, communication: int) -> HttpResponse:
        """Submit it, or say what stands against it, with the message kept."""
        form = SubmitForm(request.POST)
        if not form.is_valid():
            return self._refused(request, get_visible(self.person, communication), form, status=422)
        try:
            submit(
                actor=self.person,
                communication_id=communication,
                said=said_in(request.POST),
                **form.cleaned_data,
            )
        except Refusal as refusal:
            # To whom the item does not exist, why it was refused says nothing: get_visible() raises Http404.
            return self._why_not(request, get_visible(self.person, communication), form, refusal)
        messages.success(request, "Submitted. The clerk is told, and sees it at the top of the queue.")
        return redirect("draft", self.council.slug, communication)

    def _why_not(
        self, request: HttpRequest, item: Communication, form: SubmitForm, refusal: Refusal
    ) -> HttpResponse:
        """Answer a refusal on a page that keeps what was typed."""
        if isinstance(refusal, NotYours):
            raise refusal
        if isinstance(refusal, Blocked):
            found = [{"finding": f, "part": item.spec.part(f.field)} for f in refusal.verdict.blocking]
            return self._refused(request, item, form, status=refusal.status, found=found)
        if isinstance(refusal, Unanswered):
            return self._refused(request, item, form, status=refusal.status, wrong=keys_named(refusal))
        if isinstance(refusal, WrongStage) and submitted_already(self.person, item.pk, **form.cleaned_data):
            messages.success(request, "You submitted it just now. The clerk is told, and has it once.")
            return redirect(self.draft(item))
        form.add_error(None, f"{refusal.what} {refusal.next_step}")
        return self._refused(request, item, form, status=refusal.status)

    def _refused(
        self, request: HttpRequest, item: Communication, form: SubmitForm, **words: Any
    ) -> HttpResponse:
        """Show why it was not submitted, each reason with a link to its place in the draft."""
        status = words.pop("status")
        asked = self._asked(item, said_in(request.POST), words.pop("wrong", ()))
        context = {
            "section": "drafts",
            "item": item,
            "form": form,
            "draft": self.draft(item),
            "asked": asked,
            "errors": wrong_in(asked),
            **words,
        }
        return render(request, "approvals/not_submitted.html", context, status=status)

    def _asked(self, item: Communication, typed: Said, wrong: Collection[str]) -> dict[str, Asked]:
        """Return the fields of the answers that the text as it stands wants, with what was typed."""
        if item.current_revision is None:
            return {}
        verdict = show_findings(item, item.current_revision.content, reader=self.person)
        wanted = [(found, asks_of(found)) for found in verdict.findings if found.wants_answer]
        if not wanted:
            return {}
        return asked_beside(wanted, responses_to(item.pk), self.person, typed=typed, wrong=wrong)


class RecallDraft(DraftAct):
    """Takes a submitted draft back."""

    def post(self, request: HttpRequest, communication: int) -> HttpResponse:
        """Take it back; where somebody has it in hand the refusal says so."""
        item = get_visible(self.person, communication)
        recall(actor=self.person, communication_id=item.pk)
        messages.success(request, "You took it back. It is a draft again.")
        return redirect(self.draft(item))
