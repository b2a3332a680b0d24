"""Forms of the press office. They read what was typed; whether it may be is asked by the verbs."""

from typing import Any

from django import forms
from django.utils import timezone

from approvals.forms import MomentField
from approvals.models import Enquiry
from approvals.press.briefing import LONGEST
from approvals.press.cards import Written, of_its_matter, offered
from approvals.press.choosing import able_to_speak
from approvals.press.closing import LONGEST_WORDS, Appeared
from approvals.press.consulting import LONGEST_VIEW, askable
from approvals.press.taking import LONGEST_QUESTION, Asked
from policies.forms.fields import member_field
from policies.matters.knowing import known_to
from portal.channels.contacts import press_list
from portal.councils.people import Person
from portal.fields import day_field, words_field

_FIELDS = (
    "kind",
    "asker",
    "outlet",
    "medium",
    "reached_by",
    "topic",
    "question",
    "received_at",
    "deadline_at",
)


class EnquiryForm(forms.Form):
    """What the press asks."""

    kind = forms.ChoiceField(
        label="What do they want?", choices=Enquiry.Kind.choices, widget=forms.RadioSelect
    )
    asker = forms.CharField(
        label="Who asks?", max_length=150, error_messages={"required": "Enter the name of whoever asks."}
    )
    outlet = forms.CharField(
        label="For whom?",
        max_length=150,
        help_text="The newspaper, station or organisation.",
        error_messages={"required": "Enter for whom they ask."},
    )
    medium = forms.ChoiceField(label="What is that?", choices=Enquiry.Medium.choices)
    reached_by = forms.CharField(
        label="How are they reached?", max_length=200, required=False, help_text="Telephone or email address."
    )
    topic = forms.CharField(
        label="Topic", max_length=200, error_messages={"required": "Enter what it is about, in a few words."}
    )
    question = words_field(
        "What do they ask?",
        "In their words, as far as you have them.",
        longest=LONGEST_QUESTION,
        rows=6,
        missing="Enter what they ask.",
    )
    received_at = MomentField("When did it come?", required=True, to_come=False)
    deadline_at = MomentField("When do they need the answer?", to_come=False)

    def __init__(self, data: Any = None, *, person: Person, enquiry: Enquiry | None = None) -> None:
        super().__init__(data, initial=_initial(enquiry))
        open_to_them = known_to(person).filter(closed_at__isnull=True).order_by("title", "pk")
        self.fields["contact"] = _choice(
            press_list(person.council.pk).order_by("outlet", "name", "pk"),
            "Who that is on the press list",
            "Nobody",
        )
        self.fields["matter"] = _choice(open_to_them, "Matter of the council", "None of them")
        concerns: Any = member_field(person.council, "Member or officer whom it is about")
        concerns.required, concerns.empty_label = False, "Nobody"
        concerns.help_text = "They are consulted, and do not choose who speaks."
        self.fields["concerns"] = concerns

    def asked(self) -> Asked:
        """Return what was typed."""
        typed = self.cleaned_data
        return Asked(
            **{name: typed[name] for name in _FIELDS},
            contact_id=_key(typed["contact"]),
            matter_id=_key(typed["matter"]),
            concerns_id=_key(typed["concerns"]),
        )


class ConsultForm(forms.Form):
    """Whom to ask."""

    def __init__(self, data: Any = None, *, person: Person, enquiry: Enquiry) -> None:
        super().__init__(data)
        self.fields["member"] = _person(askable(person, enquiry), "Whom do you ask?")


class ViewForm(forms.Form):
    """What somebody thinks of it."""

    view = words_field(
        "The view", "It is recorded, and decides nothing.", longest=LONGEST_VIEW, missing="Enter the view."
    )


class ChooseForm(forms.Form):
    """Who speaks."""

    def __init__(self, data: Any = None, *, person: Person, enquiry: Enquiry) -> None:
        super().__init__(data)
        self.fields["member"] = _person(able_to_speak(person, enquiry), "Who speaks?")
        self.fields["member"].help_text = (
            "Who has an interest in the matter, is suspended, may not speak before a poll, or lacks the clerk’s "
            "permission where the policy asks for one, is not offered."
        )
        self.fields["reason"] = words_field(
            "Why you do not wait for a view that was asked for",
            "Only needed where whoever was asked has not answered yet.",
            longest=2_000,
            required=False,
        )


