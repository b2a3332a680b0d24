"""Appeals: the author of what was taken down asks for another look, and somebody else decides."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from moderation.models.comment import Comment
from moderation.models.ruling import Ruling
from portal.councils.models import Council, Membership


class Appeal(models.Model):
    """One appeal against one ruling. Once decided it is never changed; its words are erased with the comment."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="appeals")
    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, related_name="appeals")
    ruling = models.OneToOneField(Ruling, on_delete=models.PROTECT, related_name="appeal")
    ruled_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="+", help_text="Whose ruling it is against."
    )
    words = models.TextField(blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(help_text="By when the council decides.")
    allowed = models.BooleanField(null=True, blank=True)
    answer = models.TextField(blank=True, help_text="Why, as its author may be told.")
    minute = models.CharField(
        max_length=80, blank=True, help_text="Of the committee that decided, where nobody else could."
    )
    decided_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(allowed__isnull=True, decided_by__isnull=True, decided_at__isnull=True, minute="")
                | Q(allowed__isnull=False, decided_by__isnull=False, decided_at__isnull=False)
                & (~Q(answer="") | Q(erased_at__isnull=False)),
                name="a_decided_appeal_says_why",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("ruled_by")) | ~Q(minute=""),
                name="nobody_decides_an_appeal_against_themselves",
            ),
            models.CheckConstraint(
                condition=~Q(words="") | Q(erased_at__isnull=False), name="an_appeal_says_why"
            ),
        ]
        indexes = [
            models.Index(
                fields=["council", "due_at"], condition=Q(decided_at__isnull=True), name="appeals_open"
            ),
            models.Index(fields=["council", "-made_at"], name="appeals_of_council"),
        ]

    def __str__(self) -> str:
        return f"appeal {self.pk} against ruling {self.ruling_id}"


class AppealEntered(models.Model):
    """That an appeal came to the office, and who entered it for its author. Never changed."""

    class Way(models.TextChoices):
        """How it came."""

        PAPER = "paper", "On paper"
        EMAIL = "email", "By email"
        MESSAGE = "message", "As a private message"
        PHONE = "phone", "By telephone"
        PERSON = "person", "In person"

    append_only = True
    erasable = ("checked", "erased_at")

    appeal = models.OneToOneField(Appeal, on_delete=models.PROTECT, related_name="entered")
    way = models.CharField(max_length=10, choices=Way.choices)
    came_on = models.DateField()
    checked = models.TextField(blank=True, help_text="How whoever entered it made sure whose it is.")
    by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(checked="") & Q(erased_at__isnull=True) | Q(checked="", erased_at__isnull=False),
                name="an_appeal_entered_says_whose_it_is",
            ),
            models.CheckConstraint(
                condition=Q(way__in=["paper", "email", "message", "phone", "person"]),
                name="way_of_an_appeal_known",
            ),
        ]

    def __str__(self) -> str:
        return f"appeal {self.appeal_id} came on {self.came_on}"
