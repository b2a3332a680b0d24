"""Words as their speakers approved them, and whether a quotation is the whole of them or whole sentences of them."""

from collections.abc import Iterable
from functools import lru_cache

from policies.language.given_names import by_initials, in_full, surnames_of
from policies.language.reading import sentences_of
from policies.matching import letters_of
from portal.drafts.quotes.words import bare_name

_LEFT_TO_STYLE = ",."
"""What an editor puts at the end of a quotation for the sentence around it."""


@lru_cache(maxsize=1024)
def in_full_letters(name: str) -> frozenset[str]:
    """Return the letters of every way to write ``name`` in full."""
    return frozenset(letters_of(way) for each in (name, bare_name(name)) for way in in_full(each))


@lru_cache(maxsize=1024)
def ways_to_call(name: str) -> frozenset[str]:
    """Return the letters by which a text names somebody behind a style: in full, by initials, by the surname."""
    short = (
        letters_of(way)
        for each in (name, bare_name(name))
        for way in (*surnames_of(each), *by_initials(each))
    )
    return in_full_letters(name).union(short)


@lru_cache(maxsize=1024)
def _sentences(words: str) -> tuple[str, ...]:
    """Return the sentences of ``words``, the last without the stop that the text around a quotation may change."""
    found = [words[each.start : each.end].strip() for each in sentences_of(words)]
    return (*found[:-1], found[-1].rstrip(_LEFT_TO_STYLE))


class ApprovedWords:
    """What was approved, each sentence by its words; made for one text."""

    def __init__(self, approved: Iterable[tuple[str, str]]) -> None:
        """Take (words, speaker) of each approval, folded; an empty speaker means whoever is named."""
        self._by_first: dict[str, list[tuple[str, tuple[str, ...], int]]] = {}
        for words, speaker in approved:
            sentences = _sentences(words)
            for place, sentence in enumerate(sentences):
                known = self._by_first.setdefault(sentence.rstrip(_LEFT_TO_STYLE), [])
                known.append((speaker, sentences, place))

    def hold(self, ways: Iterable[str], speakers: frozenset[str] | None = None) -> bool:
        """Say whether ``words``, read in one of these ``ways``, are whole sentences that one of ``speakers`` approved.

        ``speakers`` are the letters of names; None: nobody is named.
        """
        return any(self._holds(_sentences(words), speakers) for words in ways)

    def _holds(self, sentences: tuple[str, ...], speakers: frozenset[str] | None) -> bool:
        last = len(sentences) - 1
        return any(
            place + last < len(whole)
            and whole[place : place + last] == sentences[:last]
            and whole[place + last].rstrip(_LEFT_TO_STYLE) == sentences[last]
            and (not speaker or speakers is None or not speakers.isdisjoint(ways_to_call(speaker)))
            for speaker, whole, place in self._by_first.get(sentences[0].rstrip(_LEFT_TO_STYLE), ())
        )
