"""Pictures of pages on which a comment stood, as somebody saw it there: evidence beside the words as they came."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from moderation.models.comment import Comment
from portal.councils.models import Membership


class CommentPicture(models.Model):
    """One picture, byte by byte as it was given, with who saw the page when. Never changed; erased, its hash stays."""

    append_only = True
    erasable = ("content", "seen_by", "erased_at")

    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, related_name="pictures")
    kind = models.CharField(max_length=4)
    content = models.BinaryField(null=True, blank=True)
    size = models.PositiveIntegerField(help_text="Bytes.")
    sha256 = models.CharField(max_length=64)
    seen_at = models.DateTimeField(help_text="When the page looked like this, as whoever saw it says.")
    seen_by = models.CharField(max_length=200, blank=True, help_text="Empty: whoever kept it saw it.")
    kept_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    kept_at = models.DateTimeField(default=timezone.now)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["comment", "sha256"], name="comment_picture_once"),
            models.CheckConstraint(
                condition=Q(kind__in=["pdf", "png", "jpg"]), name="comment_picture_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True, content__isnull=False)
                | Q(erased_at__isnull=False, content__isnull=True, seen_by=""),
                name="comment_picture_or_erasure",
            ),
        ]

    def __str__(self) -> str:
        return f"picture {self.pk} of comment {self.comment_id}"

    @property
    def name(self) -> str:
        """Return the name of its file, the same wherever it goes."""
        return f"picture-{self.sha256[:12]}.{self.kind}"
