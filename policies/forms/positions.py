"""Forms about agreed positions."""

from typing import Any

from django import forms
from django.utils import timezone

from policies.forms.matters import item_field
from policies.meetings.agreeing import Agreed
from policies.models import Position
from portal.councils.models import Council
from portal.fields import day_field, words_field


class PositionForm(forms.Form):
    """What the council agreed, as a member may repeat it."""

    title = forms.CharField(
        label="What it is about", max_length=200, error_messages={"required": "Say what it is about."}
    )
    text = words_field(
        "The position",
        "As a member may repeat it, in the words that were agreed.",
        longest=5000,
        rows=6,
        missing="Enter the position.",
    )
    minute_reference = forms.CharField(
        label="Minute",
        max_length=80,
        help_text="As it is printed, such as Minute 34/26.",
        widget=forms.TextInput(attrs={"class": "input-medium"}),
        error_messages={"required": "Enter the minute by which it was agreed."},
    )
    agreed_on = day_field("Agreed on")

    def __init__(self, data: Any = None, *, council: Council, replaces: Position | None = None) -> None:
        initial: dict[str, Any] = {"agreed_on": timezone.localdate()}
        if replaces is not None:
            initial |= {"title": replaces.title, "text": replaces.text}
        super().__init__(data, initial=initial)
        field = item_field(council, closed=False)
        field.empty_label = "None: the minute above says it"
        self.fields["agenda_item"] = field

    def agreed(self) -> Agreed:
        """Return what was typed."""
        cleaned = self.cleaned_data
        item = cleaned["agenda_item"]
        return Agreed(
            title=cleaned["title"],
            text=cleaned["text"],
            minute_reference=cleaned["minute_reference"],
            agreed_on=cleaned["agreed_on"],
            item_id=item.pk if item else None,
        )
