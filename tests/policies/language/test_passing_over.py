"""Sentences that a pattern passes over because a word of its own is missing: it would have found nothing there."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.language.patterns import Phrasebook
from policies.language.reading import read

SOURCES = [
    "go|went+to bad+place|worst|unacceptable+thing",
    "time+we ?really left",
    "don't|fly-tip ..4 f.o.i|rubbish_tip",
    "urge* votes|postal+votes",
    "her",
    "Labour wins|gains",
    "@price each|per+load",
    "it's ..2 misrepresentation|o'clock",
]
WORDS = re.split(
    " ",
    "go went to bad place worst unacceptable thing time we really left don't fly-tip f.o.i rubbish_tip urged votes "
    "postal her Labour LABOUR wins gains £20 each per load it's misrepresentation o'clock ' 's . ! ? _ "
    f"x'misrepresentation a'b'c'her \n \u0301 \u017f {'x' * 61}",
)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=14), st.sampled_from([" ", "", "'", ", "]))
def test_nothing_is_passed_over_in_which_something_would_be_found(words: list[str], between: str) -> None:
    book = Phrasebook({"all": SOURCES}, {})
    reading = read(between.join(words))
    everywhere = {
        (number, place) for number in range(len(SOURCES)) for place in range(len(reading.sentences))
    }

    found, looked = book.find(reading), book.worth_a_look(reading)

    missed = {
        (number, place)
        for number, place in everywhere - looked
        if book.found_at([(number, place)], reading)
        and any(anchor in reading.vocabulary[place] for anchor in book.patterns[number].anchors)
    }
    assert missed == set()
    assert found == book.found_at(looked, reading)


@pytest.mark.parametrize("text", ["It is time to go", "We left at last"])
def test_a_sentence_without_every_word_of_a_pattern_is_not_looked_at(text: str) -> None:
    assert Phrasebook({"all": ["time+we ?really left"]}, {}).worth_a_look(read(text)) == set()
