"""What somebody consulted reads, and their view."""

from typing import Any

from django import forms
from django.urls import reverse

from approvals.consulting.answering import give_view
from approvals.consulting.ending import is_decided
from approvals.consulting.forms import ReferralForm, ViewForm
from approvals.consulting.listing import get_consultation
from approvals.models import ItemConsultation
from approvals.reviewers.text import shown_of
from portal.councils.form_views import CouncilFormView


class GiveView(CouncilFormView):
    """Shows the text as it stands, and takes the view of who was asked."""

    of_one_person = True

    template_name = "approvals/consulting/give.html"
    heading = "Your view is asked"
    button = "Give this view"
    asked: ItemConsultation

    def prepare(self, **kwargs: Any) -> None:
        """Find what the person was asked, or raise Http404."""
        self.asked = get_consultation(self.person, kwargs["pk"])

    def make_form(self, data: Any = None) -> forms.Form:
        """Return the form for the text that the page shows."""
        begun = {"revision_id": self.asked.communication.current_revision_id}
        form = ReferralForm if self.asked.why == ItemConsultation.Why.REFERRED else ViewForm
        return form(data, initial=begun)

    def words(self) -> dict[str, Any]:
        """Return the text: as it stands, or as it was when the view was given."""
        revision = self.asked.revision or self.asked.communication.current_revision
        parts = shown_of(revision) if revision is not None and revision.erased_at is None else []
        decided = is_decided(self.asked, self.asked.communication)
        waits = not self.asked.view and self.asked.dropped_at is None and not decided
        return {
            "asked": self.asked,
            "revision": revision,
            "parts": parts,
            "waits": waits,
            "decided": decided,
        }

    def act(self, form: forms.Form) -> str:
        """Record it."""
        give_view(actor=self.person, consultation_id=self.asked.pk, **form.cleaned_data)
        return "Your view is recorded. Whoever asked is told."

    def next_address(self) -> str:
        """Return this page."""
        return reverse("consultation", args=[self.council.slug, self.asked.pk])
