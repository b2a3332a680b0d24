"""What permissions and accounts of members' own keep when their time is over: who, when and which act, no words."""

from datetime import datetime

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from policies.models import PersonalAccount
from portal.councils.models import Council, Permission
from portal.drafts.retaining import kept_until
from portal.records.retention import EraseOrder

AT_ONCE = 500


def permissions_due(council: Council, now: datetime) -> "QuerySet[Permission]":
    """Return the council's permissions whose retention period after their end was over at ``now``."""
    limit = kept_until(council.retention_years, now)
    over = Q(ended_at__lt=limit) | Q(ended_at__isnull=True, until__lt=limit)
    return Permission.objects.filter(over, council=council, erased_at__isnull=True).order_by("pk")


def accounts_due(council: Council, now: datetime) -> "QuerySet[PersonalAccount]":
    """Return the accounts whose retention period after they were taken off was over at ``now``."""
    limit = kept_until(council.retention_years, now)
    rows = PersonalAccount.objects.filter(council=council, erased_at__isnull=True, retired_at__lt=limit)
    return rows.order_by("pk")


def words_due(council: Council, now: datetime) -> list[tuple[str, int]]:
    """Return what erase_words() erases at ``now``, by type and key. Two queries."""
    permissions = permissions_due(council, now).values_list("pk", flat=True)[:AT_ONCE]
    accounts = accounts_due(council, now).values_list("pk", flat=True)[:AT_ONCE]
    return [("permission", key) for key in permissions] + [("personal_account", key) for key in accounts]


def erase_words(order: EraseOrder) -> int:
    """Erase the words of what is due (an eraser); they belong to no communication and go with the order of none."""
    if order.communication_ids:
        return 0
    council = Council.objects.get(pk=order.council_id)
    permissions = permissions_due(council, order.now)[:AT_ONCE].values("pk")
    accounts = accounts_due(council, order.now)[:AT_ONCE].values("pk")
    return Permission.objects.filter(pk__in=permissions).update(
        reason="",
        ended_because="",
        document="",
        shared_with="",
        ended_at=Coalesce("ended_at", F("until")),
        erased_at=order.now,
    ) + PersonalAccount.objects.filter(pk__in=accounts).update(address="", erased_at=order.now)
