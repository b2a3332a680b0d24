"""Forms of the clerk's desk. They read what was typed; whether it may be is asked by the verbs."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone

from approvals.deciding import Issue
from approvals.reason_forms import LONGEST_REASON, CitingForm, TakingBackForm, reason_field
from portal.channels.chosen import bound, may_go_nowhere
from portal.channels.connectors.choosing import by_hand
from portal.channels.models import Channel
from portal.drafts.fields import MomentInput
from portal.drafts.kinds import Kind

MOST_CHANNELS = 50
FARTHEST = 2200
"""The first year that is too far away: the last moments of the calendar cannot be stored in every zone."""
LOST = "The form had lost which revision it is about. The page shows the current one: read it, then decide."
_LOST = ("required", "invalid", "min_value", "max_value")


class MomentField(forms.DateTimeField):
    """A date and a time on London's clock, as the browser's own calendar sends it."""

    def __init__(
        self, label: str, hint: str = "", *, required: bool = False, to_come: bool = True, **more: Any
    ) -> None:
        self.to_come = to_come
        super().__init__(
            label=label,
            help_text=hint,
            required=required,
            widget=MomentInput(),
            **more,
            error_messages={
                "required": "Enter a date and a time.",
                "invalid": "Enter a date and a time, like 2026-12-31 17:00.",
            },
        )

    def prepare_value(self, value: Any) -> Any:
        """Return a moment as the widget reads it."""
        return value.isoformat() if isinstance(value, datetime) else value

    def clean(self, value: Any) -> Any:
        """Return the moment, aware. Where it is ``to_come`` a past one is refused: “at once” would be a surprise."""
        try:
            found = super().clean(value)
        except ValidationError as error:
            if error.code == "ambiguous_timezone":
                words = "The clocks change in that hour. Choose a time before or after it."
                raise ValidationError(words, code="clocks") from error
            raise
        if found is not None and found.year >= FARTHEST:
            raise ValidationError(f"This is too far away. Choose a time before {FARTHEST}.", code="far")
        if self.to_come and found is not None and found <= timezone.now():
            raise ValidationError("This time has passed. Choose a later one.", code="past")
        return found


class ChannelsField(forms.TypedMultipleChoiceField):
    """Keys of channels. Whether they may be chosen is asked by the verb, which reads them under its lock."""

    def __init__(self) -> None:
        super().__init__(
            label="Channels",
            required=False,
            coerce=int,
            widget=forms.CheckboxSelectMultiple,
            error_messages={"invalid_choice": "Choose from the channels offered."},
        )

    def valid_value(self, value: Any) -> bool:
        """Return whether ``value`` can be a key at all."""
        text = str(value)
        return text.isascii() and text.isdecimal() and len(text) < 19

    def validate(self, value: Any) -> None:
        """Refuse nonsense and floods."""
        if len(value) > MOST_CHANNELS:
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        super().validate(value)


class IssueForm(forms.Form):
    """How an item goes out: the channels, when, until when, and what readers are told of a correction."""

    use_required_attribute = False
    revision_id = forms.IntegerField(
        min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput, error_messages=dict.fromkeys(_LOST, LOST)
    )
    channels = ChannelsField()
    take_down_at = MomentField("Take it down at", "London time. Leave empty to leave it up.")
    public_note = forms.CharField(
        label="Note to readers",
        help_text="Shown with the item: what was wrong, and what is right now.",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    together: Sequence[Channel] = ()
    """Channels that go along whatever is ticked: the page names them, and none can be left out."""

    def offer(self, channels: Sequence[Channel], kind: Kind) -> None:
        """Show ``channels`` to choose from; all are ticked to begin with, but for those that somebody serves by hand.

        Nobody is sent round the boards because a tick was overlooked. What goes ``together`` for items of ``kind`` is
        not asked.
        """
        field = cast("ChannelsField", self.fields["channels"])
        self.together = bound(kind, channels)
        offered = [channel for channel in channels if channel not in self.together]
        field.choices = [(channel.pk, channel.name) for channel in offered]
        field.initial = [channel.pk for channel in offered if not by_hand(channel)]
        left_out = self.together or may_go_nowhere(kind, offered)
        field.required = bool(offered) and not left_out  # for its label: what was sent has been read already
        if left_out:
            field.label = "Other systems of the council"
            field.help_text = f"Whoever issues {kind.one} may leave this out."

    def stand_on(self, revision_id: int | None) -> None:
        """Name another revision than the one that was typed for: the page now shows that one."""
        data = cast("QueryDict", self.data).copy()
        data["revision_id"] = str(revision_id or "")
        self.data = data

    def order(self) -> Issue:
        """Return the order that was typed; call it on a valid form."""
        typed = self.cleaned_data
        return Issue(
            channel_ids=tuple(dict.fromkeys(typed["channels"])),
            go_at=typed.get("go_at"),
            take_down_at=typed["take_down_at"],
            public_note=typed["public_note"],
        )


class ApproveForm(CitingForm, IssueForm):
    """Approving exactly one revision, with a reason where somebody gives one."""

    when = forms.ChoiceField(
        label="When does it go out?",
        choices=[("now", "At once"), ("later", "At a date and time")],
        initial="now",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose when it goes out."},
    )
    go_at = MomentField("Date and time", "London time. Fill this in for “At a date and time”.")
    reason = forms.CharField(
        label="Why it may go out",
        help_text="The author reads this. It is kept with the record.",
        required=False,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    field_order = (
        *("revision_id", "channels", "when", "go_at", "take_down_at", "public_note"),
        *("clauses", "clause", "reason"),
    )

    def clean(self) -> dict[str, Any]:
        """Ask for the time where it goes out later, and drop it where it goes out at once."""
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        if typed.get("when") != "later":
            self.errors.pop("go_at", None)
            return {**typed, "go_at": None}
        if typed.get("go_at") is None and "go_at" not in self.errors:
            self.add_error("go_at", "Enter the date and the time at which it goes out.")
        return typed


class UrgentForm(IssueForm):
    """Issuing at once, past what the rules found, with the reason."""

    reason = reason_field(
        "Why can this not wait?",
        "It is kept with the record, and whoever takes the second look reads it.",
        "Say why this cannot wait: it is kept with the record, and somebody looks again later.",
    )
    field_order = ("revision_id", "reason", "channels", "take_down_at", "public_note")


class CancelForm(TakingBackForm):
    """Stopping what is scheduled."""

    reason = reason_field(
        "Why is it stopped?", "It is kept with the record.", "Say why the issue is cancelled."
    )
    field_order = ("reason", "clauses", "clause")


class WithdrawForm(TakingBackForm):
    """Withdrawing in public."""

    reason = reason_field(
        "What are readers told?",
        "This is shown in public where the item was, and mailed to every newspaper that had it.",
        "Say why it is withdrawn: readers are told.",
    )
    take_headline = forms.BooleanField(
        label="Take the headline away too",
        help_text=(
            "Tick this where the headline itself does the harm. Readers see ‘Withdrawn:’ with the kind of item and its "
            "reference instead, and its words leave the address of the page."
        ),
        required=False,
    )
    field_order = ("reason", "clauses", "clause", "take_headline")


class WithdrawPaperForm(TakingBackForm):
    """Withdrawing what no page or mail can take back: a letter."""

    reason = reason_field(
        "Why is it withdrawn?",
        "It is kept with the record. Its addressee is not told: write to them.",
        "Say why it is withdrawn: it is kept with the record.",
    )
    field_order = ("reason", "clauses", "clause")


class TakeHeadlineForm(TakingBackForm):
    """Taking the headline of a withdrawn item away too."""

    reason = reason_field(
        "Why does it go too?",
        "It is kept with the record; readers are not shown it.",
        "Say why the headline goes too: it is kept with the record.",
    )
    field_order = ("reason", "clauses", "clause")


class RescheduleForm(forms.Form):
    """Another time."""

    go_at = MomentField("New date and time", "London time.", required=True)


class LookForm(forms.Form):
    """The second look at an urgent issue."""

    verdict = reason_field(
        "What did you find?",
        "Say so too if all of it was right. It is kept with the record.",
        "Say what you found, if only that it was right.",
    )


class SubmitForm(forms.Form):
    """Submitting exactly one revision."""

    revision_id = forms.IntegerField(
        min_value=1,
        max_value=2**63 - 1,
        widget=forms.HiddenInput,
        error_messages=dict.fromkeys(_LOST, "Save the draft first, then submit it."),
    )
    message = forms.CharField(
        label="Message to the clerk",
        required=False,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    wished_at = MomentField("Wanted by", "London time. Undecided by then, it waits for a new time.")
