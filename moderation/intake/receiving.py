"""Receiving what the public says: kept as it came before anybody acts, safe to receive twice."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from moderation.intake.arriving import Arrived
from moderation.intake.assessing import Coming, Risk, hear, is_held, keep, look_at, risk_of
from moderation.intake.attaching import Kept, filed_as, kept_attached, known_as, screened_words
from moderation.intake.author_keys import Known, key_of
from moderation.intake.reading import Words, kept_words, likeness_of, one_line
from moderation.intake.rounds import Round
from moderation.intake.together import leave_the_rest
from moderation.models import Comment, CommentVersion
from moderation.screening.hearing import Screened
from moderation.states import Handling, Showing
from portal.channels.models import Channel
from portal.channels.notices.telling import tell
from portal.channels.notices.vocabulary import What
from portal.channels.surveys.tokens import new_reference
from portal.councils.people import Person, people_who_may
from portal.councils.powers import Power
from portal.councils.recording import entry_by, entry_by_machine
from portal.records.archive import Filing, file_snapshots
from portal.records.canonical import sha256_of
from portal.records.ledger import Entry, record

ABOUT = "comment"
PUBLIC = (Comment.Way.NEWSROOM, Comment.Way.NETWORK)


def receive(
    *,
    actor: Person | None,
    council_id: int,
    channel: Channel | None,
    arrived: Arrived,
    known: Round | None = None,
) -> Comment:
    """Keep what arrived and return it; what was received before is returned as it is.

    Words that differ from those kept, or what stands with them, are a new version, and it waits for a person again.
    ``actor`` is None for what a channel of the council brings, else who entered it. The words are filed before anybody
    can act on them, because authors delete. Two workers that bring the same at once make one comment. ``known`` is the
    round that it came in.
    """
    within = known or Round(council_id, channel)
    with transaction.atomic():
        # What is new to its round is asked for only where another worker was faster.
        found = None if arrived.remote_id in within.new else _known(council_id, channel, arrived)
        if found is None:
            try:
                with transaction.atomic():
                    return _keep(actor, within, arrived)
            except IntegrityError:
                found = _known(council_id, channel, arrived)
                if found is None:
                    raise
        return _again(actor, within, found, arrived)


def _known(council_id: int, channel: Channel | None, arrived: Arrived) -> Comment | None:
    rows = Comment.objects.select_for_update(no_key=True, of=("self",)).filter(council_id=council_id)
    return rows.filter(channel=channel, remote_id=one_line(arrived.remote_id, 300)).first()


def _keep(actor: Person | None, within: Round, arrived: Arrived) -> Comment:
    """Make the comment, its first version and its picture in the archive."""
    council_id, channel = within.council_id, within.channel
    now, words = timezone.now(), kept_words(arrived.text)
    came, attached = arrived.received_at or now, kept_attached(arrived.attached)
    likeness, known = _likeness(words, attached), key_of(council_id, channel, arrived)
    come = Coming(council_id, screened_words(words.text, attached), known.key, now, arrived.publication_id)
    screened = look_at(
        hear(come, where=within.around(arrived.publication_id, arrived.way)), judge=within.judge
    )
    made = Comment.objects.create(
        council_id=council_id,
        channel=channel,
        remote_id=one_line(arrived.remote_id, 300),
        reference=new_reference(),
        way=arrived.way,
        publication_id=arrived.publication_id,
        page=one_line(arrived.page, 300),
        parent=_parent(council_id, channel, arrived),
        alike=_alike(council_id, arrived, likeness, known.key),
        likeness=likeness,
        **_written_by(arrived, known),
        link=_address(arrived.link),
        answer_by=arrived.answer_by,
        answer_to=one_line(arrived.answer_to, 300),
        text=words.text,
        attached=attached,
        written_at=arrived.written_at or came,
        received_at=came,
        showing=_showing(arrived, screened),
        risk=risk_of(screened, attached=bool(attached)),
        reply_by=within.hours.reply_by(came),
        member_id=arrived.member_id,
        entered_by=actor.membership if actor else None,
    )
    keep(made, _version(made, words, came, item_id=within.item_of(made.publication_id)), screened)
    _alert(made)
    record([_entry(actor, made, "comment_received", **_facts_of(made, now))])
    return made


def _written_by(arrived: Arrived, known: Known) -> dict[str, Any]:
    """Return what is kept of its author: the names of the day, and by what they are told from others."""
    return {
        "author": one_line(arrived.author, 200),
        "author_key": known.key,
        "author_lasts": known.lasts,
        "author_address": one_line(arrived.author_address, 300),
        "author_link": _address(arrived.author_link),
        "email": one_line(arrived.email, 254),
    }


def _facts_of(made: Comment, now: datetime) -> dict[str, object]:
    """Return what the record says of a new comment: of one that came earlier than it was entered, when as well."""
    facts = {"way": made.way, "sha256": sha256_of(made.text), "showing": made.showing, "risk": made.risk}
    return facts if made.received_at == now else {**facts, "received": made.received_at.isoformat()}


def _again(actor: Person | None, within: Round, found: Comment, arrived: Arrived) -> Comment:
    """Keep a new version where the words changed, or what stands with them; what is known as it is stays."""
    words, attached = kept_words(arrived.text), kept_attached(arrived.attached)
    same = known_as(words.text, attached) == known_as(found.text, found.attached)
    if found.erased_at is not None or same:
        return found
    now = timezone.now()
    said = screened_words(words.text, attached)
    come = Coming(found.council_id, said, found.author_key, now, found.publication_id, found.pk)
    screened = look_at(hear(come, where=within.around(found.publication_id, found.way)), judge=within.judge)
    # What was an alert stays one: its earlier words are still to be read, by the few alone.
    found.risk = max(found.risk, risk_of(screened, attached=bool(attached)))
    was, found.likeness = found.likeness, _likeness(words, attached)
    found.text, found.attached, found.version = words.text, attached, found.version + 1
    found.handling, found.settled_at, found.alike = Handling.WAITING, None, None
    found.claimed_by, found.claimed_until, found.escalated_at = None, None, None
    if _showing(arrived, screened) == Showing.HELD and found.showing == Showing.SHOWN:
        found.showing = Showing.HELD
    found.reply_by = within.hours.reply_by(now)
    found.save()
    if found.likeness != was:
        leave_the_rest(found)
    keep(found, _version(found, words, now, item_id=within.item_of(found.publication_id)), screened)
    facts = {
        "version": found.version,
        "sha256": sha256_of(words.text),
        "showing": found.showing,
        "risk": found.risk,
    }
    _alert(found)
    record([_entry(actor, found, "comment_changed", **facts)])
    return found


def _alert(comment: Comment) -> None:
    """Tell who rules at once where somebody may be at risk."""
    if comment.risk < Risk.ALERT:
        return
    tell(
        council_id=comment.council_id,
        what=What.COMMENT_ALERT,
        about=(ABOUT, comment.pk),
        recipients=[one.membership.pk for one in people_who_may(Power.DECIDE, comment.council_id)],
        occasion=comment.version,
    )


def _version(comment: Comment, words: Words, now: datetime, *, item_id: int | None) -> CommentVersion:
    """Keep the words as they came, in a row of their own and in the archive."""
    text, cut, digest = words.text, words.cut, sha256_of(words.text)
    made = CommentVersion.objects.create(
        comment=comment,
        number=comment.version,
        text=text,
        attached=comment.attached,
        sha256=digest,
        cut=cut,
        received_at=now,
    )
    title = f"{comment.shown_author}: {comment.get_way_display().lower()}"
    filing = Filing(
        council_id=comment.council_id,
        status="comment_received" if comment.version == 1 else "comment_changed",
        object_type=ABOUT,
        object_id=comment.pk,
        title=title,
        text=text,
        communication_id=item_id,
        channel_id=comment.channel_id,
        actor_id=comment.entered_by.user_id if comment.entered_by else None,
    )
    # By itself, so that the hash of what is filed of the words is that of the words.
    beside = replace(filing, title=f"{title}, what stands with it", text=filed_as(comment.attached))
    file_snapshots([filing, beside] if comment.attached else [filing])
    return made


def _entry(actor: Person | None, comment: Comment, verb: str, **facts: object) -> Entry:
    if actor is not None:
        return entry_by(actor, verb, ABOUT, comment.pk, **facts)
    return entry_by_machine(comment.council_id, verb, ABOUT, comment.pk, **facts)


def _showing(arrived: Arrived, screened: Screened) -> str:
    """Return what readers get: in the newsroom what screening flags waits, elsewhere it stands there already."""
    if arrived.way not in PUBLIC:
        return Showing.PRIVATE
    flagged = arrived.way == Comment.Way.NEWSROOM and is_held(screened)
    return Showing.HELD if arrived.held or flagged else Showing.SHOWN


def _likeness(words: Words, attached: list[Kept]) -> str:
    """Return the likeness of the words, '' with anything attached: the same words beside another picture are others."""
    return "" if attached else likeness_of(words.text)


def _parent(council_id: int, channel: Channel | None, arrived: Arrived) -> Comment | None:
    """Return what it answers, where that was received."""
    if channel is None or not arrived.parent_id:
        return None
    rows = Comment.objects.filter(council_id=council_id, channel=channel)
    return rows.filter(remote_id=one_line(arrived.parent_id, 300)).first()


def _alike(council_id: int, arrived: Arrived, likeness: str, author_key: str) -> Comment | None:
    """Return the waiting comment that says the same under the same item, and stands for both in the queue, locked.

    What was said to the council alone stands for nothing that was said in public, nor the other way round; and for
    nothing but what the same author said: each of two residents who write the same waits for an answer of their own.

    Whoever rules on it meanwhile has its lock: it is asked again behind that whether it waits, or what hangs on a
    settled one would be in no list.
    """
    public = arrived.way in PUBLIC
    if not likeness or not (public or author_key):
        return None
    every = Comment.objects.select_for_update(no_key=True, of=("self",))
    rows = every.filter(council_id=council_id, publication=arrived.publication_id)
    rows = (
        rows.exclude(showing=Showing.PRIVATE)
        if public
        else rows.filter(showing=Showing.PRIVATE, author_key=author_key)
    )
    same = rows.filter(likeness=likeness, handling=Handling.WAITING, alike__isnull=True)
    return same.order_by("pk").first()


def _address(text: str) -> str:
    """Return a web address as it is kept; anything else that calls itself one is none."""
    found = one_line(text, 500)
    return found if found.startswith(("https://", "http://")) else ""
