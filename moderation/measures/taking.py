"""Warning an author, blocking their address in the newsroom for a time, and ending that before its time."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from django.db import connection, transaction
from django.utils import timezone

from moderation.claiming import lock_comment
from moderation.errands.ordering import order_block
from moderation.intake.receiving import ABOUT
from moderation.measures.reaching import why_unwarned, written_at
from moderation.measures.standing import STRIKES_LAST, block_of, blocks_of, strikes_of, warning_of
from moderation.measures.wording import words_filed
from moderation.models import Comment, Measure, Ruling
from moderation.seeing import comments_of, require_ruling
from policies.typed import typed
from portal.channels.notices.telling import tell_outside
from portal.channels.notices.vocabulary import What
from portal.councils.people import Person
from portal.councils.recording import reasoned
from portal.councils.templatetags.words import day
from portal.records.archive import Filing, file_snapshots
from portal.records.ledger import record
from portal.refusals import InvalidInput, Refusal

LONGEST_REASON = 2_000
LONGEST_BLOCK = timedelta(days=183)
"""No block lasts longer than half a year; another one needs another warning."""
_LOCK = 7_310_926


@dataclass(frozen=True)
class Block:
    """What somebody decided about an address: the days, why nothing milder would do, and why no warning went before.

    ``unwarned`` is empty where one did.
    """

    ends_on: date
    review_on: date
    alternatives: str
    unwarned: str = ""


@transaction.atomic
def warn(*, actor: Person, comment_id: int, reason: str) -> Measure:
    """Warn the author of a comment that came down: the next one may have their address blocked.

    Who gave an email address is told by mail; how anybody else was told is noted (moderation.measures.giving).
    Raises NotYours for who does not rule, InvalidInput without words, Refusal where nothing of theirs came down by this
    comment, or they were warned for it.
    """
    require_ruling(actor)
    found = lock_comment(actor, comment_id)
    said = typed(reason, called="What they are warned of", longest=LONGEST_REASON)
    ruling = _strike(found)
    if Measure.objects.filter(ruling=ruling, kind=Measure.Kind.WARNING).exists():
        raise Refusal("They were warned for this comment already.", "Nothing was changed.")
    made = _kept(actor, found, ruling, Measure(kind=Measure.Kind.WARNING, reason=said))
    record([reasoned(actor, "measure_taken", ABOUT, found.pk, reason=said, **_facts(made))])
    return made


@transaction.atomic
def block(*, actor: Person, comment_id: int, decided: Block, reason: str) -> Measure:
    """Take no comments of this author's address in the newsroom until a day, and look at that on another.

    What was said on a network is blocked and unblocked there by the portal where it can (moderation.errands), else by
    hand (moderation.measures.carrying). The comment was written after its author had a warning, or it is ``decided``
    why that could not wait. Who gave an email address is told by mail.
    Raises NotYours for who does not rule, InvalidInput for days that are none or without words, Refusal where no
    warning reached them before.
    """
    require_ruling(actor)
    found = lock_comment(actor, comment_id)
    said = typed(reason, called="Reason", longest=LONGEST_REASON)
    else_done = typed(decided.alternatives, called="What else was considered", longest=LONGEST_REASON)
    at_once = typed(decided.unwarned, called="Why it cannot wait", longest=LONGEST_REASON, needed=False)
    _require_days(decided.ends_on, decided.review_on)
    ruling = _strike(found)
    _one_at_a_time(found.author_key)
    if (
        block_of(found.council_id, found.author_key)
        or ruling.measures.filter(kind=Measure.Kind.BLOCK).exists()
    ):
        raise Refusal("Their address was blocked already.", "Nothing was changed.")
    why = why_unwarned(found, written_at(found, ruling.version_id))
    if why and not at_once:
        raise Refusal(
            f"A block follows a warning: {why}",
            "Nothing was changed. Warn them, or say why it cannot wait for a warning.",
        )
    made = Measure(kind=Measure.Kind.BLOCK, reason=said, alternatives=else_done, unwarned=at_once)
    made.warning = None if why else warning_of(found)
    made.ends_on, made.review_on = decided.ends_on, decided.review_on
    _kept(actor, found, ruling, made)
    order_block(made)
    record([reasoned(actor, "measure_taken", ABOUT, found.pk, reason=said, **_facts(made))])
    return made


@transaction.atomic
def look_again(*, actor: Person, measure_id: int, review_on: date, reason: str) -> Measure:
    """Keep a block that was looked at again: ``reason`` says why, and ``review_on`` when somebody looks next.

    Raises NotYours for who does not rule, InvalidInput without words or for a day past its end, Refusal where it is
    over.
    """
    require_ruling(actor)
    said = typed(reason, called="Reason", longest=LONGEST_REASON)
    mine = blocks_of(actor.council.pk).filter(pk=measure_id, comment__in=comments_of(actor).values("pk"))
    found = mine.select_for_update(of=("self",), no_key=True).select_related("comment").first()
    if found is None or found.ends_on is None:
        raise Refusal("This is over already.", "Nothing was changed.")
    _require_days(found.ends_on, review_on)
    Measure.objects.filter(pk=found.pk).update(review_on=review_on)
    facts = _facts(found) | {"review_on": review_on.isoformat()}
    record([reasoned(actor, "measure_kept", ABOUT, found.comment_id, reason=said, **facts)])
    return found


@transaction.atomic
def end_measure(*, actor: Person, measure_id: int, reason: str) -> Measure:
    """End a block, or take a warning back, before its time; ``reason`` says why.

    Raises NotYours for who does not rule, InvalidInput without words, Refusal where it is over.
    """
    require_ruling(actor)
    said = typed(reason, called="Reason", longest=LONGEST_REASON)
    mine = Measure.objects.filter(pk=measure_id, comment__in=comments_of(actor).values("pk"))
    ended = {"ended_at": timezone.now(), "ended_by": actor.membership, "end_reason": said}
    if mine.filter(ended_at__isnull=True, erased_at__isnull=True).update(**ended) != 1:
        raise Refusal("This is over already.", "Nothing was changed.")
    found = mine.select_related("comment__publication").get()
    record([reasoned(actor, "measure_ended", ABOUT, found.comment_id, reason=said, **_facts(found))])
    return found


def _one_at_a_time(author_key: str) -> None:
    """Wait until somebody else has blocked this address: of two who do one is refused."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [_LOCK, author_key])


