"""A communication (what it is, mutable) and its revisions (what it says, immutable)."""

import json
from functools import cached_property
from typing import Any

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.fields.json import KeyTransform
from django.db.models.functions import Cast, NullIf
from django.utils import timezone

from portal.councils.models import Body, Council, Membership
from portal.drafts.content import Content, complete, plain_fields
from portal.drafts.kinds import KIND_CHOICES, KINDS, Kind
from portal.drafts.states import Stage
from portal.refusals import Refusal


def _shown(part: str) -> KeyTransform:
    """Return a part of a revision, read from its hashed text; an index is built on this very expression."""
    text = Cast(NullIf("stored", Value(""), output_field=models.TextField()), models.JSONField())
    return KeyTransform(part, KeyTransform("content", text))


REVISION_IMAGES = _shown("images")
"""The pictures that a revision shows."""
REVISION_RECORDINGS = _shown("recordings")
"""The recordings that a revision shows."""


class Erased(Refusal):
    """The text was erased when its time was over."""

    def __init__(self) -> None:
        super().__init__(
            "The text of this item was erased when its retention period ended.",
            "Its history and its hash are kept: see the record.",
        )


class Communication(models.Model):
    """One item for its whole life: its identity, its stage, its approval reference."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="communications")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=30, choices=KIND_CHOICES)
    author = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="authored")
    stage = models.CharField(max_length=12, choices=Stage.choices, default=Stage.DRAFT)
    title = models.CharField(max_length=200, blank=True)
    current_revision = models.ForeignKey(
        "drafts.Revision", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reference = models.CharField(
        max_length=30, blank=True, help_text="Given at the first approval, kept for ever."
    )
    shared_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="When it became the council's business, for good: submitted or issued for the first time, or begun "
        "by the clerk or an officer. Until then it is its author's and theirs who were invited.",
    )
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["id", "council"], name="item_with_its_council"),
            models.UniqueConstraint(
                fields=["council", "reference"], condition=~Q(reference=""), name="reference_once_per_council"
            ),
            models.CheckConstraint(condition=Q(stage__in=Stage.values), name="communication_stage_known"),
            models.CheckConstraint(
                condition=Q(stage__in=[Stage.DRAFT]) | Q(current_revision__isnull=False),
                name="only_a_draft_lacks_a_revision",
            ),
            models.CheckConstraint(
                condition=Q(stage__in=[Stage.DRAFT]) | Q(shared_at__isnull=False),
                name="only_a_draft_is_its_authors_alone",
            ),
        ]
        indexes = [
            models.Index(fields=["council", "stage", "-changed_at"], name="communication_of_council"),
            models.Index(fields=["author", "-changed_at"], name="communication_of_author"),
        ]

    quotes_seen: "list[Any] | None" = None
    """The item's quotes as this request read them, for showing alone (portal.drafts.quotes.standing)."""

    def __str__(self) -> str:
        return self.title or f"Untitled {self.spec.label.lower()}"

    @property
    def spec(self) -> Kind:
        """Return the description of this item's kind."""
        return KINDS[self.kind]


class Revision(models.Model):
    """One version of what the item says. The database refuses to change or delete it.

    Retention may erase the text one day; the hash stays.
    """

    append_only = True
    erasable = ("stored", "erased_at")

    communication = models.ForeignKey(Communication, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="revisions")
    based_on = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    stored = models.TextField(help_text="The canonical JSON that sha256 is taken of; empty once erased.")
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True) & ~Q(stored="") | Q(erased_at__isnull=False, stored=""),
                name="revision_text_or_erasure",
            ),
            models.UniqueConstraint(fields=["communication", "number"], name="revision_number_once"),
            models.UniqueConstraint(fields=["id", "communication"], name="revision_of_communication"),
            models.CheckConstraint(condition=Q(number__gte=1), name="revisions_from_one"),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="revision_hash_form"),
            models.CheckConstraint(
                condition=Q(number=1, based_on__isnull=True) | Q(number__gt=1, based_on__isnull=False),
                name="only_the_first_revision_is_based_on_none",
            ),
            models.CheckConstraint(condition=~Q(based_on=F("id")), name="revision_not_based_on_itself"),
        ]
        indexes = [
            GinIndex(OpClass(REVISION_IMAGES, name="jsonb_path_ops"), name="revision_by_picture"),
            GinIndex(OpClass(REVISION_RECORDINGS, name="jsonb_path_ops"), name="revision_by_recording"),
        ]

    def __str__(self) -> str:
        return f"revision {self.number} of communication {self.communication_id}"

    @cached_property
    def _facts(self) -> dict[str, Any]:
        if self.erased_at is not None:
            raise Erased
        facts: dict[str, Any] = json.loads(self.stored)
        return facts

    @cached_property
    def content(self) -> Content:
        """Return every part by name, read from the hashed text; Erased where retention has erased it."""
        content: Content = self._facts["content"]
        return complete(self.kind, content)

    @cached_property
    def kind(self) -> Kind:
        """Return the kind that was hashed with the content, without asking for the communication."""
        return KINDS[self._facts["kind"]]

    @cached_property
    def plain(self) -> dict[str, str]:
        """Return every part as plain text by name."""
        return plain_fields(self.kind, self.content)
