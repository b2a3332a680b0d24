"""What publicity cost: the separate account that the Local Government Act 1986 asks for (s.5)."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from portal.councils.models import Council, Membership
from portal.drafts.models.communication import Communication

MOST_PENCE = 1_000_000_000
"""Ten million pounds: more in one entry is a slip of the finger."""
LONGEST = {"what": 200, "supplier": 150, "invoice": 60, "authority": 100, "reason": 300}
"""Characters of what an entry says."""


class CostEntry(models.Model):
    """One entry of the account, of an item or of none. The database refuses to change or delete it.

    A mistake is put right by another entry that ``corrects`` it and counts in its place. Amounts are in pence. Once the
    accounts need not be kept any more, retention may empty the words; the amounts stay.
    """

    append_only = True
    erasable = ("what", "supplier", "invoice", "authority", "reason", "erased_at")

    class Sort(models.TextChoices):
        """What the money went on. ``NONE`` states that nothing was spent."""

        PRINTING = "printing", "Printing"
        POSTAGE = "postage", "Postage and delivery"
        ADVERTISING = "advertising", "Advertising space"
        DESIGN = "design", "Design and writing"
        PICTURES = "pictures", "Pictures and film"
        WEBSITE = "website", "Website, mailing and other software"
        STAFF = "staff", "Staff time"
        OTHER = "other", "Something else"
        NONE = "none", "Nothing was spent"

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="cost_entries")
    communication = models.ForeignKey(
        Communication,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="costs",
        help_text="The item that it was spent on; empty for publicity that is no one item.",
    )
    sort = models.CharField(max_length=12, choices=Sort.choices)
    what = models.CharField(max_length=LONGEST["what"], blank=True)
    spent_on = models.DateField(
        help_text="The day of the invoice or payment; it says which year it belongs to."
    )
    net_pence = models.BigIntegerField(help_text="Without VAT.")
    vat_pence = models.BigIntegerField(default=0)
    supplier = models.CharField(max_length=LONGEST["supplier"], blank=True)
    invoice = models.CharField(max_length=LONGEST["invoice"], blank=True)
    authority = models.CharField(
        max_length=LONGEST["authority"], blank=True, help_text="Minute or line of the budget."
    )
    staff_minutes = models.PositiveIntegerField(null=True, blank=True)
    corrects = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="corrected_by"
    )
    reason = models.CharField(
        max_length=LONGEST["reason"], blank=True, help_text="Why the earlier entry was wrong."
    )
    entered_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(default=timezone.now)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(net_pence__gte=0, net_pence__lte=MOST_PENCE, vat_pence__gte=0)
                & Q(vat_pence__lte=F("net_pence")),
                name="cost_amounts_can_be",
            ),
            models.CheckConstraint(
                condition=Q(sort="none", net_pence=0, vat_pence=0)
                | Q(net_pence__gt=0)
                & Q(
                    sort__in=[
                        "printing",
                        "postage",
                        "advertising",
                        "design",
                        "pictures",
                        "website",
                        "staff",
                        "other",
                    ]
                ),
                name="cost_is_stated_or_none",
            ),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True) & ~Q(what="")
                | Q(erased_at__isnull=False, what="", supplier="", invoice="", authority="", reason=""),
                name="cost_says_what_for",
            ),
            models.CheckConstraint(
                condition=Q(corrects__isnull=True, reason="")
                | Q(corrects__isnull=False) & (~Q(reason="") | Q(erased_at__isnull=False)),
                name="cost_correction_says_why",
            ),
            models.CheckConstraint(
                condition=Q(spent_on__gte="1986-04-01", spent_on__lt="2200-01-01"), name="cost_in_our_time"
            ),
        ]
        indexes = [
            models.Index(fields=["council", "spent_on", "id"], name="account_of_council"),
        ]
        ordering = ("spent_on", "pk")

    def __str__(self) -> str:
        return f"cost entry {self.pk} of council {self.council_id}"

    @property
    def gross_pence(self) -> int:
        """Return the amount with VAT."""
        return self.net_pence + self.vat_pence
