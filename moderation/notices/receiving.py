"""Receiving a notice of defamation, and what was missing from one: kept and filed as it came, the time runs at once."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from moderation.intake.reading import one_line
from moderation.models import Comment, DefamationNotice, NoticeStep
from moderation.notices.moving import (
    ABOUT,
    entry_for,
    lock_notice,
    locked,
    move,
    running_from,
    tell_who_decides,
)
from moderation.notices.particulars import Particular, Particulars
from moderation.notices.seeing import require_handling
from moderation.notices.states import Event, Facts, Stage
from moderation.resending import SentBefore
from policies.typed import typed
from portal.channels.notices.vocabulary import What
from portal.channels.surveys.tokens import new_reference
from portal.councils.people import Person
from portal.councils.recording import entry_by, entry_by_machine
from portal.records.archive import Filing, file_snapshots
from portal.records.canonical import sha256_of
from portal.records.ledger import record
from portal.refusals import InvalidInput

LONGEST = 5_000
LONGEST_SOURCE = 20_000
LONGEST_NAME, LONGEST_EMAIL, LONGEST_WHERE = 200, 254, 500
_WORDS = ("statement", "why", "meaning", "wrong")
OLDEST = timedelta(days=366)


@dataclass(frozen=True)
class Given:
    """A notice as it came. ``received_at`` is aware: None for now. ``mark`` is the hash of a public form's own mark."""

    particulars: Particulars
    way: str = DefamationNotice.Way.FORM
    says_repeated: bool = False
    source: str = ""
    comment_reference: str = ""
    received_at: datetime | None = None
    mark: str = field(default="", repr=False)


@transaction.atomic
def receive_notice(*, actor: Person | None, council_id: int, given: Given) -> DefamationNotice:
    """Keep a notice and return it: the council has 48 hours from its receipt; who decides is told at once.

    ``actor`` is None for what the public form brings, which gives the same notice for the same form sent twice; else
    who entered what came by letter or email. Raises NotYours for who deals with no notices, InvalidInput for what
    cannot be kept, and where the comment that it names is not the council's; SentBefore where the form was sent with
    something else, or it was changed since.
    """
    if actor is not None:
        require_handling(actor)
    words = _words(given)
    received_at = _received_at(given)
    comment = named_comment(council_id, given.comment_reference)
    try:
        with transaction.atomic():
            made = DefamationNotice.objects.create(
                council_id=council_id,
                comment=comment,
                reference=new_reference(),
                way=given.way,
                mark=given.mark,
                source=typed(given.source, called="What came", longest=LONGEST_SOURCE, needed=False),
                received_at=received_at,
                entered_by=actor.membership if actor else None,
                says_repeated=given.says_repeated,
                steps=1,
                **words,
                **running_from(council_id, received_at),
            )
    except IntegrityError:
        if not given.mark:
            raise
        return _sent_before(council_id, given.mark, comment, words)
    NoticeStep.objects.create(
        notice=made, number=1, event="receive", stage=Stage.RECEIVED, at=received_at, by=made.entered_by
    )
    digest = file_notice(made, "defamation_received", actor)
    tell_who_decides(made, What.DEFAMATION_TO_DO)
    facts = {"comment": made.comment_id, "way": made.way, "sha256": digest}
    if actor is None:
        record([entry_by_machine(council_id, "defamation_received", ABOUT, made.pk, **facts)])
    else:
        record([entry_by(actor, "defamation_received", ABOUT, made.pk, **facts)])
    return made


def _sent_before(
    council_id: int, mark: str, comment: Comment | None, words: dict[str, Any]
) -> DefamationNotice:
    """Return what came by the same form where it says the same. Raises SentBefore for anything else."""
    earlier = DefamationNotice.objects.get(council_id=council_id, mark=mark)
    if earlier.comment != comment or any(getattr(earlier, name) != value for name, value in words.items()):
        raise SentBefore
    return earlier


