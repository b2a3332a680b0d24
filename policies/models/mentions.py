"""Which items name a matter in which a member declared an interest: derived from their words, by nobody's word."""

from django.db import models

from policies.models.matters import Matter
from portal.drafts.models import Communication, Revision


class Mention(models.Model):
    """The current words of an item name a matter. What a person said of the two (MatterLink) goes before it."""

    communication = models.ForeignKey(Communication, on_delete=models.CASCADE, related_name="mentions")
    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="mentions")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["communication", "matter"], name="mention_once")]

    def __str__(self) -> str:
        return f"communication {self.communication_id} names matter {self.matter_id}"


class MentionsRead(models.Model):
    """Which words of an item were read for mentions, and for which names: what differs is read again."""

    communication = models.OneToOneField(
        Communication, on_delete=models.CASCADE, primary_key=True, related_name="mentions_read"
    )
    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="+")
    sought = models.CharField(max_length=64, help_text="A hash of the matters and names that were sought.")

    class Meta:
        verbose_name_plural = "mentions read"

    def __str__(self) -> str:
        return f"communication {self.communication_id}, read at revision {self.revision_id}"
