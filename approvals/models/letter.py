"""Letters and emails that the council received: to whom they went inside it, with what cut, and who let them out."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from policies.models import Matter
from portal.councils.models import Council, Membership, Permission
from portal.drafts.models import Communication


class ReceivedLetter(models.Model):
    """One letter or email to the council. It is never deleted; its words go when retention says so."""

    class Way(models.TextChoices):
        """How it came."""

        EMAIL = "email", "By email"
        POST = "post", "By post"
        HAND = "hand", "Handed in"
        FORM = "form", "By an online form"

    class Outcome(models.TextChoices):
        """How it ended."""

        ANSWERED = "answered", "Answered"
        NOTED = "noted", "Noted; no answer was needed"
        PASSED = "passed", "Passed to another body"

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="letters_received")
    number = models.PositiveIntegerField(help_text="Counts the council's own letters.")
    way = models.CharField(max_length=10, choices=Way.choices)
    sender = models.CharField(max_length=150)
    address = models.CharField(max_length=600, blank=True, help_text="Where an answer goes, line by line.")
    others = models.TextField(
        blank=True,
        default="",
        db_default="",
        help_text="Who else had it, one a line, as a letter names people.",
    )
    subject = models.CharField(max_length=200)
    text = models.TextField(blank=True, help_text="What it says, or nothing where the scan alone is kept.")
    their_reference = models.CharField(max_length=80, blank=True)
    scan = models.FileField(upload_to="letters-in/%Y/%m/", blank=True, help_text="Never in public.")
    scan_sha256 = models.CharField(max_length=64, blank=True)
    received_at = models.DateTimeField()
    acknowledge_by = models.DateTimeField(help_text="By the council's own hours.")
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    holder = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="letters_to_answer"
    )
    reply_by = models.DateTimeField(null=True, blank=True)
    matter = models.ForeignKey(
        Matter, on_delete=models.PROTECT, null=True, blank=True, related_name="letters_received"
    )
    answer = models.ForeignKey(
        Communication, on_delete=models.PROTECT, null=True, blank=True, related_name="letters_answered"
    )
    entered_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(default=timezone.now)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    outcome_words = models.TextField(blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["council", "number"], name="a_letter_has_a_number_of_its_own"),
            models.CheckConstraint(
                condition=~Q(sender="") & ~Q(subject="") & (~Q(text="") | ~Q(scan=""))
                | Q(erased_at__isnull=False),
                name="a_letter_says_who_writes_what",
            ),
            models.CheckConstraint(
                condition=Q(scan="") | ~Q(scan_sha256=""), name="a_scanned_letter_has_its_hash"
            ),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True)
                | Q(sender="", address="", others="", subject="", text="", scan=""),
                name="an_erased_letter_keeps_no_words",
            ),
            models.CheckConstraint(
                condition=Q(reply_by__isnull=True) | Q(reply_by__gte=F("received_at"), holder__isnull=False),
                name="a_letter_is_answered_after_it_came_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(acknowledged_at__isnull=True, acknowledged_by__isnull=True)
                | Q(acknowledged_at__isnull=False, acknowledged_by__isnull=False),
                name="who_acknowledged_a_letter_is_named",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_by__isnull=True, outcome="")
                | Q(closed_at__isnull=False, closed_by__isnull=False) & ~Q(outcome=""),
                name="a_closed_letter_has_its_outcome",
            ),
        ]
        indexes = [
            models.Index(
                fields=["council", "reply_by"],
                condition=Q(closed_at__isnull=True),
                name="open_letters_received",
            ),
            models.Index(fields=["council", "-received_at"], name="letters_received_of_council"),
        ]

    def __str__(self) -> str:
        return self.subject or "(erased)"

    @property
    def reference(self) -> str:
        """Return the council's own reference of it."""
        return f"IN/{self.number:04}"

    @property
    def is_open(self) -> bool:
        """Return whether it waits for its outcome."""
        return self.closed_at is None


