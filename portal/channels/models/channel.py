"""The register of official channels, and the press list."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from portal.councils.models import Body, Council, Membership


class Channel(models.Model):
    """One official channel of a council. ``connector`` is the slug of the connector that speaks for it."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="channels")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    connector = models.CharField(max_length=30)
    name = models.CharField(max_length=100)
    is_open = models.BooleanField(default=True)
    closed_message = models.CharField(max_length=300, blank=True, help_text="Shown in public while closed.")
    settings = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["council", "name"], name="channel_name_once_per_council"),
        ]

    def __str__(self) -> str:
        return self.name


class Contact(models.Model):
    """A newspaper or journalist on the press list. Opting out keeps the row, so that nobody adds them again."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="contacts")
    name = models.CharField(max_length=150)
    outlet = models.CharField(max_length=150, blank=True)
    email = models.EmailField()
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
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.outlet})" if self.outlet else self.name
