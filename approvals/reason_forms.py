"""Forms of a decision's reason: the clauses that it rests on, picked, and what is said in free words."""

from typing import Any, cast
from unicodedata import category

from django import forms
from django.core.exceptions import ValidationError

from approvals.citing import Clauses
from approvals.founding import OFFICERS_ACT, with_cites

LONGEST_REASON = 4000
LONGEST_CITATION = 400
MOST_CITED = 30
_BY_OFFICERS = f"{OFFICERS_ACT}: the council acts through its officers"


def reason_field(label: str, hint: str, missing: str) -> forms.CharField:
    """Return the field in which somebody says why."""
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": missing},
    )


class CitationsField(forms.MultipleChoiceField):
    """Citations that are ticked. They are the words of who decides, so none is looked up: only nonsense is refused.

    ``one_of``: it or its neighbour must be filled in, so neither is called optional.
    """

    one_of = False

    def valid_value(self, value: Any) -> bool:
        """Return whether ``value`` can be a citation at all."""
        return _is_citation(value)

    def validate(self, value: Any) -> None:
        """Refuse floods."""
        if len(value) > MOST_CITED:
            raise ValidationError(f"Choose {MOST_CITED} clauses at the most.", code="flood")
        super().validate(value)


class CitationField(forms.ChoiceField):
    """One more citation, from the policies in force; ``one_of`` as above."""

    one_of = False

    def valid_value(self, value: Any) -> bool:
        """Return whether ``value`` can be a citation at all."""
        return _is_citation(value)


def _is_citation(value: Any) -> bool:
    """Return whether it is one short line: titles hold signs that nobody sees (a soft hyphen), which do no harm."""
    if not isinstance(value, str) or len(value) > LONGEST_CITATION:
        return False
    return not any(category(sign) == "Cc" for sign in value)


class CitingForm(forms.Form):
    """The clauses of a decision beside its free words, which the form that has this one calls ``reason``."""

    clauses = CitationsField(
        label="Clauses that were found",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Tick those that the decision rests on: they are kept with the reason.",
        error_messages={"invalid_choice": "Choose from the clauses offered."},
    )
    clause = CitationField(
        label="Another clause of a policy in force",
        required=False,
        error_messages={"invalid_choice": "Choose from the clauses offered."},
    )

    def offer_clauses(self, offered: Clauses) -> None:
        """Show what is to choose from; without any there is nothing to show."""
        found = cast("CitationsField", self.fields["clauses"])
        found.choices = [(one, one) for one in offered.found]
        others = cast("CitationField", self.fields["clause"])
        others.choices = [("", "None"), *((title, list(rows)) for title, rows in offered.in_force)]
        for name, any_there in (("clauses", offered.found), ("clause", offered.in_force)):
            if not any_there:
                del self.fields[name]

    def cites(self) -> list[str]:
        """Return the citations that were picked. Call it on a valid form."""
        typed = self.cleaned_data
        return [one for one in dict.fromkeys([*typed["clauses"], typed["clause"]]) if one]

    def because(self) -> str:
        """Return the reason as it is kept: the free words, then what was picked. Call it on a valid form."""
        return with_cites(self.cleaned_data["reason"], self.cites())


class AgainstForm(CitingForm):
    """The same for a decision against an item, which names a clause wherever a policy is in force."""

    def offer_clauses(self, offered: Clauses) -> None:
        """Show what is to choose from, and that something must be."""
        super().offer_clauses(offered)
        if not offered.in_force:
            return
        # Of a form that was sent the fields are bound already: what is said of them is said there.
        shown, others = self["clause"], cast("CitationField", self.fields["clause"])
        others.one_of = True
        shown.help_text = "It names at least one clause, with the minute by which the council adopted it."
        choices = [*cast("Any", others.choices), ("The law", [(OFFICERS_ACT, _BY_OFFICERS)])]
        others.choices = choices
        if offered.found:
            cast("CitationsField", self.fields["clauses"]).one_of = True
            shown.help_text += " One that you tick above will do."
        else:
            shown.label = "The clause that it rests on"
            others.choices = [("", "Choose a clause"), *choices[1:]]


class TakingBackForm(AgainstForm):
    """The same for taking back what was let out: of what was never out its author need not name a clause."""

    def offer_to(self, offered: Clauses, *, may_name_none: bool) -> None:
        """Show what is to choose from, and that something must be unless they ``may_name_none``."""
        if may_name_none:
            CitingForm.offer_clauses(self, offered)
        else:
            self.offer_clauses(offered)


class ReturnForm(AgainstForm):
    """Giving a draft back."""

    reason = reason_field(
        "What should be changed?",
        "The author reads this, and can change the draft and submit it again.",
        "Give a reason: the author needs it, and it is kept with the record.",
    )
    field_order = ("reason", "clauses", "clause")


class RejectForm(AgainstForm):
    """Ending an item."""

    reason = reason_field(
        "Why will it not go out?",
        "The author reads this. It is kept with the record.",
        "Give a reason: the author needs it, and it is kept with the record.",
    )
    field_order = ("reason", "clauses", "clause")