def _strike(found: Comment) -> Ruling:
    """Return the ruling in force by which this very comment came down within the time in which that counts."""
    if not found.author_key:
        raise Refusal("Nobody can be told apart as its author.", "Nothing was changed.")
    ruling = strikes_of(found).filter(comment=found).first()
    if ruling is None:
        raise Refusal(
            f"No ruling of the last {STRIKES_LAST.days} days that is in force took this comment down.",
            "Nothing was changed. Criticism is no reason for a warning or a block.",
        )
    return ruling


def _require_days(ends_on: date, review_on: date) -> None:
    today = timezone.localdate()
    if not today < ends_on <= today + LONGEST_BLOCK:
        raise InvalidInput(f"A block ends by {day(today + LONGEST_BLOCK)} at the latest, and after today.")
    if not today < review_on <= ends_on:
        raise InvalidInput(
            "Somebody looks at the block again after today, and on its last day at the latest."
        )


def _kept(actor: Person, found: Comment, ruling: Ruling, made: Measure) -> Measure:
    """Keep the measure, file the words for its author, and have them mailed where there is an address."""
    made.council_id, made.author_key = found.council_id, found.author_key
    made.comment, made.ruling, made.made_by = found, ruling, actor.membership
    made.ground, made.cited = ruling.ground, ruling.cited
    made.mail = uuid4() if found.email else None
    made.save(force_insert=True)
    filing = Filing(
        council_id=found.council_id,
        status="author_told",
        object_type=ABOUT,
        object_id=found.pk,
        title=f"{made.get_kind_display()}, to the author of {found.reference}",
        text=words_filed(made),
        communication_id=found.communication_id,
        actor_id=actor.user_id,
    )
    file_snapshots([filing])
    if made.mail is not None:
        about = (ABOUT, found.pk)
        tell_outside(council_id=found.council_id, what=What.AUTHOR_WARNED, about=about, key=made.mail)
    return made


def _facts(made: Measure) -> dict[str, Any]:
    return {
        "measure": made.pk,
        "kind": made.kind,
        "ruling": made.ruling_id,
        "ends_on": made.ends_on.isoformat() if made.ends_on else "",
        "communication": made.comment.communication_id,
    }
