"""Forms about issues of the magazine."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone

from portal.channels.models import MagazineIssue
from portal.channels.printing.issues import Planned, magazines_of
from portal.councils.models import Council
from portal.drafts.content import LONDON
from portal.drafts.fields import MomentInput
from portal.fields import FIRST_DAY, LAST_DAY, day_field


class IssueForm(forms.Form):
    """An issue: its name, until when copy is taken, when it appears, how long an article may be."""

    magazine = forms.ModelChoiceField(
        queryset=magazines_of(0),
        label="Magazine",
        empty_label=None,
        error_messages={"required": "Choose one."},
    )
    name = forms.CharField(
        label="Issue",
        max_length=80,
        help_text="As authors name it, such as December 2026.",
        error_messages={"required": "Give the issue a name."},
    )
    copy_by = forms.DateTimeField(
        label="Copy is taken until",
        help_text="London time.",
        widget=MomentInput(),
        error_messages={
            "required": "Enter a date and a time.",
            "invalid": "Enter a date and a time, like 2026-12-31 17:00.",
        },
        validators=[
            MinValueValidator(datetime.combine(FIRST_DAY, time.min, LONDON), "Enter a date after 1900."),
            MaxValueValidator(datetime.combine(LAST_DAY, time.min, LONDON), "Enter a date before 2200."),
        ],
    )
    out_on = day_field("It appears on")
    word_limit = forms.IntegerField(
        label="Words of one article, at most",
        min_value=20,
        max_value=10_000,
        widget=forms.NumberInput(attrs={"class": "input-short"}),
        error_messages={"required": "Say how long an article may be."},
    )

    def __init__(self, data: Any = None, *, council: Council, issue: MagazineIssue | None = None) -> None:
        initial: dict[str, Any] = {"word_limit": 400}
        if issue is not None:
            names = ("name", "copy_by", "out_on", "word_limit")
            initial = {"magazine": issue.channel_id} | {name: getattr(issue, name) for name in names}
        super().__init__(data, initial=initial)
        magazine: Any = self.fields["magazine"]
        magazine.queryset = magazines_of(council.pk)

    def planned(self) -> Planned:
        """Return what was typed."""
        typed = dict(self.cleaned_data)
        return Planned(channel_id=typed.pop("magazine").pk, **typed)


class OutForm(forms.Form):
    """The day on which it appeared."""

    on = day_field("It appeared on", missing="Give the day.")

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"on": timezone.localdate(timezone=LONDON)})


class MoveForm(forms.Form):
    """Into which other issue."""

    issue = forms.ModelChoiceField(
        queryset=MagazineIssue.objects.none(),
        label="Into which issue",
        empty_label=None,
        error_messages={"required": "Choose an issue.", "invalid_choice": "Choose an issue from the list."},
    )

    def __init__(self, data: Any = None, *, council: Council, channel_id: int) -> None:
        super().__init__(data)
        field: Any = self.fields["issue"]
        since = timezone.now() - timedelta(days=400)
        rows = MagazineIssue.objects.filter(council=council, channel=channel_id, closed_at__isnull=True)
        field.queryset = rows.filter(copy_by__gte=since).order_by("copy_by", "pk")
