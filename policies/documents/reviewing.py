"""What a clerk does to the clauses of a draft, one act at a time. Pure: clauses in, clauses out, no word lost."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from policies.documents.wording import Wording
from portal.refusals import InvalidInput

Clauses = list[Wording]
_BLANK_LINE = re.compile(r"\n[ \t]*\n\s*")
_NUMBERED = re.compile(r"(\d{1,3}(?:\.\d{1,3})*[.)]?|\([a-z]{1,4}\)|[a-z][.)])[ \t]+(?=\S)")
_DECIMAL = re.compile(r"\d+(\.\d+)*")
_AROUND = " .:)(–-"
NEW_CLAUSE = "New clause: write its words here."


class CannotDo(InvalidInput):
    """An act that makes no sense where it was asked for."""

    next_step = "What you typed is below, unsaved. Save it, or choose another act."


def merge(clauses: Sequence[Wording], at: int) -> Clauses:
    """Join the clause ``at`` to the one before it, number and heading included; what stood under it stays under it."""
    if at < 1:
        raise CannotDo("There is no clause before the first one.")
    target, gone = clauses[at - 1], clauses[at]
    words = " ".join(part for part in (gone.printed, gone.heading, gone.text) if part)
    between = "\n" if target.text.endswith((".", ":", ";", "\n")) else " "
    joined = replace(target, text=f"{target.text}{between}{words}".strip() if target.text else words)
    kept = [joined if one is target else one for one in clauses if one is not gone]
    return _under(kept, gone.ref, target.ref)


def split(clauses: Sequence[Wording], at: int) -> Clauses:
    """Part the clause ``at`` at its first empty line; a number that the second part begins with becomes its own."""
    clause = clauses[at]
    parts = _BLANK_LINE.split(clause.text.strip(), maxsplit=1)
    if len(parts) != 2:
        raise CannotDo("To split a clause, put an empty line where the second part begins.")
    number = _NUMBERED.match(parts[1])
    printed = number[1] if number else ""
    text = parts[1][number.end() :] if number else parts[1]
    ref = _free(_wanted(printed, clause.parent, len(clauses)), {one.ref for one in clauses})
    second = Wording(ref, text, printed=printed, parent=clause.parent)
    rest = _under(list(clauses[at + 1 :]), clause.ref, ref)
    return [*clauses[:at], replace(clause, text=parts[0]), second, *rest]


def remove(clauses: Sequence[Wording], at: int) -> Clauses:
    """Take the clause ``at`` out; what stands under it moves up."""
    gone = clauses[at]
    return _under([one for one in clauses if one is not gone], gone.ref, gone.parent)


def add(clauses: Sequence[Wording], at: int) -> Clauses:
    """Put a new clause behind the clause ``at`` and all that stands under it."""
    end = at + 1 + len(_below(clauses, at))
    parent = clauses[at].parent
    ref = _free(_wanted("", parent, len(clauses)), {one.ref for one in clauses})
    return [*clauses[:end], Wording(ref, NEW_CLAUSE, parent=parent), *clauses[end:]]


def deepen(clauses: Sequence[Wording], at: int) -> Clauses:
    """Put the clause ``at`` under the clause before it on its level."""
    moved = clauses[at]
    above = [one for one in clauses[:at] if one.parent == moved.parent]
    if not above:
        raise CannotDo("There is no clause before it on its level under which it could stand.")
    return [replace(one, parent=above[-1].ref) if one is moved else one for one in clauses]


def lift(clauses: Sequence[Wording], at: int) -> Clauses:
    """Take the clause ``at`` out from under its parent; what followed it there stands under it from now on."""
    moved = clauses[at]
    if not moved.parent:
        raise CannotDo("This clause stands on the highest level already.")
    above = next(one.parent for one in clauses if one.ref == moved.parent)
    followed = {one.ref for one in clauses[at + 1 :] if one.parent == moved.parent}
    lifted = [replace(one, parent=moved.ref) if one.ref in followed else one for one in clauses]
    lifted[at] = replace(moved, parent=above)
    return lifted


ACTS: dict[str, Callable[[Sequence[Wording], int], Clauses]] = {
    "merge": merge,
    "split": split,
    "remove": remove,
    "add": add,
    "deepen": deepen,
    "lift": lift,
}


def renumber(clauses: Sequence[Wording], at: int, printed: str) -> Clauses:
    """Give the clause ``at`` another number; what stands under it and carries the old one follows."""
    clause = clauses[at]
    taken = {one.ref for one in clauses} - {clause.ref}
    names = {clause.ref: _free(_wanted(printed, clause.parent, at), taken)}
    old, new = clause.printed.strip(_AROUND), printed.strip(_AROUND)
    numbers = {clause.ref: printed}
    for one in _below(clauses, at):
        rest = one.ref.removeprefix(clause.ref)
        if rest != one.ref and rest[:1] in {".", "/", "("}:
            names[one.ref] = _free(names[clause.ref] + rest, taken | set(names.values()))
        if old and new and one.printed.startswith(f"{old}."):
            numbers[one.ref] = new + one.printed[len(old) :]
    return [
        replace(
            one,
            ref=names.get(one.ref, one.ref),
            parent=names.get(one.parent, one.parent),
            printed=numbers.get(one.ref, one.printed),
        )
        for one in clauses
    ]


def depths(clauses: Sequence[Wording]) -> list[int]:
    """Return how deep each clause stands, 0 at the top."""
    found: dict[str, int] = {}
    for one in clauses:
        found[one.ref] = found.get(one.parent, -1) + 1
    return list(found.values())


def _below(clauses: Sequence[Wording], at: int) -> Clauses:
    """Return what stands under the clause ``at``, however deep."""
    inside, found = {clauses[at].ref}, []
    for one in clauses[at + 1 :]:
        if one.parent in inside:
            inside.add(one.ref)
            found.append(one)
    return found


def _under(clauses: Sequence[Wording], old: str, new: str) -> Clauses:
    """Return ``clauses`` with what stood under ``old`` standing under ``new``."""
    return [replace(one, parent=new) if one.parent == old else one for one in clauses]


def _wanted(printed: str, parent: str, count: int) -> str:
    """Return the reference that a clause with this number should have under ``parent``, as the importer makes them."""
    number = printed.strip(_AROUND)
    if not number:
        return f"{parent}/p{count + 1}" if parent else f"p{count + 1}"
    if not parent or "." in number:
        return number[:100]
    return (f"{parent}/{number}" if _DECIMAL.fullmatch(number) else f"{parent}({number})")[:110]


def _free(wanted: str, taken: set[str]) -> str:
    """Return ``wanted``, or with a number behind it where another clause has it."""
    found, number = wanted, 1
    while found in taken:
        number += 1
        found = f"{wanted}-{number}"
    return found
