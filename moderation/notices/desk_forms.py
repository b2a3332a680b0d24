"""The forms by which the desk deals with notices; whether it may be the verbs say."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from moderation.minutes import LONGEST_MINUTE
from moderation.models import DefamationNotice
from moderation.notices.checking import LONGEST_WITHHELD
from moderation.notices.deciding import LONGEST_NOTE, LONGEST_ORDER
from moderation.notices.forms import NO, UNSAID, YES, AnswerForm, NoticeForm
from moderation.notices.particulars import Particular, missing_from
from moderation.notices.receiving import LONGEST_SOURCE, Given
from moderation.notices.states import MOVES, REMOVALS, Event
from portal.drafts.fields import MomentInput
from portal.fields import radio_field, words_field


class CameField(forms.DateTimeField):
    """When something came, on London's clock."""

    def __init__(self) -> None:
        super().__init__(
            label="When did it come?",
            help_text="The time runs from then, so the hour matters.",
            widget=MomentInput(),
            error_messages={
                "required": "Enter the day and the hour at which it came.",
                "invalid": "Enter a date and a time, like 2026-12-31 17:00.",
            },
        )

    def prepare_value(self, value: Any) -> Any:
        """Return a moment as the widget reads it."""
        return value.isoformat() if isinstance(value, datetime) else value

    def clean(self, value: Any) -> datetime:
        """Return the moment, aware; refuse an hour that came twice."""
        try:
            found: datetime = super().clean(value)
        except ValidationError as error:
            if error.code == "ambiguous_timezone":
                raise ValidationError(
                    "The clocks change in that hour. Choose a time before or after it."
                ) from error
            raise
        return found


_OF_A_COMPLAINANT = {
    "statement": "Which words do they complain of?",
    "why": "Why do the words defame them, as they say?",
    "meaning": "What do they take the words to mean?",
    "wrong": "What in them do they call factually wrong, or opinion that no fact supports?",
    "without_details": "They say that they do not know enough about whoever wrote it to bring proceedings",
    "says_repeated": "They say that the same, by the same person, was removed at least twice after notices of theirs",
    "name": "Their name",
    "email": "Their email address",
    "name_passed": "May we give their name to whoever wrote it?",
    "email_passed": "May we give whoever wrote it their email address?",
}
_OF_A_POSTER = {
    "name": "Their full name",
    "address": "Their postal address",
    "details_passed": "May we give their name and address to whoever complains?",
}


def _entered_for(form: forms.Form, labels: dict[str, str]) -> None:
    """Ask for somebody else's words, and let no browser offer the clerk's own name for theirs."""
    for name, label in labels.items():
        form.fields[name].label = label
        form.fields[name].widget.attrs.pop("autocomplete", None)


class EnterNoticeForm(NoticeForm):
    """What came by letter or email, entered by who deals with it."""

    def __init__(self, data: Any = None, *, initial: dict[str, Any] | None = None) -> None:
        now = timezone.now().replace(second=0, microsecond=0)
        super().__init__(data, initial={"received_at": now, **(initial or {})})
        ways = [way for way in DefamationNotice.Way if way != DefamationNotice.Way.FORM]
        first = {
            "way": radio_field("How did it come?", [(way.value, way.label) for way in ways]),
            "received_at": CameField(),
        }
        self.fields = {**first, **self.fields}
        _entered_for(self, _OF_A_COMPLAINANT)
        self.fields["source"] = words_field(
            "What came, word by word",
            "It is kept beside what you entered.",
            longest=LONGEST_SOURCE,
            rows=8,
            required=False,
        )

    def whole(self) -> Given:
        """Return what was typed, with how and when it came."""
        typed = self.cleaned_data
        return self.given(way=typed["way"], received_at=typed["received_at"], source=typed["source"])


