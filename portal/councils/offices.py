"""The particulars of an office: title, organisation, term, line manager. Read in one place, changed by one verb."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from portal.councils.circumstances import bump
from portal.councils.heads import minuted
from portal.councils.models import Council, Membership
from portal.councils.people import Person, in_office
from portal.councils.powers import (
    MUST_NAME_ORGANISATION,
    ON_THE_COUNCIL,
    STAFF,
    WITH_ORGANISATION,
    Power,
    Role,
)
from portal.councils.reach import require_reach
from portal.councils.recording import entry_by
from portal.records.archive import Filing, file_snapshots
from portal.records.canonical import sha256_of
from portal.records.ledger import record
from portal.refusals import InvalidInput, Refusal
from portal.typed import stated

_LABELS = {
    "title": "Title",
    "organisation": "Organisation",
    "organisation_email": "Address at the organisation",
    "term_ends_on": "Last day of the term",
    "line_manager_id": "Line manager",
    "party": "Party",
    "businesses": "Businesses",
    "ward": "Ward",
}
_JUDGED_BY = frozenset({"party", "businesses", "ward"})
"""What checks go by: when it changes, what waits to go out is judged again."""
_MOST_BUSINESSES = 10
LONGEST_WARD = 100


@dataclass(frozen=True)
class Particulars:
    """What is noted of an office beside its role. ``term_ends_on`` is its last day in London; None: no end is set."""

    title: str = ""
    organisation: str = ""
    organisation_email: str = ""
    term_ends_on: date | None = None
    line_manager_id: int | None = None
    party: str = ""
    businesses: str = ""
    """Names, one a line."""
    ward: str = ""


def read_particulars(
    council: Council, role: str, given: Particulars, *, member_id: int | None = None
) -> Particulars:
    """Return ``given`` as it is stored, or raise InvalidInput or Refusal naming what cannot be.

    ``member_id`` is the membership that has the office already. Call it under the council's row lock: it decides
    whether the line manager is in office.
    """
    try:
        title, organisation = stated(given.title), stated(given.organisation)
        address = given.organisation_email.strip()
        if address:
            validate_email(address)
    except (InvalidInput, ValidationError) as error:
        raise InvalidInput("The title, the organisation or the address there cannot be read.") from error
    if len(title) > 80 or len(organisation) > 150 or len(address) > 254:
        raise InvalidInput("Give a title of up to 80 characters and an organisation of up to 150.")
    _check_organisation(role, organisation, address)
    _check_term(role, given.term_ends_on)
    if given.line_manager_id is not None:
        _check_manager(council, role, given.line_manager_id, member_id)
    party, businesses = _read_of_member(role, given)
    ward = _read_ward(role, given.ward)
    return Particulars(
        title, organisation, address, given.term_ends_on, given.line_manager_id, party, businesses, ward
    )


def _read_ward(role: str, typed: str) -> str:
    """Return the ward as it is stored; raise InvalidInput: members alone sit for one."""
    try:
        ward = " ".join(stated(typed).split())
    except InvalidInput as error:
        raise InvalidInput("The ward cannot be read.") from error
    if len(ward) > LONGEST_WARD:
        raise InvalidInput(f"Give the ward in up to {LONGEST_WARD} characters.")
    if ward and role not in ON_THE_COUNCIL:
        raise InvalidInput("A ward is noted of members of the council only.")
    return ward


def _read_of_member(role: str, given: Particulars) -> tuple[str, str]:
    """Return party and businesses as they are stored, or raise InvalidInput: they are noted of members alone."""
    try:
        party = stated(given.party)
        names = [name for line in given.businesses.splitlines() if (name := stated(line))]
    except InvalidInput as error:
        raise InvalidInput("The party or the businesses cannot be read.") from error
    names = list(dict.fromkeys(names))
    if len(party) > 80 or len(names) > _MOST_BUSINESSES or any(len(name) > 100 for name in names):
        raise InvalidInput("Give a party of up to 80 characters and up to 10 businesses of up to 100 each.")
    if role not in ON_THE_COUNCIL and (party or names):
        raise InvalidInput("Party and businesses are noted of members of the council only.")
    return party, "\n".join(names)


def _check_organisation(role: str, organisation: str, address: str) -> None:
    if role in MUST_NAME_ORGANISATION and not (organisation and address):
        raise InvalidInput(
            "A contractor or partner needs the name of their organisation and their address there."
        )
    if role not in WITH_ORGANISATION and (organisation or address):
        raise InvalidInput(
            "An organisation is noted for volunteers, contractors, partners and co-opted members only."
        )
    if address and not organisation:
        raise InvalidInput("Name the organisation to which this address belongs.")


def _check_term(role: str, last_day: date | None) -> None:
    if last_day is None:
        return
    if role == Role.CLERK:
        raise InvalidInput("A clerk serves without a term: end the membership when they leave.")
    if last_day < timezone.localdate():
        raise InvalidInput("The last day of a term cannot be past. To end an office now, end the membership.")


def _check_manager(council: Council, role: str, manager_id: int, member_id: int | None) -> None:
    """Refuse a line manager who is not staff of this council in office, or whose own line leads back to the member."""
    if role not in STAFF:
        raise InvalidInput("Only officers have a line manager.")
    staff = Membership.objects.filter(in_office(timezone.now()), council=council, role__in=STAFF)
    above = dict(staff.values_list("pk", "line_manager_id"))
    if manager_id not in above:
        raise Refusal("A line manager must be an officer or the clerk of this council, in office.")
    at: int | None = manager_id
    passed: set[int] = set()
    while at is not None and at not in passed:
        if at == member_id:
            raise Refusal("Nobody can be their own line manager, directly or through others.")
        passed.add(at)
        at = above.get(at)


@transaction.atomic
def change_office(
    *, actor: Person, membership_id: int, particulars: Particulars, minute: str = ""
) -> Membership:
    """Change what is noted of an office. What it was and what it is now are filed; nothing changed records nothing.

    ``minute`` names what the council resolved about the term of its chairman or vice chairman. Raises NotYours without
    the power or beyond its reach, Refusal where the membership is over or the line manager does not fit, InvalidInput
    for what cannot be read, or without that minute.
    """
    actor.require(Power.MANAGE_PEOPLE)
    council = Council.objects.select_for_update().get(pk=actor.council.pk)
    member = Membership.objects.filter(in_office(timezone.now()), pk=membership_id, council=council).first()
    if member is None:
        raise Refusal("This membership has ended.")
    require_reach(actor, member)
    read = read_particulars(council, member.role, particulars, member_id=member.pk)
    changed = [name for name in _LABELS if getattr(member, name) != getattr(read, name)]
    if not changed:
        return member
    by = minuted(actor, member.role, minute) if "term_ends_on" in changed else {}
    told = "\n".join(_told(name, getattr(member, name), getattr(read, name)) for name in changed)
    for name in changed:
        setattr(member, name, getattr(read, name))
    member.save(update_fields=changed)
    if _JUDGED_BY & set(changed):
        bump(council.pk)
    file_snapshots([_filing(actor, member, told)])
    facts: dict[str, Any] = {"changed": changed, "text_sha256": sha256_of(told), **by}
    record([entry_by(actor, "office_changed", "membership", member.pk, **facts)])
    return member


def _filing(actor: Person, member: Membership, told: str) -> Filing:
    return Filing(
        council_id=actor.council.pk,
        status="office_changed",
        object_type="membership",
        object_id=member.pk,
        title="Particulars of an office changed",
        text=told,
        actor_id=actor.user_id,
        people_ids=(member.user_id,),
    )


def _told(name: str, before: Any, after: Any) -> str:
    """Return what changed in words; a party is an opinion that many may read the record about, so it is not named."""
    if name == "party":
        return f"{_LABELS[name]}: {'noted' if after else 'taken out'}"
    return f"{_LABELS[name]}: {_shown(before)} → {_shown(after)}"


def _shown(value: Any) -> str:
    return "–" if value in ("", None) else ", ".join(str(value).splitlines())
