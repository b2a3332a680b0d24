"""What screening said of one version of a comment: a machine's view, kept beside the person's ruling."""

from django.db import models
from django.utils import timezone

from moderation.models.comment import Comment, CommentVersion


class Assessment(models.Model):
    """The answer of screening, as it was given. Never changed; its spans and words are erased with the comment."""

    append_only = True
    erasable = ("findings", "notes", "erased_at")

    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, related_name="assessments")
    version = models.OneToOneField(CommentVersion, on_delete=models.PROTECT, related_name="assessment")
    outcome = models.CharField(max_length=10)
    findings = models.JSONField(default=list, blank=True, help_text="Grounds: ground, score, spans.")
    notes = models.JSONField(default=list, blank=True, help_text="Concerns: concern, score, spans, said.")
    ended_by = models.CharField(max_length=40, blank=True, help_text="The phase that ended screening.")
    model = models.CharField(max_length=60, help_text="What judged: its name and a short hash.")
    assessed_at = models.DateTimeField(default=timezone.now)
    erased_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.outcome} for version {self.version_id}"
