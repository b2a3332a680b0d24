"""Replies: what the council says to a comment, as an item of its own that is cleared like every other."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from moderation.models.comment import Comment
from portal.councils.models import Council, Membership
from portal.drafts.models import Communication


class Reply(models.Model):
    """That an item of the council's answers a comment. Its words are the item's, and go out as that is issued."""

    class Sort(models.TextChoices):
        """What sort of answer it is."""

        REPLY = "reply", "Reply"
        CLOSE = "close", "Reply once, and close the debate with it"
        OFFLINE = "offline", "Offer to talk elsewhere"

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="replies")
    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, related_name="answers")
    communication = models.OneToOneField(Communication, on_delete=models.PROTECT, related_name="reply")
    sort = models.CharField(max_length=8, choices=Sort.choices)
    debate = models.CharField(max_length=80, help_text="The same for every answer in one debate.")
    begun_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField(default=timezone.now)
    said_at = models.DateTimeField(null=True, blank=True, help_text="When it first went out.")
    offered_instead = models.BooleanField(
        default=False, help_text="The policy in force allowed no second answer in the debate."
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(sort__in=["reply", "close", "offline"]), name="reply_sort_known"
            ),
            models.CheckConstraint(condition=~Q(debate=""), name="a_reply_is_in_a_debate"),
        ]
        indexes = [
            models.Index(fields=["council", "debate"], name="replies_in_debate"),
            models.Index(fields=["council"], condition=Q(said_at__isnull=True), name="replies_not_said"),
        ]

    def __str__(self) -> str:
        return f"reply {self.communication_id} to comment {self.comment_id}"
