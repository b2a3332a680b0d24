"""Paid campaigns of the council: to whom, for what, for how much, and what came of them."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from portal.channels.models.channel import Channel
from portal.councils.models import Council, Membership
from portal.drafts.models import CostEntry
from portal.drafts.models.cost import MOST_PENCE


class Campaign(models.Model):
    """One campaign for which the council pays. Amounts are in pence; what it cost stands in the account of publicity.

    ``regard`` is what was considered because a poll is near (Local Government Act 1986 s.2, s.4).
    """

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="campaigns")
    channel = models.ForeignKey(
        Channel, on_delete=models.PROTECT, null=True, blank=True, related_name="campaigns"
    )
    title = models.CharField(max_length=150)
    place = models.CharField(max_length=150, help_text="Where it runs: a network, a paper, a station.")
    audience = models.CharField(max_length=300)
    aim = models.CharField(max_length=500)
    budget_pence = models.BigIntegerField(help_text="Without VAT.")
    authority = models.CharField(max_length=100, help_text="Minute or line of the budget.")
    begins_on = models.DateField()
    ends_on = models.DateField()
    regard = models.CharField(max_length=1000, blank=True)
    reach = models.PositiveIntegerField(null=True, blank=True)
    clicks = models.PositiveIntegerField(null=True, blank=True)
    results = models.PositiveIntegerField(null=True, blank=True)
    result_called = models.CharField(max_length=80, blank=True, help_text="Such as: sign-ups.")
    entered_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(default=timezone.now)
    stopped_at = models.DateTimeField(null=True, blank=True)
    costs = models.ManyToManyField(CostEntry, through="CampaignCost", related_name="campaigns")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("begins_on")), name="campaign_ends_later"),
            models.CheckConstraint(
                condition=Q(budget_pence__gte=0, budget_pence__lte=MOST_PENCE), name="campaign_budget_can_be"
            ),
            models.CheckConstraint(
                condition=Q(results__isnull=True) | ~Q(result_called=""), name="campaign_names_its_results"
            ),
        ]
        indexes = [models.Index(fields=["council", "-begins_on"], name="campaigns_of_council")]

    def __str__(self) -> str:
        return self.title


class CampaignCost(models.Model):
    """An entry of the account that was spent on a campaign: each counts for one campaign, and is entered once."""

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="+")
    entry = models.OneToOneField(CostEntry, on_delete=models.PROTECT, related_name="campaign_cost")

    def __str__(self) -> str:
        return f"entry {self.entry_id} of campaign {self.campaign_id}"
