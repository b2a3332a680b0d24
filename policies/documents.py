"""What readers are shown of a council's policies: the versions in force, and those that were. Never a draft."""

from dataclasses import dataclass

from django.db.models import QuerySet

from policies.models import Policy, Version
from policies.standing import adoption_of


@dataclass(frozen=True)
class InForce:
    """A policy with its version in force, how that was adopted, and the versions before, newest first."""

    policy: Policy
    version: Version
    adoption: str
    before: list[Version]


def public_versions(council_id: int) -> "QuerySet[Version]":
    """Return the versions of the council's policies that are or were in force, newest first; drafts are none."""
    rows = Version.objects.filter(policy__council_id=council_id).exclude(state=Version.State.DRAFT)
    return rows.select_related("policy", "signature__signer__user").order_by("policy_id", "-number")


def policies_in_force(council_id: int) -> list[InForce]:
    """Return what is in force: the communications policy first, then its companions by title. One query."""
    by_policy: dict[int, list[Version]] = {}
    for version in public_versions(council_id):
        by_policy.setdefault(version.policy_id, []).append(version)
    shown = [
        InForce(now.policy, now, adoption_of(now), [row for row in versions if row is not now])
        for versions in by_policy.values()
        for now in versions
        if now.state == Version.State.ADOPTED
    ]
    return sorted(shown, key=_place)


def _place(shown: InForce) -> tuple[bool, str]:
    return shown.policy.kind != Policy.Kind.COMMUNICATIONS, shown.policy.title.casefold()
