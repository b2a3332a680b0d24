"""Ruling on a comment: leave it, hide it, remove it. What the public said comes down here, by somebody's judgement.

Only what a law takes down, after a notice or by a court's order, comes down in moderation.notices.removing.
"""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q

from moderation.alike import alike_of, lock_with_alike, rule_alike, settle
from moderation.claiming import lock_comment, require_free
from moderation.enforcing.ordering import SHOWS, order
from moderation.grounds import Ground, HouseRule, citable
from moderation.intake.assessing import is_negative
from moderation.intake.receiving import ABOUT
from moderation.models import (
    Answering,
    Appeal,
    Comment,
    CommentVersion,
    DefamationNotice,
    Outcome,
    Referral,
    Reply,
    Ruling,
)
from moderation.notices.states import Stage
from moderation.replies.promised import OVER
from moderation.seeing import require_ruling_on
from moderation.states import Handling, Showing, may_move
from policies.typed import typed
from portal.channels.notices.telling import tell_all_outside
from portal.channels.notices.vocabulary import What
from portal.councils.people import Person
from portal.councils.recording import reasoned
from portal.records.ledger import Entry, record
from portal.records.models import Snapshot
from portal.refusals import InvalidInput, Refusal

LONGEST_REASON = 2_000
ANY = -1


@dataclass(frozen=True)
class Judged:
    """What somebody decided, of the version of the words that their page showed.

    Hiding and removing name a ``ground`` and a ``clause_id``; leaving says what about an ``answering``.
    """

    version: int
    outcome: str
    ground: str = ""
    clause_id: int | None = None
    answering: str = ""
    last: int = ANY
    """The key of the ruling that their page showed in force, 0 where it showed none; ANY where no page is behind it."""


class Overtaken(Refusal):
    """Somebody else ruled while the page stood open."""

    def __init__(self) -> None:
        super().__init__(
            "Somebody else ruled on this comment while you were looking at it.",
            "Nothing was changed. Reload the page, read the ruling, and decide whether it should be another.",
        )


class OtherWords(Refusal):
    """The author changed the words while somebody was judging them."""

    def __init__(self) -> None:
        super().__init__(
            "Its author changed this comment while you were looking at it.",
            "Nothing was changed. Reload the page, read what it says now, and decide again.",
        )


@transaction.atomic
def rule(*, actor: Person, comment_id: int, judged: Judged, reason: str) -> Ruling:
    """Rule on a comment, and on all that wait with the same words under the same item (at most TOGETHER at once).

    What stands in the newsroom is shown or taken away in this transaction and read back; what stands elsewhere is
    asked of its network by a worker, or is to be done by hand. An earlier ruling is overruled, and stays to be read.
    Criticism is no ground.
    Raises NotYours for who does not rule, InAnotherHand, OtherWords, Overtaken, InvalidInput without a rule or a
    reason, Refusal for what cannot be taken down and where an appeal is open.
    """
    lock_with_alike(actor, [comment_id])
    made, entry = rule_within(actor=actor, comment_id=comment_id, judged=judged, reason=reason)
    record([entry])
    return made


def rule_within(
    *, actor: Person, comment_id: int, judged: Judged, reason: str, beside: Ruling | None = None
) -> tuple[Ruling, Entry]:
    """Rule as rule() does, as part of a wider act; return the ruling and what is to be recorded of it.

    The caller, in whose transaction it runs, has locked all comments of the act by lock_with_alike(), and records what
    is returned when nothing is left to be locked. ``beside``: the ruling that was made by the same act on what says
    nearly the same, if it was.
    """
    found = lock_comment(actor, comment_id)
    require_ruling_on(actor, found)
    require_free(actor, found)
    if judged.version != found.version:
        raise OtherWords
    said = typed(reason, called="Reason", longest=LONGEST_REASON, needed=_needs_words(judged))
    clause = _require_grounds(found, judged, said)
    before = Ruling.objects.filter(comment=found, overruled_by__isnull=True).first()
    if judged.last not in {ANY, before.pk if before else 0}:
        raise Overtaken
    _require_not_by_law(found, before, said)
    if before is not None and Appeal.objects.filter(ruling=before, decided_at__isnull=True).exists():
        raise Refusal(
            "Its author has appealed against the ruling in force.",
            "Nothing was changed. Decide the appeal instead.",
        )
    made = _ruled(actor, found, judged, clause, said, before, beside)
    alike = alike_of(actor, found)
    rulings = rule_alike(actor, alike, made)
    held = [one.pk for one in (found, *alike) if one.showing == Showing.HELD]
    settle([found, *alike], judged.outcome)
    order([made, *rulings], held=held)
    _tell_authors([found, *alike], made)
    facts = {
        "ruling": made.pk,
        "version": found.version,
        "outcome": made.outcome,
        "ground": made.ground,
        "overrules": before.pk if before else None,
        "together": [one.pk for one in alike],
        "communication": found.communication_id,
    }
    return made, reasoned(actor, "comment_ruled", ABOUT, found.pk, reason=said, **facts)


