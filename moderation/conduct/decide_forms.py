"""The forms of what is decided in a case, of how it is carried out, and of the pack."""

from collections.abc import Iterable
from typing import Any

from django import forms

from moderation.conduct.deciding import LONGEST_ACCOUNT, Decision, Kind
from moderation.conduct.forms import EvidenceForm, people_choices, served_field
from moderation.conduct.suspending import LONGEST_MEANWHILE, last_day_meanwhile
from moderation.minute_forms import MinutedForm
from moderation.models import ConductCase, ConductClause, ConductEvidence, ConductReview
from policies.models import AgendaItem
from portal.channels.models import Channel
from portal.councils.models import Membership
from portal.fields import day_field, radio_field, reason_field, words_field

_WHICH = [("", "None")]
_SOON = f"Within {LONGEST_MEANWHILE.days} days: nothing is decided yet."


class MoreEvidenceForm(EvidenceForm):
    """More evidence; ``unread``: whom it is about was told, and reads no page of the desk."""

    def __init__(self, data: Any = None, files: Any = None, *, unread: bool) -> None:
        super().__init__(data, files)
        if unread:
            self.fields["served"] = served_field("How and when were they served with it?")


class SetAsideForm(MinutedForm):
    """Whom it is about, and why it goes no further."""

    member = forms.ChoiceField(
        label="Who is it about?",
        required=False,
        help_text="If it is about the clerk, it passes to the chairman instead. A case with no answer names somebody.",
    )
    why = radio_field("Why does it go no further?", ConductCase.Aside.choices)
    reason = reason_field()

    def __init__(
        self,
        data: Any = None,
        *,
        people: Iterable[Membership],
        member: int | None,
        items: Iterable[AgendaItem],
        by_minute: bool,
    ) -> None:
        super().__init__(data, initial={"member": member})
        nobody = [("", "Nobody who speaks for the council")]
        self.fields["member"].choices = [*nobody, *people_choices(people)]  # type: ignore[attr-defined]
        self.ask_for_minute(items, needed=by_minute)

    def clean_member(self) -> int | None:
        """Return whom they chose."""
        chosen = self.cleaned_data["member"]
        return int(chosen) if chosen else None


class DecideForm(MinutedForm):
    """One outcome; which of the fields below it needs, its label says."""

    kind = forms.ChoiceField(
        label="What is decided?", widget=forms.RadioSelect, error_messages={"required": "Choose one."}
    )
    clause = forms.ChoiceField(label="By which clause?", error_messages={"required": "Choose a clause."})
    reason = words_field(
        "Why?",
        "They read this. What speaks for them belongs here too.",
        longest=4_000,
        rows=6,
        missing="Say why.",
    )
    shown_in = forms.ChoiceField(
        label="Removal: which of the evidence is to come down?",
        required=False,
        help_text="What they were shown. Show them the rest first: nothing weighs that they could not answer.",
    )
    channel = forms.ChoiceField(
        label="Removal or closure: on which of the council’s channels?", required=False
    )
    account = forms.CharField(
        label="Removal or closure: which account or page?",
        required=False,
        max_length=LONGEST_ACCOUNT,
        help_text="Where it is none of the above.",
    )
    personal = forms.ChoiceField(
        label="Is that account the council’s?",
        choices=[("no", "Yes, or it is not about an account"), ("yes", "No: it is their own")],
        initial="no",
        widget=forms.RadioSelect,
        help_text="Of somebody’s own account the council can only ask: it is recorded as a request.",
    )
    due_on = day_field("Removal or closure: by when?", required=False)
    ends_on = day_field("Suspension: its last day", required=False)
    review_on = day_field(
        "Suspension: when is it looked at again?",
        "A suspension needs a last day or this; that of the chairman or vice chairman takes the council’s minute too.",
        required=False,
    )
    referred_to = forms.CharField(label="Referral: to whom?", required=False, max_length=200)

    def __init__(
        self,
        data: Any = None,
        *,
        kinds: Iterable[Kind],
        clauses: Iterable[ConductClause],
        evidence: Iterable[ConductEvidence],
        channels: Iterable[Channel],
        items: Iterable[AgendaItem],
        by_minute: bool,
        reads: bool,
    ) -> None:
        super().__init__(data)
        shown = [(str(one.pk), f"{one.get_kind_display()}: {one.title}"[:120]) for one in evidence]
        self._offer("kind", [(one.value, str(one.label)) for one in kinds])
        self._offer("clause", [(str(one.pk), str(one)) for one in clauses])
        self._offer("shown_in", [*_WHICH, *shown])
        self._offer("channel", [*_WHICH, *((str(one.pk), one.name) for one in channels)])
        self.ask_for_minute(items, needed=by_minute)
        if not reads:
            self.fields["served"] = served_field("How and when are they served with it?")

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def decision(self, until: Any, seen: str) -> Decision:
        """Return the outcome; ``until`` is the end of the last day of a suspension, ``seen`` what the page showed."""
        typed = self.cleaned_data
        return Decision(
            kind=typed["kind"],
            clause_id=int(typed["clause"]),
            reason=typed["reason"],
            **self.by(),
            evidence_id=int(typed["shown_in"]) if typed["shown_in"] else None,
            channel_id=int(typed["channel"]) if typed["channel"] else None,
            account=typed["account"],
            personal=typed["personal"] == "yes",
            due_on=typed["due_on"],
            until=until,
            review_on=typed["review_on"],
            referred_to=typed["referred_to"],
            served=typed.get("served", ""),
            seen=seen,
        )


