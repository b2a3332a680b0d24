"""Forms of keeping and erasing: a legal hold, and the order to erase."""

from django import forms

from portal.fields import reason_field


class HoldItemForm(forms.Form):
    """What must not be erased, and for which request or dispute."""

    item = forms.IntegerField(
        label="Number of the item",
        required=False,
        min_value=1,
        max_value=2**62,
        help_text="As in its address: /drafts/123/. Leave empty to protect everything of the council.",
        widget=forms.TextInput(attrs={"class": "input-short", "inputmode": "numeric"}),
    )
    reason = reason_field(hint="The request or dispute that it is for. It is kept with the record.")


class EraseForm(forms.Form):
    """Which of the items that are due are erased now."""

    items = forms.TypedMultipleChoiceField(
        label="Items",
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one item, or go back."},
    )

    def __init__(self, data: object = None, *, due: list[tuple[int, str]]) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        field = self.fields["items"]
        field.choices = due  # type: ignore[attr-defined]
