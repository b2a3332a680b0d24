"""Who may draft what, by the council's policy: a gate of the drafts' room, and the verb that sets it."""

from collections.abc import Collection

from django.db import transaction

from policies.models import DraftingRule
from policies.periods.gates import kinds_left_to_staff
from portal.councils.models import Council
from portal.councils.people import Person
from portal.councils.permitting import permitted_kinds
from portal.councils.powers import Power, Role
from portal.councils.recording import entry_by
from portal.drafts.content import Content
from portal.drafts.kinds import KINDS
from portal.drafts.models import Communication
from portal.records.ledger import record
from portal.refusals import InvalidInput

LONGEST_CLAUSE = 60
ALWAYS = frozenset({Role.CLERK, Role.OFFICER})
"""Whoever issues may also draft: no policy can lock the clerk out of the council's own voice."""


def may_draft_this_kind(
    person: Person,
    kind: str,
    communication: Communication | None,  # noqa: ARG001
    content: Content | None = None,  # noqa: ARG001
) -> str:
    """Return why ``person`` may not draft ``kind`` here, or '' (a drafting gate)."""
    if person.membership.role in ALWAYS:
        return ""
    rules = list(DraftingRule.objects.filter(council_id=person.council.pk, kind=kind))
    if not rules or any(rule.role == person.membership.role for rule in rules):
        return ""
    if kind in permitted_kinds(person.membership.pk):
        return ""
    return _needs_permission(kind, rules[0].clause)


def _needs_permission(kind: str, clause: str) -> str:
    cited = f" (clause {clause})" if clause else ""
    return f"In this council's policy{cited} you need the clerk's permission to draft {KINDS[kind].one}."


def reasons_against(person: Person) -> dict[str, str]:
    """Return why ``person`` may not draft a kind now, by policy or before a poll, by the kind. Three queries."""
    if person.membership.role in ALWAYS:
        return {}
    ruled: dict[str, list[DraftingRule]] = {}
    for rule in DraftingRule.objects.filter(council_id=person.council.pk):
        ruled.setdefault(rule.kind, []).append(rule)
    permitted = permitted_kinds(person.membership.pk)
    return kinds_left_to_staff(person) | {
        kind: _needs_permission(kind, rules[0].clause)
        for kind, rules in ruled.items()
        if kind not in permitted and all(rule.role != person.membership.role for rule in rules)
    }


def draftable_kinds(person: Person) -> frozenset[str]:
    """Return the kinds that ``person`` may draft now, for the page that offers them. Two queries."""
    if not person.may(Power.DRAFT):
        return frozenset()
    return frozenset(KINDS) - reasons_against(person).keys()


@transaction.atomic
def set_drafting_rules(*, actor: Person, kind: str, roles: Collection[str], clause: str = "") -> None:
    """Let the holders of ``roles`` draft ``kind``; an empty collection opens it to all who may draft.

    Raises NotYours without the power, InvalidInput for an unknown kind or role or a clause beyond 60 characters.
    """
    actor.require(Power.CONFIGURE)
    if kind not in KINDS or not set(roles) <= set(Role.values):
        raise InvalidInput("This kind or this office is not known.")
    if len(clause) > LONGEST_CLAUSE:
        raise InvalidInput(f"A clause is cited in up to {LONGEST_CLAUSE} characters, such as 4.2.")
    Council.objects.select_for_update().get(pk=actor.council.pk)  # one clerk after the other
    DraftingRule.objects.filter(council=actor.council, kind=kind).delete()
    DraftingRule.objects.bulk_create(
        [
            DraftingRule(council=actor.council, kind=kind, role=role, clause=clause)
            for role in sorted(set(roles))
        ]
    )
    facts = {"drafting": kind, "roles": sorted(set(roles))}
    record([entry_by(actor, "setting_changed", "council", actor.council.pk, **facts)])
