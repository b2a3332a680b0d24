"""Forms about letters to the council. They read what was typed; whether it may be is asked by the verbs."""

from typing import Any

from django import forms
from django.utils import timezone

from approvals.forms import MomentField
from approvals.letters.entering import LONGEST_TEXT, Came
from approvals.letters.forwarding import LONGEST_NOTE, LONGEST_REASON, LONGEST_WHY, Onward
from approvals.letters.handling import LONGEST_WORDS, may_get
from approvals.models import ReceivedLetter
from policies.matters.knowing import known_to
from portal.councils.people import Person
from portal.fields import words_field

_FIELDS = ("way", "sender", "address", "others", "subject", "text", "their_reference", "received_at")
_WHY = "why-"


class LetterForm(forms.Form):
    """What came."""

    way = forms.ChoiceField(
        label="How did it come?", choices=ReceivedLetter.Way.choices, widget=forms.RadioSelect
    )
    sender = forms.CharField(
        label="Who writes?", max_length=150, error_messages={"required": "Enter who writes."}
    )
    address = words_field(
        "Their address", "Where an answer goes, one line a line.", longest=600, required=False
    )
    others = words_field(
        "Who else had it?",
        "Whom an email was sent to or copied to besides the council, one a line, like Jo Example <jo@example.org>. "
        "The answer goes to none of them unless somebody chooses to reply to all.",
        longest=4_000,
        required=False,
    )
    received_at = MomentField("When did it come?", required=True, to_come=False)
    subject = forms.CharField(
        max_length=200, error_messages={"required": "Enter what it is about, in a few words."}
    )
    their_reference = forms.CharField(max_length=80, required=False)
    text = words_field(
        "What does it say?",
        "An email in full. Of a letter on paper the text, or the scanned pages below.",
        longest=LONGEST_TEXT,
        rows=10,
        required=False,
    )
    scan = forms.FileField(
        label="Scanned pages",
        required=False,
        help_text="A PDF, JPEG or PNG of up to 10 MB, kept as it is. Only who reads the letter can open it.",
        widget=forms.FileInput(attrs={"accept": "application/pdf,image/jpeg,image/png"}),
    )

    def __init__(
        self, data: Any = None, files: Any = None, *, person: Person, letter: ReceivedLetter | None = None
    ) -> None:
        now = timezone.now().replace(second=0, microsecond=0)
        initial: dict[str, Any] = {"received_at": now}
        if letter is not None:
            initial = {name: getattr(letter, name) for name in (*_FIELDS, "matter")}
        super().__init__(data, files, initial=initial)
        self.scanned = letter is not None and bool(letter.scan)
        matters = known_to(person).filter(closed_at__isnull=True)
        if letter is not None and letter.matter_id is not None:
            matters = matters | known_to(person).filter(pk=letter.matter_id)
        self.fields["matter"] = forms.ModelChoiceField(
            queryset=matters.order_by("title", "pk"),
            label="Matter that it touches",
            required=False,
            empty_label="None of them",
            error_messages={"invalid_choice": "This is not offered any more. Choose again."},
        )

    def clean(self) -> dict[str, Any]:
        """Ask for the text or the scan: one of them is the letter."""
        typed: dict[str, Any] = super().clean() or {}
        if not self.errors and not self.scanned and not typed.get("text") and not typed.get("scan"):
            self.add_error("text", "Enter what it says, or choose the scanned pages.")
        return typed

    def came(self) -> Came:
        """Return what was typed."""
        typed = self.cleaned_data
        matter = typed["matter"]
        return Came(
            **{name: typed[name] for name in _FIELDS},
            matter_id=matter.pk if matter is not None else None,
            scan=typed["scan"] or None,
        )


