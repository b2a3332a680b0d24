"""Forms about offices: adding somebody, and changing what is noted of an office."""

from datetime import date
from typing import Any

from django import forms

from portal.councils.heads import HEADS
from portal.councils.models import Council, Membership
from portal.councils.offices import LONGEST_WARD, Particulars
from portal.councils.people import Person, people_who_may
from portal.councils.powers import (
    MUST_NAME_ORGANISATION,
    ON_THE_COUNCIL,
    STAFF,
    WITH_ORGANISATION,
    Power,
    Role,
)
from portal.desk.forms.heads import NEEDED, minute_field
from portal.desk.forms.moments import not_past
from portal.fields import day_field, words_field

_NEEDED = {"required": "A contractor or partner needs this."}
_BUSINESSES = (
    "As in the public register of interests, one name a line. The checks find texts that promote one of them."
)


def title_field() -> forms.CharField:
    """Return the field for the title as it is printed."""
    return forms.CharField(
        label="Title as printed",
        max_length=80,
        required=False,
        help_text="For example: Deputy Mayor, Locum Clerk.",
    )


def organisation_field(hint: str = "", *, required: bool = False) -> forms.CharField:
    """Return the field for the organisation from which somebody comes."""
    return forms.CharField(
        label="Their organisation", max_length=150, required=required, help_text=hint, error_messages=_NEEDED
    )


def organisation_address_field(*, required: bool = False) -> forms.EmailField:
    """Return the field for somebody's address at their own organisation."""
    return forms.EmailField(
        label="Their email address at the organisation",
        required=required,
        help_text="Shown with their name at the desk, so that everybody sees for whom they work.",
        error_messages=_NEEDED,
    )


def term_field() -> forms.DateField:
    """Return the field for the last day of a term."""
    hint = "Their office ends after this day. Empty: until you end it."
    return day_field("Last day of the term", hint, required=False)


def party_field() -> forms.CharField:
    """Return the field for a member's party."""
    return forms.CharField(
        label="Political party, if they stood for one",
        max_length=80,
        required=False,
        help_text=(
            "For the checks alone, so that no text of the council names it. It is shown on this page and nowhere else: "
            "the record says only that one was noted."
        ),
    )


def ward_field() -> forms.CharField:
    """Return the field for the ward of a member."""
    return forms.CharField(
        label="Ward",
        max_length=LONGEST_WARD,
        required=False,
        help_text="Where the council has wards. Before a poll in one ward it says who leaves publicity to the clerk.",
    )


def manager_field(hint: str) -> "forms.ModelChoiceField[Membership]":
    """Return the field for a line manager; whoever uses it says who is offered."""
    field: Any = forms.ModelChoiceField(
        queryset=Membership.objects.none(),
        label="Line manager",
        required=False,
        empty_label="Nobody",
        help_text=hint,
    )
    field.label_from_instance = lambda row: f"{row.user.name}, {row.display_title}"
    made: forms.ModelChoiceField[Membership] = field
    return made


def staff_of(council: Council) -> Any:
    """Return the clerks and officers in office, who can be a line manager."""
    people = people_who_may(Power.READ_DESK, council.pk)
    keys = [person.membership.pk for person in people if person.membership.role in STAFF]
    return Membership.objects.filter(pk__in=keys).select_related("user").order_by("user__name")


class Noted(forms.Form):
    """What adding somebody and changing their office have in common."""

    def clean_term_ends_on(self) -> date | None:
        """Refuse an end in the past."""
        return not_past(self.cleaned_data["term_ends_on"])

    def by_minute(self) -> str:
        """Return the minute on which it rests; nothing where none is asked for."""
        given: str = self.cleaned_data.get("minute", "")
        return given

    def particulars(self) -> Particulars:
        """Return what was typed of the office; what was not asked is empty."""
        typed = self.cleaned_data
        manager = typed.get("line_manager")
        return Particulars(
            title=typed["title"],
            organisation=typed.get("organisation", ""),
            organisation_email=typed.get("organisation_email", ""),
            term_ends_on=typed.get("term_ends_on"),
            line_manager_id=manager.pk if manager else None,
            party=typed.get("party", ""),
            businesses=typed.get("businesses", ""),
            ward=typed.get("ward", ""),
        )


