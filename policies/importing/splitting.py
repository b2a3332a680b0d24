"""Clauses that share a line: “1. 1.1 The council …” and “… website. 1.5 Our aim …”."""

import re
from collections.abc import Iterator
from dataclasses import replace

from policies.importing.markers import Marker, marker_of
from policies.importing.wrapping import Paragraph

_INSIDE = re.compile(r"(?<=[.;:!?])\s+(\d{1,3}(?:\.\d{1,3}){0,5}[.)]?)\s+(?=[A-Z“])")


def split_clauses(paragraphs: list[Paragraph]) -> list[Paragraph]:
    """Return one paragraph for each clause."""
    return [part for paragraph in paragraphs for part in _parts(paragraph)]


def _parts(paragraph: Paragraph) -> Iterator[Paragraph]:
    """Split before each number that is the very next one after a sentence, and after a doubled number."""
    marker = paragraph.marker
    if marker is None or marker.kind not in {"integer", "decimal"} or not paragraph.shown:
        yield paragraph
        return
    inner = marker_of(paragraph.text)
    if (
        inner is not None
        and inner.kind == "decimal"
        and inner.numbers[: len(marker.numbers)] == marker.numbers
    ):
        empty = replace(marker, rest="")
        yield replace(paragraph, text="", marker=empty, block=replace(paragraph.block, text=marker.printed))
        yield from _parts(
            _part(
                paragraph,
                inner,
                inner.rest + paragraph.text.removeprefix(inner.printed).lstrip()[len(inner.rest) :],
            )
        )
        return
    start = 0
    current = marker
    for match in _INSIDE.finditer(paragraph.text):
        found = marker_of(f"{match[1]} X")
        if found is None or found.numbers != _next(current) or (found.kind == "integer" and found.weak):
            continue
        yield _part(paragraph, current, paragraph.text[start : match.start()])
        start, current = match.end(), found
    if start or current is not marker:
        yield _part(paragraph, current, paragraph.text[start:])
    else:
        yield paragraph


def _next(marker: Marker) -> tuple[int, ...]:
    return (*marker.numbers[:-1], marker.number + 1)


def _part(paragraph: Paragraph, marker: Marker, text: str) -> Paragraph:
    said = text.strip()
    block = replace(paragraph.block, text=f"{marker.printed} {said}".strip())
    return replace(paragraph, block=block, text=said, marker=replace(marker, rest=said), parts=[said])
