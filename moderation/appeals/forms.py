"""The form by which an author appeals, and that by which somebody decides."""

from collections.abc import Sequence
from typing import Any

from django import forms

from moderation.appeals.deciding import LONGEST_ANSWER, LONGEST_MINUTE
from moderation.appeals.making import LONGEST_WORDS
from portal.fields import radio_field, words_field


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
