"""Judging an item: the rules in force for its voice, in the circumstances of this moment."""

from datetime import datetime

from django.utils import timezone

from policies.evaluate import Rule, Severity, Verdict, evaluate
from policies.gathering import gather
from policies.standing import rules_in_force
from policies.subjects import subject_of
from portal.drafts.content import Content
from portal.drafts.models import Communication

_WEIGHT = {Severity.ADVISE: 0, Severity.ANSWER: 1, Severity.BLOCK: 2}


def judge(
    item: Communication,
    content: Content,
    *,
    reader_id: int | None = None,
    at: datetime | None = None,
    channel: str = "",
    rests: bool = False,
) -> Verdict:
    """Return what the rules in force find in ``content``, a normalised text of ``item``.

    ``reader_id`` is the membership of who will see the findings (else the author): matters that are closed to them
    stay unnamed. ``at`` (aware) is the moment that counts, now unless given. With ``rests``, for showing alone and
    never for deciding, closed matters are left out while checks for them rest for the reader (policies.showing).
    Reads the database within the caller's transaction.
    """
    moment = at or timezone.now()
    circumstances = gather(
        item.council,
        at=moment,
        writer_id=item.author_id,
        reader_id=reader_id,
        communication_id=item.pk,
        rests=rests,
    )
    subject = subject_of(item.kind, content, channel=channel, circumstances=circumstances)
    rules = rules_in_force(item.council_id, body_id=item.body_id, at=moment)
    return evaluate(subject, effective(rules))


def effective(rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
    """Return ``rules`` without those by statute that a rule of the council's own stands for.

    The council's own clause is cited in place of the statute's where it is for every kind, channel and capacity, at
    least as severe, and not one that may be waived: a policy can make the law more precise, never weaker.
    """
    own = [
        rule
        for rule in rules
        if rule.version and not (rule.kinds or rule.channels or rule.capacities or rule.waivable)
    ]
    covered = {
        rule.check: max(_WEIGHT[other.severity] for other in own if other.check == rule.check) for rule in own
    }
    return tuple(
        rule for rule in rules if rule.version or covered.get(rule.check, -1) < _WEIGHT[rule.severity]
    )
