"""Forms about paid campaigns."""

from collections.abc import Sequence
from typing import Any

from django import forms

from portal.channels.campaigns.running import Came, Planned
from portal.channels.models import Channel
from portal.councils.models import Council
from portal.councils.templatetags.words import day
from portal.drafts.costs.account import in_pounds
from portal.drafts.costs.forms import amount_field
from portal.drafts.models import CostEntry
from portal.fields import day_field, words_field

_SHORT = {"class": "input-short"}


def _line(label: str, hint: str = "", *, longest: int, missing: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=longest,
        required=bool(missing),
        error_messages={"required": missing},
    )


def _count(label: str) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        min_value=0,
        max_value=2_000_000_000,
        required=False,
        widget=forms.NumberInput(attrs=_SHORT),
    )


class CampaignForm(forms.Form):
    """A campaign for which the council pays."""

    title = _line("Name of the campaign", longest=150, missing="Give the campaign a name.")
    place = _line(
        "Where does it run?", "A network, a paper, a station.", longest=150, missing="Say where it runs."
    )
    channel = forms.ModelChoiceField(
        queryset=Channel.objects.none(),
        label="Channel of the council",
        required=False,
        empty_label="None of these",
    )
    audience = _line("Whom is it to reach?", longest=300, missing="Say whom it is to reach.")
    aim = words_field("What is it to bring about?", longest=500, missing="Say what it is to bring about.")
    budget = amount_field("Budget without VAT, in pounds")
    authority = _line(
        "Minute or line of the budget", longest=100, missing="Give the minute or the line of the budget."
    )
    begins_on = day_field("From", missing="Give the first day.")
    ends_on = day_field("To", missing="Give the last day.")
    regard = words_field(
        "What regard was had to a poll?",
        "Needed where it runs into the time before a poll: why it is right to run all the same.",
        longest=1000,
        required=False,
    )

    def __init__(self, data: Any = None, *, council: Council) -> None:
        super().__init__(data)
        self.fields["budget"].required = True
        self.fields["budget"].error_messages["required"] = "Enter the budget."
        channels: Any = self.fields["channel"]
        channels.queryset = Channel.objects.filter(council=council, is_open=True).order_by("name", "pk")

    def planned(self) -> Planned:
        """Return what was typed."""
        typed = dict(self.cleaned_data)
        channel, budget = typed.pop("channel"), typed.pop("budget")
        return Planned(**typed, budget=int(budget * 100), channel_id=channel.pk if channel else None)


class ResultsForm(forms.Form):
    """What came of a campaign."""

    reach = _count("How many it reached")
    clicks = _count("Clicks")
    results = _count("Results")
    result_called = _line("What are the results?", "Such as: sign-ups, replies, visitors.", longest=80)

    def came(self) -> Came:
        """Return what was typed."""
        return Came(**self.cleaned_data)


class RegardForm(forms.Form):
    """What regard was had to a poll."""

    reason = words_field(
        "What regard was had to the poll?",
        longest=1000,
        rows=5,
        missing="Say what regard was had to the poll.",
    )


class CountForm(forms.Form):
    """An entry of the account, of the latest that count for no campaign yet."""

    entry_id = forms.TypedChoiceField(
        label="Entry of the account", coerce=int, error_messages={"required": "Choose the entry."}
    )

    def __init__(self, data: Any = None, *, offered: Sequence[CostEntry]) -> None:
        super().__init__(data)
        entry: Any = self.fields["entry_id"]
        entry.choices = [("", "Choose"), *((str(row.pk), in_a_line(row)) for row in offered)]


def in_a_line(entry: CostEntry) -> str:
    """Return an entry of the account as one line of a list names it."""
    what = entry.what or entry.get_sort_display()
    return f"{entry.pk}: {what}, {day(entry.spent_on)}, £{in_pounds(entry.net_pence)}"
