"""A name is taken out of a text however it is spelled there, and nothing else is."""

import pytest

from moderation.withholding import WITHHELD, without

VERA = "Vera Example"


@pytest.mark.parametrize(
    "spelled",
    [
        "Vera Example",
        "VERA\n  EXAMPLE",
        "Vera-Example",
        "Vera\u2011Example",
        "Vera_Example",
        "VeraExample",
        "@veraexample",
        "Vera\u200bExample",
        "V\u200de\u00adra Example",
        "Véra Exámple",
        "Ｖｅｒａ Example",
        "V\u0435ra Ex\u0430mple",  # two letters are Cyrillic
        "Vera, Example",
    ],
)
def test_a_name_is_found_however_it_is_spelled(spelled: str) -> None:
    said = without(f"I, {spelled}, say so. {spelled}’s neighbours know.", [VERA])

    at = "@" if spelled.startswith("@") else ""
    assert said == f"I, {at}{WITHHELD}, say so. {at}{WITHHELD}’s neighbours know."


@pytest.mark.parametrize(
    "said",
    ["Veranda examples are cheap.", "Vera is no Sample.", "An example of Vera", "ß and ﬁ stay as they are"],
)
def test_what_is_only_part_of_other_words_stays(said: str) -> None:
    assert without(said, [VERA]) == said


def test_an_address_and_several_names_are_taken_out_each_once() -> None:
    hidden = ["vera@people.example", VERA, "Bob", " ", "!"]

    said = without("ßﬁ: Vera Example (VERA@people.example), wife of B\u200bob; Bobbins are none.", hidden)

    assert said == f"ßﬁ: {WITHHELD} ({WITHHELD}), wife of {WITHHELD}; Bobbins are none."
