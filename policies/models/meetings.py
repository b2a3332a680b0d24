"""Meetings with their open and closed items, and the positions that were agreed at them."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone

from portal.councils.models import Body, Council, Membership
from portal.councils.templatetags.words import day


class Meeting(models.Model):
    """One meeting of a body of the council."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="meetings")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="meetings")
    held_on = models.DateField()
    title = models.CharField(max_length=150, help_text="Full council, Planning committee.")
    agenda_published_on = models.DateField(null=True, blank=True)
    minutes_published_on = models.DateField(null=True, blank=True)
    minutes_approved = models.BooleanField(default=False)
    changed_at = models.DateTimeField(
        default=timezone.now,
        db_default=Now(),
        help_text="When what calendars show of it was last changed.",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["council", "body", "held_on", "title"], name="meeting_once"),
        ]
        indexes = [models.Index(fields=["council", "-held_on"], name="meetings_of_council")]

    def __str__(self) -> str:
        return f"{self.title}, {day(self.held_on)}"


class AgendaItem(models.Model):
    """One item of a meeting: open, or closed to the public (Public Bodies (Admission to Meetings) Act 1960)."""

    class Part(models.TextChoices):
        """Whether the public was there."""

        OPEN = "open", "Open session"
        CLOSED = "closed", "Closed session"
        BRIEFING = "briefing", "Private briefing"

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="items")
    position = models.PositiveIntegerField()
    reference = models.CharField(max_length=80, help_text="As the agenda or the minutes print it: 34/26.")
    title = models.CharField(max_length=300)
    part = models.CharField(max_length=10, choices=Part.choices, default=Part.OPEN)
    minute = models.TextField(blank=True, help_text="The minute of it, where there is one.")
    matter = models.ForeignKey(
        "policies.Matter",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="items",
        help_text="What a closed item is about: confidential until an open reference releases it.",
    )
    released_text = models.TextField(
        blank=True, help_text="Of a closed item: the decision's text alone, as the clerk released it."
    )
    released_at = models.DateTimeField(null=True, blank=True)
    released_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "reference"], name="agenda_reference_once"),
            models.UniqueConstraint(
                fields=["meeting", "position"],
                name="agenda_position_once",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                condition=Q(released_text="", released_at__isnull=True, released_by__isnull=True)
                | ~Q(released_text="") & Q(released_at__isnull=False, released_by__isnull=False),
                name="a_release_names_its_clerk",
            ),
        ]
        ordering = ["position"]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"


class Position(models.Model):
    """What the council has decided to think, with the minute: what a member may say."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="positions")
    item = models.ForeignKey(
        AgendaItem, on_delete=models.PROTECT, null=True, blank=True, related_name="positions"
    )
    title = models.CharField(max_length=200)
    text = models.TextField(help_text="The position, as a member may repeat it.")
    minute_reference = models.CharField(max_length=80)
    agreed_on = models.DateField()
    entered_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(default=timezone.now)
    ended_on = models.DateField(null=True, blank=True)
    replaced_by = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaces"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["id", "council"], name="position_with_its_council"),
            models.CheckConstraint(condition=~Q(minute_reference=""), name="a_position_names_its_minute"),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("agreed_on")),
                name="position_ends_after_it_began",
            ),
        ]

    def __str__(self) -> str:
        return self.title
