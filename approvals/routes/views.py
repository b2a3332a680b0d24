"""What a party of a step reads, and their agreement or objection."""

from typing import Any, cast

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from approvals.citing import Clauses, clauses_in_force
from approvals.founding import Uncited
from approvals.models import OPEN, StepAsk
from approvals.reviewers.text import shown_of
from approvals.routes.agreeing import answer_step
from approvals.routes.forms import StepForm
from approvals.routes.listing import get_step
from portal.councils.form_views import CouncilFormView
from portal.refusals import Refusal


class AnswerStep(CouncilFormView):
    """Shows the text that the step is about, and takes the answer of who is asked."""

    template_name = "approvals/routes/step.html"
    heading = "Your agreement is wanted"
    button = "Send"
    ask: StepAsk

    def prepare(self, **kwargs: Any) -> None:
        """Find the step, or raise Http404."""
        self.ask = get_step(self.person, kwargs["pk"])

    def make_form(self, data: Any = None) -> forms.Form:
        """Return the form for the text that the page shows."""
        return StepForm(data, initial={"revision_id": self.ask.revision_id})

    def page(self, request: HttpRequest, form: forms.Form, status: int = 200) -> HttpResponse:
        """Show the text and the form, with the clauses that an objection may rest on."""
        # Once the form was read: what it was sent counts, whether or not it is offered still.
        cast("StepForm", form).offer_clauses(
            Clauses(found=(), in_force=clauses_in_force(self.ask.communication))
        )
        return super().page(request, form, status)

    def words(self) -> dict[str, Any]:
        """Return the text, and whether it is still asked about."""
        item, revision = self.ask.communication, self.ask.revision
        changed = item.current_revision_id != revision.pk
        return {
            "ask": self.ask,
            "revision": revision,
            "changed": changed,
            "parts": shown_of(revision) if revision.erased_at is None else [],
            "waits": not self.ask.said and not changed and self.ask.review.state in OPEN,
        }

    def act(self, form: forms.Form) -> str:
        """Record it."""
        typed = form.cleaned_data
        agrees = typed["answer"] == "agrees"
        answer_step(
            actor=self.person,
            step_id=self.ask.pk,
            revision_id=typed["revision_id"],
            agrees=agrees,
            reason=typed["reason"],
            cites=cast("StepForm", form).cites(),
        )
        return "You agreed. The clerk decides." if agrees else "You objected. It goes back to its author."

    def field_of(self, refusal: Refusal) -> str | None:
        """Return the list of clauses where none was chosen."""
        return "clause" if isinstance(refusal, Uncited) else None

    def next_address(self) -> str:
        """Return this page."""
        return reverse("route_step", args=[self.council.slug, self.ask.pk])
