"""Asking for a view: the chairman, a committee's chairman, or whom the item is about (see concerning.py)."""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from approvals.models import Concern, ItemConsultation
from approvals.models.consultation import OFFICES
from approvals.reviewers.asking import READABLE
from approvals.submitting import lock_item
from portal.channels.notices.telling import tell
from portal.channels.notices.vocabulary import What
from portal.councils.models import Membership
from portal.councils.people import Person, in_office, person_now
from portal.councils.powers import STAFF, Power, Role
from portal.councils.recording import entry_by
from portal.drafts.access import works_on
from portal.drafts.gates import closed_to
from portal.drafts.models import Communication
from portal.drafts.states import WrongStage
from portal.records.archive import Filing, file_snapshots
from portal.records.canonical import sha256_of
from portal.records.ledger import Entry, record
from portal.refusals import InvalidInput, NotYours, Refusal
from portal.typed import stated

ABOUT = "consultation"
"""What a consultation is called in the record, in the archive and to the writers of notices."""
LONGEST = 2000
MOST_HOURS = 336
USUAL_HOURS = 24
"""That whom an item is about is waited for at least, and the chairman where it goes to the council."""


def members_to_ask(council_id: int) -> "QuerySet[Membership]":
    """Return whose office lets them be consulted, in office now, by name. One query."""
    rows = Membership.objects.filter(
        in_office(timezone.now()), council_id=council_id, role__in=[office for office, _ in OFFICES]
    )
    return rows.select_related("user", "council").order_by("user__name", "pk")


@transaction.atomic
def consult(
    *, actor: Person, communication_id: int, member_id: int, question: str, hours: int = USUAL_HOURS
) -> ItemConsultation:
    """Ask somebody for their view of an item; after ``hours`` the clerk may decide without it.

    The chairman, the deputy, a committee's chairman, or whom the item is about. While it is about somebody who may
    clear it, the chairman and the deputy are asked what the council resolves: it is referred. Raises NotYours for who
    does not decide, WrongStage, InvalidInput for a person, words or a time that cannot be, less than USUAL_HOURS for
    whom it is about included, Refusal where they are asked already.
    """
    actor.require(Power.DECIDE)
    item = lock_asked(actor, communication_id)
    asked = stated(question)
    if len(asked) > LONGEST or not 0 <= hours <= MOST_HOURS:
        raise InvalidInput("Ask in up to 2,000 characters, and wait for two weeks at most.")
    about = list(Concern.objects.filter(communication=item, ended_at__isnull=True).select_related("member"))
    concerned = any(one.member_id == member_id for one in about)
    known = members_in_office(actor.council.pk) if concerned else members_to_ask(actor.council.pk)
    member = known.filter(pk=member_id).first()
    if member is None:
        raise InvalidInput(
            "Only the chairman, their deputy, a committee’s chairman, or whom the item is about is consulted."
        )
    why = _why(member, about)
    if why != ItemConsultation.Why.OFFICE:
        if hours < USUAL_HOURS:
            raise InvalidInput(f"Wait {USUAL_HOURS} hours at least for whom it is about, or for the council.")
        supersede(item, member)
    made, entry = ask(actor, item, member, why, asked, hours)
    record([entry])
    return made


def _why(member: Membership, about: list[Concern]) -> str:
    """Return why ``member`` is asked of an item that is ``about`` some: what goes to the council goes before all."""
    clears = any(one.member.role in STAFF for one in about)
    if clears and member.role in {Role.CHAIR, Role.DEPUTY}:
        return ItemConsultation.Why.REFERRED
    if any(one.member_id == member.pk for one in about):
        return ItemConsultation.Why.ABOUT_THEM
    return ItemConsultation.Why.OFFICE


