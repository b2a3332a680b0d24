"""Fields and forms that every floor shares: a day, some lines of text, why, and nothing but yes."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)
"""What a council's business can be dated. The calendar's own ends are no days to count from."""


class PastDayInput(forms.DateInput):
    """A day that has come: the browser's calendar ends today."""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Say until when."""
        return super().get_context(name, value, {**(attrs or {}), "max": timezone.localdate().isoformat()})


def _has_come(day: date) -> None:
    if day > timezone.localdate():
        raise ValidationError("This day has not come yet: enter it once it has.")


def day_field(
    label: str, hint: str = "", *, required: bool = True, missing: str = "Enter a date.", past: bool = False
) -> forms.DateField:
    """Return a field for one day, with the browser's own calendar.

    ``missing`` is what an empty one is told; with ``past`` no day that is still to come is taken.
    """
    calendar = PastDayInput if past else forms.DateInput
    return forms.DateField(
        label=label,
        help_text=hint,
        required=required,
        widget=calendar(attrs={"type": "date", "class": "input-short"}, format="%Y-%m-%d"),
        error_messages={"required": missing, "invalid": "Enter a date, like 2026-12-31."},
        validators=[
            MinValueValidator(FIRST_DAY, "Enter a date after 1900."),
            MaxValueValidator(LAST_DAY, "Enter a date before 2200."),
            *([_has_come] if past else []),
        ],
    )


class OfferedInput(forms.TextInput):
    """A line in which anything may be typed, with the words that the browser offers for it (a datalist).

    Several inputs of a page may share the list of the first: they name the same ``list_id`` and offer nothing.
    """

    template_name = "portal/widgets/offered.html"

    def __init__(self, list_id: str, offered: Iterable[str] = ()) -> None:
        super().__init__(attrs={"list": list_id, "autocomplete": "off"})
        self.offered = offered

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Add what is offered."""
        context = super().get_context(name, value, attrs)
        context["widget"]["offered"] = list(self.offered)
        return context


def radio_field(label: str, choices: Iterable[tuple[str, str]], hint: str = "") -> forms.ChoiceField:
    """Return a question with its answers below each other, of which one must be chosen."""
    return forms.ChoiceField(
        label=label,
        choices=list(choices),
        help_text=hint,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one."},
    )


def words_field(
    label: str, hint: str = "", *, longest: int, rows: int = 3, required: bool = True, missing: str = ""
) -> forms.CharField:
    """Return a field for some lines of text; ``missing`` is what an empty one is told."""
    attrs: dict[str, Any] = {"rows": rows}
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=longest,
        required=required,
        widget=forms.Textarea(attrs=attrs),
        error_messages={"required": missing or "Fill this in."},
    )


def reason_field(hint: str = "It is kept with the record.") -> forms.CharField:
    """Return the field in which somebody says why."""
    return words_field("Reason", hint, longest=2000, missing="Give a reason.")


class ReasonForm(forms.Form):
    """Only why."""

    reason = reason_field()


class ConfirmForm(forms.Form):
    """Nothing but yes."""
