"""The forms of a report, at the desk and in public, and of the steps up to an answer."""

from collections.abc import Iterable
from typing import Any

from django import forms

from moderation.conduct.answering import LONGEST_ALLEGED, LONGEST_ANSWER, LONGEST_HOW
from moderation.conduct.capturing import LONGEST_LINK, LONGEST_WORDS, Shown
from moderation.conduct.reporting import LONGEST_NAME, LONGEST_REPORT, OFFICES, Told
from moderation.models import ConductEvidence
from policies.models import Clause
from portal.councils.models import Membership
from portal.fields import day_field, reason_field, words_field

NOBODY = [("", "Choose one")]


def people_choices(people: Iterable[Membership]) -> list[tuple[str, str]]:
    """Return people as a list offers them."""
    return [(str(one.pk), f"{one.shown_name}, {one.display_title}") for one in people]


class EvidenceForm(forms.Form):
    """Where it stands, the words, a file: each may be left out, not all of them."""

    where = forms.CharField(
        label="Where can it be seen?",
        required=False,
        max_length=LONGEST_LINK,
        help_text=(
            "The address of the page, or the reference of an item or a comment of the council’s. What the council "
            "itself published is kept at once as it stands."
        ),
        widget=forms.TextInput(attrs={"spellcheck": "false"}),
    )
    pasted = words_field(
        "The words",
        "Copy them from there: a page outside can be changed or taken away.",
        longest=LONGEST_WORDS,
        rows=5,
        required=False,
    )
    file = forms.FileField(
        label="A picture of it, or a PDF",
        required=False,
        help_text="A JPEG, a PNG or a PDF of up to 10 MB, such as a picture of the screen.",
        widget=forms.FileInput(attrs={"accept": "application/pdf,image/jpeg,image/png"}),
    )

    def shown(self) -> Shown:
        """Return what was given."""
        typed = self.cleaned_data
        return Shown(typed["where"], typed["pasted"], typed["file"] or None)


class _WhatHappened(EvidenceForm):
    """What both reports ask."""

    words = words_field(
        "What happened?",
        "What was said or done, and which rule you think it breaks, if you know.",
        longest=LONGEST_REPORT,
        rows=8,
        missing="Say what happened.",
    )
    happened_on = day_field("When?", "The day, as far as you know it.", required=False, past=True)


class ReportForm(_WhatHappened):
    """A member's or an officer's report at the desk."""

    member = forms.ChoiceField(label="Who is it about?", error_messages={"required": "Say who it is about."})
    nameless = forms.ChoiceField(
        label="May whoever handles it know that you report this?",
        choices=[("no", "Yes, under my name"), ("yes", "No: give no name")],
        initial="no",
        widget=forms.RadioSelect,
        help_text=(
            "Whoever it is about is never told who reported it. Without a name nobody can ask you anything; that it "
            "came from a member is kept in a form that names nobody, so that nobody decides what they reported."
        ),
    )
    field_order = ("member", "words", "happened_on", "where", "pasted", "file", "nameless")

    def __init__(self, data: Any = None, files: Any = None, *, people: Iterable[Membership]) -> None:
        super().__init__(data, files)
        self.fields["member"].choices = [*NOBODY, *people_choices(people)]  # type: ignore[attr-defined]

    def told(self) -> Told:
        """Return the report."""
        typed = self.cleaned_data
        return Told(
            words=typed["words"],
            member_id=int(typed["member"]),
            happened_on=typed["happened_on"],
            shown=self.shown(),
            nameless=typed["nameless"] == "yes",
        )