def supersede(item: Communication, member: Membership) -> None:
    """Take back what ``member`` was asked by their office: it gives way to the graver question. In the verb."""
    waiting = ItemConsultation.objects.filter(
        communication=item, member=member, view="", dropped_at__isnull=True
    )
    waiting.filter(why=ItemConsultation.Why.OFFICE).update(dropped_at=timezone.now())


def lock_asked(actor: Person, communication_id: int) -> Communication:
    """Return the item, locked, where somebody can be asked about it. Raises NotYours, WrongStage."""
    item = lock_item(actor, communication_id)
    if not works_on(actor, item):
        raise NotYours("This item is closed to you.")
    if item.stage not in READABLE or item.current_revision_id is None:
        raise WrongStage(f"This item is {item.get_stage_display().lower()}: nobody is asked about it.")
    return item


def members_in_office(council_id: int) -> "QuerySet[Membership]":
    """Return who is in office now, with their names. No query yet."""
    rows = Membership.objects.filter(in_office(timezone.now()), council_id=council_id)
    return rows.select_related("user", "council")


def ask(
    actor: Person, item: Communication, member: Membership, why: str, question: str, hours: int
) -> tuple[ItemConsultation, Entry]:
    """Write the consultation, file the question and tell the member; return it with its entry. In the verb.

    Raises Refusal where they wait already, or may not read what is on a matter that does not name them.
    """
    if Communication.objects.filter(closed_to(person_now(member.pk)), pk=item.pk).exists():
        raise Refusal(
            f"The item is on a matter that is closed to {member.user.name}.",
            "Nobody was asked. Name them to the matter first.",
        )
    now = timezone.now()
    try:
        with transaction.atomic():
            made = ItemConsultation.objects.create(
                council=actor.council,
                communication=item,
                member=member,
                office=member.role,
                why=why,
                question=question,
                asked_by=actor.membership,
                asked_at=now,
                wait_until=now + timedelta(hours=hours),
            )
    except IntegrityError as error:
        raise Refusal("They were asked already and have not answered yet.") from error
    if question:
        file_words(actor, made, "consulted", "Question to somebody consulted", question)
    recipients = [member.pk] if member.user_id != actor.user_id else []
    tell(council_id=actor.council.pk, what=What.CONSULTED, about=(ABOUT, made.pk), recipients=recipients)
    facts = {
        "communication": item.pk,
        "member": member.pk,
        "why": why,
        "question_sha256": sha256_of(question),
    }
    return made, entry_by(actor, "consulted", ABOUT, made.pk, **facts)


def file_words(actor: Person, made: ItemConsultation, status: str, title: str, text: str) -> None:
    filing = Filing(
        council_id=made.council_id,
        status=status,
        object_type=ABOUT,
        object_id=made.pk,
        communication_id=made.communication_id,
        actor_id=actor.user_id,
        people_ids=tuple(sorted({actor.user_id, made.member.user_id})),
        title=title,
        text=text,
    )
    file_snapshots([filing])


@transaction.atomic
def consult_no_more(*, actor: Person, consultation_id: int) -> None:
    """Take the question back.

    Raises NotYours for who does not decide and for whom the item is about, Refusal where the view was given or it was
    taken back already.
    """
    actor.require(Power.DECIDE)
    rows = ItemConsultation.objects.filter(pk=consultation_id, council_id=actor.council.pk)
    found = rows.first()
    if found is None:
        raise Refusal("This council asked no such question.")
    item = lock_item(actor, found.communication_id)
    concerns = Concern.objects.filter(communication=item, ended_at__isnull=True)
    if concerns.filter(member__user_id=actor.user_id).exists():
        raise NotYours("This item is about you: somebody else takes back what was asked of it.")
    dropped = rows.filter(view="", dropped_at__isnull=True).update(dropped_at=timezone.now())
    if dropped != 1:
        raise Refusal("This was answered, or taken back, meanwhile.")
    facts = {"communication": item.pk}
    record([entry_by(actor, "consulted_no_more", ABOUT, consultation_id, **facts)])
