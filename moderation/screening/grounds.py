"""The six grounds: what the rules find and what the classifier says, weighed together, less what is only told of.

A rule's weight says how sure its group is alone. Where several speak for a ground they add up as independent doubts do
(1 - (1 - a)(1 - b)), so two weak signs in one comment may flag what neither would alone.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from moderation.screening.contexts import DISCOUNT, meant, told_of, warned_of
from moderation.screening.hearing import Finding, Ground, Span
from moderation.screening.judging.interface import Head, Passage
from moderation.screening.material import Material, joined
from moderation.screening.rules import excused, found_by_rules, touches

ENOUGH = 0.5
"""The score from which a ground is told to a person."""
_HEADS: Mapping[Head, Ground] = {
    Head.ABUSE: Ground.ABUSIVE,
    Head.HATE: Ground.DISCRIMINATORY,
    Head.SEXUAL: Ground.SEXUAL,
    Head.OBSCENE: Ground.OBSCENE,
    Head.ILLEGAL: Ground.ILLEGAL,
    Head.DECEPTIVE: Ground.DECEPTIVE,
}
_CLASSIFIER = "classifier"
_MOST_RULES = 60
"""Matches of one sign that are weighed; a text of 200,000 signs may have thousands."""


@dataclass
class _Evidence:
    """What speaks for one ground: per kind of sign the strongest, and where."""

    weights: dict[str, float] = field(default_factory=dict)
    spans: list[Span] = field(default_factory=list)
    seen: Counter[str] = field(default_factory=Counter)

    def counts(self, sign: str) -> bool:
        """Return whether one more match of ``sign`` is weighed: what is quoted often does not hide other signs."""
        self.seen[sign] += 1
        return self.seen[sign] <= _MOST_RULES

    def add(self, sign: str, weight: float, spans: tuple[Span, ...]) -> None:
        self.weights[sign] = max(self.weights.get(sign, 0.0), weight)
        self.spans += spans

    def score(self, left: float) -> float:
        """Return how sure all of it is; ``left`` of that where the classifier says nothing of the ground."""
        doubt = 1.0
        for weight in self.weights.values():
            doubt *= 1.0 - weight
        return round(min(0.99, (1.0 - doubt) * (1.0 if _CLASSIFIER in self.weights else left)), 3)


def grounds(material: Material) -> Iterator[Finding]:
    """Yield the grounds that may be met, in their order, with how sure and which words."""
    evidence: dict[Ground, _Evidence] = {}
    for ground, sign, weight, match in found_by_rules(material.reading):
        place = evidence.setdefault(ground, _Evidence())
        if place.counts(sign):
            factor = _factor(ground, material, match.start, match.end)
            place.add(
                sign, weight * factor, (material.span(match.start, match.end),) if factor == 1.0 else ()
            )
    for head, passages in material.judged.passages.items():
        place = evidence.setdefault(_HEADS[head], _Evidence())
        for passage in sorted(passages, key=lambda each: -each.score)[:_MOST_RULES]:
            weight = _weighed(passage.score, material.judged.enough[head]) * _passage_factor(
                _HEADS[head], material, passage
            )
            if weight >= ENOUGH and _is_excused(_HEADS[head], material, passage):
                weight *= DISCOUNT
            place.add(_CLASSIFIER, weight, _shown(material, passage) if weight >= ENOUGH else ())
    for ground in Ground:
        # A swear word stands there, whatever anybody thinks of it.
        left = 1.0 if ground is Ground.OBSCENE else material.judged.unheard
        if ground in evidence and (score := evidence[ground].score(left)) >= ENOUGH:
            yield Finding(ground, score, joined(evidence[ground].spans) or _whole(material))


def _factor(ground: Ground, material: Material, start: int, end: int) -> float:
    """Return what is left of a sign of ``ground`` in its context."""
    reading = material.reading
    if ground is Ground.DECEPTIVE:
        return warned_of(reading, start, end)
    if ground is Ground.ILLEGAL:
        return min(meant(reading, start, end), told_of(reading, start, end))
    if ground is Ground.OBSCENE:
        return (
            1.0  # a swear word stands there, whoever is said to have said it; told of, it is masked by most
        )
    return meant(reading, start, end)


def _weighed(score: float, sure: float) -> float:
    """Return what a head's ``score`` weighs among the signs: ENOUGH where it is ``sure``, else in proportion."""
    if score < sure:
        return ENOUGH * score / sure
    return ENOUGH + (1.0 - ENOUGH) * (score - sure) / (1.0 - sure)


def _passage_factor(ground: Ground, material: Material, passage: Passage) -> float:
    """Return what is left of what the classifier says: as much as of the words that made it say so."""
    places = passage.words or ((passage.start, passage.end),)
    return max(_factor(ground, material, start, end) for start, end in places)


def _is_excused(ground: Ground, material: Material, passage: Passage) -> bool:
    """Return whether all the words that made the classifier speak are excused: it knows few names of places."""
    if not passage.words:
        return False
    spans = excused(ground, material.reading)
    return all(touches(spans, start, end) for start, end in passage.words)


def _shown(material: Material, passage: Passage) -> tuple[Span, ...]:
    places = passage.words or ((passage.start, passage.end),)
    return tuple(material.span(start, end) for start, end in places)


def _whole(material: Material) -> tuple[Span, ...]:
    length = len(material.heard.text)
    return ((0, length),) if length else ()
