"""How a rule came to stand as it does: each change with who made it, when, and what it changed, in words."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from policies.documents.citing import cited
from policies.evaluate import Severity, check_by_id
from policies.listing_rules import called
from policies.models import Rule
from portal.channels.connectors.base import connectors
from portal.drafts.kinds import KINDS
from portal.drafts.kinds.common import CAPACITIES
from portal.records.models import LedgerEntry

ASKS = {
    Severity.ADVISE.value: "it advises",
    Severity.ANSWER.value: "it must be answered",
    Severity.BLOCK.value: "it blocks",
}
"""What a finding of each severity does, in words."""
EVERYWHERE = "all of them"
_UNTOLD = "nothing"


@dataclass(frozen=True)
class Change:
    """One thing of a rule that changed: what it is called, how it was and how it is. The first row of a rule changed
    nothing: its ``was`` is None.
    """

    what: str
    was: str | None
    now: str


@dataclass(frozen=True)
class Stood:
    """A rule as it stood for a time, and what differs from how it stood before; nothing differs where it was saved as
    it was. ``first``: none stood before it.
    """

    rule: Rule
    changes: tuple[Change, ...]
    first: bool = False


@dataclass(frozen=True)
class Ended:
    """That a rule applies no longer: when, and who ended it; ``by`` is '' where it ended with its clause."""

    at: datetime
    by: str


def history_of(rule: Rule) -> list[Stood]:
    """Return every row of the rule that ``rule`` is a row of, the newest first. Two queries."""
    rows = Rule.objects.filter(council=rule.council_id)
    before: dict[int, int | None] = dict(rows.values_list("pk", "replaces_id"))
    after = {old: new for new, old in before.items() if old is not None}
    newest = rule.pk
    while newest in after:
        newest = after[newest]
    keys = [newest]
    while (earlier := before[keys[-1]]) is not None:
        keys.append(earlier)
    full = rows.select_related("clause__version__policy", "changed_by__user").in_bulk(keys)
    chain = [full[key] for key in keys]
    return [_stood(one, older) for one, older in zip(chain, [*chain[1:], None], strict=True)]


def end_of(rule: Rule) -> Ended | None:
    """Return how the rule of which ``rule`` is the newest row ended, or None where it applies. One query."""
    if rule.ended_at is None:
        return None
    said = LedgerEntry.objects.filter(
        council_id=rule.council_id, object_type="rule", object_id=rule.pk, verb="rule_ended"
    )
    return Ended(rule.ended_at, said.values_list("actor_name", flat=True).first() or "")


def _stood(rule: Rule, older: Rule | None) -> Stood:
    now = _terms(rule)
    if older is None:
        return Stood(rule, tuple(Change(what, None, said) for what, said in now.items()), first=True)
    was = _terms(older)
    names = list(dict.fromkeys([*now, *was]))
    check = (rule.check_id, older.check_id)
    pairs = [
        (name, was.get(name) or _unset(check[1], name), now.get(name) or _unset(check[0], name))
        for name in names
    ]
    return Stood(rule, tuple(Change(*each) for each in pairs if each[1] != each[2]))


def _terms(rule: Rule) -> dict[str, str]:
    """Return what the rule asks for, by what it is called; of its parameters those that it names."""
    return {
        "Clause": f"{cited(rule.clause.ref, rule.clause.printed)} of {rule.clause.version.policy.title}, "
        f"version {rule.clause.version.number}",
        "Check": called(rule.check_id),
        "A finding": ASKS.get(rule.severity, rule.severity),
        "May be waived": "yes, with a reason" if rule.waivable else "no",
        "What it judges": rule.get_target_display(),
        "Kinds": _listed(rule.kinds, {slug: kind.label for slug, kind in KINDS.items()}),
        "Capacities": _listed(rule.capacities, dict(CAPACITIES)),
        "Channels": _listed(rule.channels, {name: one.label for name, one in connectors().items()}),
    } | {_named(name): _as_json(value) for name, value in rule.parameters.items()}


def _named(parameter: str) -> str:
    return f"Parameter {parameter}"


def _unset(check_id: str, name: str) -> str:
    """Return what a rule that does not name a parameter is told of it: what its check does without."""
    check = check_by_id(check_id)
    for one in check.takes() if check else ():
        if _named(one.name) == name and one.default:
            return f"{one.default}, as without it"
    return _UNTOLD


def _listed(chosen: Iterable[str], labels: Mapping[str, str]) -> str:
    return ", ".join(labels.get(one, one) for one in chosen) or EVERYWHERE


def _as_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
