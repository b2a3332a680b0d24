"""The clerk's permissions: to one person, for one thing, with dates and a reason."""

from django.db import models
from django.db.models import F, Q

from portal.councils.models.authority import DatedAuthority
from portal.councils.models.council import Council
from portal.councils.models.membership import Membership

_SOMETHING = Q(communication_id__isnull=False) | Q(matter_id__isnull=False)


class Permission(DatedAuthority):
    """The clerk's permission to one person for one thing that their office does not give them.

    What it is for lies partly on the floors above: those keys are plain columns here, and the migrations of these
    floors tie each of them to a row of the same council.
    """

    class Scope(models.TextChoices):
        """What is permitted."""

        DRAFT_KIND = "draft_kind", "Draft a kind of communication"
        SPEAK = "speak", "Speak for the council"
        POST = "post", "Post on a channel"
        MANAGE = "manage", "Manage an account"
        SHARE = "share", "Share a document outside the council"
        QUOTE = "quote_position", "Quote an agreed position"

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="permissions")
    scope = models.CharField(max_length=20, choices=Scope.choices)
    subject = models.CharField(
        max_length=40, blank=True, help_text="For a kind: its name, such as press_release."
    )
    channel_id = models.BigIntegerField(null=True, blank=True, help_text="On which channel or account.")
    matter_id = models.BigIntegerField(null=True, blank=True, help_text="About which matter; empty: any.")
    position_id = models.BigIntegerField(null=True, blank=True, help_text="Which position; empty: any.")
    communication_id = models.BigIntegerField(null=True, blank=True, help_text="Which item may be shared.")
    document = models.CharField(
        max_length=200,
        blank=True,
        default="",
        db_default="",
        help_text="What may be shared, if it is no item.",
    )
    shared_with = models.CharField(
        max_length=150, blank=True, default="", db_default="", help_text="Somebody outside the council."
    )
    holder = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="permissions")
    giver = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="permissions_given")
    ended_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_because = models.TextField(blank=True, default="", db_default="")
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("starts_at")),
                name="permission_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=False) | Q(ended_by__isnull=True),
                name="permission_ended_by_has_a_moment",
            ),
            models.CheckConstraint(
                condition=(
                    Q(scope="draft_kind", position_id=None) & ~Q(subject="")
                    | Q(scope="speak", subject="", channel_id=None, position_id=None)
                    | Q(scope="post", channel_id__isnull=False, position_id=None)
                    | Q(
                        scope="manage", channel_id__isnull=False, matter_id=None, position_id=None, subject=""
                    )
                    | Q(scope="share", subject="", channel_id=None, position_id=None)
                    | Q(scope="quote_position", subject="", channel_id=None, matter_id=None)
                ),
                name="permission_is_for_what_its_scope_says",
            ),
            models.CheckConstraint(
                condition=(
                    Q(scope="share") & ~Q(shared_with="") & (_SOMETHING | ~Q(document=""))
                    | Q(scope="share", ended_at__isnull=False, erased_at__isnull=False)
                    | ~Q(scope="share") & Q(communication_id=None, document="", shared_with="")
                ),
                name="permission_to_share_names_with_whom",
            ),
            models.UniqueConstraint(
                fields=[
                    "holder",
                    "scope",
                    "subject",
                    "channel_id",
                    "matter_id",
                    "position_id",
                    "communication_id",
                    "document",
                    "shared_with",
                ],
                condition=Q(ended_at__isnull=True),
                nulls_distinct=False,
                name="one_open_permission_for_the_same",
            ),
        ]
        indexes = [
            models.Index(fields=["holder", "scope", "subject"], name="permission_of_holder"),
            models.Index(fields=["council", "-starts_at"], name="permissions_of_council"),
            models.Index(
                fields=["until"],
                condition=Q(ended_at__isnull=True, until__isnull=False),
                name="permission_runs_out",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scope} {self.subject} to membership {self.holder_id}"
