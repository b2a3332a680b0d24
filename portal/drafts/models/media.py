"""Pictures: the file as it came, the one that may be shown, what is known of it, and who agreed to be in it."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from portal.councils.models import Council, Membership


class Media(models.Model):
    """One picture of a council. ``published`` is re-encoded, without EXIF and location; its hash is in revisions.

    Until somebody says who can be recognised in it, ``who`` is empty and the picture is not used (ADR 13).
    """

    class Who(models.TextChoices):
        """Who can be recognised in it, as somebody stated under their name."""

        NOBODY = "nobody", "Nobody can be recognised"
        PEOPLE = "people", "People can be recognised; each is named with their permission"
        CROWD = "crowd", "A crowd at an event where a notice said that pictures are taken"

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
    who = models.CharField(max_length=10, choices=Who.choices, blank=True, default="", db_default="")
    said_by = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    said_at = models.DateTimeField(null=True, blank=True)
    event = models.CharField(max_length=200, blank=True, default="", db_default="")
    event_on = models.DateField(null=True, blank=True)
    notice = models.TextField(
        blank=True, default="", db_default="", help_text="What the notice at the event said."
    )

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


class PicturePerson(models.Model):
    """Somebody who can be recognised in a picture. The name goes when retention or a mistake says so."""

    media = models.ForeignKey(Media, on_delete=models.PROTECT, related_name="people")
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
