"""An item in which others were read is split at what its minute says, and no word of it is lost."""

import pytest

from policies.meetings.convening import Item
from policies.meetings.splitting import split_item
from portal.refusals import InvalidInput

HELD = {
    "lines that begin with a number": (
        Item("1", "Agenda", "open", "To all members\n1. Apologies\nNone.\n2. Bins\n34/26 Lease"),
        [
            Item("1", "Agenda", "open", "To all members"),
            Item("1 (2)", "Apologies", "open", "None."),
            Item("2", "Bins", "open", ""),
            Item("34/26", "Lease", "open", ""),
        ],
    ),
    "empty lines, which go before numbers": (
        Item("5", "Planning", "open", "1. A porch\r\n2. A garage\r\n \r\nTrees\r\nTo fell one.\r\n\r\n7. Bins\r\n"),
        [
            Item("5", "Planning", "open", "1. A porch\n2. A garage"),
            Item("5 (2)", "Trees", "open", "To fell one."),
            Item("7", "Bins", "open", ""),
        ],
    ),
    "an empty line before all of the minute": (
        Item("5", "Finance", "open", "\r\nBins\r\nWeekly."),
        [Item("5", "Finance", "open", ""), Item("5 (2)", "Bins", "open", "Weekly.")],
    ),
    "words that close, and what follows them": (
        Item("1", "Agenda", "open", "1. Apologies\n2. Exclusion of the public\n3. Lease"),
        [
            Item("1", "Agenda", "open", ""),
            Item("1 (2)", "Apologies", "open", ""),
            Item("2", "Exclusion of the public", "closed", ""),
            Item("3", "Lease", "closed", ""),
        ],
    ),
    "a closed item, whose parts stay closed": (
        Item("9", "Staff", "closed", "To let it.\n\nReadmission of the public"),
        [Item("9", "Staff", "closed", "To let it."), Item("9 (2)", "Readmission of the public", "closed", "")],
    ),
    "a private briefing": (
        Item("9", "Private briefing", "briefing", "The depot.\n\nThe lease"),
        [Item("9", "Private briefing", "briefing", "The depot."), Item("9 (2)", "The lease", "briefing", "")],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("item", "parts"), HELD.values(), ids=HELD)
def test_an_item_becomes_those_it_holds(item: Item, parts: list[Item]) -> None:
    assert split_item(item, [item.reference]) == parts


def test_a_number_that_another_item_has_is_not_given_again() -> None:
    made = split_item(Item("1", "Agenda", "open", "2. Bins\n3. Trees"), ["1", "2", "2 (2)"])

    assert [item.reference for item in made] == ["1", "2 (3)", "3"]


def test_a_first_line_that_is_too_long_for_a_title_stays_whole_in_the_minute() -> None:
    long = "word " * 80

    made = split_item(Item("1", "Agenda", "open", f"So.\n\n{long}"), [])[1]

    assert len(made.title) == 300
    assert made.minute == long.strip()


@pytest.mark.parametrize(
    "minute", ["", "To receive apologies.", "One line.\nAnother line.", "7.30pm is late.", "\n\n"]
)
def test_an_item_of_which_nothing_says_where_it_is_split_stays_whole(minute: str) -> None:
    with pytest.raises(InvalidInput, match="Nothing says where"):
        split_item(Item("1", "Apologies", "open", minute), [])
