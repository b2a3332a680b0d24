"""The form that makes a key."""

from typing import Any

from django import forms

from portal.api.keys import DAYS
from portal.api.scopes import Scope

_SPANS = {30: "30 days", 90: "90 days", 365: "A year"}


class KeyForm(forms.Form):
    """What uses the key, what for, and for how long."""

    name = forms.CharField(
        label="What will use it",
        max_length=80,
        help_text="For example: the council’s website",
        error_messages={"required": "Say what will use the key."},
    )
    scopes = forms.MultipleChoiceField(
        label="What it is for",
        choices=Scope.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one."},
    )
    days = forms.TypedChoiceField(
        label="For how long",
        choices=[(days, _SPANS[days]) for days in DAYS],
        coerce=int,
        widget=forms.RadioSelect,
        help_text="Then it ends by itself; make another one before.",
        error_messages={"required": "Choose for how long."},
    )

    def __init__(self, data: Any = None, *, drafts: bool, comments: bool) -> None:
        super().__init__(data)
        offered = [Scope.READ]
        offered += [Scope.DRAFTS, Scope.SUBMIT] if drafts else []
        offered += [Scope.COMMENTS] if comments else []
        choices = [(one.value, one.label) for one in offered]
        self.fields["scopes"].choices = choices  # type: ignore[attr-defined]