class AssignForm(forms.Form):
    """Who answers, and by when."""

    reply_by = MomentField("When is it to be answered by?", to_come=False)

    def __init__(self, data: Any = None, *, letter: ReceivedLetter) -> None:
        super().__init__(data, initial={"member": letter.holder_id, "reply_by": letter.reply_by})
        field: Any = forms.ModelChoiceField(
            queryset=may_get(letter),
            label="Who answers it?",
            empty_label="Choose somebody",
            error_messages={"required": "Choose somebody."},
        )
        field.label_from_instance = lambda row: f"{row.user.name}, {row.display_title}"
        self.fields["member"] = field
        self.order_fields(["member", "reply_by"])


class CloseLetterForm(forms.Form):
    """How it ended."""

    outcome = forms.ChoiceField(
        label="How did it end?", choices=ReceivedLetter.Outcome.choices, widget=forms.RadioSelect
    )
    words = words_field(
        "What was said",
        "What the council answered, or why it did not.",
        longest=LONGEST_WORDS,
        missing="Enter what was said, or why nothing was.",
    )


class ForwardForm(forms.Form):
    """Who needs it, each for which reason, and what goes along."""

    note = words_field("Your note to them", longest=LONGEST_NOTE, required=False)

    def __init__(self, data: Any = None, *, person: Person, letter: ReceivedLetter) -> None:
        super().__init__(data)
        self.people = {f"{_WHY}{one.pk}": one for one in may_get(letter).exclude(pk=person.membership.pk)}
        for name, one in self.people.items():
            self.fields[name] = forms.CharField(
                label=f"{one.user.name}, {one.display_title}", max_length=LONGEST_WHY, required=False
            )
        if letter.scan:
            self.fields["with_scan"] = forms.BooleanField(
                label="The scanned pages go along",
                required=False,
                help_text="Look through them first: what was written before cannot be cut from a scan.",
            )
        self.fields["kept_because"] = words_field(
            "Why earlier messages or the scanned pages go along",
            "Leave this empty, and what is shown as cut stays here.",
            longest=LONGEST_REASON,
            required=False,
        )
        self.fields["everybody_because"] = words_field(
            "Why every member of the council needs it",
            "Only where you name every member.",
            longest=LONGEST_REASON,
            required=False,
        )

    def recipients(self) -> list[Any]:
        """Return the fields of the people, for the page."""
        return [self[name] for name in self.people]

    def rest(self) -> list[Any]:
        """Return the other fields, for the page."""
        return [self[name] for name in self.fields if name not in self.people]

    def clean(self) -> dict[str, Any]:
        """Ask for somebody."""
        typed: dict[str, Any] = super().clean() or {}
        if self.people and not any(typed.get(name) for name in self.people):
            self.add_error(None, "Say of at least one person why they need this letter.")
        return typed

    def onward(self) -> Onward:
        """Return what was typed."""
        typed = self.cleaned_data
        return Onward(
            why={one.pk: typed[name] for name, one in self.people.items() if typed[name]},
            note=typed["note"],
            with_scan=bool(typed.get("with_scan")),
            kept_because=typed["kept_because"],
            everybody_because=typed["everybody_because"],
        )


class ShareForm(forms.Form):
    """With whom outside, and why."""

    with_whom = forms.CharField(
        label="With whom outside the council?",
        max_length=150,
        error_messages={"required": "Enter the person or organisation."},
    )
    why = words_field("Why do they need it?", longest=2_000, missing="Say why they need it.")
    kept_because = words_field(
        "Why earlier messages go along",
        "Leave this empty, and what is shown as cut stays here.",
        longest=LONGEST_REASON,
        required=False,
    )


class AnswerShareForm(forms.Form):
    """The clerk's answer."""

    allowed = forms.ChoiceField(
        label="May it be shared?",
        choices=[("yes", "Yes: my permission is recorded"), ("no", "No")],
        widget=forms.RadioSelect,
        error_messages={"required": "Say yes or no."},
    )
    reason = words_field("Reason", "It is kept with the record.", longest=2_000, missing="Give a reason.")
