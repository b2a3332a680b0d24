"""Forms about the confidentiality that members reaffirm before a closed session."""

from typing import Any

from django import forms
from django.utils import timezone

from policies.meetings.pledging import LONGEST, WORDING, Asked
from policies.models import Pledge, Pledger
from portal.councils.models import Membership
from portal.councils.powers import Role
from portal.fields import day_field, words_field

SITS = {Role.CHAIR, Role.DEPUTY, Role.COMMITTEE_CHAIR, Role.COUNCILLOR, Role.CO_OPTED}
"""Who is ticked beforehand: those who sit on the council. Officers who will be there are added by a tick."""


class AskPledgesForm(forms.Form):
    """Of whom a pledge is asked, in which words, and whether in writing; later only of whom else."""

    def __init__(self, data: Any = None, *, people: list[Membership], pledge: Pledge | None) -> None:
        super().__init__(data)
        self.pledge = pledge
        if pledge is None:
            self.fields["wording"] = words_field(
                "What they reaffirm",
                "Each reads these words and agrees to them. They cannot be changed afterwards.",
                longest=LONGEST,
                rows=6,
                missing="Enter what they reaffirm.",
            )
            self.fields["wording"].initial = WORDING
            self.fields["in_writing"] = forms.BooleanField(
                label="I ask for it in writing: on the desk or on paper, not aloud", required=False
            )
        self.fields["members"] = forms.MultipleChoiceField(
            label="Who is asked?",
            choices=[(str(one.pk), f"{one.user.name}, {one.display_title}") for one in people],
            initial=[str(one.pk) for one in people if one.role in SITS],
            widget=forms.CheckboxSelectMultiple,
            error_messages={"required": "Choose at least one person."},
        )

    def asked(self) -> Asked:
        """Return what was typed."""
        keys = [int(key) for key in self.cleaned_data["members"]]
        if self.pledge is not None:
            return Asked(keys, self.pledge.wording, self.pledge.in_writing)
        return Asked(keys, self.cleaned_data["wording"], self.cleaned_data["in_writing"])


class NotePledgeForm(forms.Form):
    """A pledge that was given on paper or aloud."""

    def __init__(self, data: Any = None, *, missing: list[Membership], in_writing: bool) -> None:
        super().__init__(data, initial={"given_on": timezone.localdate()})
        how = [(Pledger.How.PAPER.value, Pledger.How.PAPER.label)]
        if not in_writing:
            how.append((Pledger.How.ALOUD.value, Pledger.How.ALOUD.label))
        self.fields["member"] = forms.ChoiceField(
            label="Member",
            choices=[(str(one.pk), f"{one.user.name}, {one.display_title}") for one in missing],
            error_messages={"required": "Choose who gave it."},
        )
        self.fields["how"] = forms.ChoiceField(
            label="How was it given?",
            choices=how,
            widget=forms.RadioSelect,
            error_messages={"required": "Choose how it was given."},
        )
        self.fields["given_on"] = day_field("Given on")
