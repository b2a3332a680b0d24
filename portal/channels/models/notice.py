"""Notices: telling one person by mail that something happened on the desk. The record itself is the ledger."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from portal.channels.models.outbox import WAITING, OutboxRow
from portal.channels.notices.urgency import Way
from portal.channels.notices.vocabulary import LABELS
from portal.channels.states import Delivering
from portal.councils.models import Council, Membership

OUTSIDE = ("quote", "reviewer", "comment", "complaint", "clerk_complaint")
"""What people outside the council are told about: their own words, or a text to read, by private link."""
UNLISTED = ("clerk_complaint", "incident")
"""What stands in no list of the council's messages: that there is one is not for the office to know."""


class Notice(OutboxRow):
    """One event that one person is mailed about, written in the transaction of the verb that made it happen.

    It holds ids only: the words are written when it is sent, from what is true then (portal.channels.notices.words).
    """

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="notices")
    recipient = models.ForeignKey(
        Membership,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="notices",
        help_text="Empty for somebody outside the council: its writer knows whom.",
    )
    what = models.CharField(max_length=30, help_text="A word of portal.channels.notices.vocabulary.")
    object_type = models.CharField(max_length=30)
    object_id = models.PositiveBigIntegerField()
    occasion = models.PositiveIntegerField(
        default=0, help_text="Tells apart what may be told again on purpose, such as invitations."
    )
    together = models.UUIDField(
        null=True,
        blank=True,
        help_text="The mail that it goes out in beside others, from their first attempt on.",
    )
    way = models.CharField(
        max_length=10,
        blank=True,
        default="",
        db_default="",
        help_text="How it reaches its reader (portal.channels.notices.urgency); empty until a worker looks at it.",
    )
    read_at = models.DateTimeField(null=True, blank=True, help_text="When its reader said they have read it.")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "what", "object_type", "object_id", "occasion"], name="told_once"
            ),
            models.CheckConstraint(
                condition=Q(recipient__isnull=False) | Q(object_type__in=OUTSIDE), name="notice_has_a_reader"
            ),
            models.CheckConstraint(condition=Q(state__in=Delivering.values), name="notice_state_known"),
            models.CheckConstraint(condition=Q(way__in=["", *Way.values]), name="notice_goes_a_known_way"),
            models.CheckConstraint(
                condition=~Q(state="sending") | Q(claimed_at__isnull=False), name="notice_sending_is_claimed"
            ),
        ]
        indexes = [
            models.Index(fields=["state", "due_at"], condition=WAITING, name="notice_due"),
            models.Index(fields=["council", "-created_at"], name="notices_of_council"),
            models.Index(fields=["recipient", "-created_at"], name="notices_to_member"),
        ]

    def __str__(self) -> str:
        return f"notice {self.pk} to membership {self.recipient_id}"

    @property
    def reader_name(self) -> str:
        """Return whom it is for, as a page of the desk says it."""
        return self.recipient.shown_name if self.recipient else "Somebody outside the council"

    @property
    def label(self) -> str:
        """Return what the person is told, in words."""
        return LABELS.get(self.what, self.what)
