"""Reading campaigns with what they cost by the account: each entry counts once, a correction in its place."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from portal.channels.models import Campaign, CampaignCost
from portal.councils.models import Council
from portal.councils.people import Person
from portal.drafts.content import LONDON
from portal.drafts.costs.account import in_pounds
from portal.drafts.costs.reaching import entries_for
from portal.drafts.models import CostEntry
from portal.spreadsheets import inert

MOST = 500
MOST_OFFERED = 60
"""How many of the latest entries of the account are offered for a campaign."""
HEADINGS = (
    "Campaign", "Where", "Channel", "Audience", "Aim", "From", "To", "Stopped", "Minute or budget line",
    "Budget", "Spent", "Reach", "Clicks", "Results", "What the results are", "Cost per click", "Cost per result",
    "Regard had to a poll",
)  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One campaign with what was spent on it so far, in pence without VAT."""

    campaign: Campaign
    spent: int

    @property
    def per_click(self) -> int | None:
        """Return what one click cost, in pence; None while nothing is known."""
        return round(self.spent / self.campaign.clicks) if self.campaign.clicks else None

    @property
    def per_result(self) -> int | None:
        """Return what one result cost, in pence; None while nothing is known."""
        return round(self.spent / self.campaign.results) if self.campaign.results else None

    @property
    def over_budget(self) -> bool:
        """Return whether more was spent than was planned."""
        return self.spent > self.campaign.budget_pence

    @property
    def stands(self) -> tuple[str, str]:
        """Return the mark and the words of how it stands (portal/partials/stage.html)."""
        row, today = self.campaign, timezone.localdate(timezone=LONDON)
        if row.stopped_at is not None:
            return "cancelled", "Stopped"
        if today < row.begins_on:
            return "pending", "To come"
        return ("live", "Running") if today <= row.ends_on else ("taken_down", "Over")


def uncounted_entries(person: Person) -> list[CostEntry]:
    """Return the latest entries that ``person`` may see, stand uncorrected and count for no campaign. One query."""
    rows = entries_for(person).filter(corrected_by__isnull=True, campaign_cost__isnull=True)
    return list(rows.exclude(sort=CostEntry.Sort.NONE).order_by("-spent_on", "-pk")[:MOST_OFFERED])


def campaigns_of(council: Council) -> list[Line]:
    """Return the council's campaigns, the latest first. Three queries, however many there are."""
    rows = Campaign.objects.filter(council=council).select_related("channel")
    return lines_of(council.pk, rows.order_by("-begins_on", "-pk")[:MOST])


def lines_of(council_id: int, campaigns: Iterable[Campaign]) -> list[Line]:
    """Return ``campaigns`` with what was spent on each. Two queries more."""
    rows = list(campaigns)
    linked = CampaignCost.objects.filter(campaign__in=[row.pk for row in rows]).select_related("entry")
    corrections = {
        entry.corrects_id: entry
        for entry in CostEntry.objects.filter(council_id=council_id, corrects__isnull=False)
    }
    spent: dict[int, int] = {}
    for link in linked:
        entry = link.entry
        while entry.pk in corrections:
            entry = corrections[entry.pk]
        spent[link.campaign_id] = spent.get(link.campaign_id, 0) + entry.net_pence
    return [Line(row, spent.get(row.pk, 0)) for row in rows]


def entries_of_campaign(campaign: Campaign) -> list[CostEntry]:
    """Return the entries of the account that count for ``campaign``, with what corrects them, by their day."""
    rows = CostEntry.objects.filter(campaign_cost__campaign=campaign).select_related("corrected_by")
    found: list[CostEntry] = []
    for row in rows.order_by("spent_on", "pk"):
        entry = row
        while hasattr(entry, "corrected_by"):
            entry = entry.corrected_by
        found.append(entry)
    return found


def table_of(lines: Sequence[Line]) -> Iterator[tuple[str, ...]]:
    """Yield ``lines`` as rows of text for a spreadsheet, the headings first; no cell is a formula."""
    yield HEADINGS
    for line in lines:
        row = line.campaign
        yield (
            *(inert(words) for words in (row.title, row.place, row.channel.name if row.channel else "")),
            *(inert(words) for words in (row.audience, row.aim)),
            row.begins_on.isoformat(),
            row.ends_on.isoformat(),
            _day(row.stopped_at.date() if row.stopped_at else None),
            inert(row.authority),
            in_pounds(row.budget_pence),
            in_pounds(line.spent),
            *("" if number is None else str(number) for number in (row.reach, row.clicks, row.results)),
            inert(row.result_called),
            *("" if pence is None else in_pounds(pence) for pence in (line.per_click, line.per_result)),
            inert(row.regard),
        )


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
