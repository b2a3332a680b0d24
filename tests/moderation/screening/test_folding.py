"""Reading through spelling tricks, with the place of every sign."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moderation.screening.folding import folded

TRICKS = [
    ("you m0r0n", "you moron"),
    ("k1ll yourself", "kill yourself"),
    ("what a f*cking mess", "what a fucking mess"),
    ("you i d i o t", "you idiot"),
    ("m.o.r.o.n.s", "morons"),
    ("mor-ons, the lot", "morons, the lot"),
    ("you morooooon", "you moron"),
    ("m\u043er\u043en", "moron"),
    ("mo\u200bron", "moron"),
    ("ｍｏｒｏｎ", "moron"),
    ("m\u0336o\u0336r\u0336o\u0336n", "moron"),
    ("móròn", "moron"),
    ("sh1te", "shite"),
    ("wwaannkkeerr", "wanker"),
    ("ssccuum", "scum"),
    ("sccuuummm", "scum"),
    ("you are sc um", "you are scum"),
    ("what a tw at he is", "what a twat he is"),
    ("oh f uck off", "oh fuck off"),
]


@pytest.mark.parametrize(("written", "read"), TRICKS)
def test_spelling_tricks_are_read_as_what_they_mean(written: str, read: str) -> None:
    assert folded(written).text == read


@pytest.mark.parametrize(
    "text",
    [
        "The A12 at CM1 2AB, 20mph, since 1st May.",
        "Covid19 jabs at no. 4a, 10am to 12pm.",
        "P.S. the W.I. meets at 7.30.",
        "Write to clerk@pellworth.example or see pellworth.example/b1ns",
        "Привет всем из деревни",
        "co-op, re-use and e-mail",
        "The committee will assess the successful bookkeepers' address at Woolloomooloo.",
        "Mr Dick Ash and St Ann met the 2 nd team, plan T its route, option B and row C.",
    ],
)
def test_what_is_no_trick_stays_as_it_is(text: str) -> None:
    assert folded(text).text == text


def test_a_word_that_was_respelt_is_found_where_it_stood() -> None:
    text = "Oh you m\u0336o\u0336r\u0336o\u0336n\u0336, go"
    found = folded(text)
    start = found.text.index("moron")

    first, last = found.place(start, start + 5)

    assert text[first:last] == "m\u0336o\u0336r\u0336o\u0336n\u0336"


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=400))
def test_every_place_leads_into_the_original_and_never_back(text: str) -> None:
    found = folded(text)
    places = [found.place(start, start + 1) for start in range(len(found.text))]

    assert all(0 <= start <= end <= len(text) for start, end in places)
    assert [start for start, _ in places] == sorted(start for start, _ in places)
