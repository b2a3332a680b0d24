"""Reading a built-in policy from its file: typed, checked, and read once."""

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

from policies.documents.wording import Wording, check_wording
from policies.evaluate import Severity, check_by_id
from policies.models import Policy, Rule
from policies.regulating import Terms, unfit_for_comments
from portal.councils.powers import Role
from portal.drafts.kinds import KINDS
from portal.drafts.kinds.common import CAPACITIES
from portal.refusals import InvalidInput

_FOLDER = Path(__file__).resolve().parent
NAMES = ("parish", "town")
_CLAUSE = {"ref", "text", "heading", "printed", "parent", "rule", "drafting", "also", "features"}
_RULE = {"check", "severity", "parameters", "target", "kinds", "channels", "capacities"}


class BadPack(ValueError):
    """A pack's file says something that cannot stand; the message names the clause."""


@dataclass(frozen=True)
class Drafting:
    """Who may draft ``kind``: holders of ``roles`` (see policies.drafting.set_drafting_rules)."""

    kind: str
    roles: tuple[str, ...]


@dataclass(frozen=True)
class PackClause:
    """One clause and what carries it out.

    ``also`` names checks tied to other clauses of the pack that serve this one too: each is tied once, so that one
    fault gives one finding. ``features`` name what else does: a URL name or a dotted path of the product, a companion
    document (``document:complaints``), ``heading`` for what only introduces others. They are for readers and for
    docs/seed-coverage.md; nothing runs them.
    """

    wording: Wording
    rules: tuple[Terms, ...] = ()
    drafting: tuple[Drafting, ...] = ()
    also: tuple[str, ...] = ()
    features: tuple[str, ...] = ()


@dataclass(frozen=True)
class Pack:
    """A built-in policy. ``about`` tells a clerk in a sentence for whom it is."""

    name: str
    kind: str
    title: str
    about: str
    clauses: tuple[PackClause, ...]

    @property
    def source(self) -> str:
        """Return what a version made from it bears as the name of its source."""
        return f"the built-in policy ({self.name})"


def packs() -> list[Pack]:
    """Return every built-in policy."""
    return [pack_called(name) for name in NAMES]


@cache
def pack_called(name: str) -> Pack:
    """Return the built-in policy ``name``. Raises KeyError where there is none, BadPack as read_pack()."""
    if name not in NAMES:
        raise KeyError(name)
    return read_pack(name, (_FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def read_pack(name: str, source: str) -> Pack:
    """Return the policy that ``source`` (TOML) describes. Raises BadPack."""
    try:
        raw = tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        raise BadPack(f"{name}: {error}") from error
    pack = Pack(
        name=name,
        kind=_one_of(raw.get("kind"), Policy.Kind.values, f"{name}: kind"),
        title=str(raw.get("title", "")),
        about=str(raw.get("about", "")),
        clauses=tuple(_clause(each) for each in raw.get("clause", [])),
    )
    if not pack.title or not pack.about:
        raise BadPack(f"{name}: it needs a title and a sentence about it.")
    try:
        check_wording([clause.wording for clause in pack.clauses])
    except InvalidInput as error:
        raise BadPack(f"{name}: {error}") from error
    return pack


def _clause(raw: Mapping[str, Any]) -> PackClause:
    where = f"clause {raw.get('ref')}"
    _only(raw, _CLAUSE, where)
    words = {each.name: str(raw.get(each.name, "")) for each in fields(Wording)}
    return PackClause(
        Wording(**words),
        tuple(_rule(each, where) for each in raw.get("rule", [])),
        tuple(_drafting(each, where) for each in raw.get("drafting", [])),
        _texts(raw, "also", where),
        _texts(raw, "features", where),
    )


def _rule(raw: Mapping[str, Any], where: str) -> Terms:
    """Return a rule's terms. Parameters of a check that is not installed cannot be judged and are kept as they are."""
    _only(raw, _RULE, where)
    terms = Terms(
        check_id=str(raw.get("check", "")),
        severity=_one_of(raw.get("severity"), [each.value for each in Severity], where),
        parameters=dict(raw.get("parameters", {})),
        target=_one_of(raw.get("target", Rule.Target.DRAFT), Rule.Target.values, where),
        kinds=_texts(raw, "kinds", where, KINDS),
        channels=_texts(raw, "channels", where),
        capacities=_texts(raw, "capacities", where, [name for name, _ in CAPACITIES]),
    )
    if not terms.check_id:
        raise BadPack(f"{where}: a rule names its check.")
    check = check_by_id(terms.check_id)
    for _, said in unfit_for_comments(terms):
        raise BadPack(f"{where}: {said}")
    if check is not None:
        try:
            check.read(terms.parameters)
        except ValueError as error:
            raise BadPack(f"{where}: {terms.check_id}: {error}") from error
    return terms


def _drafting(raw: Mapping[str, Any], where: str) -> Drafting:
    _only(raw, {"kind", "roles"}, where)
    return Drafting(_one_of(raw.get("kind"), KINDS, where), _texts(raw, "roles", where, Role.values))


def _texts(
    raw: Mapping[str, Any], name: str, where: str, allowed: Collection[str] | None = None
) -> tuple[str, ...]:
    value = raw.get(name, [])
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise BadPack(f"{where}: {name} is a list of texts.")
    if allowed is not None:
        for each in value:
            _one_of(each, allowed, where)
    return tuple(value)


def _one_of(value: Any, allowed: Collection[str], where: str) -> str:
    if not isinstance(value, str) or value not in allowed:
        raise BadPack(f"{where}: {value!r} is not one of {', '.join(allowed)}.")
    return value


def _only(raw: Mapping[str, Any], known: Collection[str], where: str) -> None:
    unknown = sorted(set(raw) - set(known))
    if unknown:
        raise BadPack(f"{where}: {unknown[0]!r} is not known.")
