"""What a speaker, an asker or the clerk does about one quotation."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from portal.channels.quotes.asking import ask_no_more, send_link_again
from portal.channels.quotes.deciding import approve_words, is_speaker, note_written_approval, refuse_words
from portal.channels.quotes.forms import RefuseForm, WrittenForm
from portal.channels.quotes.revoking import may_revoke, revoke
from portal.councils.form_views import CouncilFormView
from portal.councils.powers import Power
from portal.councils.views import CouncilView
from portal.drafts.models import Quote
from portal.drafts.quotes.listing import get_quote
from portal.fields import reason_field
from portal.refusals import NotYours


class ApproveView(CouncilView):
    """The speaker's yes to the words that the page showed."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Approve exactly those words."""
        quote = get_quote(self.person, pk)
        approve_words(actor=self.person, quote_id=quote.pk, sha256=request.POST.get("sha256", ""))
        messages.success(request, "You approved these exact words.")
        return redirect("quote", council=self.council.slug, pk=quote.pk)


class DropView(CouncilView):
    """Takes the question back."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask no more."""
        quote = get_quote(self.person, pk)
        ask_no_more(actor=self.person, quote_id=quote.pk)
        messages.success(request, f"{quote.speaker} is not asked any more.")
        return redirect("quote", council=self.council.slug, pk=quote.pk)


class LinkAgainView(CouncilView):
    """Sends a new private link."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Order the mail."""
        quote = get_quote(self.person, pk)
        send_link_again(actor=self.person, quote_id=quote.pk)
        messages.success(request, f"{quote.speaker} gets a new link; the one before works no more.")
        return redirect("quote", council=self.council.slug, pk=quote.pk)


class AboutQuote(CouncilFormView):
    """A form about one quotation, whose words stand above it."""

    section = "drafts"
    template_name = "channels/quotes/about.html"
    quote: Quote

    def prepare(self, **kwargs: Any) -> None:
        """Find the quotation among those that the person may see, or raise Http404."""
        self.quote = get_quote(self.person, kwargs["pk"])

    def words(self) -> dict[str, Any]:
        """Return the quotation."""
        return {"quote": self.quote}

    def next_address(self) -> str:
        """Return its page."""
        return reverse("quote", args=[self.council.slug, self.quote.pk])


class RefusePage(AboutQuote):
    """The speaker's no, with a reason, and the words they would say instead."""

    heading = "Refuse these words"
    button = "Refuse these words"

    def prepare(self, **kwargs: Any) -> None:
        """Find it; raise NotYours for anybody but the speaker."""
        super().prepare(**kwargs)
        if not is_speaker(self.person, self.quote):
            raise NotYours("Only the speaker decides about their own words.")

    def make_form(self, data: Any = None) -> forms.Form:
        """Return the form for the words that the page shows."""
        return RefuseForm(data, initial={"sha256": self.quote.sha256})

    def act(self, form: forms.Form) -> str:
        """Refuse."""
        refuse_words(actor=self.person, quote_id=self.quote.pk, **form.cleaned_data)
        return "You refused these words. Whoever asked is told why."


class ReasonOnly(forms.Form):
    """Why."""

    use_required_attribute = False
    reason = reason_field("Whoever asked, and the clerk, are told.")


class RevokePage(AboutQuote):
    """Takes the approval back until the item has gone out."""

    form_class = ReasonOnly
    heading = "Take the approval back"
    lead = "What waits to go out with these words is held at once. What has gone out cannot be recalled."
    button = "Take the approval back"
    danger = True

    def prepare(self, **kwargs: Any) -> None:
        """Find it; raise NotYours for who may not."""
        super().prepare(**kwargs)
        if not may_revoke(self.person, self.quote):
            raise NotYours("Only the speaker takes back the approval of their words.")

    def act(self, form: forms.Form) -> str:
        """Take it back."""
        revoke(actor=self.person, quote_id=self.quote.pk, reason=form.cleaned_data["reason"])
        return "The approval is taken back. Whoever asked, and the clerk, are told."


class WrittenPage(AboutQuote):
    """The clerk's note of what a speaker approved in writing."""

    power = Power.DECIDE
    heading = "Record a written approval"
    lead = "You approve nothing here: you say what the speaker wrote, and where it can be read."
    button = "Record the written approval"

    def prepare(self, **kwargs: Any) -> None:
        """Find it; raise NotYours where the council takes no written approvals."""
        super().prepare(**kwargs)
        if not self.council.written_quote_approvals:
            raise NotYours(
                "This council takes no written approvals: the speaker approves the words themselves."
            )

    def make_form(self, data: Any = None) -> forms.Form:
        """Return the form for the words that the page shows."""
        return WrittenForm(data, initial={"sha256": self.quote.sha256})

    def act(self, form: forms.Form) -> str:
        """Record it."""
        note_written_approval(actor=self.person, quote_id=self.quote.pk, **form.cleaned_data)
        return f"It is recorded that {self.quote.speaker} approved these words in writing."
