"""Video and sound: the file as it is published, and what is said in it, in words."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from portal.councils.models import Council, Membership


class Recording(models.Model):
    """One video or piece of sound of a council, without what could tell a place; its hash is in revisions."""

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
    agreed = models.TextField(blank=True, help_text="Who is seen or heard in it and how they agreed.")
    medium = models.CharField(max_length=5, choices=Medium.choices)
    content_type = models.CharField(max_length=20)
    extension = models.CharField(max_length=4)
    seconds = models.PositiveIntegerField(help_text="How long it is, rounded up.")
    size = models.BigIntegerField(help_text="Bytes of what is published.")
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
                condition=Q(erased_at__isnull=False, title="", agreed="", source="", published="")
                | Q(erased_at__isnull=True) & ~Q(title="") & ~Q(agreed="") & ~Q(published=""),
                name="recording_says_who_agreed_until_erased",
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
