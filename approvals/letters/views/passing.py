"""Handing a letter on inside the council, and sharing it outside with the clerk's recorded permission."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from approvals.letters import forwarding, sharing
from approvals.letters.forms import AnswerShareForm, ForwardForm, ShareForm
from approvals.letters.seeing import get_letter
from approvals.letters.views.acts import AboutLetter
from approvals.models import LetterShare
from policies.checks.quoted_trail import without_trail
from policies.passing_out import found_in_passing
from portal.councils.powers import Power
from portal.councils.views import CouncilView
from portal.refusals import NotYours


class ForwardLetter(AboutLetter):
    """Hands it on to those who need it; the page shows what goes and what is cut."""

    template_name = "approvals/letters/forward.html"
    heading = "Hand this letter on"
    lead = "Only to those who need it. Each is told, and sees what is shown below and no more."
    button = "Hand it on"

    def make_form(self, data: Any = None) -> forms.Form:
        """Offer who may have it."""
        return ForwardForm(data, person=self.person, letter=self.letter)

    def words(self) -> dict[str, Any]:
        """Show both parts of the letter."""
        return {**super().words(), "parts": without_trail(self.letter.text)}

    def act(self, form: forms.Form) -> str:
        """Hand it on."""
        assert isinstance(form, ForwardForm)  # noqa: S101  for the reader of types
        made = forwarding.forward_letter(actor=self.person, letter_id=self.letter.pk, onward=form.onward())
        count = made.recipients.count()
        return f"It is handed on to {count} {'person' if count == 1 else 'people'}."


class ShareLetter(AboutLetter):
    """Asks to share it outside; for the clerk, and who holds the permission, that is the permission."""

    template_name = "approvals/letters/share.html"
    form_class = ShareForm
    heading = "Share this letter outside the council"
    lead = (
        "Only with the clerk’s recorded permission. Where there is none yet, this asks for it: send nothing before it "
        "is given. The portal sends nothing out itself."
    )
    button = "Go on"

    def words(self) -> dict[str, Any]:
        """Show both parts of the letter, and what the rules say of showing it outside."""
        parts = without_trail(self.letter.text)
        whom = self.request.POST.get("with_whom", "").strip() or "Whoever it is shared with"
        found = found_in_passing(self.person, parts.own, to=whom, matter=self.letter.matter)
        return {**super().words(), "parts": parts, "found": found}

    def act(self, form: forms.Form) -> str:
        """Ask, or note the permission."""
        made = sharing.ask_to_share(actor=self.person, letter_id=self.letter.pk, **form.cleaned_data)
        if made.allowed:
            return "It may be shared: the permission is recorded. Note below when it is sent."
        return "The clerk is asked. Send nothing before the answer."


class AnswerShare(AboutLetter):
    """The clerk's answer to somebody who asks to share it."""

    template_name = "approvals/letters/share_answer.html"
    form_class = AnswerShareForm
    heading = "May this letter be shared?"
    button = "Answer"
    of_one_person = True  # it is there for who grants permissions, while it is asked
    share: LetterShare

    def prepare(self, **kwargs: Any) -> None:
        """Find what was asked, or raise Http404; refuse who does not grant permissions, and whoever asked."""
        super().prepare(**kwargs)
        rows = self.letter.shares.select_related("asked_by__user")
        found = rows.filter(pk=kwargs["share"]).first()
        if found is None:
            raise Http404
        self.share = found
        self.person.require(Power.MANAGE_PEOPLE)
        if found.asked_by_id == self.person.membership.pk:
            raise NotYours("You asked for this yourself: somebody else answers it.")

    def words(self) -> dict[str, Any]:
        """Show what would go out, and what the rules say of it."""
        share = self.share
        found = found_in_passing(self.person, share.text, to=share.with_whom, matter=self.letter.matter)
        return {**super().words(), "share": share, "found": found}

    def act(self, form: forms.Form) -> str:
        """Answer."""
        allowed = form.cleaned_data["allowed"] == "yes"
        sharing.answer_share(
            actor=self.person,
            share_id=self.share.pk,
            letter_id=self.letter.pk,
            allowed=allowed,
            reason=form.cleaned_data["reason"],
        )
        return "Your permission is recorded." if allowed else "It is refused."


class NoteShared(CouncilView):
    """Notes that what was allowed went out."""

    def post(self, request: HttpRequest, pk: int, share: int) -> HttpResponse:
        """Note it."""
        found = get_letter(self.person, pk)
        if not found.shares.filter(pk=share).exists():
            raise Http404
        sharing.note_shared(actor=self.person, letter_id=found.pk, share_id=share)
        messages.success(request, "It is noted that it went out.")
        return redirect("letter_in", council=self.council.slug, pk=found.pk)
