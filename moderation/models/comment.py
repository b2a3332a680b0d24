"""What the public says to the council, as it was received: nothing of it is ever overwritten."""

from django.db import models
from django.db.models import F, Q, Value
from django.utils import timezone

from moderation.states import Handling, Showing
from portal.channels.models import Channel, Publication
from portal.councils.models import Council, Membership

LONGEST_TEXT = 200_000
"""Characters of a comment; what a network sends beyond is cut, and the cut is noted."""


class Comment(models.Model):
    """One thing that somebody said to the council. Never deleted; its words go when retention says so.

    Where a channel brought it, it is known by the channel and the name that it has there, so that it is safe to
    receive twice. What somebody at the desk entered has a name of its own.
    """

    class Way(models.TextChoices):
        """How it came."""

        NEWSROOM = "newsroom", "Under an item in the newsroom"
        NETWORK = "network", "In public on a network"
        MESSAGE = "message", "As a private message"
        EMAIL = "email", "By email"
        PAPER = "paper", "On paper"
        PHONE = "phone", "By telephone"
        PERSON = "person", "In person"
        MEMBER = "member", "To a member’s own account"

    class AnswerBy(models.TextChoices):
        """How the resident would like to be answered."""

        EMAIL = "email", "By email"
        PHONE = "phone", "By telephone"
        POST = "post", "By post"
        THERE = "there", "Where they said it"
        NOT = "not", "They want no answer"

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="comments")
    channel = models.ForeignKey(
        Channel, on_delete=models.PROTECT, null=True, blank=True, related_name="comments"
    )
    remote_id = models.CharField(max_length=300, help_text="Its name where it was said.")
    reference = models.CharField(max_length=12, help_text="Told to its author, who may name it by this.")
    way = models.CharField(max_length=10, choices=Way.choices)
    publication = models.ForeignKey(
        Publication,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="comments",
        help_text="What of the council's it answers.",
    )
    page = models.CharField(
        max_length=300,
        blank=True,
        default="",
        db_default=Value(""),
        help_text="What its network calls the page that it stands under, where nothing of the portal's does.",
    )
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replies"
    )
    alike = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="likes_of",
        help_text="The one that stands in the queue for it: the same words under the same item.",
    )
    likeness = models.CharField(
        max_length=64, blank=True, help_text="Of its words, read past their spelling."
    )
    author = models.CharField(max_length=200, blank=True, help_text="As shown where it was said.")
    author_key = models.CharField(max_length=64, blank=True, help_text="Tells one author from another here.")
    author_lasts = models.BooleanField(
        default=False,
        db_default=False,
        help_text="The key is made of what its network gives to this author alone, not of a name that changes hands.",
    )
    author_address = models.CharField(
        max_length=300,
        blank=True,
        default="",
        db_default=Value(""),
        help_text="The name that its author went by on the network when it came.",
    )
    author_link = models.CharField(max_length=500, blank=True)
    email = models.EmailField(blank=True, help_text="Never shown in public.")
    link = models.CharField(max_length=500, blank=True, help_text="Where it stands.")
    answer_by = models.CharField(max_length=10, choices=AnswerBy.choices, blank=True)
    answer_to = models.CharField(max_length=300, blank=True, help_text="The address or number for that.")
    text = models.TextField(blank=True, help_text="The words of its latest version.")
    attached = models.JSONField(
        default=list,
        db_default=Value([], output_field=models.JSONField()),
        blank=True,
        help_text="What stands with them: kind, name there, alt, address.",
    )
    version = models.PositiveIntegerField(default=1)
    written_at = models.DateTimeField(help_text="By the clock of where it was said.")
    received_at = models.DateTimeField(default=timezone.now, help_text="By our own clock.")
    gone_at = models.DateTimeField(null=True, blank=True, help_text="When we saw that its author deleted it.")
    ask_after_at = models.DateTimeField(
        null=True, blank=True, help_text="When its network is asked next whether it stands there still."
    )
    missed_at = models.DateTimeField(
        null=True, blank=True, help_text="When it was first not found any more where it was said."
    )
    handling = models.CharField(max_length=10, choices=Handling.choices, default=Handling.WAITING)
    showing = models.CharField(max_length=10, choices=Showing.choices)
    risk = models.PositiveSmallIntegerField(
        default=0, db_default=0, help_text="How soon somebody should look: 3 an alert, 0 nothing found."
    )
    reply_by = models.DateTimeField(help_text="By the council's own clock for replies.")
    escalated_at = models.DateTimeField(
        null=True, blank=True, help_text="When it passed from the manager of its channel to the clerk."
    )
    claimed_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    claimed_until = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(
        null=True, blank=True, help_text="When the council's first answer to it went out."
    )
    member = models.ForeignKey(
        Membership,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="To whose own account it was said.",
    )
    entered_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "remote_id"],
                condition=Q(channel__isnull=False),
                name="a_comment_comes_once_by_its_channel",
            ),
            models.UniqueConstraint(
                fields=["council", "remote_id"],
                condition=Q(channel__isnull=True),
                name="a_comment_is_entered_once",
            ),
            models.UniqueConstraint(fields=["council", "reference"], name="comment_reference_once"),
            models.CheckConstraint(
                condition=Q(channel__isnull=False) | Q(entered_by__isnull=False),
                name="a_comment_came_by_a_channel_or_a_person",
            ),
            models.CheckConstraint(condition=Q(risk__lte=3), name="comment_risk_known"),
            models.CheckConstraint(condition=Q(handling__in=Handling.values), name="comment_handling_known"),
            models.CheckConstraint(condition=Q(showing__in=Showing.values), name="comment_showing_known"),
            models.CheckConstraint(
                condition=Q(way__in=["newsroom", "network"]) | Q(showing="private"),
                name="what_was_said_in_private_stays_so",
            ),
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True, handling="waiting")
                | Q(settled_at__isnull=False, handling="settled"),
                name="a_settled_comment_says_when",
            ),
            models.CheckConstraint(
                condition=Q(alike__isnull=True) | ~Q(alike=F("id")), name="no_comment_stands_for_itself"
            ),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True)
                | Q(text="", author="", author_key="", author_link="", email="", link="", answer_to=""),
                name="an_erased_comment_keeps_no_words",
            ),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True) | Q(author_address="", author_lasts=False),
                name="an_erased_comment_names_no_account",
            ),
            models.CheckConstraint(
                condition=Q(author_lasts=False) | ~Q(author_key=""), name="what_lasts_of_an_author_is_a_key"
            ),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True) | Q(attached=[]),
                name="an_erased_comment_keeps_nothing_attached",
            ),
        ]
        indexes = [
            models.Index(
                fields=["council", "-risk", "reply_by"],
                condition=Q(handling="waiting", alike__isnull=True),
                name="comments_waiting",
            ),
            models.Index(fields=["publication", "received_at"], name="comments_of_publication"),
            models.Index(fields=["council", "author_key"], name="comments_of_author"),
            models.Index(
                fields=["channel", "id"],
                condition=Q(author_lasts=False, erased_at__isnull=True),
                name="comments_known_by_name",
            ),
            models.Index(
                fields=["council", "publication", "likeness"],
                condition=Q(handling="waiting"),
                name="comments_alike",
            ),
            models.Index(fields=["council", "-received_at"], name="comments_of_council"),
            models.Index(
                fields=["channel", "ask_after_at"],
                condition=Q(ask_after_at__isnull=False),
                name="comments_to_ask_after",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_public(self) -> bool:
        """Return whether it was said where others read it."""
        return self.showing != Showing.PRIVATE

    @property
    def communication_id(self) -> int | None:
        """Return the item under which it was said, None where it was said under none."""
        return self.publication.communication_id if self.publication else None

    @property
    def shown_author(self) -> str:
        """Return the name that its author goes by, or that there is none."""
        return self.author or ("(erased)" if self.erased_at else "Somebody without a name")


class CommentVersion(models.Model):
    """The words of a comment as they were received at one moment. Never changed or deleted."""

    append_only = True
    erasable = ("text", "attached", "erased_at")

    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    text = models.TextField(blank=True)
    attached = models.JSONField(
        default=list,
        db_default=Value([], output_field=models.JSONField()),
        blank=True,
        help_text="What stood with them: kind, name there, alt, address.",
    )
    sha256 = models.CharField(max_length=64)
    cut = models.BooleanField(default=False, help_text="It was longer than what is kept of a comment.")
    received_at = models.DateTimeField(default=timezone.now)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["comment", "number"], name="comment_version_once"),
            models.CheckConstraint(
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="comment_version_keeps_hash"
            ),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True) & ~Q(text="") | Q(erased_at__isnull=False, text=""),
                name="comment_version_or_erasure",
            ),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True) | Q(attached=[]),
                name="an_erased_version_keeps_nothing_attached",
            ),
        ]

    def __str__(self) -> str:
        return f"version {self.number} of comment {self.comment_id}"
