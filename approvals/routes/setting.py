"""The route that a council wants for a kind: whose agreement, in which order, before the clerk clears."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from approvals.models import Route, RouteParty
from approvals.models.route import MOST_STEPS, Mode
from portal.councils.circumstances import bump
from portal.councils.models import Membership
from portal.councils.people import Person, in_office
from portal.councils.powers import Power, Role
from portal.councils.recording import entry_by
from portal.drafts.kinds import KINDS
from portal.records.ledger import record
from portal.refusals import InvalidInput

OFFICES = [
    (role.value, role.label)
    for role in (Role.CHAIR, Role.DEPUTY, Role.COMMITTEE_CHAIR, Role.COUNCILLOR, Role.OFFICER)
]
"""Whose agreement can be wanted by office. The clerk’s clearance is every route’s last step, and none of these."""


@dataclass(frozen=True)
class WantedStep:
    """A step as it is set: whose agreement, any or all of them. ``members`` are memberships."""

    mode: str
    offices: Sequence[str] = ()
    members: Sequence[int] = ()


@transaction.atomic
def set_route(*, actor: Person, kind: str, steps: Sequence[WantedStep]) -> Route | None:
    """Set the steps that come before the clerk's clearance for a kind; none takes the route away.

    What waits keeps the route that it was submitted under. Raises NotYours without the power, InvalidInput for a kind,
    an office or a person that cannot be.
    """
    actor.require(Power.CONFIGURE)
    wanted = [step for step in steps if step.offices or step.members]
    if kind not in KINDS or len(wanted) > MOST_STEPS:
        raise InvalidInput(f"Choose a kind, and up to {MOST_STEPS} steps.")
    _check(actor, wanted)
    bump(actor.council.pk)
    Route.objects.filter(council=actor.council, kind=kind).delete()
    route = None
    if wanted:
        route = Route.objects.create(council=actor.council, kind=kind)
        RouteParty.objects.bulk_create(
            [
                *(
                    RouteParty(route=route, number=number, mode=step.mode, office=office)
                    for number, step in enumerate(wanted, start=1)
                    for office in step.offices
                ),
                *(
                    RouteParty(route=route, number=number, mode=step.mode, member_id=member)
                    for number, step in enumerate(wanted, start=1)
                    for member in step.members
                ),
            ]
        )
    told = [[step.mode, sorted(step.offices), sorted(step.members)] for step in wanted]
    facts: dict[str, Any] = {"route": kind, "steps": told}
    record([entry_by(actor, "setting_changed", "council", actor.council.pk, **facts)])
    return route


def _check(actor: Person, wanted: Sequence[WantedStep]) -> None:
    known = {office for office, _ in OFFICES}
    members = {member for step in wanted for member in step.members}
    rows = Membership.objects.filter(in_office(timezone.now()), council_id=actor.council.pk, pk__in=members)
    if rows.exclude(role=Role.AUDITOR).count() != len(members):
        raise InvalidInput("Choose people who are in office here, and no auditor.")
    for step in wanted:
        repeated = len(set(step.offices)) < len(step.offices) or len(set(step.members)) < len(step.members)
        if step.mode not in Mode.values or not set(step.offices) <= known or repeated:
            raise InvalidInput("Choose any or all, of the offices that are offered, each once.")


def routes_of(council_id: int) -> dict[str, list[str]]:
    """Return the steps of each kind in words, in their order, the clerk's last. One query."""
    rows = RouteParty.objects.filter(route__council_id=council_id).select_related("route", "member__user")
    found: dict[str, dict[int, list[RouteParty]]] = {}
    for row in rows.order_by("route__kind", "number", "pk"):
        found.setdefault(row.route.kind, {}).setdefault(row.number, []).append(row)
    return {kind: [_in_words(parties) for parties in steps.values()] for kind, steps in found.items()}


def _in_words(parties: list[RouteParty]) -> str:
    names = [
        party.member.user.name if party.member else str(Role(party.office).label).lower() for party in parties
    ]
    return (" or " if parties[0].mode == Mode.ANY else " and ").join(names)
