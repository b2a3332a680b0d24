"""The lexicons: word lists and patterns as data, each file with its source and licence (docs/data.md)."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from policies.language.patterns import Combination, Phrasebook

_FOLDER = Path(__file__).resolve().parent.parent / "lexicons"


@dataclass(frozen=True)
class Lexicon:
    """One file: classes of words, groups of patterns that count, and patterns that excuse what they cover.

    ``parts`` are patterns that mean nothing alone; ``together`` says which of them, in one sentence and in any order,
    mean something: ``member & praise``, or in neighbouring sentences: ``stake ~ request``. The last is what is shown.
    """

    name: str
    classes: Mapping[str, tuple[str, ...]]
    patterns: Mapping[str, tuple[str, ...]]
    allowed: Mapping[str, tuple[str, ...]]
    parts: Mapping[str, tuple[str, ...]]
    together: Mapping[str, tuple[str, ...]]


@cache
def lexicon(name: str) -> Lexicon:
    """Return the lexicon called ``name``; every lexicon may use the classes of ``common``."""
    raw = tomllib.loads((_FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
    shared = {} if name == "common" else lexicon("common").classes
    classes = {**shared, **_tuples(raw.get("classes", {}))}
    tables = (_tuples(raw.get(table, {})) for table in ("patterns", "allowed", "parts", "together"))
    return Lexicon(name, classes, *tables)


def _tuples(table: Mapping[str, str | list[str]]) -> dict[str, tuple[str, ...]]:
    """A class may be written as one text with bars or as a list; patterns are lists."""
    return {
        name: tuple(part.strip() for part in value.split("|")) if isinstance(value, str) else tuple(value)
        for name, value in table.items()
    }


@cache
def phrasebook(name: str, *groups: str, also: tuple[str, ...] = ()) -> Phrasebook:
    """Return the patterns of the lexicon ``name`` (only ``groups`` where given), with ``also`` as group “also”."""
    found = lexicon(name)
    chosen = {label: found.patterns[label] for label in (groups or found.patterns)}
    return Phrasebook({**chosen, "also": also}, found.classes)


@cache
def part_of(name: str, part: str) -> Phrasebook:
    """Return the patterns of one part of the lexicon ``name``, which mean something beside what a check knows."""
    found = lexicon(name)
    return Phrasebook({part: found.parts[part]}, found.classes)


@cache
def excuses(name: str, also: tuple[str, ...] = ()) -> Phrasebook:
    """Return the patterns of the lexicon ``name`` that excuse what they cover, with ``also``."""
    found = lexicon(name)
    return Phrasebook({**found.allowed, "also": also}, found.classes, reaching=True)


@cache
def combinations(name: str) -> tuple[Combination, ...]:
    """Return what the lexicon ``name`` finds by parts that stand together."""
    found = lexicon(name)
    books = {part: Phrasebook({part: sources}, found.classes) for part, sources in found.parts.items()}
    return tuple(
        Combination(label, tuple(books[part.strip()] for part in re.split("[&~]", line)), near="~" in line)
        for label, lines in found.together.items()
        for line in lines
    )