@transaction.atomic
def complete_notice(*, actor: Person | None, notice_id: int, given: Given) -> DefamationNotice:
    """Take in what was missing: from then on it is a new notice for the clock, and is checked again.

    ``actor`` is None for the complainant's own page. Raises as receive_notice(), NotNow where nothing was sent back.
    """
    found = locked(notice_id) if actor is None else lock_notice(actor, notice_id)
    received_at = _received_at(given)
    sent_back = found.history.filter(event=Event.FIND_DEFECTIVE).order_by("-number").first()
    # Who types a time types minutes.
    if sent_back is not None and received_at < sent_back.at.replace(second=0, microsecond=0):
        raise InvalidInput("When it came: this is before the notice was sent back.")
    changes: dict[str, Any] = {
        **_words(given),
        "says_repeated": given.says_repeated,
        "received_at": received_at,
        "lacking": [],
    }
    if given.comment_reference:
        changes["comment"] = named_comment(found.council_id, given.comment_reference)
    if given.source:
        changes["source"] = typed(given.source, called="What came", longest=LONGEST_SOURCE)
    step = move(found, Event.COMPLETE_IT, Facts(), by=actor, at=received_at, **changes)
    digest = file_notice(found, "defamation_completed", actor)
    tell_who_decides(found, What.DEFAMATION_TO_DO)
    record([entry_for(actor, found, step, sha256=digest)])
    return found


def _words(given: Given) -> dict[str, Any]:
    """Return the particulars as they are kept; what cannot be stored is refused, what is missing is not."""
    said = given.particulars
    if given.way not in DefamationNotice.Way.values:
        raise InvalidInput("Choose how it came.")
    texts = {
        name: typed(
            getattr(said, name), called=Particular(name).label.capitalize(), longest=LONGEST, needed=False
        )
        for name in _WORDS
    }
    return {
        **texts,
        "name": one_line(said.name, LONGEST_NAME),
        "email": one_line(said.email, LONGEST_EMAIL),
        "where": one_line(said.where, LONGEST_WHERE),
        "without_details": said.without_details,
        "name_passed": said.name_passed,
        "email_passed": said.email_passed,
    }


def _received_at(given: Given) -> datetime:
    now = timezone.now()
    at = given.received_at or now
    if at > now + timedelta(minutes=5):
        raise InvalidInput("When it came: this is still to come.")
    if at < now - OLDEST:
        raise InvalidInput("When it came: this is more than a year ago.")
    return at


def named_comment(council_id: int, reference: str) -> Comment | None:
    """Return the comment that a notice names by its reference, None where it names none."""
    known = reference.strip().partition("-")[0].upper()
    if not known:
        return None
    rows = Comment.objects.filter(council_id=council_id, reference=known, erased_at__isnull=True)
    found = rows.exclude(way__in=[Comment.Way.EMAIL, Comment.Way.PHONE, Comment.Way.PAPER]).first()
    if found is None or not found.is_public:
        raise InvalidInput(
            "We find no comment with this reference. Leave it empty, and say where it stands instead."
        )
    return found


def file_notice(found: DefamationNotice, status: str, actor: Person | None) -> str:
    """File the notice as it stands now, and return the hash of it."""
    said = found.particulars
    lines = [f"{one.label.capitalize()}: {_shown(getattr(said, one.value))}" for one in Particular]
    text = "\n\n".join([*lines, found.source] if found.source else lines)
    filing = Filing(
        council_id=found.council_id,
        status=status,
        object_type=ABOUT,
        object_id=found.pk,
        title=f"Notice of defamation {found.reference}",
        text=text,
        channel_id=found.comment.channel_id if found.comment else None,
        actor_id=actor.user_id if actor else None,
    )
    file_snapshots([filing])
    return sha256_of(text)


def _shown(value: object) -> str:
    words = {True: "yes", False: "no", None: "(not said)", "": "(not said)"}
    return words.get(value, str(value)) if isinstance(value, str | bool | None) else str(value)
