"""Asking the Mayor, the Chairman or whoever an enquiry is about for their view: it is recorded, and decides nothing."""

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from approvals.filing import file_words
from approvals.models import Consultation, Enquiry
from approvals.press.locking import ABOUT, lock_enquiry, require_handling
from approvals.press.seeing import IN_LIAISON, in_the_chair, is_about_the_clerk
from policies.matters.knowing import known_to
from policies.matters.seeing import INSIDE
from policies.models import MatterAccess
from policies.typed import typed
from portal.channels.notices.telling import tell
from portal.channels.notices.vocabulary import What
from portal.councils.models import Membership
from portal.councils.people import Person, in_office, people_who_may, person_now
from portal.councils.powers import Power, Role
from portal.councils.recording import entry_by
from portal.records.ledger import record
from portal.refusals import InvalidInput, NotYours, Refusal

LONGEST_VIEW = 3_000


@transaction.atomic
def consult(*, actor: Person, enquiry_id: int, member_id: int) -> Consultation:
    """Ask a member or officer for their view of an open enquiry; they are told.

    Raises NotYours for who does not handle it, InvalidInput for who cannot be asked, Refusal where they were asked
    already or it was closed meanwhile.
    """
    found = lock_enquiry(actor, enquiry_id)
    _require_asking(actor, found)
    member = _askable(actor, found, member_id)
    made, is_new = Consultation.objects.get_or_create(
        enquiry=found, member=member, defaults={"asked_by": actor.membership}
    )
    if not is_new:
        raise Refusal(
            f"{member.shown_name} was asked already.", "Their view stands on the page once they say it."
        )
    tell(
        council_id=found.council_id,
        what=What.PRESS_CONSULTED,
        about=(ABOUT, found.pk),
        recipients=[member.pk],
    )
    record([entry_by(actor, "press_view_asked", ABOUT, found.pk, member=member.pk)])
    return made


@transaction.atomic
def say_view(*, actor: Person, enquiry_id: int, view: str) -> Consultation:
    """Say what ``actor``, who was asked, thinks of it; once.

    Raises NotYours for who was not asked, InvalidInput without words, Refusal where it is said or closed already.
    """
    found = lock_enquiry(actor, enquiry_id)
    mine = found.consultations.filter(member=actor.membership).first()
    if mine is None:
        raise NotYours("You were not asked about this enquiry.")
    return _keep(actor, found, mine, view, noted_by=None)


@transaction.atomic
def note_view(*, actor: Person, enquiry_id: int, member_id: int, view: str) -> Consultation:
    """Note what somebody who was asked said aloud, by telephone or in the office; that it was noted is shown.

    Raises NotYours for who does not handle it, InvalidInput without words, Refusal where it is said already.
    """
    found = lock_enquiry(actor, enquiry_id)
    _require_asking(actor, found)
    asked = found.consultations.select_related("member__user").filter(member_id=member_id).first()
    if asked is None:
        raise Refusal(
            "They were not asked about this enquiry.", "Nothing was noted. Ask for their view first."
        )
    return _keep(actor, found, asked, view, noted_by=actor.membership)


def _keep(
    actor: Person, enquiry: Enquiry, asked: Consultation, view: str, *, noted_by: Membership | None
) -> Consultation:
    words = typed(view, called="The view", longest=LONGEST_VIEW)
    waiting = Consultation.objects.filter(pk=asked.pk, said_at__isnull=True)
    if waiting.update(view=words, said_at=timezone.now(), noted_by=noted_by) != 1:
        raise Refusal("The view was said already.", "What you typed was not kept: the first one stands.")
    verb = "press_view_noted" if noted_by else "press_view_said"
    whose = asked.member
    digest = file_words(
        actor, enquiry, verb, title=f"View of {whose.shown_name}", text=words, people=[whose.user_id]
    )
    if noted_by is None:
        tell(
            council_id=enquiry.council_id,
            what=What.PRESS_VIEW_SAID,
            about=(ABOUT, enquiry.pk),
            recipients=[asked.asked_by_id],
            occasion=asked.pk,
        )
    facts = {"member": asked.member_id, "text_sha256": digest}
    record([entry_by(actor, verb, ABOUT, enquiry.pk, **facts)])
    asked.refresh_from_db()
    return asked


def askable(person: Person, enquiry: Enquiry) -> "QuerySet[Membership]":
    """Return who can be asked for a view: members and staff in office who may know of the matter, not ``person``."""
    rows = Membership.objects.filter(
        in_office(timezone.now()), council=enquiry.council_id, role__in=INSIDE, user__is_active=True
    )
    if enquiry.matter is not None and enquiry.matter.named_access_only and enquiry.matter.is_confidential:
        named = MatterAccess.objects.filter(matter=enquiry.matter, member=OuterRef("pk"))
        rows = rows.filter(Q(Exists(named)) | Q(role=Role.CLERK))
    return rows.exclude(pk=person.membership.pk).select_related("user").order_by("user__name", "pk")


def liaison_of(enquiry: Enquiry) -> list[Membership]:
    """Return with whom the clerk chooses who speaks: the chairman, or the deputy where the chairman is concerned.

    Nobody where neither is in office, or may know of the matter. One query, one more for a matter.
    """
    rows = Membership.objects.filter(
        in_office(timezone.now()), council=enquiry.council_id, role__in=IN_LIAISON, user__is_active=True
    )
    people = [one for one in rows.select_related("user", "council") if one.pk != enquiry.concerns_id]
    if enquiry.matter_id is not None:
        people = [one for one in people if _may_know(one, enquiry.matter_id)]
    chairs = [one for one in people if one.role == Role.CHAIR]
    return chairs or people


def _may_know(member: Membership, matter_id: int) -> bool:
    return known_to(person_now(member.pk)).filter(pk=matter_id).exists()


def _require_asking(actor: Person, enquiry: Enquiry) -> None:
    """Let whoever handles it ask and note; and who leads it where it is about the clerk."""
    if enquiry.concerns_id == actor.membership.pk or not may_lead(actor, enquiry):
        require_handling(actor, enquiry)


def may_lead(person: Person, enquiry: Enquiry) -> bool:
    """Return whether ``person`` leads what is done about an enquiry: who decides, unless it is about them.

    What is about the clerk goes to the council: the chairman leads it there, or the deputy where there is none; nobody
    who decides in the clerk's name, unless both offices are empty. That lets nobody issue anything. One query for what
    is about the clerk.
    """
    if enquiry.concerns_id == person.membership.pk or person.suspended:
        return False
    if is_about_the_clerk(enquiry):
        return person.membership.pk in leaders_about_the_clerk(enquiry)
    return person.may(Power.DECIDE)


def leaders_about_the_clerk(enquiry: Enquiry) -> set[int]:
    """Return who leads an enquiry that is about the clerk, as memberships. One query, or two."""
    roles = dict(in_the_chair(enquiry.council_id).values_list("pk", "role"))
    first = Role.CHAIR if Role.CHAIR in roles.values() else Role.DEPUTY
    if roles:
        return {pk for pk, role in roles.items() if role == first}
    deciders = people_who_may(Power.DECIDE, enquiry.council_id)
    return {one.membership.pk for one in deciders} - {enquiry.concerns_id or 0}


def _askable(actor: Person, enquiry: Enquiry, member_id: int) -> Membership:
    found = askable(actor, enquiry).filter(pk=member_id).first()
    if found is None:
        raise InvalidInput(
            "They cannot be asked: they are not in office here, or may not know of the matter."
        )
    return found
