"""Naming somebody to read a text: a member on the desk, somebody from outside by a private link that ends."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from approvals.models import Reviewer
from approvals.reviewers.closed import Closed, note_refused, refuse_closed
from approvals.reviewers.links import token_for
from approvals.submitting import lock_item
from policies.permits.sharing import permission_to_share_with, permissions_to_share
from portal.channels.notices.telling import tell, tell_outside
from portal.channels.notices.vocabulary import What
from portal.councils.models import Membership, Permission
from portal.councils.people import Person, in_office, person_now
from portal.councils.powers import Power, Role
from portal.councils.recording import reasoned
from portal.drafts.access import is_barred, may_write, works_on
from portal.drafts.editing import StaleRevision
from portal.drafts.models import Communication, Revision
from portal.drafts.states import Stage, WrongStage
from portal.records.archive import Filing, file_snapshots
from portal.records.canonical import sha256_of
from portal.records.ledger import record
from portal.refusals import InvalidInput, NotYours, Refusal
from portal.typed import stated

ABOUT = "reviewer"
"""What a reviewer is called in the record, in the archive and to the writers of notices."""
LONGEST_ASKED = 2000
LONGEST_TIME = timedelta(days=62)
READABLE = frozenset({Stage.DRAFT, Stage.RETURNED, Stage.SUBMITTED, Stage.APPROVED})
"""Stages in which somebody can be asked: what has gone out everybody reads, what was ended nobody needs to."""


@dataclass(frozen=True)
class Whom:
    """Who is to read: a membership here, or the name, organisation and address of somebody outside."""

    member_id: int | None = None
    name: str = ""
    organisation: str = ""
    email: str = ""


@dataclass(frozen=True)
class Asking:
    """What is asked of whom, ``until`` when (aware)."""

    whom: Whom
    asked: str
    until: datetime


def may_ask(person: Person, item: Communication) -> bool:
    """Return whether ``person`` may name reviewers: who decides; who writes in the item, with the clerk's leave.

    That is for all authors, by the council's setting, or the clerk's permission to share this item with somebody.
    """
    if _may_name_anybody(person, item):
        return True
    return may_write(person, item) and permissions_to_share(person, item).exists()


def _may_name_anybody(person: Person, item: Communication) -> bool:
    if person.may(Power.DECIDE) and works_on(person, item):
        return True
    return person.council.authors_name_reviewers and may_write(person, item)


def ask_reviewer(
    *, actor: Person, communication_id: int, revision_id: int, asking: Asking, reason: str = ""
) -> Reviewer:
    """Name somebody to read exactly this revision and comment on it; the link to somebody outside is mailed once.

    ``reason`` is why they may read what is on a matter of named access: the clerk's to give.
    Raises NotYours for who may not ask, or for a matter that is closed; StaleRevision where the text was changed since
    it was shown, WrongStage for what is out or over, InvalidInput for a person, a time or words that cannot be,
    Refusal where they are asked already.
    """
    try:
        return _ask(actor, communication_id, revision_id, asking, reason)
    except Closed:
        note_refused(actor, communication_id)
        raise


@transaction.atomic
def _ask(actor: Person, communication_id: int, revision_id: int, asking: Asking, reason: str) -> Reviewer:
    item = lock_item(actor, communication_id)
    revision = readable_revision(actor, item, revision_id)
    asked, reason = _words(asking.asked), stated(reason)
    check_until(asking.until)
    member = _member(actor, asking.whom.member_id)
    outside = Whom() if member else _outside(actor, asking.whom)
    permission = resting_on(actor, item, outside, asking.until)
    refuse_closed(actor, item, revision, reason)
    _refuse_barred(member, item)
    key = uuid4()
    made = Reviewer(
        council=actor.council,
        communication=item,
        revision=revision,
        member=member,
        name=outside.name,
        organisation=outside.organisation,
        email=outside.email,
        asked=asked,
        reason=reason,
        permission=permission,
        asked_by=actor.membership,
        until=asking.until,
        link_sha256="" if member else sha256_of(token_for(key)),
    )
    _save(made)
    _file(actor, made)
    _tell_asked(made, key)
    facts: dict[str, Any] = {"communication": item.pk, "revision": revision.pk, "member": made.member_id}
    facts |= {"until": made.until.isoformat(), "asked_sha256": sha256_of(asked)}
    record([reasoned(actor, "reviewer_asked", ABOUT, made.pk, reason=reason, **facts)])
    return made


def resting_on(actor: Person, item: Communication, outside: Whom, until: datetime) -> Permission | None:
    """Return the permission by which ``actor`` names ``outside`` until then; None for who may name anybody.

    Raises NotYours where it is for somebody else, or ends before.
    """
    if _may_name_anybody(actor, item):
        return None
    found = permission_to_share_with(actor, item, outside.name, outside.organisation, until=until)
    if found is None:
        raise NotYours(
            "The clerk’s permission to share this is for somebody else, or ends before that day.",
            "Nobody was asked. Name whom the permission names, until it ends at the latest, or ask the clerk.",
        )
    return found


def _refuse_barred(member: Membership | None, item: Communication) -> None:
    """Raise Refusal where the item is on a matter that is closed to ``member``, whoever names them."""
    if member is not None and is_barred(person_now(member.pk), item):
        raise Refusal(
            f"{member.user.name} may not read this item: it is about a matter that is closed to them.",
            "Nobody was asked. Choose somebody else.",
        )


def readable_revision(actor: Person, item: Communication, revision_id: int) -> Revision:
    """Return the current revision of a locked ``item`` for somebody else to read. Raises as ask_reviewer()."""
    if not may_ask(actor, item):
        raise NotYours("You may not name reviewers for this item.", "Nobody was asked. Ask the clerk to.")
    if item.stage not in READABLE:
        raise WrongStage(
            f"This item is {item.get_stage_display().lower()}: nobody is asked about it any more."
        )
    revision = item.current_revision
    if revision is None or revision.erased_at is not None:
        raise Refusal("Nothing is saved in this item yet.", "Save it first, then ask.")
    if revision.pk != revision_id:
        raise StaleRevision(revision)
    return revision


def _save(made: Reviewer) -> None:
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError as error:
        raise Refusal(
            "They have been asked to read this item already.",
            "Nothing more was sent. Give them more time, or the newer text, beside their name.",
        ) from error


def _tell_asked(made: Reviewer, key: UUID) -> None:
    about = (ABOUT, made.pk)
    if made.member_id is None:
        tell_outside(council_id=made.council_id, what=What.REVIEWER_ASKED, about=about, key=key)
    else:
        recipients = [made.member_id]
        tell(council_id=made.council_id, what=What.REVIEWER_ASKED, about=about, recipients=recipients)


def _file(actor: Person, made: Reviewer) -> None:
    """File what was asked of whom: the ledger keeps the hash of the words alone."""
    people = {actor.user_id} | ({made.member.user_id} if made.member else set())
    filing = Filing(
        council_id=made.council_id,
        status="reviewer_asked",
        object_type=ABOUT,
        object_id=made.pk,
        communication_id=made.communication_id,
        actor_id=actor.user_id,
        people_ids=tuple(sorted(people)),
        title=f"What {made.shown_name} was asked",
        text=made.asked,
    )
    file_snapshots([filing])


def _words(asked: str) -> str:
    words = stated(asked)
    if not words or len(words) > LONGEST_ASKED:
        raise InvalidInput(f"Say what you ask of them, in up to {LONGEST_ASKED:,} characters.")
    return words


def check_until(until: datetime) -> None:
    """Raise InvalidInput for an end that is past, or too far away for a link that somebody may lose."""
    now = timezone.now()
    if until <= now:
        raise InvalidInput("The last day is past.", "Nobody was asked. Choose one to come.")
    if until > now + LONGEST_TIME:
        raise InvalidInput("Give them at most two months.", "Nobody was asked. You can give more time later.")


def reviewing_members(council_id: int) -> "QuerySet[Membership]":
    """Return who can be asked on the desk: whoever is in office and is no auditor, by name. One query."""
    rows = Membership.objects.filter(in_office(timezone.now()), council_id=council_id).exclude(
        role=Role.AUDITOR
    )
    return rows.select_related("user", "council").order_by("user__name", "pk")


def _member(actor: Person, member_id: int | None) -> Membership | None:
    if member_id is None:
        return None
    member = reviewing_members(actor.council.pk).filter(pk=member_id).first()
    if member is None:
        raise InvalidInput("This council has no such member in office.")
    if member.user_id == actor.user_id:
        raise InvalidInput("You read it already.", "Nobody was asked. Choose somebody else.")
    if not person_now(member.pk).may(Power.DRAFT):
        raise InvalidInput(f"{member.user.name} reads only at the moment, and could not comment.")
    return member


def _outside(actor: Person, whom: Whom) -> Whom:
    """Return somebody outside as they are stored; raise InvalidInput for a member, whose way is the desk."""
    name, organisation = _line(whom.name), _line(whom.organisation)
    email = whom.email.strip()
    if not name or max(len(name), len(organisation)) > 150:
        raise InvalidInput("Enter the reviewer’s name, and their organisation, in up to 150 characters each.")
    try:
        validate_email(email)
    except ValidationError as error:
        raise InvalidInput("Enter the reviewer’s email address, like name@example.org.") from error
    for member in reviewing_members(actor.council.pk):
        if email.casefold() in {member.user.email.casefold(), member.organisation_email.casefold()}:
            raise InvalidInput(f"This is the address of {member.user.name}.", "Ask them on the desk.")
    return Whom(None, name, organisation, email)


def _line(text: str) -> str:
    return re.sub(r"\s+", " ", stated(text))
