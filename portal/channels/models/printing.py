"""What people carry by hand: where it goes, the job of each delivery, and the proof that it was done."""

from datetime import datetime
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from portal.channels.models.channel import Channel
from portal.channels.models.outbox import Delivery
from portal.councils.models import Council, Membership


class Sheet(models.TextChoices):
    """The size of paper, upright."""

    A3 = "a3", "A3"
    A4 = "a4", "A4"
    A5 = "a5", "A5"


def name_of_sheet(key: UUID, ordered_at: datetime) -> str:
    """Return under which name the sheet of the delivery ``key`` is stored, whichever worker makes it."""
    return f"sheets/{ordered_at:%Y/%m}/{key}.pdf"


class Place(models.Model):
    """How a channel is served that people serve by hand: a noticeboard with its key, a round with its streets."""

    channel = models.OneToOneField(Channel, on_delete=models.PROTECT, related_name="place")
    address = models.CharField(max_length=300, blank=True, help_text="Where it stands.")
    sheet = models.CharField(max_length=2, choices=Sheet.choices, default=Sheet.A4)
    capacity = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Sheets that it holds; empty where nobody counted."
    )
    key_with = models.CharField(max_length=150, blank=True, help_text="Who has the key.")
    keeper = models.ForeignKey(
        Membership,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Who gets its jobs.",
    )
    days = models.PositiveSmallIntegerField(default=2, help_text="Days in which a job is to be done.")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(sheet__in=["a3", "a4", "a5"]), name="place_sheet_known"),
            models.CheckConstraint(condition=Q(days__gte=1, days__lte=60), name="place_days_in_reason"),
            models.CheckConstraint(
                condition=Q(capacity__isnull=True) | Q(capacity__gte=1), name="place_holds_something"
            ),
        ]

    def __str__(self) -> str:
        return f"place of channel {self.channel_id}"


class MagazineIssue(models.Model):
    """One issue of a magazine: until when copy is taken, when it appears, how long an article may be."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="magazine_issues")
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="magazine_issues")
    name = models.CharField(max_length=80, help_text="As authors name it, such as December 2026.")
    copy_by = models.DateTimeField(help_text="Until when articles are taken.")
    out_on = models.DateField(help_text="The day on which it appears.")
    word_limit = models.PositiveIntegerField(default=400, help_text="The most words of one article.")
    changed_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True, help_text="When it was noted as out.")

    class Meta:
        constraints = [
            models.UniqueConstraint("channel", Lower("name"), name="magazine_issue_named_once"),
            models.CheckConstraint(
                condition=Q(word_limit__gte=20, word_limit__lte=10_000), name="magazine_word_limit_in_reason"
            ),
        ]
        indexes = [models.Index(fields=["council", "copy_by"], name="magazine_issues_by_deadline")]

    def __str__(self) -> str:
        return self.name


class Job(models.Model):
    """One delivery that a person carries. Where it stands is in the outbox: its delivery and the commands on that.

    ``told`` is the state of the delivery that the people concerned were last told of; ``closed_at`` says that nothing
    is left to do.
    """

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="jobs")
    delivery = models.OneToOneField(Delivery, on_delete=models.PROTECT, related_name="job")
    sheet = models.CharField(max_length=2, choices=Sheet.choices, blank=True)
    pdf = models.FileField(upload_to="sheets/%Y/%m/", blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    assignee = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="jobs_to_do"
    )
    taker = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="jobs_to_undo"
    )
    due_at = models.DateTimeField(help_text="By when it is to be up, read out or round.")
    down_due_at = models.DateTimeField(null=True, blank=True, help_text="By when it is to be down again.")
    magazine = models.ForeignKey(
        MagazineIssue, on_delete=models.PROTECT, null=True, blank=True, related_name="jobs"
    )
    told = models.CharField(max_length=10, blank=True)
    down_told_at = models.DateTimeField(null=True, blank=True)
    reminded_on = models.DateField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["council", "due_at"], condition=Q(closed_at__isnull=True), name="jobs_open"),
            models.Index(fields=["council", "-made_at"], name="jobs_of_council"),
        ]

    def __str__(self) -> str:
        return f"job {self.pk} of delivery {self.delivery_id}"


class Proof(models.Model):
    """What somebody stated about a job, with a photograph or the word of who saw it. It is never changed."""

    class Step(models.TextChoices):
        """What is proved."""

        DONE = "done", "Done"
        DOWN = "down", "Taken down"
        NEVER = "never", "Never put up"

    job = models.ForeignKey(Job, on_delete=models.PROTECT, related_name="proofs")
    step = models.CharField(max_length=5, choices=Step.choices)
    on = models.DateField(help_text="The day on which it was done.")
    by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+", help_text="Who did it.")
    photo = models.FileField(upload_to="proofs/%Y/%m/", blank=True)
    photo_sha256 = models.CharField(max_length=64, blank=True)
    word = models.CharField(max_length=300, blank=True, help_text="Who saw it, in words.")
    minute = models.CharField(max_length=100, blank=True)
    link = models.URLField(
        max_length=300,
        blank=True,
        default="",
        db_default="",
        help_text="Where it is to be seen on a network.",
    )
    left_out = models.CharField(
        max_length=300,
        blank=True,
        default="",
        db_default="",
        help_text="Of a round: why the streets that are not ticked were left out.",
    )
    noted_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField(default=timezone.now)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["job", "step"], name="proved_once"),
            models.CheckConstraint(condition=Q(step__in=["done", "down", "never"]), name="proof_step_known"),
            models.CheckConstraint(
                condition=~Q(photo_sha256="")
                | ~Q(word="")
                | ~Q(minute="")
                | ~Q(link="")
                | Q(erased_at__isnull=False),
                name="a_proof_shows_or_says_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.step} of job {self.job_id}"
