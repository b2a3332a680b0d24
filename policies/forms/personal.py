"""Forms about accounts of one's own: what it is, the self-check, and an answer to the clerk."""

from typing import Any

from django import forms

from policies.models import AccountRequest, PersonalAccount
from policies.personal.declaring import LONGEST_ADDRESS, Answers, Declared, capacities_of, is_staff
from portal.councils.people import Person
from portal.fields import day_field

YES_OR_NO = [("yes", "Yes"), ("no", "No, not yet")]


def _asked(label: str) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=YES_OR_NO,
        widget=forms.RadioSelect,
        error_messages={"required": "Answer yes or no."},
    )


class CheckForm(forms.Form):
    """The four questions of the self-check; “no” is an honest answer and is kept too."""

    no_council_email = _asked("No email address of the council is used for it, to sign in or to be seen")
    no_logo = _asked("It shows no logo or crest of the council")
    disclaimer_shown = _asked("The words above stand on it, where everybody sees them")
    not_official_name = _asked("Its name and picture do not look as if it were the council’s")

    def answers(self) -> Answers:
        """Return what was answered."""
        return Answers(**{name: self.cleaned_data[name] == "yes" for name in CheckForm.base_fields})


class DeclareForm(CheckForm):
    """An account, and the first check of it. Staff are not asked as whom they speak there: it is private."""

    field_order = ("network", "address", "capacity", "since")

    network = forms.ChoiceField(
        label="Network",
        choices=[("", "Choose where"), *PersonalAccount.Network.choices],
        error_messages={"required": "Choose where it is."},
    )
    address = forms.CharField(
        label="Its address or name",
        max_length=LONGEST_ADDRESS,
        help_text="As others find it there: a web address, or the name with its @.",
        error_messages={"required": "Enter its address or name."},
    )
    capacity = forms.ChoiceField(
        label="You speak there",
        widget=forms.RadioSelect,
        error_messages={"required": "Say as whom you speak there."},
    )
    since = day_field("Since", "Since when you speak there; roughly will do.", past=True)

    def __init__(self, data: Any = None, *, person: Person) -> None:
        super().__init__(data)
        self.may_be = capacities_of(person)
        if is_staff(person):
            del self.fields["capacity"]
        else:
            asked: Any = self.fields["capacity"]
            asked.choices = [(one.value, one.label) for one in self.may_be]

    def declared(self) -> Declared:
        """Return what was typed."""
        cleaned = self.cleaned_data
        capacity = cleaned.get("capacity", self.may_be[0].value)
        return Declared(cleaned["network"], cleaned["address"], capacity, cleaned["since"])


class ListingForm(forms.Form):
    """Consent to the public list."""

    allowed = forms.ChoiceField(
        label="May it stand on the council’s public list?",
        choices=[("yes", "Yes, with my name and its address"), ("no", "No")],
        widget=forms.RadioSelect,
        error_messages={"required": "Answer yes or no."},
    )

    def __init__(self, data: Any = None, *, account: PersonalAccount) -> None:
        super().__init__(data, initial={"allowed": "yes" if account.may_be_listed else "no"})


class AnswerForm(forms.Form):
    """An answer to the clerk."""

    answer = forms.ChoiceField(
        label="Your answer",
        choices=[
            (AccountRequest.Answer.NONE, "I have no such account"),
            (AccountRequest.Answer.DECLINED, "I take no part in this register"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose an answer."},
    )
