"""The pages of paid campaigns: the list and its file, one campaign, its costs, its results, stopping it."""

from typing import Any, cast

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from portal.channels.campaigns.forms import CampaignForm, CountForm, RegardForm, ResultsForm
from portal.channels.campaigns.gates import why_regard
from portal.channels.campaigns.reading import (
    campaigns_of,
    entries_of_campaign,
    lines_of,
    table_of,
    uncounted_entries,
)
from portal.channels.campaigns.running import (
    count_entry,
    enter_campaign,
    note_regard,
    note_results,
    spend,
    stop_campaign,
)
from portal.channels.models import Campaign
from portal.councils.form_views import CouncilFormView, ReasonedFormView
from portal.councils.powers import Power
from portal.councils.views import CouncilView
from portal.drafts.content import LONDON
from portal.drafts.costs.forms import CostForm
from portal.drafts.costs.reaching import may_enter, require_enterer, require_reader
from portal.spreadsheets import csv_file


class CampaignsPage(CouncilView):
    """Every campaign with its cost."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show them."""
        require_reader(self.person)
        words = {"section": "channels", "lines": campaigns_of(self.council)}
        return render(request, "channels/campaigns/list.html", words)


class CampaignsCsv(CouncilView):
    """The list as a file."""

    def get(self, request: HttpRequest) -> HttpResponse:  # noqa: ARG002
        """Return it."""
        require_reader(self.person)
        return csv_file(f"{self.council.slug}-campaigns.csv", table_of(campaigns_of(self.council)))


class CampaignPage(CouncilView):
    """One campaign: what it was for, what it cost, what came of it."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show it; where a poll came near since, that regard is still to be had."""
        require_reader(self.person)
        rows = Campaign.objects.select_related("channel", "entered_by__user").filter(council=self.council)
        row = get_object_or_404(rows, pk=pk)
        (line,) = lines_of(self.council.pk, [row])
        over = row.stopped_at is not None or row.ends_on < timezone.localdate(timezone=LONDON)
        near = "" if over or row.regard else why_regard(self.council.pk, row.begins_on, row.ends_on)
        words = {
            "section": "channels",
            "line": line,
            "campaign": row,
            "entries": entries_of_campaign(row),
            "near": near,
            "over": over,
            "may_enter": may_enter(self.person),
        }
        return render(request, "channels/campaigns/campaign.html", words)


class EnterCampaign(CouncilFormView):
    """Enters a campaign."""

    power = Power.MANAGE_CHANNELS
    section = "channels"
    heading = "Enter a paid campaign"
    lead = "What it costs is entered once, in the account of publicity, from the page of the campaign."
    button = "Enter it"

    def make_form(self, data: Any = None) -> forms.Form:
        """Offer the council's open channels."""
        return CampaignForm(data, council=self.council)

    def act(self, form: forms.Form) -> str:
        """Enter it."""
        made = enter_campaign(actor=self.person, planned=cast("CampaignForm", form).planned())
        return f"{made.title} is entered."

    def next_address(self) -> str:
        """Return the list."""
        return reverse("campaigns", args=[self.council.slug])


class OneCampaign(CouncilFormView):
    """A form about one campaign, which returns to its page."""

    power = Power.DRAFT
    section = "channels"
    campaign: Campaign

    def prepare(self, **kwargs: Any) -> None:
        """Find the campaign, or raise Http404; NotYours for who enters no costs."""
        require_enterer(self.person)
        self.campaign = get_object_or_404(Campaign, pk=kwargs["pk"], council=self.council)

    def words(self) -> dict[str, Any]:
        """Say which one."""
        return {"eyebrow": self.campaign.title}

    def next_address(self) -> str:
        """Return the page of the campaign."""
        return reverse("campaign", args=[self.council.slug, self.campaign.pk])


class SpendOnCampaign(OneCampaign):
    """Enters what was spent on it."""

    form_class = CostForm
    heading = "What was spent on it?"
    lead = "It is entered in the account of publicity, once, and counted here."
    button = "Enter it"

    def act(self, form: forms.Form) -> str:
        """Enter it."""
        made = spend(actor=self.person, campaign_id=self.campaign.pk, cost=cast("CostForm", form).cost())
        return f"It is entry {made.pk} of the account."


class CountForCampaign(OneCampaign):
    """Counts an entry that is in the account already."""

    heading = "Count an entry of the account"
    lead = "What is entered already is not entered again: choose it."
    button = "Count it"

    def make_form(self, data: Any = None) -> forms.Form:
        """Offer the latest entries that count for no campaign."""
        return CountForm(data, offered=uncounted_entries(self.person))

    def act(self, form: forms.Form) -> str:
        """Count it."""
        entry = form.cleaned_data["entry_id"]
        count_entry(actor=self.person, campaign_id=self.campaign.pk, entry_id=entry)
        return f"Entry {entry} counts for {self.campaign.title}."


class CampaignResults(OneCampaign):
    """Notes what came of it."""

    heading = "What came of it?"

    def make_form(self, data: Any = None) -> forms.Form:
        """Return the form with what is there now."""
        row = self.campaign
        return ResultsForm(data, initial={name: getattr(row, name) for name in ResultsForm.base_fields})

    def act(self, form: forms.Form) -> str:
        """Note it."""
        came = cast("ResultsForm", form).came()
        note_results(actor=self.person, campaign_id=self.campaign.pk, came=came)
        return "What came of it is noted."


class RegardPoll(OneCampaign):
    """Says what regard was had to a poll."""

    power = Power.MANAGE_CHANNELS
    form_class = RegardForm
    heading = "A poll is near"

    def act(self, form: forms.Form) -> str:
        """Note it."""
        note_regard(actor=self.person, campaign_id=self.campaign.pk, reason=form.cleaned_data["reason"])
        return "It is noted."


class StopCampaign(OneCampaign, ReasonedFormView):
    """Notes that it was stopped."""

    power = Power.MANAGE_CHANNELS
    heading = "Note that it was stopped?"
    lead = "Stop it where it runs first; then say so here."
    button = "Note it"
    danger = True

    def act_because(self, reason: str) -> str:
        """Note it."""
        stop_campaign(actor=self.person, campaign_id=self.campaign.pk, reason=reason)
        return f"It is noted that {self.campaign.title} was stopped."
