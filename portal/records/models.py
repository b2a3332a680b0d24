"""The ledger and the archive.

Keys to councils, people and objects are plain columns: the ground floor imports nobody, and a record must
outlive whatever it speaks of. (A foreign key with SET_NULL on an append-only table would make it impossible to
delete a user at all.)
"""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.utils import timezone

INSTALLATION = 0
"""The council id under which the ledger keeps what belongs to no council: sign-ins, and councils' creation."""


class LedgerHead(models.Model):
    """The end of one council's chain: locked by whoever appends, compared by whoever verifies."""

    council_id = models.BigIntegerField(primary_key=True)
    count = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, blank=True, default="")

    def __str__(self) -> str:
        return f"ledger of council {self.council_id}, {self.count} entries"


class LedgerEntry(models.Model):
    """One thing that somebody did. ``body`` is the exact text that was hashed; ids and hashes, no prose."""

    append_only = True

    council_id = models.BigIntegerField()
    number = models.BigIntegerField()
    at = models.DateTimeField()
    verb = models.CharField(max_length=40)
    actor_id = models.BigIntegerField(null=True, blank=True)
    actor_name = models.CharField(max_length=200)
    object_type = models.CharField(max_length=40)
    object_id = models.BigIntegerField()
    body = models.TextField()
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["council_id", "number"], name="ledger_number_once_per_council"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="ledger_numbers_from_one"),
        ]
        indexes = [
            models.Index(
                fields=["council_id", "object_type", "object_id", "number"], name="ledger_of_object"
            ),
            models.Index(fields=["council_id", "verb", "number"], name="ledger_of_verb"),
            models.Index(fields=["council_id", "actor_id", "number"], name="ledger_of_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.council_id}/{self.number} {self.verb}"


class Snapshot(models.Model):
    """What was said, as it was said: the one searchable table that every app files into.

    The text may be erased when retention says so; the hash stays. A later status is a new snapshot.
    """

    append_only = True
    erasable = ("title", "text", "erased_at")

    council_id = models.BigIntegerField()
    at = models.DateTimeField(default=timezone.now)
    status = models.CharField(max_length=30)
    object_type = models.CharField(max_length=40)
    object_id = models.BigIntegerField()
    communication_id = models.BigIntegerField(null=True, blank=True)
    channel_id = models.BigIntegerField(null=True, blank=True)
    actor_id = models.BigIntegerField(null=True, blank=True)
    people_ids = ArrayField(models.BigIntegerField(), default=list, blank=True)
    matter_ids = ArrayField(models.BigIntegerField(), default=list, blank=True)
    title = models.CharField(max_length=300, blank=True)
    text = models.TextField(null=True, blank=True)  # noqa: DJ001  NULL is the erased state, "" is an empty text
    sha256 = models.CharField(max_length=64)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(text__isnull=False, erased_at__isnull=True)
                | models.Q(text__isnull=True, erased_at__isnull=False, title=""),
                name="snapshot_text_or_erasure",
            ),
            models.CheckConstraint(
                condition=models.Q(sha256__regex=r"^[0-9a-f]{64}$"), name="snapshot_keeps_hash"
            ),
        ]
        indexes = [
            models.Index(fields=["council_id", "-at"], name="snapshot_of_council"),
            models.Index(fields=["object_type", "object_id"], name="snapshot_of_object"),
            GinIndex(SearchVector("title", "text", config="english"), name="snapshot_words"),
        ]

    def __str__(self) -> str:
        return f"{self.object_type} {self.object_id} {self.status}"


class LegalHold(models.Model):
    """While it is in force nothing it covers may be erased: a request or a dispute is open (FOIA 2000 s.77).

    The database lets it be released once and then only erased, and refuses to delete it.
    ``communication_id`` NULL covers everything of the council.
    """

    council_id = models.BigIntegerField()
    communication_id = models.BigIntegerField(null=True, blank=True)
    reason = models.TextField()
    placed_by_id = models.BigIntegerField()
    placed_by_name = models.CharField(max_length=200)
    placed_at = models.DateTimeField(default=timezone.now)
    released_at = models.DateTimeField(null=True, blank=True)
    released_by_name = models.CharField(max_length=200, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(reason="") & models.Q(erased_at__isnull=True)
                | models.Q(reason="", erased_at__isnull=False, released_at__isnull=False),
                name="hold_says_why",
            )
        ]
        indexes = [
            models.Index(
                fields=["council_id"], condition=models.Q(released_at__isnull=True), name="holds_in_force"
            )
        ]

    def __str__(self) -> str:
        return f"hold {self.pk} of council {self.council_id}"
