"""The public data that may be learnt from (names, licences and what they teach: docs/model-card.md), as examples."""

import csv
import gzip
import io
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from moderation.screening.judging.interface import Head
from moderation.training.grammar import Example

FILES = (
    "hatemojibuild_train.csv.gz",
    "hatemojibuild_validation.csv.gz",
    "hatemojibuild_test.csv.gz",
    "edos.csv.gz",
    "davidson.csv.gz",
    "jigsaw_templates_en.csv.gz",
    "surge_toxicity_en.csv.gz",
)
_NAMES = re.compile(r"@\w+:?|\[USER\]|\bRT\b:?")
_LINKS = re.compile(r"https?://\S+|\[URL\]|&#?\w+;")


def rows(folder: Path, name: str) -> Iterator[Mapping[str, str]]:
    """Yield the rows of the file ``name`` in ``folder``."""
    text = gzip.decompress((folder / name).read_bytes()).decode("utf-8")
    return csv.DictReader(io.StringIO(text))


def clean(text: str) -> str:
    """Return ``text`` without what only the network it was posted on wrote."""
    return " ".join(_LINKS.sub(" ", _NAMES.sub(" ", text)).split())


def _labels(*, hate: int | None, abuse: int | None) -> tuple[int | None, ...]:
    """Return the labels that were given. What nobody called hateful is taken to offer no crime and no trick."""
    told = {Head.HATE: hate, Head.ABUSE: abuse}
    if hate == 0:
        told |= {Head.ILLEGAL: 0, Head.DECEPTIVE: 0}
    return tuple(told.get(head) for head in Head)


def public(folder: Path) -> Iterator[Example]:
    """Yield the examples in ``folder``. Raises OSError for a file that is not there, KeyError for a missing column."""
    yield from _hatemoji(folder)
    yield from _edos(folder)
    yield from _davidson(folder)
    yield from _templates(folder)
    yield from _surge(folder)


def _hatemoji(folder: Path) -> Iterator[Example]:
    for name in FILES[:3]:
        for row in rows(folder, name):
            hate = int(row["label_gold"])
            yield Example(row["text"], _labels(hate=hate, abuse=None if hate else 0), "hatemoji", 2.4)


def _edos(folder: Path) -> Iterator[Example]:
    for row in rows(folder, "edos.csv.gz"):
        sexist = row["label_sexist"] == "sexist"
        # What is not sexist may yet be hateful otherwise, so it counts less.
        yield Example(
            clean(row["text"]), _labels(hate=int(sexist), abuse=None), "edos", 0.8 if sexist else 0.35
        )


def _davidson(folder: Path) -> Iterator[Example]:
    for row in rows(folder, "davidson.csv.gz"):
        kind = row["class"]
        # Offensive there is often the dialect of those who write (docs/model-card.md): it teaches no abuse.
        labels = {
            "0": _labels(hate=1, abuse=1),
            "1": _labels(hate=0, abuse=None),
            "2": _labels(hate=0, abuse=0),
        }[kind]
        yield Example(clean(row["tweet"]), labels, "davidson", {"0": 1.0, "1": 0.12, "2": 0.5}[kind])


def _templates(folder: Path) -> Iterator[Example]:
    for number, row in enumerate(rows(folder, "jigsaw_templates_en.csv.gz")):
        if number % 12 == 0:
            toxic = int(row["toxicity"] == "toxic")
            yield Example(row["phrase"], _labels(hate=toxic, abuse=toxic), "templates", 0.4)


def _surge(folder: Path) -> Iterator[Example]:
    for row in rows(folder, "surge_toxicity_en.csv.gz"):
        toxic = int(row["is_toxic"] == "Toxic")
        yield Example(clean(row["text"]), _labels(hate=None if toxic else 0, abuse=toxic), "surge", 1.0)
