"""Fields that every floor shares."""

from datetime import timedelta

from django import forms
from django.utils import timezone

from portal.fields import day_field


class Sample(forms.Form):
    """A day that has come, and any day."""

    held = day_field("Held on", past=True)
    due = day_field("Due on")


def test_a_day_that_has_come_ends_the_browser_s_calendar_today_and_no_later_one_is_taken() -> None:
    today = timezone.localdate()
    tomorrow = (today + timedelta(days=1)).isoformat()

    page = Sample().as_p()
    assert page.count(f'max="{today.isoformat()}"') == 1
    sent = Sample({"held": tomorrow, "due": tomorrow})
    assert sent.errors == {"held": ["This day has not come yet: enter it once it has."]}
    assert Sample({"held": today.isoformat(), "due": tomorrow}).is_valid()
