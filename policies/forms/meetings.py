"""Forms about meetings and their items."""

from collections.abc import Mapping
from itertools import islice
from types import MappingProxyType
from typing import Any

from django import forms

from policies.meetings.convening import Item, Sitting
from policies.models import AgendaItem, Meeting
from portal.councils.models import Body, Council
from portal.fields import OfferedInput, day_field, words_field

MOST_OFFERED = 200
"""Matters in the list that the browser offers; the title of any other can be typed."""
NONE: Mapping[str, int] = MappingProxyType({})


class MeetingForm(forms.Form):
    """What is noted of a meeting."""

    title = forms.CharField(
        label="Meeting",
        max_length=150,
        help_text="Full council, Planning committee.",
        error_messages={"required": "Enter which meeting it is."},
    )
    held_on = day_field("Held on")
    agenda_published_on = day_field("Agenda published on", required=False)
    minutes_published_on = day_field("Minutes published on", required=False)
    minutes_approved = forms.BooleanField(label="The minutes are approved", required=False)

    def __init__(self, data: Any = None, *, council: Council, meeting: Meeting | None = None) -> None:
        initial: dict[str, Any] = {}
        if meeting is not None:
            initial = {name: getattr(meeting, name) for name in self.base_fields}
            initial["body"] = meeting.body_id
        super().__init__(data, initial=initial)
        rows = Body.objects.filter(council=council).order_by("pk")
        field: Any = forms.ModelChoiceField(
            queryset=rows,
            label="Body",
            empty_label=None,
            error_messages={"required": "Choose whose meeting."},
        )
        field.label_from_instance = lambda row: row.name
        self.fields["body"] = field

    def sitting(self) -> Sitting:
        """Return what was typed."""
        cleaned = {name: self.cleaned_data[name] for name in self.base_fields}
        return Sitting(body_id=self.cleaned_data["body"].pk, **cleaned)


class AgendaForm(forms.Form):
    """An agenda or minutes to read items from."""

    file = forms.FileField(
        label="File",
        required=False,
        help_text="Word, OpenDocument, PDF with text, HTML, Markdown or plain text, up to 20 MB.",
        error_messages={"empty": "This file is empty."},
    )
    pasted = words_field("Or paste the text", longest=400_000, rows=8, required=False)

    def clean(self) -> dict[str, Any]:
        """Refuse neither and both."""
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors and bool(cleaned.get("file")) == bool(cleaned.get("pasted", "").strip()):
            self.add_error("file", "Choose a file, or paste the text.")
        return cleaned


MATTERS_LIST = "offered-matters"


class ItemForm(forms.Form):
    """One item of a meeting. ``matters`` are those that a closed item can be about: their keys by their titles."""

    reference = forms.CharField(
        max_length=80,
        help_text="As it is printed, such as 34/26.",
        widget=forms.TextInput(attrs={"class": "input-short"}),
        error_messages={"required": "Enter the reference."},
    )
    title = forms.CharField(
        label="Item", max_length=300, error_messages={"required": "Enter what the item is."}
    )
    part = forms.ChoiceField(label="Taken in", choices=AgendaItem.Part.choices)
    minute = words_field("Minute", longest=20_000, rows=4, required=False)
    matter = forms.CharField(
        label="Confidential matter",
        required=False,
        max_length=200,
        help_text="Of a closed item or a private briefing. Choose one that is open already, or leave this empty: the "
        "item then opens one under its own title, which the clerk, the chairman and whom you name may see.",
    )

    def __init__(
        self, data: Any = None, *, matters: Mapping[str, int] = NONE, offers: bool = True, **options: Any
    ) -> None:
        super().__init__(data, **options)
        self.matters = {title.casefold(): key for title, key in matters.items()}
        offered = islice(matters, MOST_OFFERED) if offers else ()
        self.fields["matter"].widget = OfferedInput(MATTERS_LIST, tuple(offered))

    def clean_matter(self) -> int | None:
        """Return the key of the matter whose title was typed, or None."""
        typed = self.cleaned_data["matter"].strip()
        if typed and typed.casefold() not in self.matters:
            raise forms.ValidationError(
                "No open matter that you may know of has this title. Choose one that is offered, or leave this empty."
            )
        return self.matters.get(typed.casefold())

    def item(self) -> Item:
        """Return what was typed."""
        typed = {name: self.cleaned_data[name] for name in ("reference", "title", "part", "minute")}
        return Item(**typed, matter_id=self.cleaned_data["matter"])


class ReviewedItemForm(ItemForm):
    """An item as it was read from a document; it may be left out."""

    taken = forms.BooleanField(label="Enter this item", required=False, initial=True)

    def full_clean(self) -> None:
        """Ask nothing of an item that is left out."""
        super().full_clean()
        if self.is_bound and not self.cleaned_data.get("taken"):
            self._errors = forms.utils.ErrorDict()


ItemFormSet = forms.formset_factory(ReviewedItemForm, extra=0, max_num=200, absolute_max=200)
