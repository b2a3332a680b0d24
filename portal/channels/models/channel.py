"""The register of official channels, and the press list."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from portal.councils.models import Body, Council, Membership

SPEAKS = ("founding", "approved")
"""The approvals with which a channel may be open."""


class Channel(models.Model):
    """One official channel of a council. ``connector`` is the slug of the connector that speaks for it.

    It is open only once the council approved it, with a minute; those with which a council or a body begins, and those
    that stood before minutes were asked for, are its own since the beginning.
    """

    class Approval(models.TextChoices):
        """Whether the council approved it."""

        FOUNDING = "founding", "The council’s since the beginning"
        PROPOSED = "proposed", "Proposed"
        APPROVED = "approved", "Approved"
        REFUSED = "refused", "Refused"
        ENDED = "ended", "Closed for good"

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="channels")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    connector = models.CharField(max_length=30)
    name = models.CharField(max_length=100)
    is_open = models.BooleanField(default=True)
    closed_message = models.CharField(max_length=300, blank=True, help_text="Shown in public while closed.")
    closed_until = models.DateField(null=True, blank=True, help_text="The day on which it opens by itself.")
    approval = models.CharField(
        max_length=8, choices=Approval.choices, default=Approval.FOUNDING, db_default=Approval.FOUNDING.value
    )
    proposed_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    proposed_at = models.DateTimeField(null=True, blank=True)
    tabled_on = models.DateField(null=True, blank=True, help_text="The day of the meeting that decides.")
    minute_reference = models.CharField(max_length=80, blank=True, default="", db_default="")
    decided_on = models.DateField(null=True, blank=True, help_text="When the council approved or refused it.")
    refusal = models.CharField(max_length=300, blank=True, default="", db_default="")
    settings = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["council", "name"], name="channel_name_once_per_council"),
            models.UniqueConstraint(fields=["id", "council"], name="channel_with_its_council"),
            models.CheckConstraint(
                condition=Q(approval__in=[*SPEAKS, "proposed", "refused", "ended"]),
                name="channel_approval_known",
            ),
            models.CheckConstraint(
                condition=Q(is_open=False) | Q(approval__in=SPEAKS), name="channel_open_once_approved"
            ),
            models.CheckConstraint(
                condition=~Q(approval="approved") | ~Q(minute_reference="") & Q(decided_on__isnull=False),
                name="channel_approved_by_a_minute",
            ),
            models.CheckConstraint(
                condition=~Q(approval="refused") | ~Q(refusal=""), name="channel_refused_with_a_reason"
            ),
            models.CheckConstraint(
                condition=~Q(approval="proposed")
                | Q(proposed_by__isnull=False) & Q(proposed_at__isnull=False),
                name="channel_proposed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(closed_until__isnull=True) | Q(is_open=False), name="channel_closed_until"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def speaks(self) -> bool:
        """Return whether the council approved it, so that it may be open."""
        return self.approval in SPEAKS


class Contact(models.Model):
    """A newspaper or journalist on the press list. Opting out keeps the row, so that nobody adds them again."""

    class Kind(models.TextChoices):
        """What they are."""

        NEWSPAPER = "newspaper", "Newspaper or magazine"
        RADIO = "radio", "Radio station"
        TELEVISION = "television", "Television"
        ONLINE = "online", "Online"
        JOURNALIST = "journalist", "Journalist of their own"
        PARTNER = "partner", "Partner organisation"

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="contacts")
    name = models.CharField(max_length=150)
    outlet = models.CharField(max_length=150, blank=True)
    kind = models.CharField(
        max_length=10, choices=Kind.choices, default=Kind.NEWSPAPER, db_default=Kind.NEWSPAPER.value
    )
    email = models.EmailField()
    telephone = models.CharField(max_length=40, blank=True, default="", db_default="")
    agreed = models.CharField(
        max_length=200,
        blank=True,
        default="",
        db_default="",
        help_text="How and when they agreed to get the council's press mail.",
    )
    added_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    added_at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(null=True, blank=True)
    opted_out_at = models.DateTimeField(null=True, blank=True)
    refused_at = models.DateTimeField(
        null=True, blank=True, help_text="When their mail server last said no for good."
    )
    refusal = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("council", Lower("email"), name="press_address_once_per_council"),
            models.CheckConstraint(condition=~Q(email=""), name="contact_has_an_address"),
            models.CheckConstraint(
                condition=Q(kind__in=["newspaper", "radio", "television", "online", "journalist", "partner"]),
                name="contact_kind_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.outlet})" if self.outlet else self.name
