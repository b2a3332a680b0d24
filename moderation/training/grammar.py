"""The project's own sentences: families of lines with slots, filled by a generator whose seed is fixed."""

import random
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from moderation.screening.judging.interface import Head

_FOLDER = Path(__file__).resolve().parent / "grammar"
_BESIDE = (Head.OBSCENE.value,)
"""What a family that is positive otherwise may be as well, in some of its fillings: nobody says so of it."""
_SLOT = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Example:
    """A text to learn from: per head 1 (it is), 0 (it is not) or None (nobody said); and where it comes from."""

    text: str
    labels: tuple[int | None, ...]
    source: str
    weight: float = 1.0


def written(random_: random.Random, *, without: frozenset[str] = frozenset()) -> Iterator[Example]:
    """Yield the sentences of all families but ``without``, each family as often as its file says."""
    for path in sorted(_FOLDER.glob("*.toml")):
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
        slots = {name: line.split("|") for name, line in raw["slots"].items()}
        for family in raw["family"]:
            if family["name"] in without:
                continue
            labels = _labels(family)
            for number in range(family["times"]):
                line = family["lines"][number % len(family["lines"])]
                text = _filled(line, slots, random_)
                yield Example(_cased(text, random_), labels, family["name"])


def families() -> tuple[str, ...]:
    """Return the names of all families."""
    files = sorted(_FOLDER.glob("*.toml"))
    return tuple(each["name"] for path in files for each in tomllib.loads(path.read_text("utf-8"))["family"])


def _labels(family: dict[str, list[str]]) -> tuple[int | None, ...]:
    yes, unsure = (
        family.get("positive", []),
        [*family.get("unsure", []), *(_BESIDE if family.get("positive") else ())],
    )
    return tuple(1 if head.value in yes else None if head.value in unsure else 0 for head in Head)


def _filled(line: str, slots: dict[str, list[str]], random_: random.Random) -> str:
    """Return ``line`` with every slot filled, slots within fillings too."""
    for _ in range(3):
        line = _SLOT.sub(lambda found: random_.choice(slots[found.group(1)]), line)
    return line


def _cased(text: str, random_: random.Random) -> str:
    """Return ``text`` as people type: mostly with a capital and a full stop, sometimes in small letters or shouted."""
    roll = random_.random()
    if roll < 0.5:
        return text[0].upper() + text[1:] + random_.choice((".", ".", "!", ""))
    return (
        text.upper()
        if roll > 0.95
        else text + random_.choice(("", "", "!", "!!", " lol", "...", " smh", " 😂", " 🤬"))
    )
