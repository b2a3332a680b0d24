"""Names are found however people type them, as whole words, in their place, and in linear time."""

import time

import pytest

from policies.matching import spans_of

NAME = ("Capybara Court",)


def found(text: str, *phrases: str) -> list[str]:
    return [text[start:end] for start, end in spans_of(text, phrases or NAME)]


@pytest.mark.parametrize(
    ("before", "written"),
    [
        ("About ", "Capybara Court"),
        ("About ", "CAPYBARA COURT"),
        ("About #", "CapybaraCourt"),
        ("About #", "capybaracourt"),
        ("About #Save", "CapybaraCourt"),
        ("About ", "CapybaraCourt"),
        ("About _", "capybara_court"),
        ("About ", "Capybara, Court"),
        ("About ", "Capybara-Court"),
        ("About (", "Capybara (Court"),
        ("About ", "Capybara “Court"),
        ("About ", "Capybara\u200b Court"),
        ("About ", "Capy\u00adbara Co\u200burt"),
        ("About ", "Capybara\nCourt"),
        ("About ", "Capybara \n\n  Court"),
        ("About ", "Capy-\nbara Court"),
        ("About ", "Capybara\u00a0Court"),
        ("About ", "Càpybara Coürt"),
        ("About ", "Ca\u0300pybara Court\u0301"),
        ("About ", "C\u0430pyb\u0430ra Court"),
        ("About ", "Capybara Courts"),
        ("🎉 About ", "Ｃａｐｙｂａｒａ Court"),
    ],
)
@pytest.mark.parametrize("after", ["", " is for sale.", "\u2019s roof", "'s roof", "_plan", ", again"])
def test_a_name_is_found_in_its_place_however_it_is_typed(before: str, written: str, after: str) -> None:
    text = before + written + after

    assert list(spans_of(text, NAME)) == [(len(before), len(before) + len(written))]


@pytest.mark.parametrize(
    "text",
    [
        "Capybara Courtyard",
        "Capybara Courtship",
        "A capybara. \nCourt is closed.",
        "Do you like the capybara? Court is closed.",
        "Capybara in Court",
        "Ecapybara Court",
        "Capybara Court2",
        "Capybara",
        "",
    ],
)
def test_other_words_are_left_alone(text: str) -> None:
    assert found(text) == []


def test_a_short_name_is_found_as_one_word_only_where_capitals_or_a_hash_part_it() -> None:
    assert found("#annother", "Ann Other") == ["annother"]
    assert found("AnnOther", "Ann Other") == ["AnnOther"]
    assert found("willing", "Will Ing") == []
    assert found("McDonald and eBay", "Donald", "Bay") == []


@pytest.mark.parametrize("written", ["O'Neil", "O’Neil", "ONeil", "Oneil", "O-Neil", "O\u02bcNeil"])
@pytest.mark.parametrize("phrase", ["O'Neil Yard", "O’NEIL yard", "ONeil Yard"])
def test_an_apostrophe_may_be_straight_curly_or_missing(written: str, phrase: str) -> None:
    assert found(f"In {written} Yard.", phrase) == [f"{written} Yard"]


def test_a_name_that_the_phrase_parts_may_be_parted_by_a_space() -> None:
    assert found("In O Neil Yard.", "O'Neil Yard") == ["O Neil Yard"]


def test_accents_may_be_missing_on_either_side() -> None:
    assert found("At the Cafe Zoe.", "Café Zoë") == ["Cafe Zoe"]
    assert found("At the Cafe\u0301 Zoë.", "Cafe Zoe") == ["Cafe\u0301 Zoë"]


def test_of_two_names_the_longer_is_found_and_each_in_the_order_of_the_text() -> None:
    text = "The old depot, then the sale of the old depot, then the churches."

    assert found(text, "old depot", "sale of the old depot", "church") == [
        "old depot",
        "sale of the old depot",
        "churches",
    ]


def test_a_phrase_without_a_letter_is_nowhere() -> None:
    assert found("— ? —", "—", "", "\u200b") == []


@pytest.mark.parametrize("brick", ["capybara ", "Capybara Cour", "c ", "a", "-", "\u200b", "é", "capybara\n"])
def test_twice_the_text_takes_about_twice_as_long(brick: str) -> None:
    def seconds(size: int) -> float:
        text = (brick * size)[:size]
        begun = time.process_time()
        list(spans_of(text, ("Capybara Court", "a a a a a a a a b", "aaaaaaaaaaaaaaaab", "c c c c d")))
        return time.process_time() - begun

    half, whole = seconds(100_000), seconds(200_000)

    assert whole < 3.5 * half + 0.2
