"""How one member wants to be told of what happens on one council's desk."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from portal.channels.notices.urgency import DEFAULT_HOUR, Way
from portal.councils.models import Membership


class NoticeChoice(models.Model):
    """A member's choice; who never chose has the one of an empty row: what needs them at once, the rest at eight."""

    member = models.OneToOneField(Membership, on_delete=models.PROTECT, related_name="notice_choice")
    way = models.CharField(max_length=10, choices=Way.choices, default=Way.DIGEST)
    digest_hour = models.PositiveSmallIntegerField(
        default=DEFAULT_HOUR, help_text="The hour of the daily mail, on London's clock."
    )
    weekends = models.BooleanField(default=True, help_text="Whether it comes on Saturdays and Sundays.")
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(way__in=Way.values), name="notice_way_known"),
            models.CheckConstraint(
                condition=Q(digest_hour__gte=0, digest_hour__lte=23), name="digest_hour_of_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"notice choice of membership {self.member_id}"
