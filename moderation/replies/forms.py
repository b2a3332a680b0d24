"""The form with which an answer begins."""

from typing import Any

from django import forms

from moderation.models import Reply
from portal.fields import radio_field

_HINTS = (
    "Whichever you choose, it is a draft: checked, cleared and sent like everything that the council says."
)

THERE, LETTER = "there", "letter"
_WAYS = [(THERE, "As a message, where they wrote: they alone read it"), (LETTER, "By letter")]


class ReplyForm(forms.Form):
    """What sort of answer, and from which template."""

    def __init__(self, data: Any = None, *, templates: list[tuple[str, str]], there: bool = False) -> None:
        super().__init__(data, initial={"sort": Reply.Sort.REPLY, "by": THERE})
        self.fields["sort"] = radio_field("What sort of answer?", Reply.Sort.choices, _HINTS)
        if there:
            self.fields["by"] = radio_field("How does it reach them?", _WAYS)
        if templates:
            self.fields["template"] = forms.ChoiceField(
                label="Begin from a template",
                help_text="The offer to talk elsewhere has words of its own.",
                choices=[("", "None: begin with nothing"), *templates],
                required=False,
                error_messages={"invalid_choice": "This template is not offered any more. Choose again."},
            )
