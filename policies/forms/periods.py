"""Forms of the desk's pages about periods and extra days."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from policies.models import CouncilDay, Period
from policies.periods.announcing import LONGEST_REASON, LONGEST_TITLE, LONGEST_WARD, OBSERVANCES, POLLS
from policies.periods.settling import LONGEST_MESSAGE, read_candidates, read_subjects
from portal.channels.models import Channel
from portal.councils.models import Membership
from portal.councils.people import in_office
from portal.councils.powers import STAFF
from portal.fields import day_field, words_field
from portal.refusals import InvalidInput


def _choices(kinds: tuple[Period.Kind, ...]) -> list[tuple[str, str]]:
    return [("", "Choose"), *((kind.value, str(kind.label)) for kind in kinds)]


class PollForm(forms.Form):
    """A coming poll."""

    kind = forms.ChoiceField(
        label="What is polled", choices=_choices(POLLS), error_messages={"required": "Choose one."}
    )
    title = forms.CharField(
        max_length=LONGEST_TITLE,
        help_text="As members and readers know it: Town election, Mill ward by-election.",
        error_messages={"required": "Give the poll a title."},
    )
    ward = forms.CharField(
        max_length=LONGEST_WARD,
        required=False,
        help_text="Only where the poll is in one ward. Empty: the whole area.",
    )
    on = day_field("Day of the poll", missing="Enter the day of the poll.")
    ends_on = day_field(
        "The period lasts until",
        "Only where your policy adds days after the poll, such as until the annual meeting.",
        required=False,
    )


class ObservanceForm(forms.Form):
    """Days of mourning or celebration."""

    kind = forms.ChoiceField(
        label="What they are", choices=_choices(OBSERVANCES), error_messages={"required": "Choose one."}
    )
    title = forms.CharField(
        max_length=LONGEST_TITLE, error_messages={"required": "Say what the days are for."}
    )
    ward = forms.CharField(
        max_length=LONGEST_WARD,
        required=False,
        help_text="Only where they are kept in one ward. Empty: the whole area.",
    )
    begins_on = day_field("First day", missing="Enter the first day.")
    ends_on = day_field("Last day", missing="Enter the last day.")


class NoticeForm(forms.Form):
    """The notice as it was actually published."""

    on = day_field("Day on which the notice was published", missing="Enter the day.")
    late_reason = words_field(
        "Why it is late",
        "Only where it is later than the latest lawful day.",
        longest=LONGEST_REASON,
        required=False,
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"on": timezone.localdate()})


class EndForm(forms.Form):
    """Why a period ends early."""

    reason = words_field("Reason", longest=LONGEST_REASON, missing="Say why it ends early.")


class ParticularsForm(forms.Form):
    """Who stands, who may be quoted, what is in controversy, which channels close."""

    candidates = forms.CharField(
        required=False,
        max_length=60_000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="One a line: name, party, ward, with commas between, as the statement of persons nominated has them.",
    )
    officers = forms.ModelMultipleChoiceField(
        queryset=Membership.objects.none(),
        required=False,
        label="Officers who may be quoted",
        widget=forms.CheckboxSelectMultiple,
    )
    subjects = forms.CharField(
        required=False,
        max_length=30_000,
        label="What is in controversy",
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="A few words a line. Texts that hold these words are found.",
    )
    channels = forms.ModelMultipleChoiceField(
        queryset=Channel.objects.none(),
        required=False,
        label="Channels closed until the poll",
        widget=forms.CheckboxSelectMultiple,
    )
    public_message = forms.CharField(
        required=False,
        max_length=LONGEST_MESSAGE,
        label="What readers are told",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Shown in the newsroom while the period lasts. Needed where a channel is closed.",
    )

    def __init__(self, data: Any = None, *, period: Period) -> None:
        super().__init__(data, initial=_of(period))
        officers: Any = self.fields["officers"]
        officers.queryset = (
            Membership.objects.filter(in_office(timezone.now()), council_id=period.council_id, role__in=STAFF)
            .select_related("user")
            .order_by("user__name", "pk")
        )
        officers.label_from_instance = lambda member: f"{member.user.name}, {member.display_title}"
        channels: Any = self.fields["channels"]
        channels.queryset = Channel.objects.filter(council_id=period.council_id).order_by("name")

    def clean_candidates(self) -> Any:
        """Read the list, or say which line cannot be read."""
        return _read(read_candidates, self.cleaned_data["candidates"])

    def clean_subjects(self) -> Any:
        """Read the list, or say which line cannot be read."""
        return _read(read_subjects, self.cleaned_data["subjects"])


def _read(reader: Any, typed: str) -> Any:
    try:
        return reader(typed)
    except InvalidInput as refusal:
        raise ValidationError(refusal.what) from refusal


def _of(period: Period) -> dict[str, Any]:
    """Return what is settled of ``period``, as the form shows it."""
    lines = [
        f"{each.name}, {each.party}, {each.ward}".rstrip(", ") for each in period.candidates.order_by("pk")
    ]
    return {
        "candidates": "\n".join(lines),
        "officers": list(period.authorised_officers.all()),
        "subjects": "\n".join(period.subjects),
        "channels": list(period.closed_channels.all()),
        "public_message": period.public_message,
    }


class ExtraDayForm(forms.Form):
    """A day that does not count in deadlines."""

    on = day_field("Day", missing="Enter the day.")
    kind = forms.ChoiceField(
        label="Why it does not count",
        choices=[("", "Choose"), *CouncilDay.Kind.choices],
        help_text="Thanksgiving and mourning count in elections only, closing in the council’s own clock only.",
        error_messages={"required": "Choose one."},
    )
    title = forms.CharField(max_length=100, error_messages={"required": "Say what the day is."})


class VacancyForm(forms.Form):
    """When the notice of a casual vacancy was published."""

    vacancy = day_field("Public notice of the vacancy", missing="Enter the day of the notice.")


class DecisionForm(forms.Form):
    """Whether an item stays or goes, and why."""

    outcome = forms.ChoiceField(
        label="Decision",
        choices=[("released", "Release it"), ("dropped", "Drop it")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether it is released or dropped."},
    )
    reason = words_field(
        "Reason",
        "Of what is in public and is dropped, readers are told this.",
        longest=LONGEST_REASON,
        missing="Say why: it is kept with the decision.",
    )

    def __init__(self, *args: Any, pinned: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if pinned:
            choices = [
                ("released", "Release it, and leave it at the top"),
                ("unpinned", "Leave it in public, but take it from the top"),
                ("dropped", "Drop it: it is withdrawn"),
            ]
            self.fields["outcome"].choices = choices  # type: ignore[attr-defined]
