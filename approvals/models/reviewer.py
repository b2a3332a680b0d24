"""Who was asked to read one exact revision and say what they think of it, and what they said: no power, words only."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from portal.councils.models import Council, Membership, Permission
from portal.drafts.models import Communication, Revision


class Reviewer(models.Model):
    """Somebody named to read ``revision``: a member here, or a person outside with a private link that ends.

    They read that revision until whoever asked moves them to a newer one. The link's token is kept as its hash alone,
    also when it is over, so that who holds it can be told so.
    """

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="reviewers")
    communication = models.ForeignKey(Communication, on_delete=models.PROTECT, related_name="reviewers")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+")
    member = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="reviewing"
    )
    name = models.CharField(max_length=150, blank=True, help_text="Of somebody outside.")
    organisation = models.CharField(max_length=150, blank=True)
    email = models.EmailField(blank=True, help_text="Where somebody outside gets the private link.")
    asked = models.TextField(blank=True, help_text="What they are asked.")
    reason = models.TextField(blank=True, help_text="Why they may read what is on a matter of named access.")
    permission = models.ForeignKey(
        Permission,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="The clerk's, by which an author named them; empty where who asked may name anybody.",
    )
    asked_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(help_text="When the link, or the page on the desk, ends by itself.")
    link_sha256 = models.CharField(max_length=64, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(member__isnull=False, name="", email="", link_sha256="")
                | Q(member__isnull=True) & ~Q(name="") & ~Q(email="") & ~Q(link_sha256="")
                | Q(erased_at__isnull=False),
                name="reviewer_is_member_or_outside",
            ),
            models.CheckConstraint(
                condition=~Q(asked="") | Q(erased_at__isnull=False), name="reviewer_is_asked_something"
            ),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True)
                | Q(name="", organisation="", email="", asked="", reason="", link_sha256=""),
                name="reviewer_or_erasure",
            ),
            models.CheckConstraint(
                condition=Q(permission__isnull=True) | Q(member__isnull=True),
                name="only_who_is_outside_rests_on_a_permission",
            ),
            models.CheckConstraint(condition=Q(until__gt=F("asked_at")), name="reviewer_has_some_time"),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revoked_by__isnull=True)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="reviewer_revoked_by_somebody",
            ),
            models.UniqueConstraint(
                fields=["link_sha256"], condition=~Q(link_sha256=""), name="reviewer_link_once"
            ),
            models.UniqueConstraint(
                fields=["communication", "member"],
                condition=Q(finished_at__isnull=True, revoked_at__isnull=True),
                name="member_reviews_an_item_once_at_a_time",
            ),
            models.UniqueConstraint(
                fields=["communication", "email"],
                condition=Q(finished_at__isnull=True, revoked_at__isnull=True) & ~Q(email=""),
                name="outsider_reviews_an_item_once_at_a_time",
            ),
        ]
        indexes = [
            models.Index(fields=["communication", "-id"], name="reviewers_of_item"),
            models.Index(
                fields=["member", "until"],
                condition=Q(finished_at__isnull=True, revoked_at__isnull=True),
                name="reviews_waiting_for_member",
            ),
        ]

    def __str__(self) -> str:
        return f"reviewer {self.pk} of communication {self.communication_id}"

    @property
    def shown_name(self) -> str:
        """Return who it is, as pages of the desk say it."""
        if self.member is not None:
            return f"{self.member.user.name}, {self.member.display_title}"
        if not self.name:
            return "A reviewer whose name is erased"
        return f"{self.name}, {self.organisation}" if self.organisation else self.name

    @property
    def over(self) -> str:
        """Return why they can read and comment no more, as one word, or '' while they can."""
        if self.revoked_at is not None or self.erased_at is not None:
            return "revoked"
        if self.finished_at is not None:
            return "finished"
        return "expired" if self.until <= timezone.now() else ""


class ReviewerComment(models.Model):
    """What a reviewer said of the revision that they had before them. Never changed; retention may erase the words."""

    append_only = True
    erasable = ("words", "passage", "erased_at")

    reviewer = models.ForeignKey(Reviewer, on_delete=models.PROTECT, related_name="comments")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+")
    words = models.TextField(blank=True)
    field = models.CharField(max_length=40, blank=True, help_text="The part that the passage is in.")
    start = models.PositiveIntegerField(default=0)
    end = models.PositiveIntegerField(default=0)
    passage = models.TextField(
        blank=True, help_text="The words of the text that it is about, as they stand there."
    )
    at = models.DateTimeField(default=timezone.now)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True) & ~Q(words="")
                | Q(erased_at__isnull=False, words="", passage=""),
                name="comment_words_or_erasure",
            ),
            models.CheckConstraint(condition=Q(end__gte=F("start")), name="comment_span_in_order"),
        ]
        indexes = [models.Index(fields=["reviewer", "at"], name="comments_of_reviewer")]

    def __str__(self) -> str:
        return f"comment {self.pk} of reviewer {self.reviewer_id}"
