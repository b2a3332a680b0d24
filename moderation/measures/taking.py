"""Warning an author, blocking their address in the newsroom for a time, and ending that before its time."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from moderation.claiming import lock_comment
from moderation.intake.receiving import ABOUT
from moderation.measures.standing import STRIKES_LAST, strikes_of, warning_of
from moderation.models import Comment, Measure, Ruling
from moderation.seeing import comments_of, require_ruling
from policies.typed import typed
from portal.councils.people import Person
from portal.councils.recording import reasoned
from portal.councils.templatetags.words import day
from portal.records.ledger import record
from portal.refusals import InvalidInput, Refusal

LONGEST_REASON = 2_000
LONGEST_BLOCK = timedelta(days=183)
"""No block lasts longer than half a year; another one needs another warning."""


@transaction.atomic
def warn(*, actor: Person, comment_id: int, reason: str) -> Measure:
    """Warn the author of a comment that came down: the next one may have their address blocked.

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
def block(
    *, actor: Person, comment_id: int, ends_on: date, review_on: date, reason: str, alternatives: str
) -> Measure:
    """Take no comments of this author's address in the newsroom until ``ends_on``, and look at that on ``review_on``.

    The comment came down after they were warned. Raises NotYours for who does not rule, InvalidInput for days that are
    none or without words, Refusal where nobody warned them before, or the portal cannot block where it was said.
    """
    require_ruling(actor)
    found = lock_comment(actor, comment_id)
    said = typed(reason, called="Reason", longest=LONGEST_REASON)
    else_done = typed(alternatives, called="What else was considered", longest=LONGEST_REASON)
    _require_days(ends_on, review_on)
    if found.way != Comment.Way.NEWSROOM:
        raise Refusal(
            "The portal can block an address in its own newsroom alone: this was said elsewhere.",
            "Nothing was changed. Block the account there by hand, where the network lets you.",
        )
    ruling, before = _strike(found), warning_of(found)
    # Two who block at once wait for each other here; a warning is followed by one block.
    if before is None or Measure.objects.select_for_update().get(pk=before.pk).made_at >= ruling.ruled_at:
        raise Refusal(
            "A block follows a warning: nobody warned this author before the comment came down.",
            "Nothing was changed. Warn them first.",
        )
    if Measure.objects.filter(warning=before).exists():
        raise Refusal("Their address was blocked already.", "Nothing was changed.")
    made = Measure(kind=Measure.Kind.BLOCK, reason=said, alternatives=else_done, warning=before)
    made.ends_on, made.review_on = ends_on, review_on
    _kept(actor, found, ruling, made)
    record([reasoned(actor, "measure_taken", ABOUT, found.pk, reason=said, **_facts(made))])
    return made


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
    made.council_id, made.author_key = found.council_id, found.author_key
    made.comment, made.ruling, made.made_by = found, ruling, actor.membership
    made.ground, made.cited = ruling.ground, ruling.cited
    made.save()
    return made


def _facts(made: Measure) -> dict[str, Any]:
    publication = made.comment.publication
    return {
        "measure": made.pk,
        "kind": made.kind,
        "ruling": made.ruling_id,
        "ends_on": made.ends_on.isoformat() if made.ends_on else "",
        "communication": publication.communication_id if publication else None,
    }
