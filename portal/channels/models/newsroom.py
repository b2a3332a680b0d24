"""What the public newsroom shows: written by its connector alone, read by its pages and feeds."""

from django.db import models
from django.db.models import Q

from portal.channels.models.publication import Publication
from portal.councils.models import Council


class NewsItem(models.Model):
    """One page of the newsroom. Its address, its tag: id and its first date never change.

    ``key`` is the delivery's that last wrote it, by which the connector finds out whether it has written.
    """

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="news")
    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="+")
    communication_id = models.BigIntegerField(unique=True)
    key = models.UUIDField(unique=True)
    slug = models.CharField(max_length=120)
    kind = models.CharField(max_length=30)
    headline = models.CharField(max_length=200)
    summary = models.CharField(max_length=400)
    html = models.TextField()
    text = models.TextField()
    capacity_line = models.CharField(max_length=300)
    reference = models.CharField(max_length=30)
    details = models.JSONField(default=dict)
    published_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    corrections = models.JSONField(default=list, help_text="Every correction's moment and note, oldest first.")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawal_note = models.TextField(blank=True)
    taken_down_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["council", "slug"], name="news_address_once"),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | ~Q(withdrawal_note=""), name="a_withdrawal_says_why"
            ),
        ]
        indexes = [models.Index(fields=["council", "-published_at"], name="news_of_council")]

    def __str__(self) -> str:
        return self.headline
