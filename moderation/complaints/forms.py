"""The form by which anybody complains, those by which they follow it, and those by which the office deals with it."""

from collections.abc import Iterable
from typing import Any

from django import forms

from moderation.complaints.answering import LONGEST_ANSWER
from moderation.complaints.handling import LONGEST_SAID
from moderation.complaints.receiving import LONGEST_ABOUT, LONGEST_CONTACT, LONGEST_EMAIL, LONGEST_NAME
from moderation.complaints.receiving import LONGEST_WORDS as LONGEST_COMPLAINT
from moderation.complaints.sorting import LONGEST_WHY
from moderation.minute_forms import MinutedForm
from moderation.models import Complaint
from policies.models import AgendaItem
from portal.fields import day_field, radio_field, words_field

_ITEM_HINT = "Its reference, as it was approved. Leave it empty where there is none."


class _Said(forms.Form):
    """What is complained of, and how its answer reaches whoever complains."""

    use_required_attribute = False

    kind = radio_field("What is your complaint about?", Complaint.Kind.choices)
    about = forms.CharField(
        label="Which one?",
        required=False,
        max_length=LONGEST_ABOUT,
        help_text="The address of the page, its reference or its title; or which channel, such as our Facebook page.",
    )
    words = words_field(
        "What went wrong?",
        "Say what happened, when, and what you would like the council to do.",
        longest=LONGEST_COMPLAINT,
        rows=8,
        missing="Say what went wrong.",
    )
    name = forms.CharField(
        label="Your name",
        max_length=LONGEST_NAME,
        error_messages={"required": "Enter your name."},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label="Your email address",
        required=False,
        max_length=LONGEST_EMAIL,
        help_text="Each step is mailed to you. Without one, follow your complaint on the page that you are shown.",
        error_messages={"invalid": "Enter an email address, like name@example.org."},
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    contact = words_field(
        "Or another way to answer you",
        "A postal address or a telephone number.",
        longest=LONGEST_CONTACT,
        rows=3,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        """Ask for one way to answer."""
        typed = super().clean() or {}
        if "email" in typed and not typed["email"] and not typed.get("contact", "").strip():
            self.add_error("email", "Enter an email address, or another way to answer you.")
        return typed


OF_CLERK = "Your words name the clerk. Is it about what the clerk did?"
_OF_CLERK = [
    ("yes", "Yes: the chairman alone reads it"),
    ("no", "No: the clerk and the officers may read it"),
]


class ComplainForm(_Said):
    """What anybody sends. What no person sees is filled in by machines alone."""

    homepage = forms.CharField(
        label="Leave this empty",
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    def __init__(self, data: Any = None, *, asks: bool = False, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        if asks:
            self.fields["of_clerk"] = radio_field(OF_CLERK, _OF_CLERK)
            self.order_fields(["kind", "of_clerk"])

    def clean(self) -> dict[str, Any]:
        """Make it one about the clerk where they say so; what they said of personal data stays."""
        typed = super().clean()
        of_clerk = typed.get("of_clerk") == "yes"
        typed["about_data"] = of_clerk and typed.get("kind") == Complaint.Kind.DATA
        if of_clerk:
            typed["kind"] = Complaint.Kind.CLERK.value
        return typed

    def clean_homepage(self) -> str:
        """Refuse what a machine filled in."""
        if self.cleaned_data["homepage"]:
            raise forms.ValidationError("Leave this empty: it is there to stop machines.")
        return ""


class EnterForm(_Said):
    """What the office enters as it came."""

    item = forms.CharField(label="Item of the council", required=False, max_length=30, help_text=_ITEM_HINT)
    way = radio_field(
        "How did it come?", [one for one in Complaint.Way.choices if one[0] not in {"web", "comment"}]
    )
    came_on = day_field("On which day did it come?", past=True)

    def __init__(self, data: Any = None, *, about_clerk: bool) -> None:
        super().__init__(data)
        kinds = [one for one in Complaint.Kind.choices if (one[0] == Complaint.Kind.CLERK) is about_clerk]
        self.fields["kind"] = radio_field("What is it about?", kinds)
        if about_clerk:
            self.fields["about_data"] = forms.BooleanField(
                label="It is about how personal data were handled, too",
                required=False,
                help_text="The law then has it acknowledged within 30 days at the latest.",
            )
        self.fields["name"].label = "Who complains"
        self.fields["email"].label = "Their email address"
        self.fields[
            "email"
        ].help_text = "Each step is mailed to them, with the address of a page of their own."
        self.fields["contact"].label = "Or another way to answer them"
        self.fields["words"].help_text = "As they said it: what happened, when, and what they would like."
        for name in ("name", "email"):
            self.fields[name].widget.attrs["autocomplete"] = "off"  # a browser would offer the clerk's own
        self.order_fields(
            ["kind", "about_data", "way", "came_on", "name", "email", "contact", "about", "item", "words"]
        )


class SayForm(forms.Form):
    """What whoever complained adds, or answers."""

    use_required_attribute = False
    words = words_field(
        "Your words", longest=LONGEST_COMPLAINT, rows=6, missing="Write what you want to say."
    )


class ReviewForm(forms.Form):
    """Why the answer is wrong."""

    use_required_attribute = False
    words = words_field(
        "Why is the answer wrong?",
        "Somebody who did not give it reads this.",
        longest=LONGEST_COMPLAINT,
        rows=6,
        missing="Say why the answer is wrong.",
    )


class WithdrawForm(forms.Form):
    """That it is withdrawn, and why where somebody wants to say so."""

    use_required_attribute = False
    sure = forms.BooleanField(
        label="I withdraw my complaint: the council does nothing more about it",
        error_messages={"required": "Tick this to withdraw your complaint."},
    )
    words = words_field("Why?", longest=LONGEST_COMPLAINT, rows=2, required=False)


class Seen(forms.Form):
    """A form of the desk that says which version of the complaint its page showed."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def __init__(self, data: Any = None, *, version: int) -> None:
        super().__init__(data, initial={"version": version})


class AcknowledgeForm(Seen):
    """What is added to the acknowledgement."""

    words = words_field(
        "What do you add?",
        "Whoever complained reads it: who looks into it, and what happens next.",
        longest=LONGEST_SAID,
        rows=4,
        required=False,
    )


class AskForm(Seen):
    """A question."""

    words = words_field(
        "Your question",
        "Whoever complained reads and answers it on their page.",
        longest=LONGEST_SAID,
        rows=4,
        missing="Write your question.",
    )


class ConnectForm(Seen):
    """Which item."""

    item = forms.CharField(label="Item of the council", required=False, max_length=30, help_text=_ITEM_HINT)


_CLERK_S_DATA = "The clerk still, and how personal data were handled: it stays with you"


class SortForm(Seen):
    """What it is about after all."""

    words = words_field(
        "Why?", "For whoever deals with it; whoever complained does not read it.", longest=LONGEST_WHY
    )

    def __init__(self, data: Any = None, *, version: int, kind: str, about_data: bool = False) -> None:
        super().__init__(data, version=version)
        kinds = [one for one in Complaint.Kind.choices if one[0] != kind]
        if kind == Complaint.Kind.CLERK:
            stays = [] if about_data else [(kind, _CLERK_S_DATA)]
            kinds = [
                *stays,
                *((one, f"Not the clerk, so that the office reads it: {said}") for one, said in kinds),
            ]
        self.fields["kind"] = radio_field("What is it about after all?", kinds)
        self.order_fields(["version", "kind", "words"])


class AddressForm(Seen):
    """Why their page needs a new address."""

    words = words_field(
        "Why?",
        "Who asked for it, and how you know that it is whoever complained. They read this on their page.",
        longest=LONGEST_WHY,
        missing="Say why.",
    )


class AnswerForm(MinutedForm, Seen):
    """How it is answered."""

    outcome = radio_field("How is it answered?", Complaint.Outcome.choices)
    words = words_field(
        "The answer",
        "With the reasons, and what the council does about it. Whoever complained reads it.",
        longest=LONGEST_ANSWER,
        rows=10,
        missing="Write the answer.",
    )
    item = forms.CharField(
        label="Apology or correction",
        required=False,
        max_length=30,
        help_text=f"An item of the council that puts it right. {_ITEM_HINT}",
    )

    def __init__(self, data: Any = None, *, version: int, items: Iterable[AgendaItem], minuted: bool) -> None:
        super().__init__(data, version=version)
        self.ask_for_minute(items, needed=minuted)
