"""How an enquiry of the press ends: the answer in writing, what was said, and what appeared."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from approvals.press import closing
from approvals.press.forms import CloseForm, CuttingForm
from approvals.press.seeing import get_enquiry
from approvals.press.views.acts import LeadsEnquiry
from portal.councils.form_views import ReasonedFormView
from portal.councils.views import CouncilView


class BeginAnswer(CouncilView):
    """Begins the answer in writing."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:  # noqa: ARG002  a button alone
        """Begin it, and lead to the draft."""
        found = get_enquiry(self.person, pk)
        made = closing.begin_answer(actor=self.person, enquiry_id=found.pk)
        return redirect("draft", council=self.council.slug, id=made.pk)


class Close(LeadsEnquiry):
    """Notes how it ended."""

    form_class = CloseForm
    heading = "How did it end?"
    button = "Note it"

    def act(self, form: forms.Form) -> str:
        """Note it."""
        typed = form.cleaned_data
        closing.close(
            actor=self.person, enquiry_id=self.enquiry.pk, outcome=typed["outcome"], words=typed["words"]
        )
        return "It is noted how it ended."


class Reopen(ReasonedFormView, LeadsEnquiry):
    """Opens it again."""

    heading = "Open this again?"
    lead = "They came back, or it was closed by mistake."
    button = "Open it again"

    def act_because(self, reason: str) -> str:
        """Open it."""
        closing.reopen(actor=self.person, enquiry_id=self.enquiry.pk, reason=reason)
        return "It is open again."


class AddCutting(LeadsEnquiry):
    """Keeps what appeared."""

    form_class = CuttingForm
    heading = "Keep what appeared"
    button = "Keep it"

    def act(self, form: forms.Form) -> str:
        """Keep it."""
        assert isinstance(form, CuttingForm)  # noqa: S101  for the reader of types
        closing.add_cutting(actor=self.person, enquiry_id=self.enquiry.pk, appeared=form.appeared())
        return "The cutting is kept."
