"""Fields for moments as a person at the desk types them: a day, and London's clock."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone

from portal.drafts.content import LONDON

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)
"""What a council's business can be dated. The calendar's own ends are no days to count from."""


def day_field(label: str, hint: str = "", *, required: bool = True) -> forms.DateField:
    """Return a field for one day, with the browser's own calendar."""
    return forms.DateField(
        label=label,
        help_text=hint,
        required=required,
        widget=forms.DateInput(attrs={"type": "date", "class": "input-short"}, format="%Y-%m-%d"),
        error_messages={"required": "Enter a date.", "invalid": "Enter a date, like 2026-12-31."},
        validators=[
            MinValueValidator(FIRST_DAY, "Enter a date after 1900."),
            MaxValueValidator(LAST_DAY, "Enter a date before 2200."),
        ],
    )


def start_of(day: date) -> datetime:
    """Return the first moment of ``day`` in London."""
    return datetime.combine(day, time(), tzinfo=LONDON)


def end_of(day: date) -> datetime:
    """Return the first moment after ``day`` in London: “until 4 May” includes 4 May."""
    return start_of(day + timedelta(days=1))


def today() -> date:
    """Return the day it is in London."""
    return timezone.localdate(timezone=LONDON)


def not_past(day: date | None) -> date | None:
    """Return ``day``; raise ValidationError for one before today."""
    if day is not None and day < today():
        raise forms.ValidationError("This day is past.")
    return day


def reason_field(label: str = "Reason", hint: str = "It is kept with the record.") -> forms.CharField:
    """Return the field in which somebody says why."""
    attrs: dict[str, Any] = {"rows": 3}
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=2000,
        widget=forms.Textarea(attrs=attrs),
        error_messages={"required": "Give a reason."},
    )
