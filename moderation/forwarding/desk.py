"""The page on which a member passes on what somebody wrote to them, and sees what became of it."""

from typing import Any
from uuid import uuid4

from django import forms
from django.urls import reverse

from moderation.forwarding.passing_on import (
    LONGEST_NAME,
    LONGEST_WORDS,
    TOO_OLD,
    Approach,
    pass_on,
    passed_on,
    require_member,
)
from moderation.models import Comment
from portal.councils.form_views import CouncilFormView
from portal.councils.powers import Power
from portal.fields import words_field
from portal.paging import counted_page

PAGE = 25


class PassOnForm(forms.Form):
    """What somebody wrote or said to a member."""

    key = forms.RegexField(
        r"^[0-9a-f]{32}\Z",
        widget=forms.HiddenInput,
        error_messages={"required": TOO_OLD, "invalid": TOO_OLD},
    )
    author = forms.CharField(
        label="Who says it?",
        help_text="Their name, as they gave it, or that of their account.",
        max_length=LONGEST_NAME,
        error_messages={"required": "Enter who says it, as they gave it."},
    )
    text = words_field(
        "What do they say?",
        "Their own words: copy them, or as far as you remember them.",
        longest=LONGEST_WORDS,
        rows=8,
        missing="Enter what they say.",
    )
    link = forms.URLField(
        label="Where it stands",
        help_text="The address of the post or message, where there is one.",
        max_length=500,
        required=False,
        assume_scheme="https",
        error_messages={"invalid": "Enter a web address, like https://example.org/post."},
    )
    answer_by = forms.ChoiceField(
        label="How would they like to be answered?",
        choices=[("", "They did not say"), *Comment.AnswerBy.choices],
        required=False,
    )
    answer_to = forms.CharField(label="Address or number for the answer", max_length=300, required=False)

    def approach(self) -> Approach:
        """Return what was typed."""
        return Approach(**self.cleaned_data)


class PassOn(CouncilFormView):
    """Passes it on; below it what was passed on before."""

    power = Power.READ_DESK
    section = "desk"
    template_name = "moderation/forwarding/pass_on.html"
    heading = "Pass on what somebody wrote to you"
    button = "Pass it on"

    def prepare(self, **kwargs: Any) -> None:  # noqa: ARG002  the address names nothing
        """Refuse who is no member."""
        require_member(self.person)

    def make_form(self, data: Any = None) -> forms.Form:
        """Return the form, with a key of its own."""
        return PassOnForm(data, initial={"key": uuid4().hex})

    def words(self) -> dict[str, Any]:
        """Return what was passed on before."""
        return {"page": counted_page(passed_on(self.person), PAGE, self.request.GET.get("page"))}

    def act(self, form: forms.Form) -> str:
        """Pass it on."""
        assert isinstance(form, PassOnForm)  # noqa: S101  for the reader of types
        made = pass_on(actor=self.person, approach=form.approach())
        return f"The clerk has it now, as {made.reference}. Tell them that you passed it on: the council answers."

    def next_address(self) -> str:
        """Return the page, where it stands now."""
        return reverse("approach_pass_on", args=[self.council.slug])