class MemberForm(Noted):
    """Who becomes a member or officer of the council, or works for it from outside."""

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
    title = title_field()
    minute = minute_field(
        "For the chairman or a vice chairman: the minute in which the council elected them.", required=False
    )
    ward = ward_field()
    term_ends_on = term_field()
    organisation = organisation_field(
        "For a contractor or partner; a volunteer or co-opted member may have one."
    )
    organisation_email = organisation_address_field()
    line_manager = manager_field("For an officer: to whom their questions can go.")

    def __init__(self, data: Any = None, *, actor: Person) -> None:
        super().__init__(data)
        fields: Any = self.fields
        fields["line_manager"].queryset = staff_of(actor.council)
        if not actor.is_clerk:
            kept = {Role.CLERK, *HEADS}
            fields["role"].choices = [row for row in fields["role"].choices if row[0] not in kept]

    def clean(self) -> dict[str, Any]:
        """Say beside its field what does not fit the office; the verb would refuse it too."""
        cleaned: dict[str, Any] = super().clean() or {}
        role = cleaned.get("role")
        if role in HEADS and not cleaned.get("minute") and "minute" not in self.errors:
            self.add_error("minute", NEEDED)
        if role in MUST_NAME_ORGANISATION:
            for name in ("organisation", "organisation_email"):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, _NEEDED["required"])
        elif role and role not in WITH_ORGANISATION and cleaned.get("organisation"):
            self.add_error(
                "organisation", "Only contractors, partners, volunteers and co-opted members have one."
            )
        if role == Role.CLERK and cleaned.get("term_ends_on"):
            self.add_error("term_ends_on", "A clerk serves without a term. Leave this empty.")
        if role and role not in ON_THE_COUNCIL and cleaned.get("ward"):
            self.add_error("ward", "Only members of the council sit for a ward. Leave this empty.")
        if role and role not in STAFF and cleaned.get("line_manager"):
            self.add_error("line_manager", "Only officers have a line manager. Leave this empty.")
        return cleaned


class OfficeForm(Noted):
    """What is noted of an office that somebody has: only what fits it is asked."""

    title = title_field()

    def __init__(self, data: Any = None, *, member: Membership) -> None:
        fields = (
            "title",
            "organisation",
            "organisation_email",
            "term_ends_on",
            "party",
            "businesses",
            "ward",
        )
        now = {name: getattr(member, name) for name in fields}
        super().__init__(data, initial={**now, "line_manager": member.line_manager_id})
        if member.role in WITH_ORGANISATION:
            needed = member.role in MUST_NAME_ORGANISATION
            self.fields["organisation"] = organisation_field(required=needed)
            self.fields["organisation_email"] = organisation_address_field(required=needed)
        if member.role != Role.CLERK:
            self.fields["term_ends_on"] = term_field()
        if member.role in HEADS:
            hint = "Where the last day of the term changes: the council decides about its chairman and vice chairman."
            self.fields["minute"] = minute_field(hint, required=False)
        if member.role in ON_THE_COUNCIL:
            self.fields["ward"] = ward_field()
            self.fields["party"] = party_field()
            self.fields["businesses"] = words_field(
                "Declared businesses", _BUSINESSES, longest=1100, required=False
            )
        if member.role in STAFF:
            field: Any = manager_field("To whom their questions can go.")
            field.queryset = staff_of(member.council).exclude(pk=member.pk)
            self.fields["line_manager"] = field
        self.term_before = member.term_ends_on

    def clean(self) -> dict[str, Any]:
        """Say beside its field that another term of the chairman or vice chairman needs the council's minute."""
        cleaned: dict[str, Any] = super().clean() or {}
        term = cleaned.get("term_ends_on", self.term_before)
        if "minute" in self.fields and term != self.term_before and not cleaned.get("minute"):
            self.add_error("minute", NEEDED)
        return cleaned
