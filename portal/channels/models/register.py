"""What the register notes of a channel: its particulars, who answers for it, and the order to close it for good."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from portal.channels.models.channel import Channel
from portal.councils.models import Council, Membership

LONGEST = {"purpose": 500, "audience": 300, "branding": 300, "complaints": 500, "house_rules": 5000}
"""Characters of what is noted of a channel."""


class Particulars(models.Model):
    """What a channel is for and how it is run. ``speaks_every`` counts the days after which silence is pointed out."""

    class Application(models.TextChoices):
        """What sort of thing the council uses there."""

        SOCIAL = "social", "Social network"
        MICROBLOG = "microblog", "Micro-blogging"
        BLOG = "blog", "Blog"
        FORUM = "forum", "Forum"
        COLLABORATIVE = "collaborative", "Collaborative space"
        MEDIA = "media", "Media sharing"
        VIRTUAL = "virtual", "Virtual world"
        AGGREGATOR = "aggregator", "Feed aggregation"
        SURVEY = "survey", "Surveys"
        MESSAGING = "messaging", "Messaging"
        WEBSITE = "website", "Website"
        MAILING = "mailing", "Mailing"
        PAPER = "paper", "Paper and meetings"

    channel = models.OneToOneField(Channel, on_delete=models.PROTECT, related_name="particulars")
    application = models.CharField(max_length=13, choices=Application.choices, blank=True)
    network = models.CharField(
        max_length=30, blank=True, help_text="The name by which texts know it, such as facebook."
    )
    address = models.URLField(max_length=300, blank=True, help_text="Its public page outside the portal.")
    purpose = models.CharField(max_length=LONGEST["purpose"], blank=True)
    audience = models.CharField(max_length=LONGEST["audience"], blank=True)
    branding = models.CharField(max_length=LONGEST["branding"], blank=True)
    complaints = models.CharField(
        max_length=LONGEST["complaints"], blank=True, help_text="How readers complain or say what they think."
    )
    house_rules = models.TextField(max_length=LONGEST["house_rules"], blank=True)
    speaks_every = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Days.")
    review_on = models.DateField(null=True, blank=True, help_text="When it is reviewed next.")
    hears_rulings = models.BooleanField(
        default=False, db_default=False, help_text="It is told of rulings on comments, where it can be."
    )
    silence_told_at = models.DateTimeField(null=True, blank=True)
    review_told_for = models.DateField(null=True, blank=True)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(speaks_every__isnull=True) | Q(speaks_every__gte=1, speaks_every__lte=366),
                name="channel_speaks_within_reason",
            ),
            models.CheckConstraint(
                condition=Q(
                    application__in=[
                        *("", "social", "microblog", "blog", "forum", "collaborative", "media", "virtual"),
                        *("aggregator", "survey", "messaging", "website", "mailing", "paper"),
                    ]
                ),
                name="channel_application_known",
            ),
        ]
        indexes = [
            models.Index(
                fields=["review_on"], condition=Q(review_on__isnull=False), name="channels_to_review"
            ),
            models.Index(
                fields=["speaks_every"], condition=Q(speaks_every__isnull=False), name="channels_to_speak"
            ),
        ]

    def __str__(self) -> str:
        return f"particulars of channel {self.channel_id}"


class Access(models.Model):
    """Somebody who answers for a channel or can get into its account, from ``since`` until it was handed over."""

    class Part(models.TextChoices):
        """What they are to it."""

        OWNER = "owner", "Owner"
        MANAGER = "manager", "Manager"
        HOLDER = "holder", "Holds access"

    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="access")
    member = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="channel_access"
    )
    outsider = models.CharField(max_length=150, blank=True, help_text="Somebody who has no place here.")
    part = models.CharField(max_length=7, choices=Part.choices)
    means = models.CharField(
        max_length=150, blank=True, help_text="By what they get in, never the secret itself."
    )
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    given_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    handed_over = models.CharField(max_length=300, blank=True, help_text="To whom, and what was changed.")
    told_at = models.DateTimeField(null=True, blank=True, help_text="When its end was pointed out.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["channel"],
                condition=Q(part="owner", ended_at__isnull=True),
                name="one_owner_a_channel",
            ),
            models.UniqueConstraint(
                fields=["channel", "member", "part"],
                condition=Q(member__isnull=False, ended_at__isnull=True),
                name="access_given_once",
            ),
            models.CheckConstraint(
                condition=Q(part__in=["owner", "manager", "holder"]), name="access_part_known"
            ),
            models.CheckConstraint(
                condition=Q(member__isnull=False, outsider="") | Q(member__isnull=True) & ~Q(outsider=""),
                name="access_is_somebody_s",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=models.F("since")), name="access_ends_later"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="access_ended_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.part} of channel {self.channel_id}"

    @property
    def who(self) -> str:
        """Return who it is; a member's name wants ``member__user`` loaded."""
        return self.member.shown_name if self.member is not None else self.outsider


class Closure(models.Model):
    """The clerk's order to close a channel for good. It stays a task until the outside page is proved to be closed."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="closures")
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="closures")
    ordered_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    ordered_at = models.DateTimeField(default=timezone.now)
    due_on = models.DateField(help_text="By when the outside page is to be closed.")
    told_on = models.DateField(null=True, blank=True, help_text="When somebody was last reminded.")
    recalled_at = models.DateTimeField(null=True, blank=True)
    proved_at = models.DateTimeField(null=True, blank=True)
    proved_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    closed_on = models.DateField(null=True, blank=True, help_text="When the outside page was closed.")
    word = models.CharField(max_length=300, blank=True, help_text="Who looked, and what they saw.")
    link = models.URLField(max_length=500, blank=True)
    picture = models.FileField(upload_to="closures/%Y/%m/", blank=True)
    picture_sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["channel"],
                condition=Q(recalled_at__isnull=True, proved_at__isnull=True),
                name="one_closure_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(proved_at__isnull=True)
                | Q(proved_by__isnull=False, closed_on__isnull=False)
                & (~Q(word="") | ~Q(link="") | ~Q(picture_sha256="")),
                name="closure_shows_or_says_something",
            ),
            models.CheckConstraint(
                condition=Q(recalled_at__isnull=True) | Q(proved_at__isnull=True),
                name="closure_recalled_or_proved",
            ),
        ]
        indexes = [
            models.Index(
                fields=["council", "due_on"],
                condition=Q(recalled_at__isnull=True, proved_at__isnull=True),
                name="closures_open",
            )
        ]

    def __str__(self) -> str:
        return f"closure of channel {self.channel_id}"
