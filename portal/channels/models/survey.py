"""How a survey stands, and the replies to it: what was answered, never by whom."""

import json
from functools import cached_property
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone

from portal.councils.models import Council, Membership
from portal.drafts.models import Communication, Revision

LONGEST_REASON = 300


class Survey(models.Model):
    """What became of a survey beyond its text: closed early, its results told. Made with the first reply or act."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="surveys")
    communication = models.OneToOneField(Communication, on_delete=models.PROTECT, related_name="survey")
    closed_at = models.DateTimeField(null=True, blank=True, help_text="When it was closed before its time.")
    closed_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    numbered = models.PositiveIntegerField(
        default=0, db_default=0, help_text="The highest number that was printed on a paper form."
    )
    results = models.OneToOneField(
        Communication,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="The item that tells what was answered.",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_by__isnull=True)
                | Q(closed_at__isnull=False, closed_by__isnull=False),
                name="survey_closed_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"survey of communication {self.communication_id}"


class SurveyReply(models.Model):
    """One reply: sent online, or entered from a numbered sheet. The database refuses to change or delete it.

    Nothing tells who sent it: no address, no account, no device. A sheet that was misread is put right by another row
    that ``corrects`` it and counts in its place. When its time is over the answers are emptied; the hash stays.
    """

    append_only = True
    erasable = ("stored", "reason", "erased_at")

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="survey_replies")
    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="replies")
    revision = models.ForeignKey(
        Revision,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="The text whose questions were answered.",
    )
    reference = models.CharField(
        max_length=12, help_text="Told to whoever sent it, so that they can name it."
    )
    token_sha256 = models.CharField(
        max_length=64, blank=True, help_text="Of the form that was sent, which is sent once; empty for paper."
    )
    sheet = models.PositiveIntegerField(null=True, blank=True, help_text="The number on the paper.")
    arrived_on = models.DateField(null=True, blank=True, help_text="When the paper came back.")
    stored = models.TextField(help_text="The canonical JSON of the answers that sha256 is taken of.")
    sha256 = models.CharField(max_length=64)
    kept_until = models.DateField(
        null=True, blank=True, help_text="The last day on which it is kept, as was promised on the form."
    )
    corrects = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="corrected_by"
    )
    reason = models.CharField(
        max_length=LONGEST_REASON, blank=True, help_text="Why the earlier entry was wrong."
    )
    entered_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    received_at = models.DateTimeField(default=timezone.now)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["council", "reference"], name="survey_reference_once"),
            models.UniqueConstraint(
                fields=["survey", "token_sha256"], condition=~Q(token_sha256=""), name="survey_form_sent_once"
            ),
            models.UniqueConstraint(
                fields=["survey", "sheet"],
                condition=Q(sheet__isnull=False, corrects__isnull=True),
                name="survey_sheet_once",
            ),
            models.CheckConstraint(
                condition=Q(
                    ~Q(token_sha256=""),
                    sheet__isnull=True,
                    arrived_on__isnull=True,
                    entered_by__isnull=True,
                    corrects__isnull=True,
                )
                | Q(token_sha256="", sheet__gte=1, arrived_on__isnull=False, entered_by__isnull=False),
                name="survey_reply_online_or_paper",
            ),
            models.CheckConstraint(
                condition=Q(corrects__isnull=True, reason="")
                | Q(corrects__isnull=False) & (~Q(reason="") | Q(erased_at__isnull=False)),
                name="survey_correction_says_why",
            ),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True) & ~Q(stored="") | Q(erased_at__isnull=False, stored=""),
                name="survey_reply_or_erasure",
            ),
            models.CheckConstraint(
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="survey_reply_hash_form"
            ),
        ]
        indexes = [
            models.Index(
                fields=["kept_until"], condition=Q(erased_at__isnull=True), name="survey_replies_to_erase"
            ),
        ]

    def __str__(self) -> str:
        return f"reply {self.pk} to survey {self.survey_id}"

    @property
    def on_paper(self) -> bool:
        """Return whether it came back as a sheet."""
        return self.sheet is not None

    @cached_property
    def answers(self) -> dict[str, Any]:
        """Return the answers by the question's key; none once they are erased."""
        found: dict[str, Any] = json.loads(self.stored) if self.stored else {}
        return found
