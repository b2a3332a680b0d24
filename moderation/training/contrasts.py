"""Which rows the large classifier may learn from, and which are kept apart to measure it.

The pairs of HatemojiBuild differ by a word or a picture and cross its splits, so they are grouped again: what belongs
together is learnt from together or kept apart together.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from zlib import crc32

from moderation.training.grammar import Example
from moderation.training.public import FILES, clean, rows

APART = 10
"""One group in so many is kept apart."""


def grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return for each text of ``pairs`` the name of its group: the least of all texts that hang together with it."""
    head: dict[str, str] = {}

    def top(text: str) -> str:
        while head.setdefault(text, text) != text:
            head[text] = head[head[text]]
            text = head[text]
        return text

    for one, other in pairs:
        low, high = sorted((top(one), top(other)))
        head[high] = low
    return {text: top(text) for text in head}


def kept_apart(folder: Path) -> frozenset[str]:
    """Return the texts of HatemojiBuild, EDOS and the templates that are kept apart, as examples give them.

    Of EDOS it is its own test split, of the templates one phrase in ten. Raises OSError for a missing file.
    """
    pairs = [
        (row["text"], row.get("matched_text") or row["text"])
        for name in FILES[:3]
        for row in rows(folder, name)
    ]
    found = {text for text, group in grouped(pairs).items() if _drawn(group)}
    found |= {clean(row["text"]) for row in rows(folder, "edos.csv.gz") if row["split"] == "test"}
    templates = rows(folder, "jigsaw_templates_en.csv.gz")
    return frozenset(found | {row["phrase"] for row in templates if _drawn(row["phrase"])})


def parted(examples: Iterable[Example], apart: frozenset[str]) -> Iterator[Example]:
    """Yield those of ``examples`` that are not ``apart``."""
    return (example for example in examples if example.text not in apart)


def _drawn(text: str) -> bool:
    return crc32(text.encode()) % APART == 0
