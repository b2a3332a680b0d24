"""Whom the clerk consults before deciding, whom an item is about, and what a council says must have been asked."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from approvals.models.press import Enquiry
from portal.councils.models import Council, Membership
from portal.councils.powers import Role
from portal.drafts.kinds import KIND_CHOICES
from portal.drafts.models import Communication, Revision

OFFICES = (
    (Role.CHAIR, "Chairman or Mayor"),
    (Role.DEPUTY, "Deputy"),
    (Role.COMMITTEE_CHAIR, "A committee chairman"),
)
"""Who can be consulted without the item being about them."""


class View(models.TextChoices):
    """What somebody consulted says: it decides nothing."""

    AGREE = "agree", "Agrees"
    CONCERNS = "concerns", "Has concerns"
    NO_VIEW = "no_view", "Has no view"


class ItemConsultation(models.Model):
    """One person asked for their view of an item, and the view. Once given it is never changed."""

    class Why(models.TextChoices):
        """Why this person."""

        OFFICE = "office", "by their office"
        ABOUT_THEM = "about_them", "because it is about them"
        REFERRED = "referred", "because it is about somebody who would clear it, and so goes to the council"

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="item_consultations")
    communication = models.ForeignKey(
        Communication, on_delete=models.PROTECT, related_name="item_consultations"
    )
    member = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="consulted_on")
    office = models.CharField(max_length=20, help_text="The member's office when they were asked.")
    why = models.CharField(max_length=10, choices=Why.choices, default=Why.OFFICE)
    question = models.TextField(blank=True)
    asked_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    wait_until = models.DateTimeField(help_text="From then on the clerk may decide without it.")
    reminded_at = models.DateTimeField(null=True, blank=True)
    dropped_at = models.DateTimeField(null=True, blank=True)
    passed_over = models.BooleanField(
        default=False, db_default=False, help_text="The item was decided without this view."
    )
    view = models.CharField(max_length=10, choices=View.choices, blank=True)
    words = models.TextField(blank=True)
    reference = models.CharField(
        max_length=200, blank=True, help_text="The council's minute, where it was referred."
    )
    given_at = models.DateTimeField(null=True, blank=True)
    revision = models.ForeignKey(
        Revision,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="What they read.",
    )
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(view__in=["", *View.values]), name="consulted_view_known"),
            models.CheckConstraint(
                condition=Q(view="", given_at__isnull=True, revision__isnull=True)
                | ~Q(view="") & Q(given_at__isnull=False, revision__isnull=False),
                name="consulted_view_has_a_time_and_a_text",
            ),
            models.CheckConstraint(
                condition=~Q(view="concerns") | ~Q(words="") | Q(erased_at__isnull=False),
                name="concerns_are_said",
            ),
            models.CheckConstraint(
                condition=~Q(why="referred", view="agree") | ~Q(reference="") | Q(erased_at__isnull=False),
                name="a_referral_names_its_minute",
            ),
            models.CheckConstraint(
                condition=Q(view="") | Q(dropped_at__isnull=True), name="what_was_said_is_not_dropped"
            ),
            models.CheckConstraint(
                condition=Q(passed_over=False) | Q(dropped_at__isnull=False),
                name="what_is_passed_over_is_asked_no_more",
            ),
            models.CheckConstraint(
                condition=Q(wait_until__gte=F("asked_at")), name="consulted_wait_in_order"
            ),
            models.UniqueConstraint(
                fields=["communication", "member"],
                condition=Q(view="", dropped_at__isnull=True),
                name="consulted_once_at_a_time",
            ),
        ]
        indexes = [
            models.Index(fields=["communication", "-id"], name="consultations_of_item"),
            models.Index(
                fields=["member", "wait_until"],
                condition=Q(view="", dropped_at=None),
                name="consulted_waiting",
            ),
            models.Index(
                fields=["wait_until"],
                condition=Q(view="", dropped_at=None, reminded_at=None),
                name="consulted_to_remind",
            ),
        ]

    def __str__(self) -> str:
        return f"consultation {self.pk} on communication {self.communication_id}"


class Concern(models.Model):
    """That an item is about somebody of the council: they are consulted, and never clear it alone."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="concerns")
    communication = models.ForeignKey(Communication, on_delete=models.PROTECT, related_name="concerns")
    member = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    said_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    said_at = models.DateTimeField(default=timezone.now)
    of_enquiry = models.ForeignKey(
        Enquiry,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="What the press asks about them, which the item answers: it was said of that.",
    )
    passed_on_from = models.ForeignKey(
        Communication,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="The item of which it was said, from which this one was begun.",
    )
    ended_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["communication", "member"], condition=Q(ended_at__isnull=True), name="concern_once"
            ),
            models.CheckConstraint(
                condition=Q(ended_by__isnull=True, ended_at__isnull=True)
                | Q(ended_by__isnull=False, ended_at__isnull=False),
                name="concern_ended_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(ended_by__isnull=True) | ~Q(ended_by=F("member")),
                name="nobody_says_it_is_not_about_them",
            ),
            models.CheckConstraint(
                condition=~Q(communication=F("passed_on_from")) | Q(passed_on_from__isnull=True),
                name="no_concern_is_passed_on_from_its_own_item",
            ),
        ]

    def __str__(self) -> str:
        return f"communication {self.communication_id} is about membership {self.member_id}"


class ConsultRule(models.Model):
    """That somebody of an office must have been consulted, about a kind ('' for all), and how long they are given."""

    class When(models.TextChoices):
        """In which circumstances."""

        ALWAYS = "always", "always"
        SENSITIVE = "sensitive", "where the rules find a confidential or sensitive matter in it"
        PERIOD = "period", "while a period is in force: before a poll, in mourning"

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="consult_rules")
    kind = models.CharField(max_length=30, choices=KIND_CHOICES, blank=True)
    office = models.CharField(max_length=20, choices=OFFICES)
    when = models.CharField(max_length=10, choices=When.choices, default=When.ALWAYS)
    hours = models.PositiveSmallIntegerField(
        help_text="That the view is waited for before the clerk decides."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["council", "kind", "office", "when"], name="consult_rule_once"),
            models.CheckConstraint(
                condition=Q(office__in=[office for office, _ in OFFICES]), name="consult_rule_office_known"
            ),
            models.CheckConstraint(condition=Q(hours__lte=336), name="consult_rule_waits_two_weeks_at_most"),
        ]

    def __str__(self) -> str:
        return f"{self.office} is consulted on {self.kind or 'everything'}"
