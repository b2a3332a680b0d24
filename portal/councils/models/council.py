"""A council, its voices, and the settings that its policies fill."""

from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property

RESERVED_SLUGS = frozenset({"desk", "api", "accounts", "static", "media", "healthz", "readyz", "councils"})
slug_pattern = RegexValidator(r"^[a-z][a-z0-9-]{1,48}$", "Use lower-case letters, digits and hyphens.")
colour_pattern = RegexValidator(
    r"^#[0-9a-f]{6}$", "Give a colour as # and six hexadecimal digits, like #1d4f3a."
)


class Council(models.Model):
    """One parish or town council: the root of everything that belongs to it."""

    class Kind(models.TextChoices):
        """What the council calls itself; it decides the words, not the powers."""

        PARISH = "parish", "Parish council"
        TOWN = "town", "Town council"

    class Checklist(models.TextChoices):
        """For which decisions the seven questions of the publicity code must be answered."""

        EVERY = "every", "For every approval"
        PUBLICITY = "publicity", "For publicity: everything but letters"
        OFFERED = "offered", "Offered, never required"

    class Answers(models.TextChoices):
        """How soon the council answers what the public says."""

        POLICY = "policy", "As the policy in force says, else by the end of the next working day"
        DAY = "day", "Within 24 hours"
        WORKING_DAY = "working_day", "By the end of the next working day"

    class Minutes(models.TextChoices):
        """By when the council publishes the minutes of a meeting."""

        MONTH = "month", "Within a month of the meeting, as the transparency code has it"
        FORTNIGHT = "fortnight", "Within 14 days of the meeting"
        UNTIMED = "untimed", "The council has set no time"

    slug = models.CharField(max_length=50, unique=True, validators=[slug_pattern])
    name = models.CharField(max_length=150)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    clerk_title = models.CharField(max_length=60, default="Clerk")
    chair_title = models.CharField(max_length=60, default="Chairman")
    deputy_title = models.CharField(max_length=60, default="Vice Chairman")
    address = models.TextField(blank=True, help_text="Postal address as on the letterhead, one line a line.")
    telephone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)
    website = models.URLField(blank=True)
    social_handle = models.CharField(max_length=60, blank=True)
    second_officer_required = models.BooleanField(
        default=False,
        help_text="Whoever wrote an item may not clear it. Refused while only one person may clear.",
    )
    second_factor_required = models.BooleanField(
        default=True,
        help_text="Whoever clears, rules or administers signs in with a passkey or a code as well.",
    )
    written_quote_approvals = models.BooleanField(
        default=False,
        db_default=False,
        help_text="The clerk may record that a speaker approved a quotation by letter or mail.",
    )
    authors_name_reviewers = models.BooleanField(
        default=False,
        db_default=False,
        help_text="Whoever writes in an item may ask others to read it; otherwise the clerk does.",
    )
    publicity_checklist = models.CharField(
        max_length=10,
        choices=Checklist.choices,
        default=Checklist.OFFERED,
        db_default=Checklist.OFFERED,
        help_text="Local Government Act 1986, s.4(1): regard to the code in each decision on publicity.",
    )
    publicity_account_shared = models.BooleanField(
        default=False,
        db_default=False,
        help_text="Members of the council read the account of what publicity cost (Local Government Act 1986, s.5).",
    )
    asks_permission = models.BooleanField(
        default=False,
        db_default=False,
        help_text="Members need the clerk's permission for something: a copy, so that texts of others cost nothing.",
    )
    retention_years = models.PositiveSmallIntegerField(
        default=6, help_text="How long texts of items that are over are kept before they may be erased."
    )
    child_age = models.PositiveSmallIntegerField(
        default=18,
        db_default=18,
        help_text="Below this age a parent or guardian answers for a child in a picture: councils differ.",
    )
    press_hours = models.PositiveSmallIntegerField(
        default=24,
        db_default=24,
        help_text="Hours, on the council's working days, within which the press is told that it was heard.",
    )
    answers_within = models.CharField(
        max_length=12,
        choices=Answers.choices,
        default=Answers.POLICY,
        db_default=Answers.POLICY,
        help_text="By when what the public says is to be answered.",
    )
    minutes_within = models.CharField(
        max_length=10,
        choices=Minutes.choices,
        default=Minutes.MONTH,
        db_default=Minutes.MONTH,
        help_text="By when the minutes of a meeting are to be published (SI 2015/494).",
    )
    issuing_on_hold = models.BooleanField(default=False)
    circumstances_version = models.PositiveBigIntegerField(
        default=1,
        help_text="Moves on whenever something changes under decisions already made.",
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(slug__in=sorted(RESERVED_SLUGS)), name="council_slug_not_reserved"
            ),
            models.CheckConstraint(
                condition=models.Q(slug__regex=r"^[a-z][a-z0-9-]{1,48}$"), name="council_slug_pattern"
            ),
            models.CheckConstraint(
                condition=models.Q(publicity_checklist__in=["every", "publicity", "offered"]),
                name="publicity_checklist_known",
            ),
            models.CheckConstraint(
                condition=models.Q(retention_years__gte=1, retention_years__lte=50),
                name="texts_are_kept_for_1_to_50_years",
            ),
            models.CheckConstraint(
                condition=models.Q(press_hours__gte=1, press_hours__lte=120), name="press_hours_are_1_to_120"
            ),
            models.CheckConstraint(
                condition=models.Q(answers_within__in=["policy", "day", "working_day"]),
                name="answers_within_known",
            ),
            models.CheckConstraint(
                condition=models.Q(minutes_within__in=["month", "fortnight", "untimed"]),
                name="minutes_within_known",
            ),
            models.CheckConstraint(
                condition=models.Q(child_age__gte=13, child_age__lte=18), name="children_are_below_13_to_18"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @cached_property
    def own_voice(self) -> "Body | None":
        """Return the body that is the council itself. One query, once."""
        return self.bodies.filter(kind="council").first()


class Body(models.Model):
    """Whose voice an item is: the council, a committee, or a charity it is trustee of."""

    class Kind(models.TextChoices):
        """What sort of body."""

        COUNCIL = "council", "The council"
        COMMITTEE = "committee", "A committee"
        CHARITY = "charity", "A charity of which the council is trustee"

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="bodies")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    name = models.CharField(max_length=150)
    letterhead_note = models.CharField(max_length=200, blank=True)
    logo = models.FileField(
        upload_to="logos/",
        blank=True,
        help_text="A clean PNG, JPEG or WebP as portal.councils.branding re-encoded it.",
    )
    accent_colour = models.CharField(
        max_length=7,
        blank=True,
        validators=[colour_pattern],
        help_text="Six hexadecimal digits after #, dark enough for white text on it.",
    )
    address = models.TextField(blank=True, help_text="Where it differs from the council's.")
    telephone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)
    website = models.URLField(blank=True)
    charity_number = models.CharField(max_length=20, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(kind="council") | models.Q(closed_at__isnull=True),
                name="the_council_itself_stays_open",
            ),
            models.CheckConstraint(
                condition=models.Q(accent_colour="") | models.Q(accent_colour__regex=r"^#[0-9a-f]{6}$"),
                name="body_accent_colour_pattern",
            ),
            models.UniqueConstraint(fields=["council", "name"], name="body_name_once_per_council"),
            models.UniqueConstraint(
                fields=["council"], condition=models.Q(kind="council"), name="one_body_is_the_council"
            ),
        ]

    def __str__(self) -> str:
        return self.name
