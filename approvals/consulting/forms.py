"""Forms of consulting: whom to ask, whom it is about, a view, and what the council wants asked."""

from typing import Any

from django import forms

from approvals.consulting.asking import LONGEST, MOST_HOURS, USUAL_HOURS, members_to_ask
from approvals.consulting.standing import About
from approvals.models import ConsultRule
from approvals.models.consultation import OFFICES
from approvals.reviewers.asking import reviewing_members
from portal.councils.models import Council
from portal.drafts.kinds import KIND_CHOICES
from portal.fields import words_field


def hours_field() -> forms.IntegerField:
    """Return the field for how long a view is waited for."""
    return forms.IntegerField(
        label="Hours to wait",
        min_value=0,
        max_value=MOST_HOURS,
        initial=USUAL_HOURS,
        help_text="After them the clerk may decide without the view.",
        widget=forms.NumberInput(attrs={"class": "input-short"}),
    )


class ConsultForm(forms.Form):
    """Whom to ask what, and how long to wait."""

    use_required_attribute = False
    consulted = forms.TypedChoiceField(
        label="Who", coerce=int, error_messages={"required": "Choose whom to consult."}
    )
    question = words_field("What do you ask?", "You can leave this empty.", longest=LONGEST, required=False)
    hours = hours_field()

    def __init__(
        self, data: Any = None, *, council_id: int, about: tuple[About, ...], **options: Any
    ) -> None:
        super().__init__(data, **options)
        offered = {row.pk: f"{row.user.name}, {row.display_title}" for row in members_to_ask(council_id)}
        offered |= {one.member_id: f"{one.name}, whom it is about" for one in about}
        field = self.fields["consulted"]
        assert isinstance(field, forms.TypedChoiceField)  # noqa: S101  for the reader of types
        field.choices = [("", "Choose"), *offered.items()]


class AboutForm(forms.Form):
    """Whom the item is about."""

    use_required_attribute = False
    concerned = forms.TypedChoiceField(
        label="Who",
        coerce=int,
        error_messages={"required": "Choose whom it is about."},
    )

    def __init__(self, data: Any = None, *, council: Council, **options: Any) -> None:
        super().__init__(data, **options)
        rows = reviewing_members(council.pk)
        field = self.fields["concerned"]
        assert isinstance(field, forms.TypedChoiceField)  # noqa: S101  for the reader of types
        field.help_text = (
            f"Who it is about is consulted. What is about the {council.clerk_title}, or an officer, goes to the "
            f"{council.chair_title}."
        )
        field.choices = [("", "Choose"), *((row.pk, f"{row.user.name}, {row.display_title}") for row in rows)]


class ViewForm(forms.Form):
    """What somebody consulted says."""

    use_required_attribute = False
    view = forms.ChoiceField(
        label="Your view",
        choices=[("agree", "I agree"), ("concerns", "I have concerns"), ("no_view", "I have no view")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one."},
    )
    words = words_field("In your words", "Needed where you have concerns.", longest=LONGEST, required=False)
    revision_id = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**63 - 1)


class ReferralForm(ViewForm):
    """The chairman's, of what went to the council."""

    view = forms.ChoiceField(
        label="What did the council resolve?",
        choices=[
            ("agree", "This text may go out: it is referred back to be cleared"),
            ("concerns", "It may not go out as it is"),
            ("no_view", "Nothing: somebody else who may decide clears it or not"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one."},
    )
    reference = forms.CharField(
        label="Minute",
        max_length=200,
        required=False,
        help_text="Of the council, for example: Minute 34/26. You clear nothing yourself.",
    )
    field_order = ("view", "reference", "words", "revision_id")


class ConsultRuleForm(forms.Form):
    """Who must have been asked about what."""

    use_required_attribute = False
    office = forms.ChoiceField(label="Who must have been asked", choices=OFFICES)
    kind = forms.ChoiceField(label="About", choices=[("", "Every kind"), *KIND_CHOICES], required=False)
    when = forms.ChoiceField(label="When", choices=ConsultRule.When.choices)
    hours = hours_field()
