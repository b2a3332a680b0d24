"""Deciding an appeal: by somebody who did not rule, where there is one; else as a committee resolved."""

from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from moderation.appeals.restoring import restore_alike
from moderation.claiming import lock_comment
from moderation.intake.receiving import ABOUT
from moderation.models import Answering, Appeal, Comment, Outcome
from moderation.ruling import Judged, rule
from moderation.seeing import require_ruling
from policies.typed import typed
from portal.channels.notices.telling import tell_all_outside
from portal.channels.notices.vocabulary import What
from portal.councils.people import Person, people_who_may
from portal.councils.powers import Power
from portal.councils.recording import reasoned
from portal.records.ledger import record
from portal.refusals import InvalidInput, NotYours, Refusal

LONGEST_MINUTE = 80
LONGEST_ANSWER = 2_000


def may_decide(actor: Person, found: Appeal) -> bool:
    """Return whether ``actor`` decides it: who rules, but whose ruling it is only where nobody else may.

    One query, and one more where ``found`` does not hold who ruled.
    """
    if not actor.may(Power.DECIDE):
        return False
    return not is_own_ruling(actor, found) or stands_alone(actor)


def is_own_ruling(actor: Person, found: Appeal) -> bool:
    """Return whether ``actor`` made the ruling that is appealed, in whatever office they held then."""
    return found.ruled_by.user_id == actor.user_id


def stands_alone(actor: Person) -> bool:
    """Return whether nobody but ``actor`` rules in the council now. One query."""
    people = people_who_may(Power.DECIDE, actor.council.pk)
    return all(one.user_id == actor.user_id for one in people)


@transaction.atomic
def decide_appeal(
    *,
    actor: Person,
    appeal_id: int,
    allowed: bool,
    reason: str,
    minute: str,
    version: int | None = None,
    also: Collection[int] = (),
) -> Appeal:
    """Decide an appeal; what is allowed shows again at once, by a new ruling that overrules the old one.

    So does whatever came down for the same words by the same rule, and of what came down with it for words nearly the
    same the rulings whose keys ``also`` names.

    ``version``: the words of the comment that were read; None where no page showed any.
    Where nobody but whoever ruled could decide, a committee of the council does: ``minute`` names its resolution.
    Raises NotYours for who does not rule or ruled themselves, InvalidInput without words or that minute, Refusal
    where it was decided meanwhile.
    """
    require_ruling(actor)
    rows = Appeal.objects.filter(pk=appeal_id, council=actor.council)
    comment_id = rows.values_list("comment_id", flat=True).first()
    if comment_id is None:
        raise Refusal("This council has no such appeal.")
    comment = lock_comment(actor, comment_id)
    found = rows.select_related("ruling__version", "ruled_by").get()
    said = typed(reason, called="Why", longest=LONGEST_ANSWER)
    by_minute = typed(minute, called="Minute", longest=LONGEST_MINUTE, needed=False)
    _require_another(actor, found, by_minute)
    now = timezone.now()
    mine = rows.filter(decided_at__isnull=True)
    if (
        mine.update(
            allowed=allowed, answer=said, minute=by_minute, decided_by=actor.membership, decided_at=now
        )
        != 1
    ):
        raise Refusal("This appeal was decided already.", "Nothing was changed.")
    restored: list[Comment] = []
    if allowed:
        judged = Judged(version=version or comment.version, outcome=Outcome.LEAVE, answering=Answering.OTHER)
        rule(actor=actor, comment_id=comment.pk, judged=judged, reason=said)
        made = restore_alike(actor=actor, wrong=found.ruling, answer=said, minute=by_minute, also=also)
        restored = [one.comment for one in made]
    _tell_authors([comment, *restored])
    communication = comment.publication.communication_id if comment.publication else None
    facts = {
        "appeal": found.pk,
        "allowed": allowed,
        "minute": by_minute,
        "communication": communication,
        "restored": [one.pk for one in restored],
    }
    record([reasoned(actor, "appeal_decided", ABOUT, comment.pk, reason=said, **facts)])
    found.refresh_from_db()
    return found


def _require_another(actor: Person, found: Appeal, minute: str) -> None:
    """Refuse who decides on their own ruling: somebody else does, or a committee where there is nobody else."""
    if not may_decide(actor, found):
        raise NotYours("This is your own ruling: somebody else decides the appeal.")
    if is_own_ruling(actor, found) and not minute:
        raise InvalidInput(
            "This is your own ruling, and nobody else can decide: enter the minute of the committee that did."
        )


def _tell_authors(comments: list[Comment]) -> None:
    """Note that who gave an email address with a comment is told how the appeal ended for it."""
    ids = [one.pk for one in comments if one.email]
    what = What.AUTHOR_APPEAL_DECIDED
    tell_all_outside(council_id=comments[0].council_id, what=what, object_type=ABOUT, ids=ids)
