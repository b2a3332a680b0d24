"""Whether a colour can carry words."""

import pytest

from portal.councils.contrast import carries_white, contrast


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#ffffff", "#ffffff", 1.0),
        ("#767676", "#ffffff", 4.54),
        ("#777777", "#ffffff", 4.48),
        ("#ff0000", "#ffffff", 4.00),
        ("#0000ff", "#000000", 2.44),
    ],
)
def test_contrasts_are_those_that_wcag_defines(one: str, other: str, expected: float) -> None:
    assert contrast(one, other) == pytest.approx(expected, abs=0.005)
    assert contrast(other, one) == contrast(one, other)


@pytest.mark.parametrize(("colour", "carries"), [("#767676", True), ("#777777", False), ("#1d4f3a", True)])
def test_white_is_carried_from_four_and_a_half_on(colour: str, carries: bool) -> None:
    assert carries_white(colour) is carries


@pytest.mark.parametrize("colour", ["", "red", "#fff", "#12345g", "1234567"])
def test_what_is_no_colour_is_an_error(colour: str) -> None:
    with pytest.raises(ValueError, match=r"^$|.*"):
        contrast(colour)
