"""What is done about one letter to the council: each act a page of its own with one form."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from approvals.letters import entering, handling
from approvals.letters.forms import AssignForm, CloseLetterForm, LetterForm
from approvals.letters.seeing import get_letter, handles, require_entering
from approvals.models import ReceivedLetter
from portal.councils.form_views import CouncilFormView, ReasonedFormView
from portal.councils.views import CouncilView
from portal.refusals import NotYours


class EnterLetter(CouncilFormView):
    """Enters a letter or an email that came."""

    section = "letters"
    heading = "Enter a letter or an email"
    lead = "What was written to the council, by whatever way it came. You can answer it and hand it on from its page."
    button = "Enter it"
    made: ReceivedLetter | None = None

    def prepare(self, **kwargs: Any) -> None:  # noqa: ARG002  the address names nothing
        """Refuse who is neither clerk nor officer."""
        require_entering(self.person)

    def make_form(self, data: Any = None) -> forms.Form:
        """Return the form, with the file where one was sent."""
        return LetterForm(data, self.request.FILES if data is not None else None, person=self.person)

    def act(self, form: forms.Form) -> str:
        """Enter it."""
        assert isinstance(form, LetterForm)  # noqa: S101  for the reader of types
        self.made = entering.enter_letter(actor=self.person, came=form.came())
        return f"It is entered as {self.made.reference}."

    def next_address(self) -> str:
        """Return the letter, or the list before there is one."""
        if self.made is not None:
            return reverse("letter_in", args=[self.council.slug, self.made.pk])
        return reverse("letters_in", args=[self.council.slug])


class AboutLetter(CouncilFormView):
    """A form about one letter, for who acts on it; it leads back to the letter's page."""

    section = "letters"
    letter: ReceivedLetter

    def prepare(self, **kwargs: Any) -> None:
        """Find it, or raise Http404; refuse in words who only reads it."""
        self.letter = get_letter(self.person, kwargs["pk"])
        if not handles(self.person, self.letter):
            raise NotYours("The clerk, the officers and whoever answers it deal with this letter.")

    def words(self) -> dict[str, Any]:
        """Say above the form which letter it is."""
        return {"eyebrow": f"{self.letter.reference}: {self.letter}", "letter": self.letter}

    def next_address(self) -> str:
        """Return the letter's page."""
        return reverse("letter_in", args=[self.council.slug, self.letter.pk])


class CorrectLetter(AboutLetter):
    """Corrects or completes what was entered."""

    heading = "Correct what was entered"
    lead = "What stood here before is kept with the record. Pages that you choose replace the scanned ones."

    def prepare(self, **kwargs: Any) -> None:
        """Find it; only who enters letters corrects them."""
        super().prepare(**kwargs)
        require_entering(self.person)

    def make_form(self, data: Any = None) -> forms.Form:
        """Show what is entered now."""
        files = self.request.FILES if data is not None else None
        return LetterForm(data, files, person=self.person, letter=self.letter)

    def act(self, form: forms.Form) -> str:
        """Correct it."""
        assert isinstance(form, LetterForm)  # noqa: S101  for the reader of types
        entering.correct_letter(actor=self.person, letter_id=self.letter.pk, came=form.came())
        return "What is entered was corrected."


class AcknowledgeLetter(CouncilView):
    """Notes that whoever wrote was told that the council has their letter."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Note it."""
        found = get_letter(self.person, pk)
        handling.acknowledge_letter(actor=self.person, letter_id=found.pk)
        messages.success(request, "It is noted that they were told.")
        return redirect("letter_in", council=self.council.slug, pk=found.pk)


class AssignLetter(AboutLetter):
    """Gives it to somebody to answer."""

    heading = "Who answers it?"
    lead = "They are told, read the whole letter, and are reminded a day before the answer is due."
    button = "Give it to them"

    def prepare(self, **kwargs: Any) -> None:
        """Find it; only who enters letters gives them out."""
        super().prepare(**kwargs)
        require_entering(self.person)

    def make_form(self, data: Any = None) -> forms.Form:
        """Offer who may have it."""
        return AssignForm(data, letter=self.letter)

    def act(self, form: forms.Form) -> str:
        """Give it."""
        member, reply_by = form.cleaned_data["member"], form.cleaned_data["reply_by"]
        handling.assign(actor=self.person, letter_id=self.letter.pk, member_id=member.pk, reply_by=reply_by)
        return f"{member.shown_name} has it to answer."


class AnswerLetter(CouncilView):
    """Begins the answer."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Begin it, to whoever wrote or to all who had the letter, and lead to the draft."""
        found = get_letter(self.person, pk)
        to_all = request.POST.get("to") == "all"
        made = handling.begin_letter_answer(actor=self.person, letter_id=found.pk, to_all=to_all)
        return redirect("draft", council=self.council.slug, id=made.pk)


class CloseLetter(AboutLetter):
    """Notes how it ended."""

    form_class = CloseLetterForm
    heading = "How did it end?"
    button = "Note it"

    def act(self, form: forms.Form) -> str:
        """Note it."""
        typed = form.cleaned_data
        handling.close_letter(
            actor=self.person, letter_id=self.letter.pk, outcome=typed["outcome"], words=typed["words"]
        )
        return "It is noted how it ended."


class ReopenLetter(ReasonedFormView, AboutLetter):
    """Opens it again."""

    heading = "Open this letter again?"
    lead = "They wrote again, or it was closed by mistake."
    button = "Open it again"

    def act_because(self, reason: str) -> str:
        """Open it."""
        handling.reopen_letter(actor=self.person, letter_id=self.letter.pk, reason=reason)
        return "It is open again."
