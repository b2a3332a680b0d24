"""The minute that an act on the chairman's or the vice chairman's office rests on: a field where it is about one."""

from collections.abc import Iterable
from typing import Any

from django import forms

from portal.councils.heads import HEADS, LONGEST_MINUTE
from portal.councils.models import Membership

_HINT = "The council decides about its chairman and vice chairman: enter the minute of what it resolved."
NEEDED = "Enter the minute of the council."


def minute_field(hint: str = _HINT, *, required: bool = True) -> forms.CharField:
    """Return the field for the minute of the council."""
    return forms.CharField(
        label="Minute of the council",
        max_length=LONGEST_MINUTE,
        required=required,
        help_text=hint,
        widget=forms.TextInput(attrs={"class": "input-medium"}),
        error_messages={"required": NEEDED},
    )


class Minuted(forms.Form):
    """A form about one membership, which asks for the minute where it is the chairman's or the vice chairman's."""

    def __init__(self, data: Any = None, *, member: Membership) -> None:
        super().__init__(data)
        if member.role in HEADS:
            self.fields["minute"] = minute_field()

    def by_minute(self) -> str:
        """Return the minute; nothing where none is asked for."""
        given: str = self.cleaned_data.get("minute", "")
        return given


class ElectedForm(forms.Form):
    """Whom the council elected chairman, of those who sit on it, and by which minute."""

    member = forms.ChoiceField(
        label="Whom did the council elect?", error_messages={"required": "Choose one."}
    )
    minute = minute_field("Of the meeting that elected them. It stands in the record, which everybody reads.")

    def __init__(self, data: Any = None, *, people: Iterable[Membership]) -> None:
        super().__init__(data)
        shown = [(str(one.pk), f"{one.shown_name}, {one.display_title}") for one in people]
        self.fields["member"].choices = [("", "Choose one"), *shown]  # type: ignore[attr-defined]


class EndForm(Minuted):
    """Nothing but yes, and the minute where one is needed."""
