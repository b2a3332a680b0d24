"""Video and sound: the file as it is published, and what is said in it, in words."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from portal.councils.models import Council, Membership
from portal.drafts.models.depicted import Depicting


class Recording(Depicting):
    """One video or piece of sound of a council. ``published`` is without what could tell a place; its hash is in
    revisions.

    ``original`` is the file as it came, never public; files added before it was kept have none.
    """

    object_type: ClassVar[str] = "recording"
    called: ClassVar[str] = "recording"

    class Medium(models.TextChoices):
        """What it is."""

        VIDEO = "video", "Video"
        AUDIO = "audio", "Sound"

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="recordings")
    uploaded_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(default=timezone.now)
    name = models.CharField(max_length=200, help_text="As the file was called on the person's device.")
    title = models.CharField(max_length=150, blank=True, help_text="What readers see above it.")
    source = models.CharField(max_length=200, blank=True, help_text="Who made it.")
    agreed = models.TextField(
        blank=True,
        db_default="",
        help_text="A note on who is in it and how they agreed, in somebody's own words.",
    )
    medium = models.CharField(max_length=5, choices=Medium.choices)
    content_type = models.CharField(max_length=20)
    extension = models.CharField(max_length=4)
    seconds = models.PositiveIntegerField(help_text="How long it is, rounded up.")
    size = models.BigIntegerField(help_text="Bytes of what is published.")
    original = models.FileField(
        upload_to="originals/%Y/%m/", blank=True, default="", db_default="", help_text="Never in public."
    )
    published = models.FileField(upload_to="recordings/%Y/%m/", blank=True)
    original_sha256 = models.CharField(max_length=64)
    sha256 = models.CharField(max_length=64)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["council", "original_sha256"],
                condition=Q(erased_at__isnull=True),
                name="recording_once_per_council",
            ),
            models.CheckConstraint(condition=Q(medium__in=["video", "audio"]), name="recording_medium_known"),
            models.CheckConstraint(
                condition=Q(seconds__gte=1, size__gte=1), name="recording_holds_something"
            ),
            models.CheckConstraint(
                condition=Q(
                    erased_at__isnull=False,
                    title="",
                    agreed="",
                    source="",
                    published="",
                    original="",
                    who="",
                    event="",
                    notice="",
                )
                | Q(erased_at__isnull=True) & ~Q(title="") & ~Q(published=""),
                name="recording_has_its_words_until_erased",
            ),
            models.CheckConstraint(
                condition=Q(who="") | Q(said_by__isnull=False, said_at__isnull=False),
                name="somebody_said_who_is_in_a_recording",
            ),
            models.CheckConstraint(
                condition=~Q(who="crowd") | ~Q(event="") & ~Q(notice="") & Q(event_on__isnull=False),
                name="a_recorded_crowd_was_told_by_a_notice",
            ),
        ]
        indexes = [models.Index(fields=["council", "-uploaded_at"], name="recordings_of_council")]

    def __str__(self) -> str:
        return self.title or "(erased)"


class RecordingText(models.Model):
    """What is said in a recording: captions (WebVTT) and their words, or a transcript. A later one takes its place.

    Its hash is in revisions beside the recording's: other captions are another text, approved anew.
    """

    recording = models.ForeignKey(Recording, on_delete=models.PROTECT, related_name="texts")
    vtt = models.TextField(blank=True, help_text="The captions; empty for a transcript of sound.")
    words = models.TextField(blank=True)
    sha256 = models.CharField(max_length=64)
    is_current = models.BooleanField(default=True)
    entered_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(default=timezone.now)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["recording"], condition=Q(is_current=True), name="one_current_text_of_a_recording"
            ),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True) & ~Q(words="")
                | Q(erased_at__isnull=False, vtt="", words=""),
                name="text_of_a_recording_until_erased",
            ),
        ]
        indexes = [models.Index(fields=["sha256"], name="recording_texts_by_hash")]

    def __str__(self) -> str:
        return f"text of recording {self.recording_id}"
