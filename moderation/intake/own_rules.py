"""Which of the council's own rules about comments apply to what comes in; read once for all that comes in."""

from dataclasses import dataclass
from functools import lru_cache

from django.utils import timezone

from moderation.models import Comment
from moderation.screening.hearing import Concern, Ground, OwnRule
from moderation.screening.own_rules import READ_ALREADY
from policies.checks.base import COMMENT
from policies.circumstances import Circumstances, Member
from policies.evaluate import Rule, Severity, check_by_id
from policies.standing import rules_in_force
from portal.channels.models import Channel
from portal.councils.models import Council

_COUNCILS = 512


@dataclass(frozen=True)
class Applying:
    """The rules that judge what comes in somewhere, and what is held back there by the channel and by them."""

    rules: tuple[OwnRule, ...]
    holds: frozenset[Ground | Concern]


def applying(
    council: Council, channel: Channel | None, way: str, holds: frozenset[Ground | Concern]
) -> Applying:
    """Return the rules that apply to what comes in by ``way`` on ``channel``, which holds back ``holds``.

    ``council`` as it was just read. One query where its circumstances moved on, else none. Only the newsroom can hold
    anything back. A rule that names channels is for what comes in there alone.
    """
    here = channel.connector if channel else ""
    body = channel.body_id if channel else None
    can_hold = way == Comment.Way.NEWSROOM
    found: list[OwnRule] = []
    held = set(holds) - {Concern.RULE}  # each of its rules knows whether it holds
    for rule in _rules(council.pk, body, council.circumstances_version):
        check = check_by_id(rule.check)
        if check is None or COMMENT not in check.targets or (rule.channels and here not in rule.channels):
            continue
        always = can_hold and rule.severity is Severity.BLOCK
        matter = READ_ALREADY.get(rule.check)
        if matter is not None and always:
            held.add(matter)
        if matter is None or rule.parameters:
            chosen = rule.severity is Severity.ANSWER and Concern.RULE in holds
            found.append(
                OwnRule(check, rule.parameters, _cited(rule), rule.severity.value, holds=always or chosen)
            )
    return Applying(tuple(found), frozenset(held))


@lru_cache(maxsize=_COUNCILS)
def _rules(council_id: int, body_id: int | None, version: int) -> tuple[Rule, ...]:  # noqa: ARG001
    """Return the council's rules about comments, read once for each ``version`` of its circumstances.

    Every change of a rule moves that on in the same transaction, so that what is kept here is never an older one's.
    """
    return rules_in_force(council_id, body_id=body_id, at=timezone.now(), target=COMMENT)


@lru_cache(maxsize=_COUNCILS)
def known_of(own_contacts: frozenset[str], names: frozenset[str]) -> Circumstances:
    """Return what the checks of such rules know of the council: its own contacts, and its members and officers."""
    return Circumstances(official_addresses=own_contacts, members=tuple(Member(one) for one in sorted(names)))


def _cited(rule: Rule) -> str:
    adopted = f" ({rule.adopted})" if rule.adopted else ""
    return f"clause {rule.clause} of {rule.policy}{adopted}"
