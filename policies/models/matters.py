"""What the council is dealing with: confidential until it was openly minuted, sometimes especially sensitive."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone

from policies.models.meetings import AgendaItem
from portal.councils.models import Council, Membership
from portal.drafts.models import Communication


class Matter(models.Model):
    """One matter. Without an open reference it is confidential: that is the rule, not the exception."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="matters")
    title = models.CharField(max_length=200)
    summary = models.TextField(blank=True)
    opened_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True)
    named_access_only = models.BooleanField(
        default=False, help_text="Only the people named under it see that it exists."
    )
    released_by_item = models.ForeignKey(
        AgendaItem,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="matters",
        help_text="The open item, or the closed item whose decision alone was released.",
    )
    open_reference = models.CharField(
        max_length=200, blank=True, help_text="The open minute, report or agenda reference that released it."
    )
    decision_only = models.BooleanField(
        default=False, help_text="Only the decision's text is released; discussion and papers stay closed."
    )
    released_on = models.DateField(null=True, blank=True)
    released_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    interested_see_papers = models.BooleanField(
        default=False,
        help_text="Members with a declared interest may see its papers, after accepting the notice.",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["id", "council"], name="matter_with_its_council"),
            models.UniqueConstraint("council", Lower("title"), name="matter_title_once_per_council"),
            models.CheckConstraint(
                condition=Q(released_on__isnull=True, released_by__isnull=True, open_reference="")
                | Q(released_on__isnull=False, released_by__isnull=False) & ~Q(open_reference=""),
                name="a_released_matter_names_its_reference",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_confidential(self) -> bool:
        """Return whether nothing of it has been openly minuted, reported or put on an open agenda yet."""
        return self.released_on is None


class MatterAlias(models.Model):
    """Words by which a text is recognised as being about a matter."""

    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="aliases")
    words = models.CharField(max_length=120)

    class Meta:
        verbose_name_plural = "matter aliases"
        constraints = [models.UniqueConstraint("matter", Lower("words"), name="alias_once_per_matter")]

    def __str__(self) -> str:
        return self.words


class MatterAccess(models.Model):
    """A person who may see a matter of named access."""

    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="access")
    member = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="matters")
    given_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name_plural = "matter access"
        constraints = [models.UniqueConstraint(fields=["matter", "member"], name="access_once")]

    def __str__(self) -> str:
        return f"membership {self.member_id} may see matter {self.matter_id}"


class MatterFlag(models.Model):
    """The clerk or the chairman deems a matter especially sensitive; lifting needs the same authority."""

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="flags")
    flagged_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    flagged_at = models.DateTimeField(default=timezone.now)
    reason = models.TextField()
    holding_reply = models.TextField(
        help_text="What members say: unable to comment, please refer to the clerk."
    )
    lifted_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifting_reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["matter"], condition=Q(lifted_at__isnull=True), name="one_flag_in_force_per_matter"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="a_flag_says_why"),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True, lifted_by__isnull=True, lifting_reason="")
                | Q(lifted_at__isnull=False, lifted_by__isnull=False) & ~Q(lifting_reason=""),
                name="a_lifted_flag_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"flag on matter {self.matter_id}"


class MatterLink(models.Model):
    """What a person said about a communication and a matter: it is about it, or it is not.

    Or what the portal found in the words of that which a communication was begun from or answers: it is about it.
    """

    communication = models.ForeignKey(Communication, on_delete=models.PROTECT, related_name="matter_links")
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="links")
    about = models.BooleanField(help_text="False is the clerk's “not this matter” over a match of words.")
    said_by = models.ForeignKey(
        Membership,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Empty where the portal found the matter named.",
    )
    said_at = models.DateTimeField(default=timezone.now)
    passed_on_from = models.ForeignKey(
        Communication,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="The item of which it was said, from which this one was begun.",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["communication", "matter"], name="matter_link_once"),
            models.CheckConstraint(
                condition=~Q(communication=F("passed_on_from")) | Q(passed_on_from__isnull=True),
                name="no_link_is_passed_on_from_its_own_item",
            ),
            models.CheckConstraint(
                condition=Q(about=True) | Q(passed_on_from__isnull=True),
                name="only_what_an_item_is_about_is_passed_on",
            ),
            models.CheckConstraint(
                condition=Q(about=True) | Q(said_by__isnull=False),
                name="only_somebody_says_an_item_is_not_about_it",
            ),
        ]

    def __str__(self) -> str:
        return f"communication {self.communication_id} and matter {self.matter_id}"


class Interest(models.Model):
    """A member's declared interest in a matter, and whether they accepted the notice that comes with it."""

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="interests")
    member = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="interests")
    party = models.CharField(
        max_length=150, help_text="Whom they may not tell: the other party to the matter."
    )
    nature = models.TextField(blank=True)
    declared_on = models.DateField()
    entered_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    notice_accepted_at = models.DateTimeField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["matter", "member"], condition=Q(ended_on__isnull=True), name="one_interest_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"interest of membership {self.member_id} in matter {self.matter_id}"
