"""Pictures: the file as it came, the one that may be shown, and what is known of it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from portal.councils.models import Council, Membership
from portal.drafts.models.depicted import Depicting


class Media(Depicting):
    """One picture of a council. ``published`` is re-encoded, without EXIF and location; its hash is in revisions.

    Until somebody says who can be recognised in it, ``who`` is empty and the picture is not used (ADR 13).
    """

    object_type: ClassVar[str] = "media"
    called: ClassVar[str] = "picture"

    class Licence(models.TextChoices):
        """On what terms the council may use it."""

        OWN = "own", "Taken for the council by a member, an officer or a volunteer"
        LEAVE = "leave", "Used with the written leave of whoever made it"
        OPEN = "open", "Under an open licence, named in the terms"
        BOUGHT = "bought", "Bought, on the terms noted"

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="media")
    uploaded_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(default=timezone.now)
    name = models.CharField(max_length=200, help_text="As the file was called on the person's device.")
    original = models.FileField(upload_to="originals/%Y/%m/")
    original_sha256 = models.CharField(max_length=64)
    published = models.FileField(upload_to="pictures/%Y/%m/")
    small = models.FileField(
        upload_to="pictures/%Y/%m/", blank=True, default="", db_default="", help_text="For lists."
    )
    sha256 = models.CharField(max_length=64)
    content_type = models.CharField(max_length=40)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    offered_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="Since when it is in the library for everybody at the desk; else it is its uploader's.",
    )
    alt = models.CharField(
        max_length=1000, blank=True, default="", db_default="", help_text="For those who cannot see it."
    )
    source = models.CharField(max_length=200, blank=True, default="", db_default="", help_text="Who made it.")
    licence = models.CharField(max_length=10, choices=Licence.choices, blank=True, default="", db_default="")
    terms = models.TextField(blank=True, default="", db_default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["council", "original_sha256"], name="picture_once_per_council"),
            models.CheckConstraint(condition=Q(width__gt=0, height__gt=0), name="picture_has_a_size"),
            models.CheckConstraint(
                condition=Q(who="") | Q(said_by__isnull=False, said_at__isnull=False),
                name="somebody_said_who_is_in_it",
            ),
            models.CheckConstraint(
                condition=~Q(who="crowd") | ~Q(event="") & ~Q(notice="") & Q(event_on__isnull=False),
                name="a_crowd_was_told_by_a_notice",
            ),
        ]
        indexes = [models.Index(fields=["council", "-uploaded_at"], name="picture_of_council")]

    def __str__(self) -> str:
        return self.alt or self.name