class CheckForm(forms.Form):
    """Of each item whether it is there; what plainly is not there is said, not asked."""

    def __init__(self, data: Any = None, *, notice: DefamationNotice) -> None:
        super().__init__(data, initial={"steps": notice.steps})
        self.fields["steps"] = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
        absent = missing_from(notice.particulars)
        self.asked = [one for one in Particular if one not in absent]
        for one in self.asked:
            field = radio_field(
                one.label.capitalize(), [("there", "It is there"), ("missing", "It will not do")]
            )
            field.initial = "there"
            self.fields[f"item-{one.value}"] = field

    def wanting(self) -> list[str]:
        """Return what was found wanting."""
        return [one.value for one in self.asked if self.cleaned_data[f"item-{one.value}"] == "missing"]


def minute_field() -> forms.CharField:
    """Return the field that asks how the council decided what nobody else could."""
    return forms.CharField(
        label="Minute of the council that decided",
        max_length=LONGEST_MINUTE,
        required=False,
        help_text="This notice is from you, or about what you wrote, and nobody else can decide it.",
    )


class StepsForm(forms.Form):
    """Nothing but yes, to the notice as the page showed it."""

    steps = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class PassOnForm(StepsForm):
    """What else the poster is not to read of who complains."""

    withhold = words_field(
        "Further words to withhold",
        "One a line: nicknames, relatives, an employer, a house, whatever names the complainant in another way.",
        longest=LONGEST_WITHHELD,
        required=False,
    )


class NameCommentForm(StepsForm):
    """Which comment it is about."""

    about = forms.CharField(
        label="Reference of the comment",
        max_length=40,
        help_text="It stands at the head of the comment’s page on the desk.",
        error_messages={"required": "Enter the reference of the comment."},
    )


class RemoveForm(StepsForm):
    """Why the comment is removed, of the causes that the notice's stage allows."""

    def __init__(
        self, data: Any = None, *, notice: DefamationNotice, earlier: Sequence[DefamationNotice]
    ) -> None:
        super().__init__(data, initial={"steps": notice.steps})
        causes = [
            event
            for event in Event
            if event in REMOVALS and event != Event.ORDER_REMOVAL and notice.stage in MOVES[event].at
        ]
        self.fields["event"] = radio_field("Why?", [(one.value, one.label.capitalize()) for one in causes])
        if Event.REMOVE_REPEATED in causes and earlier:
            self.fields["same"] = forms.TypedMultipleChoiceField(
                label="Which earlier removals conveyed the same?",
                help_text="Our own record shows these: notices of the same complainant about the same poster.",
                choices=[(str(one.pk), f"Notice {one.reference}, comment {one.comment}") for one in earlier],
                coerce=int,
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )
        self.fields["note"] = words_field(
            "Note",
            "Where a name or an address is obviously false, say here why. Kept with the record.",
            longest=LONGEST_NOTE,
            required=False,
        )


class EnterAnswerForm(AnswerForm):
    """What the poster answered by letter or email, and when that came: it is in time by that, not by its entry."""

    field_order = ("came_at",)
    came_at = CameField()
    agrees = radio_field(
        "May the comment be removed?",
        [(YES, "Yes, they agree"), (NO, "No, they stand by it"), (UNSAID, "They do not say")],
    )
    note = words_field("How did it come?", longest=500, missing="Say how it came.")

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        _entered_for(self, _OF_A_POSTER)
        self.fields["address"].help_text = "Where they live or carry on business. Only if they stand by it."
        for name in ("name", "details_passed"):
            self.fields[name].help_text = "Only if they stand by it."


REMOVAL, DISCLOSURE, LIFTED = "removal", "disclosure", "lifted"


class OrderForm(StepsForm):
    """What a court ordered."""

    orders = radio_field(
        "What is ordered?",
        [
            (REMOVAL, "To remove the comment"),
            (DISCLOSURE, "To disclose the poster’s details"),
            (LIFTED, "That an earlier order to remove it does not hold any more"),
        ],
    )
    order = words_field(
        "Which order?",
        "The court, the day, and the number of the claim.",
        longest=LONGEST_ORDER,
        missing="Say which order.",
    )


class CloseNoticeForm(StepsForm):
    """Why it is closed."""

    why = words_field(
        "Why?",
        "Kept with the record. Unless it was decided that the comment stays, whoever complained is written this: name "
        "nobody in it.",
        longest=LONGEST_NOTE,
        missing="Say why.",
    )
