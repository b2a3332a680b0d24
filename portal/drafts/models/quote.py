"""A quotation that somebody was asked to approve, and what they decided about its exact words."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from portal.councils.models import Council, Membership
from portal.drafts.models.communication import Communication


class QuoteState(models.TextChoices):
    """Where the words stand with their speaker."""

    WAITING = "waiting", "Waits for the speaker"
    APPROVED = "approved", "Approved"
    REFUSED = "refused", "Refused"
    REVOKED = "revoked", "Approval taken back"
    DROPPED = "dropped", "Not asked any more"


class Quote(models.Model):
    """Exact words that a speaker was asked to approve, for one item, or free-standing for any of the council's.

    The words are never changed: other words are another quote. The speaker is a member of the council, or a person
    outside with an address. The database refuses other words in a row, and an approval of other words than its own.
    """

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="quotes")
    communication = models.ForeignKey(
        Communication,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="quotes",
        help_text="The item that quotes the words; empty for words that any item may quote.",
    )
    asked_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="quotes_asked")
    asked_at = models.DateTimeField(default=timezone.now)
    member = models.ForeignKey(
        Membership,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="quotes_spoken",
        help_text="The speaker where they are a member or an officer here.",
    )
    speaker = models.CharField(max_length=200, blank=True, help_text="As the quotation names them.")
    office = models.CharField(max_length=200, blank=True)
    email = models.EmailField(blank=True, help_text="Where a speaker from outside gets the private link.")
    words = models.TextField(blank=True, help_text="NFC, newlines LF; empty once erased.")
    sha256 = models.CharField(max_length=64, help_text="Of the words as they are stored.")
    state = models.CharField(max_length=10, choices=QuoteState.choices, default=QuoteState.WAITING)
    decided_at = models.DateTimeField(null=True, blank=True)
    link_sha256 = models.CharField(
        max_length=64, blank=True, help_text="Of the token of the private link; empty once it is spent."
    )
    link_until = models.DateTimeField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=QuoteState.values), name="quote_state_known"),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="quote_hash_form"),
            models.CheckConstraint(
                condition=(Q(erased_at__isnull=True) & ~Q(words="") & ~Q(speaker=""))
                | Q(erased_at__isnull=False, words="", speaker="", office="", email=""),
                name="quote_words_or_erasure",
            ),
            models.CheckConstraint(
                condition=Q(member__isnull=False, email="")
                | Q(member__isnull=True) & ~Q(email="")
                | Q(erased_at__isnull=False),
                name="quote_speaker_is_member_or_outside",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[QuoteState.WAITING, QuoteState.DROPPED]) | Q(decided_at__isnull=False),
                name="quote_decided_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(link_sha256="") | Q(state=QuoteState.WAITING, link_until__isnull=False),
                name="quote_link_is_for_waiting_words",
            ),
            models.UniqueConstraint(
                fields=["communication", "speaker", "sha256"],
                condition=Q(state=QuoteState.WAITING),
                nulls_distinct=False,
                name="words_wait_once",
            ),
            models.UniqueConstraint(
                fields=["link_sha256"], condition=~Q(link_sha256=""), name="quote_link_once"
            ),
            models.UniqueConstraint(fields=["id", "sha256"], name="quote_of_hash"),
        ]
        indexes = [
            models.Index(
                fields=["member", "-asked_at"], condition=Q(state="waiting"), name="quotes_waiting_for"
            ),
            models.Index(fields=["council", "-asked_at"], name="quotes_of_council"),
            models.Index(fields=["asked_by", "-asked_at"], name="quotes_asked_by"),
        ]

    def __str__(self) -> str:
        return f"quote {self.pk} of council {self.council_id}"

    @property
    def named(self) -> str:
        """Return the speaker with their office, as a page writes it."""
        return f"{self.speaker}, {self.office}" if self.office else self.speaker


class QuoteApproval(models.Model):
    """What was decided about a quote: approved, refused, or the approval taken back. Never changed or deleted.

    Retention may erase the words that were said with it, once.
    """

    append_only = True
    erasable = ("reason", "proposed", "evidence", "erased_at")

    class Decision(models.TextChoices):
        """What was decided."""

        APPROVED = "approved", "Approved"
        REFUSED = "refused", "Refused"
        REVOKED = "revoked", "Took the approval back"

    class How(models.TextChoices):
        """By which way the speaker said it."""

        SIGNED_IN = "signed_in", "signed in"
        LINK = "link", "by private link"
        WRITTEN = "written", "in writing, as the clerk recorded"

    quote = models.ForeignKey(Quote, on_delete=models.PROTECT, related_name="decisions")
    sha256 = models.CharField(max_length=64, help_text="The hash of the words that were decided about.")
    decision = models.CharField(max_length=10, choices=Decision.choices)
    how = models.CharField(max_length=10, choices=How.choices)
    by = models.ForeignKey(
        Membership,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Who did it on the desk; empty for a private link.",
    )
    at = models.DateTimeField(default=timezone.now)
    reason = models.TextField(blank=True)
    proposed = models.TextField(blank=True, help_text="Other words that the speaker would approve.")
    evidence = models.TextField(blank=True, help_text="Where the letter or mail is that says so.")
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["quote", "decision"], name="quote_decided_once"),
            models.CheckConstraint(
                condition=Q(decision__in=["approved", "refused", "revoked"]), name="quote_decision_known"
            ),
            models.CheckConstraint(
                condition=Q(how="link", by__isnull=True)
                | Q(how__in=["signed_in", "written"], by__isnull=False),
                name="quote_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(decision="approved") | ~Q(reason="") | Q(erased_at__isnull=False),
                name="quote_refusal_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(how="written", decision="approved")
                | ~Q(reason="") & ~Q(evidence="")
                | Q(erased_at__isnull=False),
                name="quote_written_approval_has_evidence",
            ),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True) | Q(reason="", proposed="", evidence=""),
                name="quote_decision_or_erasure",
            ),
        ]
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"{self.decision} quote {self.quote_id}"
