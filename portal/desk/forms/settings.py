"""Forms of the council's settings."""

from typing import Any

from django import forms

from portal.councils.models import Council
from portal.councils.powers import Role
from portal.councils.settling import CHILD_AGE, PRESS_HOURS, RETENTION
from portal.desk.forms.reaching import ReachedForm
from portal.fields import radio_field, reason_field


class DetailsForm(ReachedForm):
    """What the council is called and how it is reached: the letterhead, the newsroom and the press mail show it."""

    name = forms.CharField(
        label="Name of the council",
        max_length=150,
        help_text="Its address on the web stays as it is.",
        error_messages={"required": "Enter the council’s name."},
    )
    clerk_title = forms.CharField(
        label="What the clerk is called", max_length=60, help_text="For example: Town Clerk"
    )
    chair_title = forms.CharField(
        label="What the chairman is called", max_length=60, help_text="For example: Mayor"
    )
    deputy_title = forms.CharField(
        label="What their deputy is called", max_length=60, help_text="For example: Deputy Mayor"
    )
    social_handle = forms.CharField(
        label="Name on social media",
        required=False,
        max_length=60,
        help_text="For example: @pitstone_pc",
        widget=forms.TextInput(attrs={"class": "input-medium"}),
    )
    retention_years = forms.IntegerField(
        label="Years that texts are kept after an item is over",
        min_value=RETENTION[0],
        max_value=RETENTION[-1],
        help_text="Then they can be erased; their hashes stay in the record.",
        widget=forms.NumberInput(attrs={"class": "input-short"}),
    )
    child_age = forms.IntegerField(
        label="Age below which a parent or guardian answers for a child in a picture",
        min_value=CHILD_AGE[0],
        max_value=CHILD_AGE[-1],
        help_text="As the council’s policy says. What waits to go out is judged again.",
        widget=forms.NumberInput(attrs={"class": "input-short"}),
    )
    press_hours = forms.IntegerField(
        label="Hours within which the press is told that the council has its request",
        min_value=PRESS_HOURS[0],
        max_value=PRESS_HOURS[-1],
        help_text="Weekends, bank holidays and days on which the office is closed do not count.",
        widget=forms.NumberInput(attrs={"class": "input-short"}),
    )
    answers_within = forms.ChoiceField(
        label="How soon what the public says is answered",
        choices=Council.Answers.choices,
        help_text="For what comes from now on; what waits keeps its time.",
    )
    minutes_within = forms.ChoiceField(
        label="By when the minutes of a meeting are published",
        choices=Council.Minutes.choices,
        help_text="The Transparency Code for Smaller Authorities binds councils with up to £25,000 a year. It counts "
        "for every meeting whose minutes are not out, those that wait in the queue too.",
    )
    field_order = (
        "name",
        "clerk_title",
        "chair_title",
        "deputy_title",
        "address",
        "telephone",
        "email",
        "website",
        "social_handle",
        "retention_years",
        "child_age",
        "answers_within",
        "minutes_within",
        "press_hours",
    )


class WrittenQuotesForm(forms.Form):
    """Whether the clerk may record a speaker's written approval of a quotation."""

    use_required_attribute = False
    allowed = radio_field(
        "May the clerk record that a speaker approved a quotation by letter or mail?",
        [
            ("no", "No: speakers approve their words here"),
            ("yes", "Yes, with a reason and the evidence"),
        ],
    )


class ReviewersForm(forms.Form):
    """Who may name the reviewers of an item."""

    use_required_attribute = False
    allowed = radio_field(
        "Who may ask somebody to read an item and comment on it?",
        [
            ("no", "The clerk, and officers to whom the clerk delegated deciding"),
            ("yes", "Whoever writes in the item as well"),
        ],
    )


class PublicityForm(forms.Form):
    """When the publicity checklist is required, and who reads the account of publicity."""

    use_required_attribute = False
    checklist = radio_field(
        "When must whoever approves answer the seven questions of the publicity code?",
        Council.Checklist.choices,
        "A letter to one person is not publicity. What must be answered cannot be approved without.",
    )
    account = radio_field(
        "Who reads the account of what publicity cost?",
        [("office", "The clerk, the officers and the auditor"), ("members", "Members too")],
        "Residents may inspect it in any case, free of charge.",
    )


class SecondOfficerForm(forms.Form):
    """Whether whoever wrote an item may clear it."""

    required = radio_field(
        "Who may approve what the clerk or an officer wrote?",
        [
            ("no", "Whoever may approve, also the one who wrote it; it is marked as self-cleared"),
            ("yes", "A second officer: nobody may approve what they wrote themselves"),
        ],
    )


class DraftingForm(forms.Form):
    """Who may draft one kind, and by which clause of the council's policy."""

    everybody = radio_field(
        "Who may draft it?",
        [("yes", "Everybody who may write drafts here"), ("no", "Only the offices chosen below")],
    )
    roles = forms.MultipleChoiceField(
        label="Offices",
        choices=[choice for choice in Role.choices if choice[0] != Role.AUDITOR],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="The clerk and officers may always draft. Others need the clerk’s permission, one by one.",
    )
    clause = forms.CharField(
        label="Clause of the policy",
        max_length=60,
        required=False,
        help_text="What a refusal cites. For example: 4.2",
        widget=forms.TextInput(attrs={"class": "input-short"}),
    )

    def clean(self) -> dict[str, Any]:
        """Refuse a limit to nobody: an empty choice would open the kind to all."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("everybody") == "no" and not cleaned.get("roles"):
            self.add_error("roles", "Choose at least one office, if only the clerk.")
        return cleaned


class HoldForm(forms.Form):
    """Why everything is held back, or goes on."""

    reason = reason_field(hint="Everybody at the desk reads it, and it is kept with the record.")
