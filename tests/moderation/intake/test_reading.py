"""Two comments of one likeness say the same, whatever their script and however long they are."""

import pytest

from moderation.intake.reading import likeness_of


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("The bins were missed again!", "the BINS were missed, again", True),
        ("Café tables block the way", "Cafe\u0301 tables block the way", True),
        ("The bins were missed again!", "The bins were missed again and again", False),
        ("Мусор снова не вывезли", "мусор снова, не вывезли!", True),
        ("垃圾又没有收走", "垃圾又没有收走!", True),
        ("垃圾又没有收走", "垃圾已经收走了", False),
        ("कचरा फिर नहीं उठाया गया", "कचरा, फिर नहीं उठाया गया।", True),
        ("कचरा फिर नहीं उठाया गया", "कचरे फिर नहीं उठाये गये", False),
    ],
)
def test_what_is_said_counts_and_not_how_it_is_spelled(one: str, other: str, same: bool) -> None:
    assert "" not in {likeness_of(one), likeness_of(other)}
    assert (likeness_of(one) == likeness_of(other)) is same


def test_a_long_text_counts_to_its_end() -> None:
    long = "The bins were missed again. " * 400

    assert likeness_of(f"{long}In Mill Lane.") != likeness_of(f"{long}In Church Road.")
    assert likeness_of(f"{long}In Mill Lane.") == likeness_of(f"{long} in mill lane")


@pytest.mark.parametrize("few", ["", "No.", "Well done!", "好的", "👍👍👍👍👍👍👍👍👍👍👍👍"])
def test_a_few_words_are_like_nothing_else(few: str) -> None:
    assert likeness_of(few) == ""
