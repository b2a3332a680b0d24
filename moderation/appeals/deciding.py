"""Deciding an appeal: by somebody who did not rule, where there is one; else as a committee resolved."""

from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from moderation.alike import lock_with_alike
from moderation.appeals.restoring import restore_alike, tell_decided, to_restore
from moderation.claiming import lock_comment
from moderation.intake.receiving import ABOUT
from moderation.models import Answering, Appeal, Outcome
from moderation.ruling import Judged, rule_within
from moderation.seeing import require_ruling
from policies.typed import typed
from portal.councils.people import Person, people_who_may
from portal.councils.powers import Power
from portal.councils.recording import reasoned
from portal.records.ledger import Entry, record
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
    found = rows.select_related("ruling__version", "ruled_by").first()
    if found is None:
        raise Refusal("This council has no such appeal.")
    said = typed(reason, called="Why", longest=LONGEST_ANSWER)
    by_minute = typed(minute, called="Minute", longest=LONGEST_MINUTE, needed=False)
    alike = to_restore(actor, found.ruling, by_minute, also) if allowed else {}
    # All of them before the ledger: who rules on one of them meanwhile waits for the ledger with its lock in hand.
    lock_with_alike(actor, [found.comment_id], besides=alike.values())
    comment = lock_comment(actor, found.comment_id)
    _require_another(actor, found, by_minute)
    decided = {"allowed": allowed, "answer": said, "minute": by_minute, "decided_by": actor.membership}
    if rows.filter(decided_at__isnull=True).update(decided_at=timezone.now(), **decided) != 1:
        raise Refusal("This appeal was decided already.", "Nothing was changed.")
    entries: list[Entry] = []
    restored: list[int] = []
    if allowed:
        judged = Judged(version=version or comment.version, outcome=Outcome.LEAVE, answering=Answering.OTHER)
        _, entry = rule_within(actor=actor, comment_id=comment.pk, judged=judged, reason=said)
        entries.append(entry)
        restored = restore_alike(actor=actor, wrong=found.ruling, rulings=alike, minute=by_minute)
    tell_decided([comment])
    facts = {
        "appeal": found.pk,
        "allowed": allowed,
        "minute": by_minute,
        "communication": comment.communication_id,
        "restored": restored,
    }
    record([*entries, reasoned(actor, "appeal_decided", ABOUT, comment.pk, reason=said, **facts)])
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
