"""What is not yet a revision: working copies, who has the draft open, notes beside it."""

from django.db import models
from django.utils import timezone

from portal.councils.models import Membership
from portal.drafts.models.communication import Communication, Revision


class WorkingCopy(models.Model):
    """What one person has typed in one communication since the revision they began from.

    Autosave changes it; only saving makes a revision. ``edition`` counts the autosaves, so that two tabs of one
    person cannot overwrite each other silently either.
    """

    communication = models.ForeignKey(Communication, on_delete=models.CASCADE, related_name="working_copies")
    person = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="working_copies")
    based_on = models.ForeignKey(Revision, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    edition = models.PositiveIntegerField(default=1)
    typed = models.JSONField(help_text="What was typed, part by part, as far as it could be read.")
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["communication", "person"], name="one_working_copy_per_person"),
        ]

    def __str__(self) -> str:
        return f"working copy of communication {self.communication_id} by membership {self.person_id}"


class Collaborator(models.Model):
    """Somebody the author invited to write in this draft."""

    communication = models.ForeignKey(Communication, on_delete=models.CASCADE, related_name="collaborators")
    person = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    invited_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["communication", "person"], name="invited_once"),
        ]

    def __str__(self) -> str:
        return f"membership {self.person_id} in communication {self.communication_id}"


class Presence(models.Model):
    """Who has the draft open: renewed by every autosave and heartbeat, stale after a minute."""

    communication = models.ForeignKey(Communication, on_delete=models.CASCADE, related_name="presences")
    person = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    seen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["communication", "person"], name="one_presence_per_person"),
        ]

    def __str__(self) -> str:
        return f"membership {self.person_id} in communication {self.communication_id}"


class Note(models.Model):
    """A remark between author and clerk on a draft; it never goes out."""

    communication = models.ForeignKey(Communication, on_delete=models.CASCADE, related_name="notes")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    author = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.CheckConstraint(condition=~models.Q(text=""), name="note_says_something")]
        indexes = [models.Index(fields=["communication", "at"], name="note_of_communication")]

    def __str__(self) -> str:
        return f"note {self.pk} on communication {self.communication_id}"
