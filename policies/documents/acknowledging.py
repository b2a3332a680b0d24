"""Reading and accepting the version in force: each member once, and again when a new one is adopted."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from policies.models import Acknowledgement, Version
from portal.channels.notices.telling import tell
from portal.channels.notices.vocabulary import What
from portal.councils.models import Membership
from portal.councils.people import Person, in_office
from portal.councils.powers import Power, Role
from portal.councils.recording import entry_by
from portal.records.ledger import record
from portal.refusals import NotYours, Refusal

POLICY_VERSION = "policy_version"


@dataclass(frozen=True)
class Acceptance:
    """One member, and when they accepted the version, if they have."""

    member: Membership
    accepted_at: datetime | None


@transaction.atomic
def accept(*, actor: Person, version_id: int, sha256: str) -> Acknowledgement:
    """Note that the actor has read and accepts a version in force; ``sha256`` is the hash of what they were shown.

    A second time changes nothing. Raises NotYours for an auditor, who is bound by none, Refusal where the version is
    not in force any more or is not what was shown.
    """
    if actor.membership.role == Role.AUDITOR:
        raise NotYours("An auditor is not asked to accept the council’s policies.")
    version = _in_force(actor, version_id)
    if version.sha256 != sha256:
        raise Refusal("This is not the wording that you read.", "Nothing was noted. Open the version again.")
    made, new = Acknowledgement.objects.get_or_create(
        version=version, member=actor.membership, defaults={"sha256": sha256}
    )
    if new:
        record([entry_by(actor, "policy_accepted", POLICY_VERSION, version.pk, sha256=sha256)])
    return made


@transaction.atomic
def remind(*, actor: Person, version_id: int) -> int:
    """Tell everybody who has not accepted a version in force, once a day at most; return how many they are.

    Raises NotYours without the power, Refusal where the version is not in force or everybody has accepted it.
    """
    actor.require(Power.CONFIGURE)
    version = _in_force(actor, version_id)
    missing = [one.member.pk for one in acceptances_of(version) if one.accepted_at is None]
    if not missing:
        raise Refusal("Everybody has accepted this version.", "Nobody needs to be reminded.")
    tell(
        council_id=actor.council.pk,
        what=What.POLICY_TO_ACCEPT,
        about=(POLICY_VERSION, version.pk),
        recipients=missing,
        occasion=timezone.localdate().toordinal(),
    )
    record([entry_by(actor, "policy_reminded", POLICY_VERSION, version.pk, members=len(missing))])
    return len(missing)


def to_accept(person: Person) -> list[Version]:
    """Return the versions in force that ``person`` has not accepted yet. One query, none for an auditor."""
    if person.membership.role == Role.AUDITOR:
        return []
    mine = Acknowledgement.objects.filter(version=OuterRef("pk"), member=person.membership)
    rows = Version.objects.filter(policy__council=person.council, state=Version.State.ADOPTED)
    return list(rows.exclude(Exists(mine)).select_related("policy").order_by("in_force_from", "pk"))


def acceptances_of(version: Version) -> list[Acceptance]:
    """Return everybody who is asked to accept ``version``, those who have not first, then by name. Two queries."""
    accepted = dict(Acknowledgement.objects.filter(version=version).values_list("member_id", "accepted_at"))
    shown = [Acceptance(member, accepted.get(member.pk)) for member in _asked(version.policy.council_id)]
    return sorted(shown, key=lambda one: one.accepted_at is not None)


def _asked(council_id: int) -> "QuerySet[Membership]":
    """Return who is bound by the council's policies: all in office, volunteers and contractors too; no auditor."""
    rows = Membership.objects.filter(in_office(timezone.now()), council_id=council_id)
    return rows.exclude(role=Role.AUDITOR).select_related("user").order_by("user__name", "pk")


def _in_force(actor: Person, version_id: int) -> Version:
    """Return the version of the actor's council, locked so that it stays in force. Raises Refusal."""
    rows = Version.objects.select_for_update(of=("self",)).select_related("policy")
    version = rows.filter(pk=version_id, policy__council=actor.council, state=Version.State.ADOPTED).first()
    if version is None:
        raise Refusal(
            "This version is not in force.", "Nothing was changed. Open the policy to see which one is."
        )
    return version
