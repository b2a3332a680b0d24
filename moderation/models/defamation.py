"""Notices of defamation about comments: what they say, where they stand, each step with its time, every letter."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone

from moderation.models.comment import Comment
from moderation.models.ruling import Ruling
from moderation.notices.particulars import Particulars
from moderation.notices.states import OVER, Event, Stage
from portal.councils.models import Council, Membership


class DefamationNotice(models.Model):
    """One notice, as it came, and what the poster answered. Its words go a year after it was closed.

    Defamation Act 2013 s.5 and SI 2013/3028.
    """

    class Way(models.TextChoices):
        """How it came."""

        FORM = "form", "By the form of the newsroom"
        EMAIL = "email", "By email"
        LETTER = "letter", "By letter"

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="defamation_notices")
    comment = models.ForeignKey(
        Comment, on_delete=models.PROTECT, null=True, blank=True, related_name="defamation_notices"
    )
    reference = models.CharField(max_length=12)
    way = models.CharField(max_length=10, choices=Way.choices)
    mark = models.CharField(
        max_length=64, blank=True, help_text="Hash of the form's own mark, which comes once."
    )
    source = models.TextField(blank=True, help_text="What came by letter or email, word by word.")
    name = models.CharField(max_length=200, blank=True)
    email = models.EmailField(blank=True)
    statement = models.TextField(blank=True)
    why = models.TextField(blank=True)
    where = models.CharField(max_length=500, blank=True)
    meaning = models.TextField(blank=True)
    wrong = models.TextField(blank=True)
    without_details = models.BooleanField(
        default=False, help_text="They confirm that they know too little to sue."
    )
    name_passed = models.BooleanField(
        null=True, blank=True, help_text="Whether the poster may know their name."
    )
    email_passed = models.BooleanField(null=True, blank=True, help_text="And their email address.")
    withheld = models.TextField(
        blank=True, help_text="What else the poster is not to read of who complains, one a line."
    )
    says_repeated = models.BooleanField(
        default=False, help_text="They say that the same was removed at least twice before."
    )
    stage = models.CharField(max_length=10, choices=Stage.choices, default=Stage.RECEIVED)
    steps = models.PositiveSmallIntegerField(default=0, help_text="How many things happened to it.")
    lacking = models.JSONField(default=list, blank=True, help_text="What was found missing, last.")
    received_at = models.DateTimeField(help_text="From when the time runs.")
    due_at = models.DateTimeField(null=True, blank=True)
    warn_at = models.DateTimeField(null=True, blank=True, help_text="When who decides is reminded.")
    late_told_at = models.DateTimeField(null=True, blank=True)
    passed_at = models.DateTimeField(null=True, blank=True, help_text="When the poster was told.")
    answer_by = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    agrees = models.BooleanField(null=True, blank=True, help_text="Whether the poster agrees to its removal.")
    poster_name = models.CharField(max_length=200, blank=True)
    poster_address = models.TextField(blank=True)
    details_passed = models.BooleanField(
        null=True, blank=True, help_text="Whether the complainant may have the poster’s name and address."
    )
    ruling = models.ForeignKey(
        Ruling,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="That took the comment down for it.",
    )
    entered_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["council", "reference"], name="defamation_reference_once"),
            models.UniqueConstraint(
                fields=["council", "mark"], condition=~Q(mark=""), name="a_notice_comes_once_by_its_form"
            ),
            models.CheckConstraint(condition=Q(stage__in=Stage.values), name="defamation_stage_known"),
            models.CheckConstraint(
                condition=Q(stage__in=OVER, closed_at__isnull=False, due_at__isnull=True)
                | Q(stage=Stage.DEFECTIVE, closed_at__isnull=True, due_at__isnull=True)
                | ~Q(stage__in=[*OVER, Stage.DEFECTIVE]) & Q(closed_at__isnull=True, due_at__isnull=False),
                name="an_open_notice_has_its_time",
            ),
            models.CheckConstraint(
                condition=~Q(stage__in=[Stage.WAITING, Stage.SILENT, Stage.ANSWERED])
                | Q(comment__isnull=False, passed_at__isnull=False, answer_by__isnull=False),
                name="what_was_passed_on_says_when",
            ),
            models.CheckConstraint(
                condition=~Q(stage=Stage.ANSWERED) | Q(answered_at__isnull=False),
                name="an_answer_says_when_it_came",
            ),
            models.CheckConstraint(
                condition=~Q(stage=Stage.KEPT)
                | Q(
                    comment__isnull=False,
                    answered_at__isnull=False,
                    agrees=False,
                    details_passed__isnull=False,
                ),
                name="what_is_kept_somebody_stands_by",
            ),
            models.CheckConstraint(
                condition=~Q(stage=Stage.REMOVED) | Q(comment__isnull=False, ruling__isnull=False),
                name="a_removal_by_notice_has_its_ruling",
            ),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True)
                | Q(
                    source="",
                    name="",
                    email="",
                    statement="",
                    why="",
                    where="",
                    meaning="",
                    wrong="",
                    poster_name="",
                    poster_address="",
                    withheld="",
                    closed_at__isnull=False,
                ),
                name="an_erased_notice_keeps_no_words",
            ),
        ]
        indexes = [
            models.Index(
                fields=["council", "due_at"], condition=Q(closed_at__isnull=True), name="defamation_open"
            ),
            models.Index(fields=["council", "-received_at"], name="defamation_of_council"),
            models.Index(fields=["warn_at"], condition=Q(warn_at__isnull=False), name="defamation_to_warn"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def particulars(self) -> Particulars:
        """Return what it says of what the law asks for."""
        return Particulars(**{name: getattr(self, name) for name in Particulars.__dataclass_fields__})

    @property
    def last_day(self) -> datetime | None:
        """Return a moment of the last day on which the poster may answer: midnight is misread as the day after."""
        return self.answer_by - timedelta(minutes=1) if self.answer_by else None

    @property
    def shown_name(self) -> str:
        """Return who complains, or that it is not known."""
        return self.name or ("(erased)" if self.erased_at else "Somebody who gives no name")


class NoticeStep(models.Model):
    """One thing that happened to a notice, when, and whether that was in time. Never changed."""

    append_only = True
    erasable = ("note", "erased_at")

    notice = models.ForeignKey(DefamationNotice, on_delete=models.PROTECT, related_name="history")
    number = models.PositiveSmallIntegerField()
    event = models.CharField(max_length=20, choices=[("receive", "Received"), *Event.choices])
    stage = models.CharField(max_length=10, choices=Stage.choices, help_text="Where it led.")
    at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True, help_text="By when it was due.")
    late = models.BooleanField(default=False)
    by = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    note = models.TextField(blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["notice", "number"], name="one_step_after_the_other")]

    def __str__(self) -> str:
        return f"step {self.number} of notice {self.notice_id}"


class LetterPosting(models.Model):
    """That a printed letter about a notice was posted, and on which day. Never changed."""

    append_only = True

    letter = models.OneToOneField("NoticeLetter", on_delete=models.PROTECT, related_name="posting")
    posted_on = models.DateField()
    by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"letter {self.letter_id} was posted on {self.posted_on}"


class NoticeLetter(models.Model):
    """One letter of the council about a notice, as it was written. Never changed."""

    append_only = True
    erasable = ("name", "email", "body", "erased_at")

    class Kind(models.TextChoices):
        """What it says."""

        DEFECTIVE = "defective", "What is missing"
        RECEIVED = "received", "Acknowledgement"
        TO_POSTER = "to_poster", "The notice, to the poster"
        REMOVED = "removed", "The comment was removed"
        KEPT = "kept", "The comment stays"
        DISCLOSED = "disclosed", "The poster’s details, by order of a court"
        CLOSED = "closed", "The notice is closed"

    notice = models.ForeignKey(DefamationNotice, on_delete=models.PROTECT, related_name="letters")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    key = models.UUIDField(unique=True, help_text="Of the mail that carries it.")
    name = models.CharField(max_length=200, blank=True)
    email = models.EmailField(blank=True, help_text="Empty where it goes by post.")
    body = models.TextField(blank=True)
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField(default=timezone.now)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    kind__in=["defective", "received", "to_poster", "removed", "kept", "disclosed", "closed"]
                ),
                name="notice_letter_kind_known",
            ),
            models.CheckConstraint(
                condition=~Q(body="") & Q(erased_at__isnull=True)
                | Q(erased_at__isnull=False, body="", email=""),
                name="notice_letter_or_erasure",
            ),
        ]
        indexes = [models.Index(fields=["notice"], name="letters_of_notice")]

    def __str__(self) -> str:
        return f"{self.kind} about notice {self.notice_id}"
