"""What newspapers and stations ask of the council, whom the clerk asked about it, who speaks, and what came of it."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from policies.models import Matter
from portal.channels.models import Contact
from portal.councils.models import Council, Membership
from portal.drafts.models import Communication


class Enquiry(models.Model):
    """One request of the press. It is never deleted; its words go when retention says so."""

    class Kind(models.TextChoices):
        """What they want."""

        QUESTION = "question", "A question to the council"
        INTERVIEW = "interview", "An interview with a councillor or officer"

    class Medium(models.TextChoices):
        """Where it would appear."""

        NEWSPAPER = "newspaper", "Newspaper or magazine"
        RADIO = "radio", "Radio"
        TELEVISION = "television", "Television"
        ONLINE = "online", "Online"
        PARTNER = "partner", "A partner organisation"
        OTHER = "other", "Something else"

    class Outcome(models.TextChoices):
        """How it ended."""

        ANSWERED = "answered", "Answered"
        INTERVIEWED = "interviewed", "The interview was given"
        HOLDING = "holding", "Given the holding reply"
        DECLINED = "declined", "Declined"
        DROPPED = "dropped", "They asked no more"
        MISSED = "missed", "Not answered in time"

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="press_enquiries")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    contact = models.ForeignKey(
        Contact, on_delete=models.PROTECT, null=True, blank=True, related_name="enquiries"
    )
    asker = models.CharField(max_length=150, help_text="Who asks.")
    outlet = models.CharField(max_length=150)
    medium = models.CharField(max_length=10, choices=Medium.choices)
    reached_by = models.CharField(max_length=200, blank=True, help_text="Their telephone or address.")
    topic = models.CharField(max_length=200)
    question = models.TextField(help_text="What they ask, in their words.")
    received_at = models.DateTimeField()
    deadline_at = models.DateTimeField(null=True, blank=True, help_text="When they need the answer.")
    acknowledge_by = models.DateTimeField(help_text="By the council's hours for the press.")
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    taken_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    taken_at = models.DateTimeField(default=timezone.now)
    matter = models.ForeignKey(
        Matter, on_delete=models.PROTECT, null=True, blank=True, related_name="press_enquiries"
    )
    concerns = models.ForeignKey(
        Membership,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="The member or officer whom it is about: they are consulted, and do not choose who speaks.",
    )
    answer = models.ForeignKey(
        Communication, on_delete=models.PROTECT, null=True, blank=True, related_name="press_enquiries"
    )
    outcome = models.CharField(max_length=12, choices=Outcome.choices, blank=True)
    outcome_words = models.TextField(blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "enquiries"
        constraints = [
            models.CheckConstraint(
                condition=~Q(topic="") & ~Q(asker="") & ~Q(question="") | Q(erased_at__isnull=False),
                name="an_enquiry_says_who_asks_what",
            ),
            models.CheckConstraint(
                condition=Q(deadline_at__isnull=True) | Q(deadline_at__gte=F("received_at")),
                name="an_enquiry_is_due_after_it_came",
            ),
            models.CheckConstraint(
                condition=Q(acknowledged_at__isnull=True, acknowledged_by__isnull=True)
                | Q(acknowledged_at__isnull=False, acknowledged_by__isnull=False),
                name="an_acknowledgement_names_its_writer",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_by__isnull=True, outcome="")
                | Q(closed_at__isnull=False, closed_by__isnull=False) & ~Q(outcome=""),
                name="a_closed_enquiry_has_its_outcome",
            ),
        ]
        indexes = [
            models.Index(
                fields=["council", "acknowledge_by"],
                condition=Q(closed_at__isnull=True),
                name="open_enquiries",
            ),
            models.Index(fields=["council", "-received_at"], name="enquiries_of_council"),
        ]

    def __str__(self) -> str:
        return self.topic or "(erased)"

    @property
    def is_open(self) -> bool:
        """Return whether it waits for its outcome."""
        return self.closed_at is None


class Consultation(models.Model):
    """Somebody's view of an enquiry: asked by the clerk, said by them or noted by the clerk. It decides nothing."""

    enquiry = models.ForeignKey(Enquiry, on_delete=models.PROTECT, related_name="consultations")
    member = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    view = models.TextField(blank=True)
    said_at = models.DateTimeField(null=True, blank=True)
    noted_by = models.ForeignKey(
        Membership,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Who noted what was said aloud; empty where they wrote it themselves.",
    )
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["enquiry", "member"], name="consulted_once_about_an_enquiry"),
            models.CheckConstraint(
                condition=Q(said_at__isnull=True, view="", noted_by__isnull=True)
                | Q(said_at__isnull=False) & (~Q(view="") | Q(erased_at__isnull=False)),
                name="a_view_says_something",
            ),
        ]

    def __str__(self) -> str:
        return f"membership {self.member_id} about enquiry {self.enquiry_id}"


class Spokesperson(models.Model):
    """Who was put forward to speak to the press about one enquiry, until they were replaced or declined."""

    enquiry = models.ForeignKey(Enquiry, on_delete=models.PROTECT, related_name="spokespeople")
    member = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    chosen_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    chosen_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name_plural = "spokespeople"
        constraints = [
            models.UniqueConstraint(
                fields=["enquiry"], condition=Q(ended_at__isnull=True), name="one_spokesperson_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="whoever_replaced_a_spokesperson_is_named",
            ),
        ]

    def __str__(self) -> str:
        return f"membership {self.member_id} on enquiry {self.enquiry_id}"


class Briefing(models.Model):
    """The card that one spokesperson was given, word for word, and when they confirmed that they read it.

    Never changed: another card is another row. The database lets only the reading be noted, once.
    """

    spokesperson = models.ForeignKey(Spokesperson, on_delete=models.PROTECT, related_name="briefings")
    made_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    card = models.TextField(help_text="The canonical JSON of what the card says.")
    sha256 = models.CharField(max_length=64)
    read_at = models.DateTimeField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(card="") | Q(erased_at__isnull=False), name="a_briefing_says_something"
            ),
        ]

    def __str__(self) -> str:
        return f"briefing {self.pk} of spokesperson {self.spokesperson_id}"


class Cutting(models.Model):
    """What appeared: where, when, under which headline, and whether it was right. Never changed or deleted."""

    append_only = True
    erasable = ("headline", "where", "remark", "erased_at")

    enquiry = models.ForeignKey(Enquiry, on_delete=models.PROTECT, related_name="cuttings")
    appeared_on = models.DateField()
    headline = models.CharField(max_length=300)
    where = models.CharField(
        max_length=500, blank=True, help_text="The page, the programme or the web address."
    )
    accurate = models.BooleanField(help_text="Whether it says what the council said.")
    remark = models.TextField(blank=True)
    entered_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(default=timezone.now)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(headline="") | Q(erased_at__isnull=False), name="a_cutting_has_a_headline"
            ),
            models.CheckConstraint(
                condition=Q(accurate=True) | ~Q(remark="") | Q(erased_at__isnull=False),
                name="what_was_wrong_is_said",
            ),
        ]

    def __str__(self) -> str:
        return self.headline or "(erased)"
