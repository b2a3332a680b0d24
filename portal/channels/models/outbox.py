"""The outbox: what must go out, once each. PostgreSQL is the truth; the broker only wakes workers up."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from portal.channels.models.channel import Channel, Contact
from portal.channels.models.publication import Publication
from portal.channels.states import Delivering

WAITING = Q(state__in=["pending", "sending"])
UNSETTLED = Q(state__in=["pending", "handed", "held", "failed", "unknown"])
"""What the desk looks for: it waits, or needs a person. Next to all that was ever sent these are few."""


class OutboxRow(models.Model):
    """What deliveries, mails and commands share: a key of their own, a state, and when to look again.

    ``attempt`` is raised by each claim and fences the settling: a worker that was taken for dead cannot settle.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    state = models.CharField(max_length=10, choices=Delivering.choices, default=Delivering.PENDING)
    due_at = models.DateTimeField(default=timezone.now, help_text="Not before this moment.")
    attempt = models.PositiveIntegerField(default=0)
    tries = models.PositiveIntegerField(default=0, help_text="Attempts since a person last ordered one.")
    claimed_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=500, blank=True, help_text="Why it waits, failed or is unclear.")

    class Meta:
        abstract = True


class IssuingRow(OutboxRow):
    """A row that says something new, which a hold can keep back past its hour."""

    confirm = models.BooleanField(
        default=False, db_default=False, help_text="It does not go on by itself: a person confirms it."
    )

    class Meta:
        abstract = True


class Delivery(IssuingRow):
    """One publication to one channel, exactly once."""

    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="deliveries")
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="deliveries")
    fanned_out = models.BooleanField(default=False, help_text="Its mails have rows of their own now.")
    external_id = models.CharField(max_length=300, blank=True)
    public_url = models.CharField(max_length=500, blank=True)
    sent_sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["publication", "channel"], name="delivered_once_per_channel"),
            models.CheckConstraint(condition=Q(state__in=Delivering.values), name="delivery_state_known"),
            models.CheckConstraint(
                condition=~Q(state="sending") | Q(claimed_at__isnull=False),
                name="delivery_sending_is_claimed",
            ),
            models.CheckConstraint(
                condition=Q(confirm=False) | ~Q(state__in=["pending", "sending"]),
                name="delivery_confirmed_before_it_goes",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "due_at"], condition=WAITING, name="delivery_due"),
            models.Index(fields=["publication"], condition=Q(confirm=True), name="delivery_to_confirm"),
            models.Index(fields=["publication"], condition=UNSETTLED, name="delivery_unsettled"),
        ]

    def __str__(self) -> str:
        return f"delivery {self.pk}"


class Dispatch(IssuingRow):
    """One mail to one recipient of a delivery. SMTP cannot be asked what became of a message; the journal can."""

    class Purpose(models.TextChoices):
        """Why the mail is sent."""

        ISSUE = "issue", "The item"
        RETRACTION = "retraction", "Notice that the item was withdrawn"

    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="dispatches")
    purpose = models.CharField(max_length=10, choices=Purpose.choices, default=Purpose.ISSUE)
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="dispatches")
    address = models.EmailField()
    message_id = models.CharField(max_length=200, unique=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["delivery", "purpose", "contact"], name="mailed_once_per_contact"
            ),
            models.CheckConstraint(condition=Q(state__in=Delivering.values), name="dispatch_state_known"),
            models.CheckConstraint(
                condition=~Q(state="sending") | Q(claimed_at__isnull=False),
                name="dispatch_sending_is_claimed",
            ),
            models.CheckConstraint(
                condition=Q(confirm=False) | ~Q(state__in=["pending", "sending"]),
                name="dispatch_confirmed_before_it_goes",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "due_at"], condition=WAITING, name="dispatch_due"),
            models.Index(fields=["delivery"], condition=Q(confirm=True), name="dispatch_to_confirm"),
            models.Index(fields=["delivery"], condition=UNSETTLED, name="dispatch_unsettled"),
        ]

    def __str__(self) -> str:
        return f"mail {self.pk} of delivery {self.delivery_id}"


class Command(OutboxRow):
    """Something that must be done to what was delivered: withdraw it, take it down, take its headline away."""

    class Verb(models.TextChoices):
        """What is to be done."""

        RETRACT = "retract", "Withdraw in public"
        TAKE_DOWN = "take_down", "Take down as scheduled"
        RETITLE = "retitle", "Take the headline away"

    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="commands")
    verb = models.CharField(max_length=12, choices=Verb.choices)
    reason = models.TextField(blank=True, help_text="Shown in public where the channel can.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["delivery", "verb"], name="commanded_once"),
            models.CheckConstraint(condition=Q(state__in=Delivering.values), name="command_state_known"),
        ]
        indexes = [
            models.Index(fields=["state", "due_at"], condition=WAITING, name="command_due"),
            models.Index(fields=["delivery"], condition=UNSETTLED, name="command_unsettled"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} delivery {self.delivery_id}"


class Attempt(models.Model):
    """One try, written before it is made: what a crash leaves behind is a try without an end.

    The outcome is the state to which it led, or UNSENT where nothing of it left for its network.
    """

    UNSENT = "unsent"

    key = models.UUIDField(help_text="The outbox row's.")
    number = models.PositiveIntegerField()
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=10, blank=True)
    detail = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "number"], name="attempt_once")]

    def __str__(self) -> str:
        return f"attempt {self.number} of {self.key}"
