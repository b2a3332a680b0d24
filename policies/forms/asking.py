"""Forms of “May I say this?”."""

from typing import Any

from django import forms

from policies.asking import LONGEST_ANSWER, LONGEST_MESSAGE, Asked
from policies.screening import LONGEST_TEXT, Draft
from portal.drafts.kinds import KINDS
from portal.drafts.kinds.common import CAPACITIES


class AskForm(forms.Form):
    """A text, and where it would go."""

    text = forms.CharField(
        label="What do you want to say?",
        max_length=LONGEST_TEXT,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 10, "class": "textarea-tall"}),
        error_messages={"required": "Enter the text that you want to say."},
    )
    kind = forms.ChoiceField(
        label="What would it be?", choices=[(kind.slug, kind.label) for kind in KINDS.values()]
    )
    capacity = forms.ChoiceField(
        label="In what capacity would you say it?", choices=CAPACITIES, widget=forms.RadioSelect
    )
    channel = forms.ChoiceField(label="Where would you say it?", required=False)
    message = forms.CharField(
        label="What would you like to ask the clerk?",
        required=False,
        max_length=LONGEST_MESSAGE,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, data: Any = None, *, channels: list[tuple[str, str]], initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        channel = self.fields["channel"]
        assert isinstance(channel, forms.ChoiceField)  # noqa: S101  for the reader of types
        channel.choices = [("", "Not decided yet"), *channels]

    def draft(self) -> Draft:
        """Return it as screen() judges it."""
        typed = self.cleaned_data
        return Draft(typed["text"].replace("\r\n", "\n"), typed["kind"], typed["capacity"], typed["channel"])

    def asked(self) -> Asked:
        """Return it as a question to the clerk."""
        draft = self.draft()
        return Asked(draft.text, draft.kind, draft.capacity, draft.channel, self.cleaned_data["message"])


class AnswerForm(forms.Form):
    """The clerk's answer."""

    answer = forms.CharField(
        label="Your answer",
        max_length=LONGEST_ANSWER,
        help_text="The asker is told that there is an answer. It is kept.",
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": "Enter your answer."},
    )
