"""Whom of the council an item is about: they are consulted, or it goes to the council, and none clears it alone."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from approvals.consulting.asking import (
    ABOUT,
    USUAL_HOURS,
    ask,
    lock_asked,
    members_in_office,
    members_to_ask,
    supersede,
)
from approvals.consulting.inheriting import posts_follow
from approvals.models import Concern, Enquiry, ItemConsultation
from approvals.reviewers.asking import READABLE
from approvals.submitting import lock_item
from portal.councils.models import Membership
from portal.councils.people import Person, people_who_may
from portal.councils.powers import Power, Role
from portal.councils.recording import entry_by
from portal.drafts.access import may_write
from portal.drafts.models import Communication
from portal.records.ledger import Entry, record
from portal.refusals import InvalidInput, NotYours, Refusal


@transaction.atomic
def say_it_is_about(*, actor: Person, communication_id: int, member_id: int) -> Concern:
    """Say that an item is about somebody of the council; they are consulted.

    Where they may clear items it goes to the council instead: the chairman is asked, or the deputy where there is none.
    Raises NotYours for who does not write in it, WrongStage, InvalidInput, Refusal where it is said already.
    """
    item = lock_asked(actor, communication_id)
    if not may_write(actor, item):
        raise NotYours("Only who writes in an item says whom it is about.")
    member = members_in_office(actor.council.pk).filter(pk=member_id).first()
    if member is None:
        raise InvalidInput("This council has no such member in office.")
    try:
        with transaction.atomic():
            made, noted = _note(actor, item, member)
    except IntegrityError as error:
        raise Refusal("This is said already.") from error
    record([noted, *_ask_whom(actor, item, member)])
    return made


@transaction.atomic
def say_it_is_not_about(*, actor: Person, concern_id: int) -> None:
    """Say that an item is not about somebody after all. Raises NotYours for that person and for who does not decide."""
    actor.require(Power.DECIDE)
    found = (
        Concern.objects.select_related("member").filter(pk=concern_id, council_id=actor.council.pk).first()
    )
    if found is None:
        raise Refusal("This council has no such note.")
    item = lock_asked(actor, found.communication_id)
    if found.member.user_id == actor.user_id:
        raise NotYours("Somebody else says that an item is not about you.")
    if not (entries := _end(actor, item, found)):
        raise Refusal("This was said already.")
    record(entries)


def follow_enquiry(actor: Person, enquiry: Enquiry, answer_id: int) -> list[Entry]:
    """Keep of the answer to ``enquiry`` that it is about whom that is about, said this moment; they are asked.

    It is no more about whom the enquiry was about before, unless that was said of the answer itself. Who may not know
    of its matter is not asked here: whoever decides names them to it first, and clears nothing before. In the verb.
    """
    entries: list[Entry] = []
    item = lock_item(actor, answer_id)
    said = Concern.objects.filter(communication=item, ended_at__isnull=True).select_related("member")
    for other in said.filter(of_enquiry=enquiry).exclude(member=enquiry.concerns_id):
        entries += _end(actor, item, other)
    there = members_in_office(actor.council.pk)
    member = there.filter(pk=enquiry.concerns_id).first() if enquiry.concerns_id else None
    if member is None or said.filter(member=member).exists():
        return entries
    _, noted = _note(actor, item, member, enquiry)
    return [*entries, noted, *_ask_if_open(actor, item, member)]


def _note(
    actor: Person, item: Communication, member: Membership, enquiry: Enquiry | None = None
) -> tuple[Concern, Entry]:
    """Write that ``item`` is about ``member``, as was said of ``enquiry`` or of itself; its short posts are too."""
    made = Concern.objects.create(
        council=actor.council,
        communication=item,
        member=member,
        said_by=actor.membership,
        of_enquiry=enquiry,
    )
    facts: dict[str, Any] = {"member": member.pk} | ({"enquiry": enquiry.pk} if enquiry else {})
    if posts := posts_follow(actor, item):
        facts["posts"] = posts
    return made, entry_by(actor, "said_to_be_about", "communication", item.pk, **facts)


def _end(actor: Person, item: Communication, concern: Concern) -> list[Entry]:
    """Write that ``item`` is about the member no more, who is not asked any more for that; [] where it was ended."""
    ended = Concern.objects.filter(pk=concern.pk, ended_at__isnull=True)
    if ended.update(ended_by=actor.membership, ended_at=timezone.now()) != 1:
        return []
    entries = [
        entry_by(actor, "said_not_to_be_about", "communication", item.pk, member=concern.member_id),
    ]
    others = Concern.objects.filter(communication=item, ended_at__isnull=True).select_related("member")
    waiting = ItemConsultation.objects.filter(communication=item, view="", dropped_at__isnull=True)
    over = waiting.filter(why=ItemConsultation.Why.ABOUT_THEM, member=concern.member_id)
    if not any(_clears(one.member) for one in others):
        over |= waiting.filter(why=ItemConsultation.Why.REFERRED)
    for pk in list(over.order_by("pk").values_list("pk", flat=True)):
        ItemConsultation.objects.filter(pk=pk).update(dropped_at=timezone.now())
        entries.append(entry_by(actor, "consulted_no_more", ABOUT, pk, communication=item.pk))
    return entries


def _ask_if_open(actor: Person, item: Communication, member: Membership) -> list[Entry]:
    """Ask as _ask_whom() does; nobody of what is out or over, nor who may not know of its matter."""
    if item.stage not in READABLE:
        return []
    try:
        with transaction.atomic():
            return _ask_whom(actor, item, member)
    except Refusal:
        return []


def _ask_whom(actor: Person, item: Communication, member: Membership) -> list[Entry]:
    """Ask ``member``, whom ``item`` is about, or the chairman where it goes to the council. Raises as ask()."""
    entries: list[Entry] = []
    clears = _clears(member)
    why = ItemConsultation.Why.REFERRED if clears else ItemConsultation.Why.ABOUT_THEM
    whom = _chairman(actor.council.pk) if clears else member
    waiting = ItemConsultation.objects.filter(communication=item, member=whom, view="", dropped_at=None)
    if whom is not None and not waiting.filter(why=why).exists():
        supersede(item, whom)
        if clears:  # that they are whom it is about gives way to what the council is asked
            waiting.update(dropped_at=timezone.now())
        if not waiting.exists():
            entries.append(ask(actor, item, whom, why, "", USUAL_HOURS)[1])
    return entries


def _clears(member: Membership) -> bool:
    """Return whether what is about ``member`` goes to the council: staff, and whoever decides. One query at most."""
    if member.role in {Role.CLERK, Role.OFFICER}:
        return True
    return any(one.membership.pk == member.pk for one in people_who_may(Power.DECIDE, member.council_id))


def _chairman(council_id: int) -> Membership | None:
    found = {row.role: row for row in members_to_ask(council_id)}
    return found.get(Role.CHAIR) or found.get(Role.DEPUTY)
