"""Who can be recognised in a picture or a recording, as somebody said it, and what each of them answered (ADR 13)."""

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from portal.councils.models import Membership


class Depicting(models.Model):
    """What shows people: a picture or a recording. Until somebody says who is in it, ``who`` is empty."""

    object_type: ClassVar[str]
    """What the record and the archive call it."""
    called: ClassVar[str]
    """What people call it."""

    class Who(models.TextChoices):
        """Who can be recognised in it, as somebody stated under their name."""

        NOBODY = "nobody", "Nobody can be recognised"
        PEOPLE = "people", "People can be recognised; each is named with their permission"
        CROWD = "crowd", "A crowd at an event where a notice said that pictures are taken"

    who = models.CharField(max_length=10, choices=Who.choices, blank=True, default="", db_default="")
    said_by = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    said_at = models.DateTimeField(null=True, blank=True)
    event = models.CharField(max_length=200, blank=True, default="", db_default="")
    event_on = models.DateField(null=True, blank=True)
    notice = models.TextField(
        blank=True, default="", db_default="", help_text="What the notice at the event said."
    )

    if TYPE_CHECKING:  # each has these of its own
        pk: int
        council_id: int
        uploaded_by_id: int
        sha256: "models.CharField[str, str]"
        source: "models.CharField[str, str]"

    class Meta:
        abstract = True


class PicturePerson(models.Model):
    """Somebody who can be recognised in one picture or recording. The name goes when retention or a mistake says so."""

    media = models.ForeignKey(
        "drafts.Media", on_delete=models.PROTECT, null=True, blank=True, related_name="people"
    )
    recording = models.ForeignKey(
        "drafts.Recording", on_delete=models.PROTECT, null=True, blank=True, related_name="people"
    )
    name = models.CharField(max_length=150, blank=True)
    age = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="In years when it was taken, of somebody under 18; empty for others."
    )
    named_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    named_at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(
        null=True, blank=True, help_text="Named by mistake: not in the picture."
    )
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(media__isnull=False, recording__isnull=True)
                | Q(media__isnull=True, recording__isnull=False),
                name="a_person_is_in_one_picture_or_recording",
            ),
            models.CheckConstraint(
                condition=~Q(name="") | Q(erased_at__isnull=False), name="a_person_in_a_picture_has_a_name"
            ),
            models.CheckConstraint(
                condition=Q(age__isnull=True) | Q(age__lt=18), name="only_the_age_of_a_child_is_kept"
            ),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True) | Q(name="", age__isnull=True),
                name="an_erased_person_in_a_picture_has_no_name",
            ),
        ]

    def __str__(self) -> str:
        return self.name or "(erased)"

    @property
    def depiction(self) -> Depicting:
        """Return the picture or the recording that they are in."""
        found = self.media if self.media_id is not None else self.recording
        assert found is not None  # noqa: S101  the database says so
        return found


class PicturePermission(models.Model):
    """What one person answered. The latest is the current one; earlier answers stay as they were."""

    class State(models.TextChoices):
        """Where it stands; whether one that was given has ended is a matter of the day."""

        ASKED = "asked", "Asked for"
        GIVEN = "given", "Given"
        WITHDRAWN = "withdrawn", "Withdrawn or refused"

    class How(models.TextChoices):
        """How the answer was written."""

        FORM = "form", "A signed form"
        LETTER = "letter", "A letter"
        EMAIL = "email", "An email"
        ONLINE = "online", "An online form"

    class Scope(models.TextChoices):
        """What it covers."""

        ANY = "any", "Anything the council publishes"
        PRINT = "print", "Print only: magazine, noticeboard, leaflets"

    person = models.ForeignKey(PicturePerson, on_delete=models.PROTECT, related_name="permissions")
    is_current = models.BooleanField(default=True)
    state = models.CharField(max_length=10, choices=State.choices)
    how = models.CharField(max_length=10, choices=How.choices, blank=True)
    asked_on = models.DateField(null=True, blank=True)
    given_on = models.DateField(null=True, blank=True)
    scope = models.CharField(max_length=10, choices=Scope.choices, default=Scope.ANY)
    until = models.DateField(null=True, blank=True, help_text="The last day on which it holds.")
    guardian = models.CharField(max_length=150, blank=True, help_text="Who answered for a child.")
    form = models.FileField(upload_to="permissions/%Y/%m/", blank=True, help_text="Never in public.")
    form_sha256 = models.CharField(max_length=64, blank=True)
    entered_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.TextField(blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(is_current=True), name="one_current_permission_each"
            ),
            models.CheckConstraint(
                condition=~Q(state="given") | Q(given_on__isnull=False) & ~Q(how=""),
                name="a_permission_was_written_on_a_day",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(given_on__isnull=False, until__gte=F("given_on")),
                name="a_permission_ends_after_it_was_given",
            ),
            models.CheckConstraint(
                condition=Q(state="withdrawn", ended_at__isnull=False, ended_by__isnull=False)
                | ~Q(state="withdrawn") & Q(ended_at__isnull=True, ended_by__isnull=True),
                name="a_withdrawal_has_its_moment",
            ),
            models.CheckConstraint(
                condition=Q(form="", form_sha256="") | ~Q(form_sha256=""), name="a_form_has_its_hash"
            ),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True) | Q(guardian="", form="", reason=""),
                name="an_erased_permission_names_nobody",
            ),
        ]

    def __str__(self) -> str:
        return f"permission of person {self.person_id}: {self.get_state_display().lower()}"
