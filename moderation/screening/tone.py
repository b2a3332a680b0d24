"""How a comment speaks: against something, asking, asking without wanting an answer, already answered, not
in English."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator

from moderation.screening.hearing import Concern, Note, Span
from moderation.screening.material import Material, joined
from moderation.screening.wordlists import words
from policies.language.reading import STEM, Sentence

_QUESTION = re.compile(
    r"(?:^|[.!?,;:\n]\s*|\b(?:so|and|but|just|ok|hi|hello|please|anyone know) )(?:who|what|when|where|why|"
    r"how|which|is|are|was|were|do|"
    r"does|did|can|could|will|would|should|has|have|any idea)(?:n't)? (?:\w+[' ]?){1,4}",
)
_MARKED = re.compile(r"\?")
_WORD = re.compile(r"[^\W\d_]{2,30}")
FEWEST_WORDS = 5
"""Words below which nothing is said about the language."""
_SIGNS = 4_000
"""Signs from which the language is told."""
_ENGLISH = 0.25
"""Share of the commonest English words from which a text is English without looking further."""
_SHARED = 0.6
"""Share of a question's content words that an answer must hold."""
_FEWEST_CONTENT = 3
_NEGATED = re.compile(
    r"\b(?:not|never|no|hardly|isn't|wasn't|aren't|don't|didn't|doesn't|without)\b[^.!?]{0,20}$"
)


def negative(material: Material) -> Iterator[Note]:
    """Yield that the comment speaks against something; criticism is never a ground for anything."""
    reading = material.reading
    bad = words("tone", "negative") & reading.words.keys()
    good = words("tone", "positive") & reading.words.keys()
    against = len(bad) - len(good)
    if bad and against >= 0:
        places = [
            found.span()
            for found in _WORD.finditer(reading.lower)
            if found.group() in bad
            and not _NEGATED.search(reading.lower[max(0, found.start() - 40) : found.start()])
        ]
        if places:
            score = min(0.95, 0.5 + 0.15 * against)
            yield Note(
                Concern.NEGATIVE, score, _spans(material, places), "It is critical. Criticism is no ground."
            )


def questions(material: Material) -> Iterator[Note]:
    """Yield that it asks; that it asks without wanting an answer; that what it asks was answered."""
    reading = material.reading
    asking = [
        sentence for sentence in reading.sentences if _asks(reading.lower[sentence.start : sentence.end])
    ]
    if not asking:
        return
    rhetorical = {match.sentence.number for match in material.concerns.get(Concern.RHETORICAL.value, ())}
    real = [sentence for sentence in asking if sentence.number not in rhetorical]
    if real:
        yield Note(Concern.QUESTION, 0.8, _sentences(material, real), "It asks a question.")
        yield from _answered(material, real)
    elif rhetorical:
        yield Note(
            Concern.RHETORICAL, 0.7, _sentences(material, asking), "It asks without wanting an answer."
        )


def _asks(sentence: str) -> bool:
    return bool(_MARKED.search(sentence)) or bool(_QUESTION.match(sentence.strip()))


def _content(text: str) -> set[str]:
    """Return the beginnings of the words of ``text`` that say what it is about."""
    return {
        word[: STEM + 1]
        for word in _WORD.findall(text.lower())
        if len(word) >= STEM and word not in words("tone", "english")
    }


def _answered(material: Material, asking: list[Sentence]) -> Iterator[Note]:
    heard = material.heard
    said = [_content(text) for text in (*heard.answers, heard.published) if text]
    found = []
    for sentence in asking[:20]:
        content = _content(material.reading.sentence(sentence))
        if len(content) >= _FEWEST_CONTENT and any(
            len(content & each) >= _SHARED * len(content) for each in said
        ):
            found.append(sentence)
    if found:
        yield Note(
            Concern.ANSWERED, 0.7, _sentences(material, found), "What the council said seems to answer this."
        )


def language(material: Material) -> Iterator[Note]:
    """Yield that it is not in English, and which language it seems to be."""
    text = material.folded.text[:_SIGNS].lower()
    letters = _WORD.findall(text)
    foreign = _script(text)
    if foreign:
        yield Note(
            Concern.LANGUAGE, 0.9, ((0, len(material.heard.text)),), f"It is written in {foreign} letters."
        )
        return
    if len(letters) < FEWEST_WORDS:
        return
    known = words("tone", "english")
    english = len([word for word in letters if word in known])
    if english >= _ENGLISH * len(letters):
        return
    best, hits = max(
        ((name, sum(word in words("languages", name) for word in letters)) for name in _LANGUAGES),
        key=lambda pair: pair[1],
    )
    if hits > english and hits >= 2 and hits / len(letters) > 0.15:
        said = f"It seems to be written in {best.capitalize()}."
        yield Note(Concern.LANGUAGE, 0.8, ((0, len(material.heard.text)),), said)


_LANGUAGES = (
    "welsh",
    "polish",
    "romanian",
    "french",
    "german",
    "spanish",
    "portuguese",
    "italian",
    "lithuanian",
    "turkish",
    "albanian",
)


def _script(text: str) -> str:
    """Return the name of the script of most letters, or nothing where that is Latin."""
    if text.isascii():
        return ""
    foreign = [sign for sign in text[:1_000] if not sign.isascii() and sign.isalpha()]
    latin = sum(sign.isascii() and sign.isalpha() for sign in text[:1_000])
    if len(foreign) < 4 or len(foreign) < latin:
        return ""
    scripts = Counter(unicodedata.name(sign, "unknown").split()[0] for sign in foreign)
    name, _ = scripts.most_common(1)[0]
    return (
        ""
        if name in {"LATIN", "UNKNOWN", "MATHEMATICAL"}
        else {"CJK": "Chinese"}.get(name, name.capitalize())
    )


def _spans(material: Material, places: list[Span]) -> tuple[Span, ...]:
    return joined(material.span(start, end) for start, end in places)


def _sentences(material: Material, sentences: list[Sentence]) -> tuple[Span, ...]:
    return joined(material.span(sentence.start, sentence.end) for sentence in sentences)
