"""Packs of evidence for the police: what was put together, its hashes, and who ever had any of it in hand."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from moderation.models.comment import Comment
from moderation.models.referral import Referral
from portal.councils.models import Council, Membership


class Category(models.TextChoices):
    """Why it goes to the police, as a category: which offence it may be is for them to say."""

    THREAT = "threat", "A threat to a person"
    HATE = "hate", "Possible hate crime: pass to police"
    HARASSMENT = "harassment", "Harassment: it happens again and again"
    OFFENSIVE = "offensive", "Indecent or grossly offensive"
    FALSE = "false", "A false communication meant to do harm"
    OTHER = "other", "Another reason, given below"


class EvidencePack(models.Model):
    """One pack, as it was made: its parts are kept byte by byte, never made again. Erased, it keeps its hashes."""

    append_only = True
    erasable = ("reason", "content", "pdf", "erased_at")

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="evidence_packs")
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="packs")
    comments = models.ManyToManyField(Comment, related_name="evidence_packs")
    reference = models.CharField(max_length=12)
    category = models.CharField(max_length=12, choices=Category.choices)
    reason = models.TextField(blank=True)
    content = models.TextField(blank=True, help_text="The evidence as JSON.")
    content_sha256 = models.CharField(max_length=64)
    pdf = models.BinaryField(null=True, blank=True)
    pdf_sha256 = models.CharField(max_length=64)
    archive_sha256 = models.CharField(
        max_length=64, help_text="Of the archive that holds both and their hashes."
    )
    made_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["council", "reference"], name="pack_reference_once"),
            models.CheckConstraint(condition=Q(category__in=Category.values), name="pack_category_known"),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True, pdf__isnull=False) & ~Q(content="") & ~Q(reason="")
                | Q(erased_at__isnull=False, pdf__isnull=True, content="", reason=""),
                name="pack_or_erasure",
            ),
        ]
        indexes = [models.Index(fields=["council", "-made_at"], name="packs_of_council")]

    def __str__(self) -> str:
        return self.reference


class PackAccess(models.Model):
    """Somebody had a pack in hand: the chain of custody, one link. Never changed."""

    append_only = True

    class Act(models.TextChoices):
        """What was done with it."""

        MADE = "made", "Made"
        PDF = "pdf", "Took the PDF"
        JSON = "json", "Took the JSON"
        ARCHIVE = "archive", "Took both, as an archive"
        MATCHED = "matched", "Held a file against it: the same"

    pack = models.ForeignKey(EvidencePack, on_delete=models.PROTECT, related_name="custody")
    act = models.CharField(max_length=8, choices=Act.choices)
    sha256 = models.CharField(max_length=64, help_text="Of what was handed out or held against it.")
    by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(act__in=["made", "pdf", "json", "archive", "matched"]), name="pack_act_known"
            )
        ]
        indexes = [models.Index(fields=["pack", "id"], name="custody_of_pack")]

    def __str__(self) -> str:
        return f"{self.act} of pack {self.pack_id}"
