"""Of a matter whose decision alone was released: what a text says of it beyond the sentences released."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from policies.circumstances import MatterNow
from policies.language.reading import Reading, Sentence, read
from policies.matching import letters_of, spans_of

Place = tuple[str, int, int]
_GOES_ON = re.compile(
    r"\W*(?:and |but |so |yet |also |in fact |however,? )?"
    r"(?:(?:it|its|this|that|these|those|they|their|he|she|his|her|there|here|which|both|who|because)\b"
    r"|the (?:sale|purchase|price|cost|buyer|seller|bid|bidder|offer|deal|decision|vote|debate|discussion|report|"
    r"advice|site|land|building|property|claim|contract|money|proceeds|terms|sum|reason|reasons|owner|tenant)\b)"
    r"|.{0,200}£ ?\d",
    re.IGNORECASE | re.DOTALL,
)
"""How a sentence begins, or that a sum stands in it, when it says more of what the sentence before it was about."""


def left_over(matter: MatterNow, fields: Mapping[str, str], places: Sequence[Place]) -> Iterator[Place]:
    """Yield the ``places`` where ``matter`` is named outside the sentences that were released, and what goes on after.

    A released sentence may be repeated alone or among others; a line that is only a name from it may be a heading.
    """
    if not places:
        return
    released = read(matter.released)
    said = {letters_of(released.sentence(each)) for each in released.sentences} - {""}
    named = {
        letters_of(matter.released[start:end])
        for start, end in spans_of(matter.released, (matter.title, *matter.aliases))
    }
    released_or_named = said | named
    told: set[Place] = set()
    texts = {name: _Text.of(fields.get(name, ""), said) for name in {place[0] for place in places}}
    for name, start, end in places:
        text = texts[name]
        sentence = text.at(start)
        words = letters_of(text.reading.sentence(sentence)) if sentence is not None else ""
        if sentence is None or words not in released_or_named:
            yield name, start, end
        elif (more := text.going_on(sentence)) is not None and (name, *more) not in told:
            told.add((name, *more))
            yield name, *more


@dataclass(frozen=True)
class _Text:
    """A text, where its sentences begin in the original, and which one after each was not released (None: none)."""

    reading: Reading
    starts: tuple[int, ...]
    unsaid: tuple[Sentence | None, ...]

    @classmethod
    def of(cls, words: str, said: set[str]) -> "_Text":
        """Return ``words`` read; linear in their length, however many places of them are asked about."""
        reading = read(words)
        unsaid: list[Sentence | None] = []
        following: Sentence | None = None
        for sentence in reversed(reading.sentences):
            unsaid.append(following)
            if letters_of(reading.sentence(sentence)) not in said:
                following = sentence
        starts = tuple(reading.normal.place(each.start, each.end)[0] for each in reading.sentences)
        return cls(reading, starts, tuple(reversed(unsaid)))

    def at(self, place: int) -> Sentence | None:
        """Return the sentence that holds ``place`` of the original text."""
        number = bisect_right(self.starts, place) - 1
        if number < 0:
            return None
        sentence = self.reading.sentences[number]
        return sentence if place < self.reading.normal.place(sentence.start, sentence.end)[1] else None

    def going_on(self, sentence: Sentence) -> tuple[int, int] | None:
        """Return where the next sentence that was not released says more of the same, or None."""
        after = self.unsaid[sentence.number]
        if after is None:
            return None
        words = self.reading.sentence(after)
        if _GOES_ON.match(words) is None:
            return None
        end = after.start + len(words.rstrip())
        return self.reading.normal.place(end - len(words.strip()), end)
