"""Forms about people: adding, delegating, permitting, suspending."""

from datetime import date
from typing import Any

from django import forms

from portal.councils.models import Membership
from portal.councils.powers import Role
from portal.desk.forms.moments import day_field, reason_field, today
from portal.drafts.kinds import KIND_CHOICES


class MemberForm(forms.Form):
    """Who becomes a member or officer of the council."""

    name = forms.CharField(
        max_length=150,
        help_text="As it is printed, with “Cllr” where they use it.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Enter the person’s name."},
    )
    email = forms.EmailField(
        label="Email address",
        help_text="They sign in with it. A mail with a link to set a password goes there.",
        error_messages={"required": "Enter an email address, like name@example.org."},
    )
    role = forms.ChoiceField(
        label="Office",
        choices=[("", "Choose an office"), *Role.choices],
        error_messages={"required": "Choose an office."},
    )
    title = forms.CharField(
        label="Title as printed",
        max_length=80,
        required=False,
        help_text="For example: Deputy Mayor, Locum Clerk.",
    )


class DelegateForm(forms.Form):
    """To whom the clerk's authority goes for a time."""

    holder = forms.ModelChoiceField(
        queryset=Membership.objects.none(),
        label="Officer",
        empty_label="Choose an officer",
        error_messages={"required": "Choose an officer."},
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
        return _not_past(self.cleaned_data["ends_on"])


class SuspendForm(forms.Form):
    """Publishing rights taken away until a day, or until a review."""

    ends_on = day_field("Until (inclusive)", "An end, a review date, or both.", required=False)
    review_on = day_field("To be reviewed on", required=False)
    reason = reason_field()

    def clean_ends_on(self) -> date | None:
        """Refuse an end in the past."""
        return _not_past(self.cleaned_data["ends_on"])

    def clean_review_on(self) -> date | None:
        """Refuse a review in the past."""
        return _not_past(self.cleaned_data["review_on"])

    def clean(self) -> dict[str, Any]:
        """Refuse a suspension without any date."""
        cleaned: dict[str, Any] = super().clean() or {}
        if not cleaned.get("ends_on") and not cleaned.get("review_on") and not self.errors:
            self.add_error("ends_on", "Enter an end or a review date: nobody is suspended without one.")
        return cleaned


class ReasonForm(forms.Form):
    """Only why."""

    reason = reason_field()


class ConfirmForm(forms.Form):
    """Nothing but yes."""


def _not_past(day: date | None) -> date | None:
    if day is not None and day < today():
        raise forms.ValidationError("This day is past.")
    return day