class PublicReportForm(_WhatHappened):
    """Anybody's report. What no person sees is filled in by machines alone."""

    use_required_attribute = False

    office = forms.ChoiceField(
        label="Who is it about?",
        choices=[*OFFICES[:2], ("other", OFFICES[2][1])],
        widget=forms.RadioSelect,
        help_text="A report about the clerk goes to the chairman, and the clerk does not see it.",
        error_messages={"required": "Choose one."},
    )
    who = forms.CharField(
        label="Their name",
        required=False,
        max_length=200,
        help_text="Or what they do for the council: a councillor, an officer, a volunteer, a firm.",
    )
    name = forms.CharField(
        label="Your name",
        required=False,
        max_length=LONGEST_NAME,
        help_text="Leave it empty to give none. Whoever it is about is never told it.",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label="Your email address",
        required=False,
        max_length=254,
        help_text="Only if you want to be asked, should something be unclear.",
        error_messages={"invalid": "Enter an email address, like name@example.org."},
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    homepage = forms.CharField(
        label="Leave this empty",
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )
    field_order = (
        "office",
        "who",
        "words",
        "happened_on",
        "where",
        "pasted",
        "file",
        "name",
        "email",
        "homepage",
    )

    def clean_homepage(self) -> str:
        """Refuse what a machine filled in."""
        if self.cleaned_data["homepage"]:
            raise forms.ValidationError("Leave this empty: it is there to stop machines.")
        return ""

    def clean_who(self) -> str:
        """Ask for a name where no office was chosen that says it."""
        who = str(self.cleaned_data["who"])
        if self.cleaned_data.get("office") == "other" and not who.strip():
            raise forms.ValidationError("Say who it is about.")
        return who

    def told(self) -> Told:
        """Return the report."""
        typed = self.cleaned_data
        return Told(
            words=typed["words"],
            who=typed["who"],
            office="" if typed["office"] == "other" else typed["office"],
            happened_on=typed["happened_on"],
            shown=self.shown(),
            name=typed["name"],
            email=typed["email"],
        )


def clause_choices(clauses: Iterable[Clause], shown: Any) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return clauses under the titles of their policies; ``shown`` says how one is cited."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for one in clauses:
        groups.setdefault(one.version.policy.title, []).append((str(one.pk), shown(one)))
    return list(groups.items())


class TakeUpForm(forms.Form):
    """Whom it is about, by which clauses it goes on, why."""

    member = forms.ChoiceField(
        label="Who is it about?",
        help_text="If it is about the clerk, it passes to the chairman, and no clerk sees it from then on.",
        error_messages={"required": "Say who it is about."},
    )
    clause = forms.ChoiceField(
        label="Which clause may be broken?", error_messages={"required": "Choose a clause in force."}
    )
    clause2 = forms.ChoiceField(label="And which other?", required=False)
    clause3 = forms.ChoiceField(label="And a third?", required=False)
    reason = reason_field("Why it is to be looked into. It is kept with the case, and not shown to them.")

    def __init__(
        self, data: Any = None, *, people: Iterable[Membership], clauses: Any, member: int | None
    ) -> None:
        super().__init__(data, initial={"member": member})
        self.fields["member"].choices = [*NOBODY, *people_choices(people)]  # type: ignore[attr-defined]
        for name in ("clause", "clause2", "clause3"):
            self.fields[name].choices = [("", "None"), *clauses]  # type: ignore[attr-defined]

    def clause_ids(self) -> set[int]:
        """Return the clauses chosen."""
        names = ("clause", "clause2", "clause3")
        return {int(self.cleaned_data[name]) for name in names if self.cleaned_data[name]}


def served_field(label: str) -> forms.CharField:
    """Return the field for how somebody was served who reads no page of the desk."""
    return forms.CharField(
        label=label,
        max_length=LONGEST_HOW,
        help_text="They are in office no more, and read no page of the desk.",
        error_messages={"required": "Say how and when they were served."},
    )


class TellForm(forms.Form):
    """What they are told."""

    alleged = words_field(
        "What is alleged?",
        (
            "They read this, with the clauses and the evidence that you choose. Write it yourself: the report is not "
            "shown to them, since its words may say who wrote it."
        ),
        longest=LONGEST_ALLEGED,
        rows=8,
        missing="Say what is alleged.",
    )
    evidence = forms.MultipleChoiceField(
        label="Which evidence do they see?",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=(
            "Leave out what would say who reported it: a PDF may hold its author’s name. Of pictures they see the "
            "pixels alone, and no file by its name."
        ),
    )

    def __init__(self, data: Any = None, *, evidence: Iterable[ConductEvidence], reads: bool) -> None:
        super().__init__(data)
        if not reads:
            self.fields["served"] = served_field("How and when were they served?")
        rows = [(str(one.pk), f"{one.get_kind_display()}: {one.title}") for one in evidence]
        self.fields["evidence"].choices = rows  # type: ignore[attr-defined]
        if not rows:
            del self.fields["evidence"]


class AnswerForm(forms.Form):
    """The answer of whom a case is about."""

    words = words_field(
        "Your answer",
        "Whoever handles the case reads it before anything is decided. You can send one answer.",
        longest=LONGEST_ANSWER,
        rows=10,
        missing="Write your answer.",
    )


class EnterAnswerForm(forms.Form):
    """An answer that was given outside the desk."""

    words = words_field("Their answer", longest=LONGEST_ANSWER, rows=10, missing="Write what they answered.")
    came = forms.CharField(
        label="How did it come?", max_length=LONGEST_HOW, error_messages={"required": "Say how it came."}
    )
    received_on = day_field("When did it come?", past=True)


class DaysForm(forms.Form):
    """How long somebody has to answer."""

    days = forms.IntegerField(
        label="Working days to answer",
        min_value=5,
        max_value=40,
        help_text="From 5 to 40. Cases in which they were told already keep their date.",
        error_messages={"required": "Enter a number of days."},
    )
    reason = reason_field()
