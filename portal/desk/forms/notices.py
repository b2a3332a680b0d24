"""How somebody wants to be told of what happens on the desk."""

from typing import Any

from django import forms

from portal.channels.models import NoticeChoice
from portal.channels.notices.choosing import HOURS
from portal.channels.notices.urgency import Way


def _hour(hour: int) -> str:
    if hour in {0, 12}:
        return "12 midnight" if hour == 0 else "12 noon"
    return f"{hour % 12} {'am' if hour < 12 else 'pm'}"


class NoticesForm(forms.Form):
    """The way, and of the daily mail its hour and its days."""

    way = forms.ChoiceField(
        label="How do you want to be told?", choices=Way.choices, widget=forms.RadioSelect
    )
    hour = forms.TypedChoiceField(
        label="Hour of the daily mail",
        help_text="On London’s clock. It comes only on days on which there is something to tell.",
        coerce=int,
        choices=[(hour, _hour(hour)) for hour in HOURS],
    )
    weekends = forms.BooleanField(label="Also on Saturdays and Sundays", required=False)

    @classmethod
    def of(cls, kept: NoticeChoice, data: Any) -> "NoticesForm":
        """Return the form as ``kept`` fills it, or with ``data`` where it was sent."""
        initial = {"way": kept.way, "hour": kept.digest_hour, "weekends": kept.weekends}
        return cls(data, initial=initial)
