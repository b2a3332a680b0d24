"""Moments as a person at the desk types them: a day, and London's clock."""

from datetime import date, datetime, time, timedelta

from django import forms
from django.utils import timezone

from portal.drafts.content import LONDON


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
