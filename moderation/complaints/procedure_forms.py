"""The form by which the council publishes its complaints procedure: its own times and words."""

from typing import Any

from django import forms

from moderation.complaints.procedure import LIMITS, LONGEST_WORDS, Terms
from portal.fields import words_field


class ProcedureForm(forms.Form):
    """The council's own times and words."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, data: Any = None, *, terms: Terms) -> None:
        super().__init__(data, initial={**terms.__dict__, "version": terms.number})
        labels = {
            "acknowledge_days": "Acknowledged within how many working days?",
            "answer_days": "Answered within how many working days after that?",
            "review_days": "A review decided within how many working days?",
            "review_within": "A review may be asked for within how many days of the answer?",
        }
        for name, (least, most) in LIMITS.items():
            self.fields[name] = forms.IntegerField(
                label=labels[name],
                min_value=least,
                max_value=most,
                widget=forms.NumberInput(attrs={"class": "input-short"}),
                error_messages={"required": "Enter a number of days.", "invalid": "Enter a number of days."},
            )
        self.fields["words"] = words_field(
            "What do you add?",
            "Shown with the steps, such as how the office takes a complaint on paper.",
            longest=LONGEST_WORDS,
            rows=5,
            required=False,
        )
        self.fields["further"] = words_field(
            "Where can somebody turn next?",
            "Empty: the built-in words, which say that the Local Government Ombudsman does not look into complaints "
            "about parish and town councils, and name the Information Commissioner for personal data.",
            longest=LONGEST_WORDS,
            rows=5,
            required=False,
        )

    def terms(self) -> Terms:
        """Return what was typed."""
        typed = self.cleaned_data
        return Terms(
            number=typed["version"],
            words=typed["words"],
            further=typed["further"],
            **{name: typed[name] for name in LIMITS},
        )
