"""What carries a ruling out where it was said: at once in the newsroom, by a worker on a network, else by hand."""

from django.db import models
from django.db.models import Q

from moderation.models.ruling import Ruling
from moderation.states import Act, Carrying
from portal.councils.models import Membership


class Enforcement(models.Model):
    """How one ruling reaches its readers. Made with the ruling, in its transaction.

    It is done when it was read back, in the newsroom or on the network, or when somebody proves it.
    """

    ruling = models.OneToOneField(Ruling, on_delete=models.PROTECT, related_name="enforcement")
    state = models.CharField(max_length=8, choices=Carrying.choices)
    act = models.CharField(
        max_length=8, choices=Act.choices, blank=True, help_text="What the network is asked."
    )
    tries = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(
        null=True, blank=True, help_text="When it is tried next; while it is, until when its worker has it."
    )
    told = models.CharField(max_length=500, blank=True, help_text="What it really comes to there.")
    problem = models.CharField(max_length=500, blank=True, help_text="Why it could not be done there.")
    by_hand = models.BooleanField(default=False)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    proof = models.CharField(max_length=500, blank=True, help_text="What shows that it was done by hand.")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, done_by__isnull=True, proof="")
                | Q(by_hand=False, done_at__isnull=False, done_by__isnull=True, proof="")
                | Q(by_hand=True, done_at__isnull=False, done_by__isnull=False) & ~Q(proof=""),
                name="what_is_done_by_hand_is_proved",
            ),
            models.CheckConstraint(
                condition=Q(state="done", done_at__isnull=False)
                | Q(state="by_hand", by_hand=True, done_at__isnull=True)
                | Q(state="dropped", done_at__isnull=True)
                | Q(
                    state__in=["waiting", "asking"], by_hand=False, done_at__isnull=True, due_at__isnull=False
                )
                & ~Q(act=""),
                name="how_a_ruling_is_carried_out_is_known",
            ),
        ]
        indexes = [
            models.Index(
                fields=["ruling"], condition=Q(by_hand=True, done_at__isnull=True), name="to_enforce_by_hand"
            ),
            models.Index(
                fields=["due_at"], condition=Q(state__in=["waiting", "asking"]), name="to_enforce_there"
            ),
        ]

    def __str__(self) -> str:
        return f"enforcement of ruling {self.ruling_id}"