def _require_not_by_law(found: Comment, before: Ruling | None, said: str) -> None:
    """Refuse to rule on what a notice took down until that notice is closed; for other words somebody says why."""
    if before is None:
        return
    notices = DefamationNotice.objects.filter(comment=found, stage=Stage.REMOVED).select_related(
        "ruling__version"
    )
    for notice in notices.order_by("pk"):
        if notice.ruling is not None and notice.ruling.version.number == found.version:
            raise Refusal(
                "The law took this comment down, after a notice of defamation or by order of a court.",
                "Nothing was changed. Close that notice first, if the complainant takes it back or the order falls.",
            )
        if not said:
            raise InvalidInput(
                f"Notice {notice.reference} removed what this comment said before: say in the reason what is to become "
                "of the other words, and why."
            )


def _tell_authors(comments: list[Comment], made: Ruling) -> None:
    """Note that who gave an email address with what came down is told of it by mail."""
    if made.takes_down:
        ids = [one.pk for one in comments if one.email]
        tell_all_outside(council_id=made.council_id, what=What.AUTHOR_RULED, object_type=ABOUT, ids=ids)


def _needs_words(judged: Judged) -> bool:
    return judged.outcome != Outcome.LEAVE or judged.answering == Answering.OTHER


def _require_grounds(found: Comment, judged: Judged, said: str) -> HouseRule | None:
    """Return the clause that the ruling rests on, None where it takes nothing down; refuse what cannot be ruled."""
    if judged.outcome not in Outcome.values:
        raise InvalidInput("Choose what becomes of the comment.")
    if judged.outcome == Outcome.LEAVE:
        _require_answering(found, judged, said)
        return None
    if not found.is_public:
        raise Refusal(
            "This was said to the council alone: there is nothing to take down.",
            "Nothing was changed. Leave it, and say what is done about an answer.",
        )
    if judged.ground not in Ground.values:
        raise InvalidInput("Choose on which of the six grounds it comes down. Criticism is none of them.")
    clause = next((one for one in citable(found.council_id) if one.clause_id == judged.clause_id), None)
    if clause is None:
        raise InvalidInput("Choose the clause of the council’s policy in force that it breaks.")
    kept = CommentVersion.objects.get(comment=found, number=found.version)
    filed = Snapshot.objects.filter(object_type=ABOUT, object_id=found.pk, sha256=kept.sha256)
    if not filed.filter(text__isnull=False).exists():
        raise Refusal("What it says was not filed, so it cannot be taken down.")
    return clause


def _require_answering(found: Comment, judged: Judged, said: str) -> None:
    """Refuse to leave a comment without saying what is done about an answer, or with something that is not so."""
    if judged.answering not in Answering.values:
        raise InvalidInput("Say what is done about an answer.")
    if judged.answering == Answering.REFERRED and not Referral.objects.filter(comment=found).exists():
        raise InvalidInput(
            "It is not dealt with as a request, a complaint or a report yet: open that first, from this page."
        )
    if judged.answering == Answering.REPLY and not said and _nothing_answers(found):
        raise InvalidInput(
            "Nothing answers it yet, and it criticises or asks something, as far as screening can tell. Begin the "
            "answer first, from this page, or say in the reason how and where it was answered."
        )
    if judged.answering == Answering.NOTHING and is_negative(found):
        raise InvalidInput(
            "It criticises or asks something, as far as screening can tell. Say that it is answered, name one of "
            "the policy’s reasons, or give another reason in words."
        )


def _nothing_answers(found: Comment) -> bool:
    """Return whether a comment that criticises or asks has no answer, and none that is being written. Three queries.

    What went out before its author changed the words answered other words.
    """
    since = CommentVersion.objects.values_list("received_at", flat=True).get(
        comment=found, number=found.version
    )
    if (found.answered_at is not None and found.answered_at >= since) or not is_negative(found):
        return False
    coming = Q(said_at__isnull=True) & ~Q(communication__stage__in=OVER)
    return not Reply.objects.filter(coming | Q(said_at__gte=since), comment=found).exists()


def _ruled(
    actor: Person,
    found: Comment,
    judged: Judged,
    clause: HouseRule | None,
    said: str,
    before: Ruling | None,
    beside: Ruling | None,
) -> Ruling:
    """Make the ruling that follows ``before``, of one act with ``beside``.

    Refuse one that changes nothing, and a move that there is not.
    """
    same = before is not None and (before.outcome, before.ground) == (judged.outcome, judged.ground)
    # What waits again, since the answer that was promised did not go out, is ruled on again.
    stands = found.handling == Handling.SETTLED
    if stands and same and before is not None and before.version.number == found.version:
        raise Refusal("This was ruled already, in the same way.", "Nothing was changed.")
    to = SHOWS[judged.outcome]
    if found.is_public and found.showing != to and not may_move(found.showing, to):
        now = found.get_showing_display().lower()
        raise Refusal(f"This comment is {now}: it cannot be {to.label.lower()} now.", "Nothing was changed.")
    return Ruling.objects.create(
        council_id=found.council_id,
        comment=found,
        version=CommentVersion.objects.get(comment=found, number=found.version),
        outcome=judged.outcome,
        ground=judged.ground if clause else "",
        clause_id=clause.clause_id if clause else None,
        cited=clause.cited if clause else "",
        clause_text=clause.text if clause else "",
        source=clause.source if clause else "",
        answering=judged.answering if clause is None else "",
        reason=said,
        overrules=before,
        together_with=beside,
        ruled_by=actor.membership,
    )