class LetterForward(models.Model):
    """What of a letter was handed on inside the council, word for word, and what was cut. Never changed or deleted."""

    append_only = True
    erasable = ("note", "text", "cut", "kept_because", "everybody_because", "erased_at")

    letter = models.ForeignKey(ReceivedLetter, on_delete=models.PROTECT, related_name="forwards")
    sent_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(default=timezone.now)
    note = models.TextField(blank=True, help_text="What the sender says to it.")
    text = models.TextField(blank=True, help_text="What was handed on of the letter.")
    cut = models.TextField(blank=True, help_text="Earlier messages that were taken out.")
    kept_because = models.TextField(blank=True, help_text="Why earlier messages, or the scan, went along.")
    with_scan = models.BooleanField(default=False)
    everybody_because = models.TextField(blank=True, help_text="Why every member of the council needs it.")
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(note="") | ~Q(text="") | Q(with_scan=True) | Q(erased_at__isnull=False),
                name="a_forward_says_something",
            ),
            models.CheckConstraint(
                condition=Q(with_scan=False) | ~Q(kept_because="") | Q(erased_at__isnull=False),
                name="why_a_scan_went_along_is_said",
            ),
        ]

    def __str__(self) -> str:
        return f"forward {self.pk} of letter {self.letter_id}"


class ForwardedTo(models.Model):
    """Somebody to whom a letter was handed on, and why they need it. Never changed or deleted."""

    append_only = True
    erasable = ("why", "erased_at")

    forward = models.ForeignKey(LetterForward, on_delete=models.PROTECT, related_name="recipients")
    member = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=300, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "people to whom letters were forwarded"
        constraints = [
            models.UniqueConstraint(fields=["forward", "member"], name="forwarded_once_to_each"),
            models.CheckConstraint(
                condition=~Q(why="") | Q(erased_at__isnull=False), name="why_they_need_a_letter_is_said"
            ),
        ]

    def __str__(self) -> str:
        return f"membership {self.member_id} in forward {self.forward_id}"


class LetterShare(models.Model):
    """A letter to be shown to somebody outside: asked for, let out or refused by the clerk, then sent by hand."""

    letter = models.ForeignKey(ReceivedLetter, on_delete=models.PROTECT, related_name="shares")
    with_whom = models.CharField(max_length=150, blank=True)
    why = models.TextField(blank=True, help_text="Why they need it.")
    text = models.TextField(blank=True, help_text="What they are shown, without what was cut.")
    kept_because = models.TextField(blank=True)
    asked_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    allowed = models.BooleanField(null=True, blank=True)
    answered_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    answer_words = models.TextField(blank=True)
    permission = models.ForeignKey(
        Permission,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="The clerk's recorded permission; empty where the clerk shares it.",
    )
    sent_at = models.DateTimeField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(with_whom="") & ~Q(why="") & ~Q(text="") | Q(erased_at__isnull=False),
                name="a_share_says_what_goes_to_whom",
            ),
            models.CheckConstraint(
                condition=Q(allowed__isnull=True, answered_at__isnull=True, answered_by__isnull=True)
                | Q(allowed__isnull=False, answered_at__isnull=False, answered_by__isnull=False),
                name="a_share_is_answered_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(allowed=True, permission__isnull=False)
                | Q(allowed=True, answered_by=F("asked_by"))
                | ~Q(allowed=True) & Q(permission__isnull=True),
                name="a_share_rests_on_a_permission",
            ),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True) | Q(allowed__isnull=False, allowed=True),
                name="only_what_was_allowed_is_sent",
            ),
            models.UniqueConstraint(
                fields=["letter", "with_whom", "asked_by"],
                condition=Q(allowed__isnull=True),
                name="asked_once_to_share_a_letter",
            ),
        ]

    def __str__(self) -> str:
        return f"share {self.pk} of letter {self.letter_id}"
