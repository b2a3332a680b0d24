"""Forms about quotations: whom to ask, why not, and what the clerk has in writing."""

from typing import Any

from django import forms

from portal.channels.quotes.asking import speakers_in
from portal.drafts.quotes.words import LONGEST, LONGEST_NAME, bare_name
from portal.fields import reason_field, words_field


class WhomForm(forms.Form):
    """Who says the words: a member on the desk, or somebody outside with an address."""

    use_required_attribute = False
    spoken_by = forms.TypedChoiceField(
        label="Who says it",
        required=False,
        coerce=int,
        empty_value=None,
        help_text="A member or an officer approves on the desk.",
    )
    email = forms.EmailField(
        label="Their email address",
        required=False,
        help_text="For somebody outside the council only. They get a private link and need no account.",
        widget=forms.EmailInput(attrs={"class": "input-medium", "autocomplete": "off"}),
        error_messages={"invalid": "Enter an email address, like name@example.org."},
    )

    def __init__(self, data: Any = None, *, council_id: int, speaker: str = "", **options: Any) -> None:
        super().__init__(data, **options)
        field = self.fields["spoken_by"]
        assert isinstance(field, forms.TypedChoiceField)  # noqa: S101  for the reader of types
        people = list(speakers_in(council_id))
        offered = [(row.pk, f"{row.user.name}, {row.display_title}") for row in people]
        field.choices = [("", "Somebody outside the council"), *offered]
        named = [row.pk for row in people if speaker and bare_name(row.user.name) == bare_name(speaker)]
        field.initial = named[0] if named else ""

    def whom(self) -> dict[str, Any]:
        """Return the speaker as the verbs take one."""
        return {"member_id": self.cleaned_data["spoken_by"], "email": self.cleaned_data["email"]}


class AskForm(WhomForm):
    """The speaker of a quotation in an item, and the hash of the words that the asker saw."""

    sha256 = forms.CharField(widget=forms.HiddenInput, max_length=64)
    field_order = ("spoken_by", "email", "sha256")


class BeforehandForm(WhomForm):
    """Words that any item may quote, once they are approved."""

    words = words_field(
        "Exact words", "Without quotation marks.", longest=LONGEST, rows=4, missing="Enter the exact words."
    )
    speaker = forms.CharField(
        label="Speaker",
        max_length=LONGEST_NAME,
        help_text="As a release will name them.",
        error_messages={"required": "Enter who says the words."},
    )
    office = forms.CharField(label="Office", max_length=LONGEST_NAME, required=False)
    field_order = ("words", "speaker", "office", "spoken_by", "email")


class RefuseForm(forms.Form):
    """Why not, and other words if there are any."""

    use_required_attribute = False
    sha256 = forms.CharField(widget=forms.HiddenInput, max_length=64)
    reason = words_field(
        "Why not", "Whoever asked reads it.", longest=2000, missing="Say why not: whoever asked reads it."
    )
    proposed = words_field(
        "Words you would approve",
        "You are asked again before they are used.",
        longest=LONGEST,
        required=False,
    )
    field_order = ("reason", "proposed", "sha256")

    def typed(self) -> list[str]:
        """Return what stands in the boxes as it was sent, the reason first; a box left empty is none."""
        return [sent for name in ("reason", "proposed") if (sent := self.data.get(name, "")).strip()]


class WrittenForm(forms.Form):
    """What the clerk has in writing."""

    use_required_attribute = False
    sha256 = forms.CharField(widget=forms.HiddenInput, max_length=64)
    reason = reason_field("Why the speaker does not approve the words themselves here.")
    evidence = words_field(
        "Where the letter or mail is",
        "Its date, from whom, and where it is filed.",
        longest=2000,
        missing="Say where the letter or mail is.",
    )
    field_order = ("reason", "evidence", "sha256")