class BriefForm(forms.Form):
    """What is on the card besides what the portal knows."""

    facts = words_field(
        "Facts",
        "Figures, dates and names that they may say, each as it was openly reported.",
        longest=LONGEST,
        rows=8,
        required=False,
    )
    closed = words_field(
        "What is not to be said",
        "For them alone. What is confidential of the matter is on the card already.",
        longest=LONGEST,
        required=False,
    )

    def __init__(self, data: Any = None, *, enquiry: Enquiry) -> None:
        chosen = [str(key) for key in of_its_matter(enquiry)]
        super().__init__(data, initial={"positions": chosen})
        rows = [(one.pk, f"{one.title} ({one.minute_reference})") for one in offered(enquiry)]
        self.fields["positions"] = forms.TypedMultipleChoiceField(
            label="Positions that the council agreed",
            choices=rows,
            coerce=int,
            required=False,
            widget=forms.CheckboxSelectMultiple,
            help_text="" if rows else "None is entered.",
            error_messages={"invalid_choice": "A position ended meanwhile. Choose again."},
        )
        self.order_fields(["positions", "facts", "closed"])

    def written(self) -> Written:
        """Return what was typed and chosen."""
        typed = self.cleaned_data
        return Written(typed["facts"], typed["closed"], typed["positions"])


class CloseForm(forms.Form):
    """How it ended."""

    outcome = forms.ChoiceField(
        label="How did it end?", choices=Enquiry.Outcome.choices, widget=forms.RadioSelect
    )
    words = words_field(
        "What was said",
        "What the council answered, or why it did not: it is what the record shows later.",
        longest=LONGEST_WORDS,
        rows=5,
        missing="Enter what was said, or why nothing was.",
    )


class CuttingForm(forms.Form):
    """What appeared."""

    on = day_field("When did it appear?")
    headline = forms.CharField(max_length=300, error_messages={"required": "Enter the headline."})
    where = forms.CharField(
        label="Where?",
        max_length=500,
        required=False,
        help_text="The page, the programme or the web address.",
    )
    accurate = forms.ChoiceField(
        label="Does it say what the council said?",
        choices=[("yes", "Yes"), ("no", "No")],
        widget=forms.RadioSelect,
    )
    remark = words_field("What is wrong in it?", longest=2_000, required=False)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"on": timezone.localdate()})

    def clean(self) -> dict[str, Any]:
        """Ask what is wrong where something is."""
        typed: dict[str, Any] = super().clean() or {}
        if typed.get("accurate") == "no" and not typed.get("remark"):
            self.add_error("remark", "Say what is wrong in it.")
        return typed

    def appeared(self) -> Appeared:
        """Return what was typed."""
        typed = self.cleaned_data
        names = ("on", "headline", "where", "remark")
        return Appeared(**{name: typed[name] for name in names}, accurate=typed["accurate"] == "yes")


def _initial(enquiry: Enquiry | None) -> dict[str, Any]:
    if enquiry is None:
        return {"kind": Enquiry.Kind.QUESTION, "received_at": timezone.now().replace(second=0, microsecond=0)}
    return {name: getattr(enquiry, name) for name in (*_FIELDS, "contact", "matter", "concerns")}


def _choice(rows: Any, label: str, nothing: str) -> Any:
    return forms.ModelChoiceField(
        queryset=rows,
        label=label,
        required=False,
        empty_label=nothing,
        error_messages={"invalid_choice": "This is not offered any more. Choose again."},
    )


def _person(rows: Any, label: str) -> Any:
    field: Any = forms.ModelChoiceField(
        queryset=rows,
        label=label,
        empty_label="Choose somebody",
        error_messages={"required": "Choose somebody."},
    )
    field.label_from_instance = lambda row: f"{row.user.name}, {row.display_title}"
    return field


def _key(row: Any) -> int | None:
    return row.pk if row is not None else None
