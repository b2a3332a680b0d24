"""A comment laid out for the phases: its plain spelling, its sentences and words; each made once, when
first asked for."""

from collections.abc import Iterable, Sequence
from functools import cached_property

from moderation.screening.folding import Folded, folded
from moderation.screening.hearing import Heard, Span
from moderation.screening.judging.interface import Judge, Judged
from moderation.screening.wordlists import book
from policies.language.patterns import Match
from policies.language.reading import Reading, read

MOST_SPANS = 40
"""Spans that one finding shows; a text of 200,000 signs may have thousands."""


class Material:
    """What every phase reads of one comment."""

    def __init__(self, heard: Heard, judge: Judge) -> None:
        self.heard = heard
        self.judge = judge

    @cached_property
    def folded(self) -> Folded:
        """Return the text in plain spelling."""
        return folded(self.heard.text)

    @cached_property
    def reading(self) -> Reading:
        """Return the plain spelling, read."""
        return read(self.folded.text)

    @cached_property
    def concerns(self) -> dict[str, list[Match]]:
        """Return what the lexicon of concerns finds, by its group: one walk for all phases that ask."""
        found: dict[str, list[Match]] = {}
        for match in book("concerns").find(self.reading):
            found.setdefault(match.label, []).append(match)
        return found

    @cached_property
    def judged(self) -> Judged:
        """Return what the classifier says."""
        return self.judge.judge([self.folded.text])[0]

    def take(self, judged: Judged) -> None:
        """Take what the classifier says from somebody who asked it for several comments at once."""
        self.__dict__["judged"] = judged

    def span(self, start: int, end: int) -> Span:
        """Return where a place of the reading stands in the text as it was given."""
        return self.folded.place(*self.reading.normal.place(start, end))

    def spans(self, matches: Iterable[Match]) -> tuple[Span, ...]:
        """Return where ``matches`` stand in the text as it was given, in order, joined where they overlap."""
        return joined(self.span(match.start, match.end) for match in matches)


def judged_together(heard: Sequence[Heard], judge: Judge) -> list[Material]:
    """Return the material of each of ``heard``, judged in one go."""
    found = [Material(one, judge) for one in heard]
    for material, judged in zip(found, judge.judge([one.folded.text for one in found]), strict=True):
        material.take(judged)
    return found


def joined(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return ``spans`` in order, the overlapping ones as one, no more than MOST_SPANS, none empty."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        elif end > start:
            found.append((start, end))
    return tuple(found[:MOST_SPANS])
