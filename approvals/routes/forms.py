"""Forms of routes: the steps of a kind, and what a party says."""

from collections.abc import Sequence
from typing import Any

from django import forms

from approvals.citing import Clauses
from approvals.models import RouteParty
from approvals.models.route import MOST_STEPS, Mode
from approvals.reason_forms import AgainstForm
from approvals.reviewers.asking import reviewing_members
from approvals.routes.agreeing import LONGEST
from approvals.routes.setting import OFFICES, WantedStep
from portal.fields import words_field


class RouteForm(forms.Form):
    """Up to three steps, each any or all of some offices and people; the clerk's clearance follows by itself."""

    use_required_attribute = False

    def __init__(
        self, data: Any = None, *, council_id: int, parties: Sequence[RouteParty] = (), **options: Any
    ) -> None:
        super().__init__(data, **options)
        people = [(row.pk, f"{row.user.name}, {row.display_title}") for row in reviewing_members(council_id)]
        for number in range(1, MOST_STEPS + 1):
            mine = [party for party in parties if party.number == number]
            self.fields[f"mode{number}"] = forms.ChoiceField(
                label=f"Step {number}: how many must agree",
                choices=[(mode.value, mode.label.capitalize()) for mode in Mode],
                initial=mine[0].mode if mine else Mode.ANY,
            )
            self.fields[f"offices{number}"] = forms.MultipleChoiceField(
                label=f"Step {number}: offices",
                choices=OFFICES,
                required=False,
                widget=forms.CheckboxSelectMultiple,
                initial=[party.office for party in mine if party.office],
                help_text="Leave offices and people empty for no such step." if number > 1 else "",
            )
            self.fields[f"members{number}"] = forms.TypedMultipleChoiceField(
                label=f"Step {number}: people",
                choices=people,
                coerce=int,
                required=False,
                widget=forms.CheckboxSelectMultiple,
                initial=[party.member_id for party in mine if party.member_id],
            )

    def steps(self) -> list[WantedStep]:
        """Return the steps that were chosen, in their order."""
        typed = self.cleaned_data
        return [
            WantedStep(typed[f"mode{number}"], typed[f"offices{number}"], typed[f"members{number}"])
            for number in range(1, MOST_STEPS + 1)
        ]


class StepForm(AgainstForm):
    """Yes, or no with a reason and the clause that it rests on."""

    use_required_attribute = False
    answer = forms.ChoiceField(
        label="Do you agree that this goes out?",
        choices=[("agrees", "I agree"), ("objects", "I object: it goes back to its author")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one."},
    )
    reason = words_field("Reason", "Needed for an objection.", longest=LONGEST, required=False)
    revision_id = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**63 - 1)
    field_order = ("answer", "reason", "clauses", "clause", "revision_id")

    def offer_clauses(self, offered: Clauses) -> None:
        """Show what is to choose from, and that only an objection needs one."""
        super().offer_clauses(offered)
        if offered.in_force:
            shown = self["clause"]
            shown.help_text = (
                "An objection names one, with the minute of its adoption. An agreement needs none."
            )
