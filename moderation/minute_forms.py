"""The two fields by which a form asks how a committee or the council decided."""

from collections.abc import Iterable
from typing import Any

from django import forms

from moderation.minutes import LONGEST_MINUTE
from policies.models import AgendaItem


class MinutedForm(forms.Form):
    """What a committee or the council may have decided: by an item of a meeting that is kept here, or by its minute."""

    def ask_for_minute(self, items: Iterable[AgendaItem], *, needed: bool) -> None:
        """Add the two fields; one of them is ``needed`` where only a committee or the council decides."""
        named = [(one.pk, f"{one.reference} {one.title} ({one.meeting})"[:160]) for one in items]
        self.by_minute = needed
        decides = (
            "The committee or the council decides this: choose where it resolved it, or type the minute."
        )
        self.fields["agenda_item"] = forms.TypedChoiceField(
            label="Item of a meeting",
            choices=[("", "None: the minute below says it"), *named],
            coerce=int,
            empty_value=None,
            required=False,
            help_text=decides if needed else "Where a committee or the council decided.",
        )
        self.fields["minute"] = forms.CharField(
            label="Minute",
            max_length=LONGEST_MINUTE,
            required=False,
            help_text="As it is printed, such as 34/26; where its meetings are not kept here.",
        )

    def clean(self) -> dict[str, Any]:
        """Want one of them where it is needed."""
        typed = super().clean() or self.cleaned_data
        named = typed.get("minute", "").strip() or typed.get("agenda_item")
        if self.by_minute and not named and not {"minute", "agenda_item"} & set(self.errors):
            self.add_error("minute", "Enter the minute.")
        return typed

    def by(self) -> dict[str, Any]:
        """Return the minute and the item, as the verbs take them."""
        return {"minute": self.cleaned_data["minute"], "item_id": self.cleaned_data["agenda_item"]}
