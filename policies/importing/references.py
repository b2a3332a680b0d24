"""Naming clauses: a reference that is unique within the document, made from the printed number where that is."""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from policies.importing.clauses import Clause

_LONGEST_NAME = 40
_LONGEST = 110
_NOT_A_NAME = re.compile(r"[^a-z0-9]+")
_TRIMMED = ".:)–- "


@dataclass(frozen=True)
class _Repeated:
    """What the document counts more than once: lists, and numbers like 7.11."""

    runs: frozenset[int]
    decimals: frozenset[tuple[int, ...]]


def name_clauses(root: Clause) -> None:
    """Give each clause under ``root`` its reference and the references above it.

    7.11.2 keeps its number. Numbers that the document prints twice are told apart by the heading they stand under:
    terms-of-use/3, and terms-of-use/list-2/3 in a second list there. A letter follows its clause: 3.1(a). A bullet or
    a paragraph is counted in its place: 3.1/b2, scope/p1.
    """
    repeated = _repeated(root)
    taken: Counter[str] = Counter()
    lists: dict[Clause, dict[int, int]] = defaultdict(dict)
    counted: dict[tuple[Clause, str], int] = Counter()
    for clause in walk(root):
        parent = clause.parent or root
        wanted = _wanted(clause, parent, repeated, lists, counted)[:_LONGEST]
        taken[wanted] += 1
        clause.ref = wanted if taken[wanted] == 1 else _free(wanted, taken)
        clause.path = (*parent.path, parent.ref) if parent.kind != "root" else ()


def walk(root: Clause) -> Iterator[Clause]:
    """Yield the clauses under ``root`` in reading order, without ``root`` itself."""
    yield from walk_all(root.children)


def walk_all(clauses: list[Clause]) -> Iterator[Clause]:
    """Yield ``clauses`` and all under them in reading order."""
    stack = list(reversed(clauses))
    while stack:
        clause = stack.pop()
        yield clause
        stack += reversed(clause.children)


def _wanted(
    clause: Clause,
    parent: Clause,
    repeated: _Repeated,
    lists: dict[Clause, dict[int, int]],
    counted: dict[tuple[Clause, str], int],
) -> str:
    """Return the reference a clause would have if no other had it."""
    kind = clause.kind.partition(" at ")[0]
    above = f"{parent.ref}/" if parent.kind != "root" else ""
    if kind == "heading" or kind.startswith("worded"):
        return (
            _name(f"{clause.printed} {clause.heading}" if kind == "heading" else clause.printed) or "heading"
        )
    if kind == "decimal":
        number = ".".join(str(part) for part in clause.numbers)
        return f"{_titled(clause).ref}/{number}" if clause.numbers in repeated.decimals else number
    if kind == "paragraph" or kind.startswith("bullet"):
        letter = "p" if kind == "paragraph" else "b"
        counted[parent, letter] += 1
        return f"{above}{letter}{counted[parent, letter]}"
    number = clause.printed.strip("()").rstrip(_TRIMMED)
    if kind == "integer" and clause.run not in repeated.runs and _is_plain(parent):
        return number
    section = _section(clause)
    if not _is_plain(section) and parent.kind != "paragraph":
        return f"{parent.ref}({number})"
    place = lists[section].setdefault(clause.run, len(lists[section]) + 1)
    under = f"{section.ref}/" if section.kind != "root" else ""
    return f"{under}{number}" if place == 1 else f"{under}list-{place}/{number}"


def _is_plain(clause: Clause) -> bool:
    """Say whether numbers under ``clause`` are the document's own count, not that of a clause."""
    return clause.kind in {"root", "heading", "paragraph"} or clause.kind.startswith("worded")


def _section(clause: Clause) -> Clause:
    """Return what a numbered item stands in, past the paragraph that introduces its list."""
    found = clause.parent
    while found is not None and found.kind == "paragraph" and found.parent is not None:
        found = found.parent
    return found or clause


def _titled(clause: Clause) -> Clause:
    """Return the nearest heading above a clause, or the highest clause above it."""
    found = clause
    while found.parent is not None and found.parent.kind != "root":
        found = found.parent
        if found.kind == "heading" or found.kind.startswith("worded"):
            break
    return found


def _repeated(root: Clause) -> _Repeated:
    """Return the lists of which some number stands elsewhere too, and the decimal numbers that stand twice."""
    runs: dict[str, set[int]] = defaultdict(set)
    decimals: Counter[tuple[int, ...]] = Counter()
    for clause in walk(root):
        if clause.kind.partition(" at ")[0] == "integer":
            runs[clause.printed.rstrip(_TRIMMED)].add(clause.run)
        elif clause.kind == "decimal" and (
            _titled(clause).kind == "heading" or _titled(clause).kind.startswith("worded")
        ):
            decimals[clause.numbers] += 1
    return _Repeated(
        frozenset(run for found in runs.values() if len(found) > 1 for run in found),
        frozenset(numbers for numbers, count in decimals.items() if count > 1),
    )


def _free(wanted: str, taken: Counter[str]) -> str:
    """Return ``wanted`` with the first number after it that makes it unique."""
    while True:
        found = f"{wanted}-{taken[wanted]}"
        if not taken[found]:
            taken[found] = 1
            return found
        taken[wanted] += 1


def _name(heading: str) -> str:
    """Return a heading as part of a reference: small letters, figures and hyphens."""
    plain = unicodedata.normalize("NFKD", heading).replace("’", "").replace("'", "")
    words = _NOT_A_NAME.sub("-", plain.encode("ascii", "ignore").decode().lower()).strip("-")
    return (
        words
        if len(words) <= _LONGEST_NAME
        else words[: _LONGEST_NAME + 1].rpartition("-")[0] or words[:_LONGEST_NAME]
    )
