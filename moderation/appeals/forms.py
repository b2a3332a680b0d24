"""The form by which an author appeals, and that by which somebody decides."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone

from moderation.appeals.deciding import LONGEST_ANSWER, LONGEST_MINUTE
from moderation.appeals.entering import LONGEST_CHECK
from moderation.appeals.making import LONGEST_WORDS
from moderation.models import AppealEntered
from portal.drafts.content import LONDON
from portal.fields import day_field, radio_field, words_field


class AppealForm(forms.Form):
    """Which comment, by which address it came, and why."""

    use_required_attribute = False

    reference = forms.CharField(
        label="Reference of your comment",
        max_length=500,
        help_text=(
            "All of it: ten letters and figures, a hyphen and eight more, as we showed it to you when you sent your "
            "comment, or told you when it came down. You do not have it? The council’s office takes your appeal too."
        ),
        error_messages={"required": "Enter the reference."},
    )
    who = forms.CharField(
        label="The email address that you gave with it",
        max_length=254,
        required=False,
        help_text="Leave this empty for something that you wrote on a network: there the whole reference is enough.",
        widget=forms.TextInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
    )
    words = words_field(
        "Why should it show again?",
        longest=LONGEST_WORDS,
        rows=6,
        missing="Say why it should show again.",
    )


class EnterAppealForm(forms.Form):
    """How it came, when, what its author says, and how whoever enters it knows that it is theirs."""

    way = radio_field("How did it come?", AppealEntered.Way.choices)
    came_on = day_field(
        "On which day did it come?",
        "The day on which the council had it, which may be before today. Its time counts from it.",
        missing="Enter the day on which it came.",
        past=True,
    )
    words = words_field(
        "What does its author say to the ruling?",
        "In their own words, as far as you have them. Whoever decides reads them.",
        longest=LONGEST_WORDS,
        rows=6,
        missing="Enter what they say.",
    )
    checked = words_field(
        "How do you know that it is the author’s?",
        "You answer for that: there is one appeal against a ruling, and nobody else is to use it up. Such as: it came "
        "from the address that stands with the comment; they named the whole reference; you called them back.",
        longest=LONGEST_CHECK,
        missing="Say how you know whose it is.",
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"came_on": timezone.localdate(timezone=LONDON)})


class DecideAppealForm(forms.Form):
    """What becomes of it, and why."""

    allowed = radio_field(
        "What do you decide?",
        [("yes", "The ruling was wrong: show the comment again"), ("no", "The ruling stands")],
    )
    reason = words_field(
        "Why?",
        "Write it so that the author may read it.",
        longest=LONGEST_ANSWER,
        missing="Say why.",
    )

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def __init__(
        self, data: Any = None, *, by_committee: bool, version: int, near: Sequence[tuple[str, str]] = ()
    ) -> None:
        super().__init__(data, initial={"version": version})
        if near:
            self.fields["also"] = forms.MultipleChoiceField(
                label="Nearly the same came down with it: what shows again as well, if the ruling was wrong?",
                help_text="Read each one: one word can turn the sense. What you do not tick stays as it was ruled.",
                choices=near,
                widget=forms.CheckboxSelectMultiple,
                required=False,
                error_messages={"invalid_choice": "One of these was ruled on again meanwhile. Choose again."},
            )
        if by_committee:
            self.fields["minute"] = forms.CharField(
                label="Minute of the committee that decided",
                max_length=LONGEST_MINUTE,
                help_text="You made the ruling, and nobody else can decide: enter what the committee resolved.",
                error_messages={"required": "Enter the minute."},
            )

    def also(self) -> list[int]:
        """Return the keys of the rulings that are overruled with it."""
        return [int(key) for key in self.cleaned_data.get("also", [])]
