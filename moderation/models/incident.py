"""What was done to a member online, as they keep it for themselves, and the one reply that the council gives."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from moderation.models.comment import Comment
from portal.councils.models import Council, Membership
from portal.drafts.models import Communication


class Incident(models.Model):
    """One thing that was said or done to a member. It is theirs: nobody else reads it until they share it."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="incidents")
    member = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="incidents")
    happened_at = models.DateTimeField()
    place = models.CharField(max_length=200, blank=True)
    link = models.CharField(max_length=500, blank=True)
    who = models.CharField(max_length=200, blank=True, help_text="By the name that they use there.")
    words = models.TextField(blank=True, help_text="What was said, as it was said.")
    effect = models.TextField(blank=True)
    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    file = models.FileField(upload_to="incidents/%Y/%m/", blank=True, help_text="Never in public.")
    file_sha256 = models.CharField(max_length=64, blank=True)
    sha256 = models.CharField(max_length=64, help_text="Of all that was kept, as it was kept.")
    kept_at = models.DateTimeField(default=timezone.now)
    shared_at = models.DateTimeField(null=True, blank=True, help_text="Since when the clerk reads it.")
    reply_asked_at = models.DateTimeField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(words="") | ~Q(file="") | Q(erased_at__isnull=False),
                name="an_incident_has_words_or_a_file",
            ),
            models.CheckConstraint(
                condition=Q(reply_asked_at__isnull=True) | Q(shared_at__isnull=False),
                name="who_asks_for_a_reply_shares",
            ),
        ]
        indexes = [
            models.Index(fields=["member", "-happened_at"], name="incidents_of_member"),
            models.Index(fields=["council"], condition=Q(shared_at__isnull=False), name="incidents_shared"),
        ]

    def __str__(self) -> str:
        return f"incident {self.pk}"


class OneReply(models.Model):
    """The council's one clear reply to what was done to a member: in this thread it says nothing more afterwards.

    One that was given up before it went out stays as a row, and lets another take its place.
    """

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="one_replies")
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="replies")
    communication = models.OneToOneField(Communication, on_delete=models.PROTECT, related_name="one_reply")
    thread = models.CharField(max_length=80, help_text="The same for all that is one thread.")
    begun_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField(default=timezone.now)
    given_up_at = models.DateTimeField(null=True, blank=True, help_text="When another took its place.")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(thread=""), name="a_reply_has_its_thread"),
            models.UniqueConstraint(
                fields=["council", "thread"], condition=Q(given_up_at=None), name="one_reply_in_a_thread"
            ),
            models.UniqueConstraint(
                fields=["incident"], condition=Q(given_up_at=None), name="one_reply_to_an_incident"
            ),
        ]
        indexes = [models.Index(fields=["council", "thread"], name="one_replies_in_thread")]

    def __str__(self) -> str:
        return f"one reply {self.communication_id}"
