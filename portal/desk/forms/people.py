"""Forms about what people may do: delegating, permitting, suspending."""

from datetime import date
from typing import Any

from django import forms

from portal.councils.models import Membership
from portal.councils.powers import DELEGABLE_WORDS
from portal.desk.forms.heads import Minuted
from portal.desk.forms.moments import not_past, today
from portal.drafts.kinds import KIND_CHOICES
from portal.fields import day_field, reason_field


class DelegateForm(forms.Form):
    """To whom the clerk's authority goes for a time."""

    holder = forms.ModelChoiceField(
        queryset=Membership.objects.none(),
        label="Officer",
        empty_label="Choose an officer",
        error_messages={"required": "Choose an officer."},
    )
    powers = forms.MultipleChoiceField(
        label="What you delegate",
        choices=[(power.name, f"{label}: {words}") for power, (label, words) in DELEGABLE_WORDS.items()],
        widget=forms.CheckboxSelectMultiple,
        help_text="Only what you choose. You keep all of it yourself, and can take all of it back at once.",
        error_messages={"required": "Choose at least one."},
    )
    starts_on = day_field("From", "From the beginning of this day, or from now if it is today.")
    ends_on = day_field("Until", "To the end of this day.")
    reason = reason_field(hint="For example: annual leave. It is kept with the record.")
    minute_reference = forms.CharField(
        max_length=80,
        required=False,
        help_text="The minute in which the council let the clerk delegate, such as Minute 12/26.",
        widget=forms.TextInput(attrs={"class": "input-medium"}),
    )

    def __init__(self, data: Any = None, *, officers: list[Membership], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        field: Any = self.fields["holder"]
        field.queryset = Membership.objects.filter(pk__in=[row.pk for row in officers]).select_related("user")
        field.label_from_instance = lambda row: f"{row.user.name}, {row.display_title}"

    def clean_starts_on(self) -> date:
        """Refuse a start in the past: a delegation never covers what was done before it."""
        day: date = self.cleaned_data["starts_on"]
        if day < today():
            raise forms.ValidationError("A delegation cannot begin in the past.")
        return day

    def clean_ends_on(self) -> date:
        """Refuse an end before the start."""
        day: date = self.cleaned_data["ends_on"]
        start = self.cleaned_data.get("starts_on")
        if start is not None and day < start:
            raise forms.ValidationError("The end is before the beginning.")
        return day


class PermitForm(forms.Form):
    """What somebody may draft although the council's policy does not say so for their office."""

    kind = forms.ChoiceField(
        label="Kind of communication",
        choices=[("", "Choose a kind"), *KIND_CHOICES],
        error_messages={"required": "Choose a kind."},
    )
    ends_on = day_field("Until (inclusive)", "Leave empty to let it run until you end it.", required=False)
    reason = reason_field()

    def clean_ends_on(self) -> date | None:
        """Refuse an end in the past."""
        return not_past(self.cleaned_data["ends_on"])


class SuspendForm(Minuted):
    """Publishing rights taken away until a day, or until a review."""

    ends_on = day_field("Until (inclusive)", "An end, a review date, or both.", required=False)
    review_on = day_field("To be reviewed on", required=False)
    reason = reason_field()

    def clean_ends_on(self) -> date | None:
        """Refuse an end in the past."""
        return not_past(self.cleaned_data["ends_on"])

    def clean_review_on(self) -> date | None:
        """Refuse a review in the past."""
        return not_past(self.cleaned_data["review_on"])

    def clean(self) -> dict[str, Any]:
        """Refuse a suspension without any date."""
        cleaned: dict[str, Any] = super().clean() or {}
        if not cleaned.get("ends_on") and not cleaned.get("review_on") and not self.errors:
            self.add_error("ends_on", "Enter an end or a review date: nobody is suspended without one.")
        return cleaned
