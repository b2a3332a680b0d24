"""The lexicons of screening as data, and the words that are worth reading through a disguise for."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from policies.language.lexicons import lexicon
from policies.language.patterns import Phrasebook

_FOLDER = Path(__file__).resolve().parent / "lexicons"
_ONE_WORD = re.compile(r"[a-z]{3,20}")


@cache
def _raw(name: str) -> Mapping[str, Mapping[str, str | list[str]]]:
    found: Mapping[str, Mapping[str, str | list[str]]] = tomllib.loads(
        (_FOLDER / f"{name}.toml").read_text(encoding="utf-8")
    )
    return found


@cache
def classes(name: str) -> Mapping[str, tuple[str, ...]]:
    """Return the classes of words of the lexicon ``name``, those of ``common`` with them."""
    own = {**_raw("common").get("classes", {}), **_raw(name).get("classes", {})}
    return {label: _several(words) for label, words in own.items()}


def _several(words: str | list[str]) -> tuple[str, ...]:
    return tuple(word.strip() for word in words.split("|")) if isinstance(words, str) else tuple(words)


@cache
def table(name: str, kind: str) -> Mapping[str, tuple[str, ...]]:
    """Return one table of the lexicon ``name``: its groups and their patterns
    (policies/language/patterns.py)."""
    return {label: _several(sources) for label, sources in _raw(name).get(kind, {}).items()}


@cache
def book(name: str, kind: str = "patterns") -> Phrasebook:
    """Return the patterns of one table of the lexicon ``name``."""
    return Phrasebook(table(name, kind), classes(name), reaching=kind == "allowed")


@cache
def words(name: str, label: str) -> frozenset[str]:
    """Return one class of the lexicon ``name`` as a set."""
    return frozenset(classes(name)[label])


@cache
def _known() -> frozenset[str]:
    """Return the words that are read through a disguise: insults, slurs, swear words, and what threats are
    made of."""
    sources = [*classes("common")["disguised"], *classes("common")["swearing"], *classes("common")["slurs"]]
    sources += [*classes("common")["strong_insults"], *classes("common")["mild_insults"]]
    sources += [*lexicon("obscenity").classes["masked"], *lexicon("abuse").classes["insult"]]
    return frozenset(word for word in sources if _ONE_WORD.fullmatch(word))


def known(word: str) -> bool:
    """Say whether ``word`` (lower case) is one that people disguise."""
    return word in _known()


@cache
def _by_length() -> Mapping[tuple[int, str], tuple[str, ...]]:
    table: dict[tuple[int, str], list[str]] = {}
    for word in sorted(_known()):
        table.setdefault((len(word), word[0]), []).append(word)
    return {key: tuple(found) for key, found in table.items()}


def masked(token: str) -> str:
    """Return the known word of which ``token`` shows some letters and stars the others, or nothing."""
    shown = [(place, sign) for place, sign in enumerate(token) if sign.isalpha()]
    for word in _by_length().get((len(token), token[0]), ()):
        if all(word[place] == sign for place, sign in shown):
            return word
    bare = re.sub(r"[^a-z]", "", token)
    return bare if bare != token and known(bare) else ""


def one_run(word: str) -> str:
    """Return ``word`` with every letter said once where it was repeated."""
    return re.sub(r"(.)\1+", r"\1", word)