class SuspendForm(MinutedForm):
    """A suspension before it is decided."""

    clause = forms.ChoiceField(label="By which clause?", error_messages={"required": "Choose a clause."})
    reason = reason_field(
        "Why it cannot wait until they have answered. They read this at once, also before they are told what is "
        "alleged: write nothing that says who reported it."
    )
    review_on = day_field(
        "When is it looked at again?",
        _SOON,
        missing="Enter a day to come.",
    )

    def __init__(
        self,
        data: Any = None,
        *,
        clauses: Iterable[ConductClause],
        items: Iterable[AgendaItem],
        by_minute: bool,
    ) -> None:
        super().__init__(data)
        self.fields["clause"].choices = [(str(one.pk), str(one)) for one in clauses]  # type: ignore[attr-defined]
        self.fields["review_on"].widget.attrs["max"] = last_day_meanwhile().isoformat()
        self.ask_for_minute(items, needed=by_minute)


class ProveForm(EvidenceForm):
    """What shows that it is done; or what came of a request."""

    note = words_field(
        "Who looked, and what did they see?",
        "Of a request that was refused: say so.",
        longest=2_000,
        missing="Say what was seen.",
    )
    field_order = ("note", "where", "pasted", "file")


class ReviewForm(MinutedForm):
    """A suspension that is looked at again."""

    why = radio_field("Why is it looked at?", ConductReview.Kind.choices)
    lifted = radio_field(
        "What comes of it?", [("no", "It stands"), ("yes", "It is lifted, from this moment")]
    )
    reason = reason_field("They read this.")
    review_on = day_field("It stands: when is it looked at next?", required=False)

    def __init__(
        self, data: Any = None, *, items: Iterable[AgendaItem], by_minute: bool, undecided: bool
    ) -> None:
        super().__init__(data)
        if undecided:
            self.fields["review_on"].help_text = _SOON
            self.fields["review_on"].widget.attrs["max"] = last_day_meanwhile().isoformat()
        self.ask_for_minute(items, needed=by_minute)


PACKED = [
    ("pdf", "A PDF, to read"),
    ("json", "JSON, for a machine"),
    ("zip", "All of it: both, with the files"),
]


class PackForm(forms.Form):
    """In which form, and whether it names who reported."""

    form = radio_field("In which form?", PACKED)
    reporter = forms.ChoiceField(
        label="Does it say who reported?",
        choices=[("no", "No"), ("yes", "Yes, for the reason below")],
        initial="no",
        widget=forms.RadioSelect,
    )
    reason = words_field("Why must it?", "Only where it names who reported.", longest=2_000, required=False)
