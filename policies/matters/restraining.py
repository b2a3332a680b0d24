"""Asking members to say nothing on a flagged matter from their own accounts, which the portal cannot stop.

Parish policy, Conduct when communicating with members 4: in any capacity. What passes the portal is stopped by a
check (`sensitive-matter`); what does not can only be asked for. The request and each acceptance are recorded.
"""

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from policies.models import FlagRequest, Matter, MatterFlag
from portal.channels.notices.telling import tell
from portal.channels.notices.vocabulary import What
from portal.councils.models import Membership
from portal.councils.people import Person, in_office
from portal.councils.powers import Power, Role
from portal.councils.recording import entry_by
from portal.records.archive import Filing, file_snapshots
from portal.records.canonical import sha256_of
from portal.records.ledger import Entry, record
from portal.refusals import NotYours, Refusal

FLAG = "matter_flag"
MEMBERS = (Role.CHAIR, Role.DEPUTY, Role.COMMITTEE_CHAIR, Role.COUNCILLOR, Role.CO_OPTED)
WORDING = (
    "The council asks me to say nothing on this matter for now, in any capacity: not as a councillor, not as myself, "
    "and not from accounts or in conversations of my own that the portal does not see. Whoever asks me, I refer to the "
    "clerk. This holds until the flag is lifted."
)


def put_to_members(actor: Person, flag: MatterFlag) -> list[Entry]:
    """Ask every member who may know of the matter and was not asked yet; return the ledger entry, [] where nobody is.

    Part of the verb that flags: in its transaction, before its record(). The mail to each names no matter.
    """
    known = set(flag.requests.values_list("member_id", flat=True))
    further = [one for one in _members_who_know(flag.matter) if one.pk not in known]
    if not further:
        return []
    FlagRequest.objects.bulk_create(
        FlagRequest(flag=flag, member=one, asked_by=actor.membership) for one in further
    )
    keys = [one.pk for one in further]
    names = "\n".join(f"{one.user.name}, {one.display_title}" for one in further)
    file_snapshots(
        [
            Filing(
                council_id=actor.council.pk,
                status="restraint_asked",
                object_type="matter",
                object_id=flag.matter_id,
                matter_ids=(flag.matter_id,),
                title="Asked to say nothing on a sensitive matter",
                text=f"{WORDING}\n\nAsked of:\n{names}",
                actor_id=actor.user_id,
                people_ids=tuple(one.user_id for one in further),
            )
        ]
    )
    _tell(flag, keys, occasion=0)
    return [entry_by(actor, "restraint_asked", "matter", flag.matter_id, flag=flag.pk, members=keys)]


@transaction.atomic
def ask_again(*, actor: Person, matter_id: int) -> int:
    """Ask those who were not asked when the matter was flagged, and remind, once a day at most, who has not accepted.

    Returns how many people that are. Raises NotYours without the power to flag, Refusal where no flag is in force or
    everybody has accepted.
    """
    actor.require(Power.FLAG)
    flag = _in_force(actor, matter_id)
    entries = put_to_members(actor, flag)
    waiting = flag.requests.filter(accepted_at__isnull=True, member__in=_members_who_know(flag.matter))
    keys = list(waiting.values_list("member_id", flat=True))
    if not keys:
        raise Refusal("Everybody has accepted it.", "Nobody needs to be asked again.")
    further = {key for entry in entries for key in entry.facts["members"]}
    _tell(flag, [key for key in keys if key not in further], occasion=timezone.localdate().toordinal())
    again = entry_by(actor, "restraint_reminded", "matter", matter_id, flag=flag.pk, members=len(keys))
    record([*entries, again])
    return len(keys)


@transaction.atomic
def accept_restraint(*, actor: Person, matter_id: int, sha256: str) -> FlagRequest:
    """Note that the actor accepts the request; ``sha256`` is the hash of the words that they were shown.

    A second time changes nothing. Raises NotYours for somebody who was not asked, Refusal where the flag was lifted or
    the words are others.
    """
    flag = _in_force(actor, matter_id)
    mine = flag.requests.filter(member=actor.membership)
    request = mine.first()
    if request is None:
        raise NotYours("You were not asked for this.")
    if sha256 != sha256_of(WORDING):
        raise Refusal("These are not the words that you read.", "Nothing was noted. Open the page again.")
    if mine.filter(accepted_at__isnull=True).update(accepted_at=timezone.now()) == 1:
        entry = entry_by(actor, "restraint_accepted", "matter", matter_id, flag=flag.pk, sha256=sha256)
        record([entry])
    return mine.get()


def requests_of(flag: MatterFlag) -> "QuerySet[FlagRequest]":
    """Return who was asked, those who have not accepted first, then by name."""
    rows = flag.requests.select_related("member__user")
    return rows.order_by(F("accepted_at").asc(nulls_first=True), "member__user__name", "pk")


def restraints_to_accept(person: Person) -> "QuerySet[FlagRequest]":
    """Return what is asked of ``person`` for flags in force and not accepted yet, the oldest first."""
    rows = FlagRequest.objects.filter(
        member=person.membership,
        accepted_at__isnull=True,
        flag__lifted_at__isnull=True,
        flag__matter__closed_at__isnull=True,
    )
    return rows.select_related("flag__matter").order_by("asked_at", "pk")


def _members_who_know(matter: Matter) -> "QuerySet[Membership]":
    """Return the members in office who may know of ``matter`` (policies.matters.knowing): the request names it."""
    rows = Membership.objects.filter(in_office(timezone.now()), council=matter.council_id, role__in=MEMBERS)
    if matter.named_access_only and matter.is_confidential:
        rows = rows.filter(matters__matter=matter)
    return rows.select_related("user").order_by("user__name", "pk")


def _in_force(actor: Person, matter_id: int) -> MatterFlag:
    rows = MatterFlag.objects.select_for_update(of=("self",), no_key=True).select_related("matter")
    found = rows.filter(
        matter_id=matter_id,
        matter__council=actor.council,
        matter__closed_at__isnull=True,
        lifted_at__isnull=True,
    ).first()
    if found is None:
        raise Refusal(
            "The flag was lifted meanwhile.", "Nothing was changed. The matter’s page says by whom and why."
        )
    return found


def _tell(flag: MatterFlag, keys: list[int], *, occasion: int) -> None:
    tell(
        council_id=flag.matter.council_id,
        what=What.RESTRAINT_ASKED,
        about=(FLAG, flag.pk),
        recipients=keys,
        occasion=occasion,
    )
