"""Reading a text: places survive normalising, sentences end where they end, patterns mean what they say."""

import pytest

from policies.language.normalising import normalised
from policies.language.patterns import Phrasebook, compile_pattern
from policies.language.reading import LONGEST_SENTENCE, read


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("He’s a “fine” café—owner", "café-owner"),
        ("soft\u00adhyphen here", "softhyphen"),
        ("e\u0301clair", "eclair"),
        ("ＦＵＬＬ width", "FULL"),
        ("zero\u200bwidth", "zerowidth"),
        ("ﬁne", "fine"),
    ],
)
def test_a_place_in_the_normalised_text_leads_back_to_the_original(text: str, words: str) -> None:
    made = normalised(text)
    start = made.text.index(words)

    first, last = made.place(start, start + len(words))

    assert 0 <= first < last <= len(text)
    assert normalised(text[first:last]).text == words


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Cllr. Marsh met Mr. Dunn at 3 p.m. today. It rained.", 2),
        ("First line\nSecond line", 2),
        ("A line that was\nonly wrapped", 1),
        ("Really? Yes! Good.", 3),
        ("", 1),
    ],
)
def test_sentences_end_where_they_end(text: str, sentences: int) -> None:
    assert len(read(text).sentences) == sentences


def test_a_sentence_without_an_end_is_cut_into_pieces_that_cover_it() -> None:
    reading = read("word " * 2_000)

    assert all(each.end - each.start <= LONGEST_SENTENCE for each in reading.sentences)
    assert "".join(reading.sentence(each) for each in reading.sentences).strip() == reading.text.strip()


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("vote ?for <party>", "Please vote for Labour now", "vote for Labour"),
        ("vote ?for <party>", "Please vote Labour now", "vote Labour"),
        ("vote ?for <party>", "Please vote for labour rates", ""),
        ("appeal* ..2 to stop", "urging them all to stop", ""),
        ("appeal* ..2 to stop", "appealing to them to stop", "appealing to them to stop"),
        ("cock up", "a cock-up", "cock-up"),
        ("^ no parking", "There is no parking", ""),
        ("^ no parking", "No parking here", "No parking"),
        ("council !tax", "the council tax", ""),
        ("council !tax", "the council met", "council"),
        ("they ?are|re wrong", "they're wrong", "they're wrong"),
        ("@percent off", "get 20% off today", "20% off"),
    ],
)
def test_a_pattern_means_what_it_says(pattern: str, text: str, found: str) -> None:
    book = Phrasebook({"x": [pattern]}, {"party": ["Labour", "Reform UK"]})
    reading = read(text)

    assert [reading.text[match.start : match.end] for match in book.find(reading)] == (
        [found] if found else []
    )


def test_a_pattern_without_a_word_of_its_own_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one word"):
        compile_pattern("@name", {})
