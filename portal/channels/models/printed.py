"""The letter as it was made: the very bytes, with their hash."""

from datetime import datetime
from uuid import UUID

from django.db import models

from portal.channels.models.outbox import Delivery
from portal.councils.models import Membership


def name_of_letter(key: UUID, ordered_at: datetime) -> str:
    """Return under which name the letter of the delivery ``key`` is stored, whichever worker makes it.

    One name for all attempts: what a worker that died left there is written over, or found when texts are erased.
    """
    return f"letters/{ordered_at:%Y/%m}/{key}.pdf"


class LetterFile(models.Model):
    """The PDF of one delivered letter, and who posted it when."""

    delivery = models.OneToOneField(Delivery, on_delete=models.PROTECT, related_name="letter")
    key = models.UUIDField(unique=True)
    pdf = models.FileField(upload_to="letters/%Y/%m/")
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    posted_at = models.DateTimeField(null=True, blank=True)
    posted_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    posting_note = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return f"letter of delivery {self.delivery_id}"
