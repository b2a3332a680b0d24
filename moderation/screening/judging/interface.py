"""The one interface behind which a classifier stands, whatever it is made of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

Span = tuple[int, int]


class Head(StrEnum):
    """What a classifier may be asked. Hate and abuse are trained on public data; the others on this
    project's own words."""

    HATE = "hate"
    ABUSE = "abuse"
    SEXUAL = "sexual"
    OBSCENE = "obscene"
    ILLEGAL = "illegal"
    DECEPTIVE = "deceptive"


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage of a text and how sure a head is of it (0 to 1); ``words``: the spans within it that count
    most."""

    start: int
    end: int
    score: float
    words: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """What a classifier says of one text: per head the passages of which it is not sure that they are
    harmless.

    ``enough``: the score from which its word alone is enough to tell a person, per head; below, it only adds to what
    rules find. ``unheard``: what is left of what rules find for a ground of which it says nothing at all.
    """

    passages: Mapping[Head, tuple[Passage, ...]] = field(default_factory=dict)
    enough: Mapping[Head, float] = field(default_factory=lambda: dict.fromkeys(Head, 0.7))
    unheard: float = 1.0

    def score(self, head: Head) -> float:
        """Return how sure it is of ``head`` in its surest passage; 0 where it knows no such head."""
        return max((passage.score for passage in self.passages.get(head, ())), default=0.0)


class Judge(Protocol):
    """A classifier. It runs offline, keeps nothing of what it reads, and raises for no text."""

    @property
    def name(self) -> str:
        """Return its name and the short hash of what it judges by, as “small-1a2b3c4d”."""

    def judge(self, texts: Sequence[str]) -> list[Judged]:
        """Return what it says of each of ``texts``, in their order; linear in their length."""
