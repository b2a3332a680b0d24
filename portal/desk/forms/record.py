"""The filters of the record, and the words to search for."""

from typing import Any

from django import forms

from portal.councils.models import Council, Membership
from portal.desk.ledger_reading import MACHINE, Filters
from portal.drafts.models import Communication
from portal.fields import day_field
from portal.records.verbs import VERBS


class RecordForm(forms.Form):
    """What to show of the record; nothing is required."""

    verb = forms.ChoiceField(label="What happened", required=False)
    person = forms.ChoiceField(label="Who", required=False)
    since = day_field("From", required=False)
    until = day_field("To", required=False)
    item = forms.CharField(
        label="Item",
        required=False,
        max_length=30,
        help_text="Its reference or number",
        widget=forms.TextInput(attrs={"class": "input-short"}),
    )

    def __init__(self, data: Any, *, council: Council) -> None:
        super().__init__(data)
        self.council = council
        verbs: Any = self.fields["verb"]
        verbs.choices = [("", "Anything"), *sorted(VERBS.items(), key=lambda pair: pair[1])]
        people = Membership.objects.filter(council=council).select_related("user").order_by("user__name")
        names = {str(row.user_id): row.user.name for row in people}
        who: Any = self.fields["person"]
        who.choices = [("", "Anybody"), *names.items(), (MACHINE, "The portal itself")]

    def clean_item(self) -> int | None:
        """Return the item's number: as it was typed, or by the approval reference."""
        typed = self.cleaned_data["item"].strip()
        if not typed:
            return None
        if typed.isdecimal() and len(typed) <= 15:
            return int(typed)
        found = Communication.objects.filter(council=self.council, reference__iexact=typed).values_list(
            "pk", flat=True
        )
        number: int | None = found.first()
        if number is None:
            raise forms.ValidationError("No item of this council has this reference.")
        return number

    def filters(self) -> Filters:
        """Return what was asked for, without what could not be read."""
        read = self.cleaned_data
        return Filters(
            verb=read.get("verb", ""),
            person=read.get("person", ""),
            since=read.get("since"),
            until=read.get("until"),
            item=read.get("item"),
        )


class SearchForm(forms.Form):
    """The words to search the archive for."""

    q = forms.CharField(
        label="Words",
        max_length=200,
        required=False,
        help_text="“Exact words” in quotation marks, or -word to leave something out.",
        widget=forms.TextInput(attrs={"type": "search"}),
    )
