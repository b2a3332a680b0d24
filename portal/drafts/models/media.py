"""Pictures: the file as it came, and the one that may be shown."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from portal.councils.models import Council, Membership


class Media(models.Model):
    """One picture of a council. ``published`` is re-encoded, without EXIF and location; its hash is in revisions."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="media")
    uploaded_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(default=timezone.now)
    name = models.CharField(max_length=200, help_text="As the file was called on the person's device.")
    original = models.FileField(upload_to="originals/%Y/%m/")
    original_sha256 = models.CharField(max_length=64)
    published = models.FileField(upload_to="pictures/%Y/%m/")
    sha256 = models.CharField(max_length=64)
    content_type = models.CharField(max_length=40)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["council", "original_sha256"], name="picture_once_per_council"),
            models.CheckConstraint(condition=Q(width__gt=0, height__gt=0), name="picture_has_a_size"),
        ]

    def __str__(self) -> str:
        return self.name
