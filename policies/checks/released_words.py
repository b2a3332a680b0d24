"""Of a matter whose decision alone was released: what a text says of it beyond the sentences released."""

import re
from collections.abc import Iterator, Mapping, Sequence

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
    released = read(matter.released)
    said = {letters_of(released.sentence(each)) for each in released.sentences} - {""}
    named = {
        letters_of(matter.released[start:end])
        for start, end in spans_of(matter.released, (matter.title, *matter.aliases))
    }
    told: set[Place] = set()
    for name, start, end in places:
        reading = read(fields.get(name, ""))
        sentence = _at(reading, start)
        words = letters_of(reading.sentence(sentence)) if sentence is not None else ""
        if sentence is None or words not in said | named:
            yield name, start, end
        elif (more := _going_on(reading, sentence, said)) is not None and (name, *more) not in told:
            told.add((name, *more))
            yield name, *more


def _at(reading: Reading, place: int) -> Sentence | None:
    """Return the sentence that holds ``place`` of the original text."""
    for sentence in reading.sentences:
        start, end = reading.normal.place(sentence.start, sentence.end)
        if start <= place < end:
            return sentence
    return None


def _going_on(reading: Reading, sentence: Sentence, said: set[str]) -> tuple[int, int] | None:
    """Return where the next sentence that was not released says more of the same, or None."""
    for after in reading.sentences[sentence.number + 1 :]:
        words = reading.sentence(after)
        if letters_of(words) in said:
            continue
        if _GOES_ON.match(words) is None:
            return None
        end = after.start + len(words.rstrip())
        return reading.normal.place(end - len(words.strip()), end)
    return None
