"""Who may speak for the council: put forward to the press, or quoted in what it issues.

Where the council's policy (PermissionRule) ties speaking to the clerk's permission, and only there. A permission about
one matter is for that matter. The clerk and officers, who issue, need none.
"""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from policies.models import PermissionRule
from portal.councils.models import Membership, Permission
from portal.councils.models.authority import in_force
from portal.councils.powers import STAFF

SPEAK = Permission.Scope.SPEAK


def rule_to_speak(council_id: int) -> PermissionRule | None:
    """Return the rule by which members speak only with the clerk's permission, or None. One query."""
    return PermissionRule.objects.filter(council_id=council_id, act=PermissionRule.Act.SPEAK).first()


def cited(rule: PermissionRule) -> str:
    """Return the clause of ``rule`` as a refusal cites it, or ''."""
    return f" (clause {rule.clause})" if rule.clause else ""


def speaking_permissions(at: datetime, matter_ids: Collection[int]) -> "QuerySet[Permission]":
    """Return the permissions to speak in force at ``at`` (aware): about anything, or about one of these matters."""
    about = Q(matter_id=None) | Q(matter_id__in=matter_ids)
    return Permission.objects.filter(in_force(at), about, scope=SPEAK)


def not_permitted_to_speak(member: Membership, council_id: int, matter_id: int | None) -> str:
    """Return that ``member`` may not speak to the press now for want of the clerk's permission, or ''.

    At most two queries; none for staff.
    """
    if member.role in STAFF:
        return ""
    rule = rule_to_speak(council_id)
    matters = [] if matter_id is None else [matter_id]
    if rule is None or speaking_permissions(timezone.now(), matters).filter(holder=member).exists():
        return ""
    about = "" if matter_id is None else " about this matter"
    return f"{member.shown_name} has no permission of the clerk to speak for the council{about}{cited(rule)}."


def permitted_to_speak(
    rows: "QuerySet[Membership]", council_id: int, matter_id: int | None
) -> "QuerySet[Membership]":
    """Return those of ``rows`` of whom not_permitted_to_speak() says nothing. One query."""
    if rule_to_speak(council_id) is None:
        return rows
    matters = [] if matter_id is None else [matter_id]
    held = speaking_permissions(timezone.now(), matters).filter(holder=OuterRef("pk"))
    return rows.filter(Q(role__in=STAFF) | Exists(held))


def quoted_without(
    members: Iterable[Membership], *, at: datetime, matter_ids: Collection[int]
) -> Membership | None:
    """Return the first of the quoted who may not speak for the council at ``at`` about these matters. One query.

    None where all may; no query where only staff, or nobody of the council, is quoted.
    """
    asked = [one for one in members if one.role not in STAFF]
    if not asked:
        return None
    held = speaking_permissions(at, matter_ids).filter(holder__in=[one.pk for one in asked])
    may = set(held.values_list("holder_id", flat=True))
    return next((one for one in asked if one.pk not in may), None)
