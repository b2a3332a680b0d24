"""What changed between two texts, whatever they are, within a bounded time."""

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.drafts.comparing import Change, Piece, compare_contents, compare_texts
from portal.drafts.content import normalise
from portal.drafts.kinds import KINDS
from tests.makers import content_for

SAME, REMOVED, ADDED = Change.SAME, Change.REMOVED, Change.ADDED


def put_together(pieces: tuple[Piece, ...], change: Change) -> str:
    return "".join(piece.text for piece in pieces if piece.change in {SAME, change})


@given(st.text(alphabet="ab \n.", max_size=60), st.text(alphabet="ab \n.", max_size=60))
def test_the_kept_and_removed_pieces_are_the_first_text_and_the_kept_and_added_the_second(
    before: str, after: str
) -> None:
    pieces = compare_texts(before, after)
    assert put_together(pieces, REMOVED) == before
    assert put_together(pieces, ADDED) == after


@given(st.text(max_size=80))
def test_a_text_compared_with_itself_has_no_change(text: str) -> None:
    assert compare_texts(text, text) == ((Piece(SAME, text),) if text else ())


@pytest.mark.parametrize(
    ("before", "after", "pieces"),
    [
        ("", "New.", [(ADDED, "New.")]),
        ("Old.", "", [(REMOVED, "Old.")]),
        (
            "Open on Saturday from ten.",
            "Open on Sunday from ten.",
            [(SAME, "Open on "), (REMOVED, "Saturday"), (ADDED, "Sunday"), (SAME, " from ten.")],
        ),
        (
            "It costs £4,100.",
            "It costs £4,200.",
            [(SAME, "It costs £4,"), (REMOVED, "100"), (ADDED, "200"), (SAME, ".")],
        ),
        (
            "the old red bus stops",
            "the new green bus stops",
            [(SAME, "the "), (REMOVED, "old red"), (ADDED, "new green"), (SAME, " bus stops")],
        ),
        ("One.\nTwo.\nThree.", "One.\nThree.", [(SAME, "One.\n"), (REMOVED, "Two.\n"), (SAME, "Three.")]),
    ],
    ids=["from nothing", "to nothing", "one word", "a figure", "a phrase reads as one", "a line"],
)
def test_words_are_compared(before: str, after: str, pieces: list[tuple[Change, str]]) -> None:
    assert compare_texts(before, after) == tuple(Piece(*piece) for piece in pieces)


def _shuffled(words: str, seed: int) -> str:
    found = words.split(" ")
    random.Random(seed).shuffle(found)
    return " ".join(found)


HUNDRED_THOUSAND = {
    "one letter": ("a" * 100_000, "a" * 99_999 + "b"),
    "one letter a line": ("a\n" * 50_000, "b\n" + "a\n" * 49_999),
    "two letters in turn": ("a b " * 25_000, "b a " * 25_000),
    "the same words in another order": (
        " ".join(f"word{n % 997}" for n in range(14_000)),
        _shuffled(" ".join(f"word{n % 997}" for n in range(14_000)), 7),
    ),
    "nothing in common": (
        " ".join(f"a{n}" for n in range(14_000)),
        " ".join(f"b{n}" for n in range(14_000)),
    ),
    "every line changed a little": (
        "\n".join(f"Line {n} says one thing here" for n in range(3_500)),
        "\n".join(f"Line {n} says another thing here" for n in range(3_500)),
    ),
}


@pytest.mark.parametrize("texts", HUNDRED_THOUSAND.values(), ids=HUNDRED_THOUSAND.keys())
def test_a_hundred_thousand_characters_do_not_keep_a_page_waiting(texts: tuple[str, str]) -> None:
    before, after = texts
    begun = time.process_time()
    pieces = compare_texts(before, after)
    assert time.process_time() - begun < 5
    assert put_together(pieces, REMOVED) == before
    assert put_together(pieces, ADDED) == after


def _changed(kind: str, **changes: object) -> list[tuple[str, bool]]:
    spec = KINDS[kind]
    before = normalise(spec, content_for(kind))
    after = normalise(spec, content_for(kind, **changes))
    return [
        (change.part.name, change.only_form)
        for change in compare_contents(spec, before, after)
        if change.changed
    ]


def test_only_the_parts_that_changed_are_named() -> None:
    assert _changed("press_release", title="Another", contact_phone="") == [
        ("title", False),
        ("contact_phone", False),
    ]


def test_bold_words_are_the_same_words_in_another_form() -> None:
    assert _changed("notice", body="<p>Mill Lane is <strong>closed</strong> from 8 am.</p>") == [
        ("body", True)
    ]


def test_another_picture_under_the_same_description_is_a_change() -> None:
    spec = KINDS["social_post"]
    row = {"media": "1", "alt": "A bin"}
    before = normalise(spec, content_for("social_post", images=[{**row, "sha256": "a" * 64}]))
    after = normalise(spec, content_for("social_post", images=[{**row, "sha256": "b" * 64}]))
    changed = [change for change in compare_contents(spec, before, after) if change.changed]
    assert [change.part.name for change in changed] == ["images"]
    assert changed[0].only_form is False


def test_another_address_behind_the_same_words_is_a_change() -> None:
    spec = KINDS["notice"]
    before = normalise(spec, content_for("notice", body='<p><a href="https://a.example/">See</a></p>'))
    after = normalise(spec, content_for("notice", body='<p><a href="https://b.example/">See</a></p>'))
    (change,) = [change for change in compare_contents(spec, before, after) if change.changed]
    assert [piece.text for piece in change.pieces if piece.change is ADDED] == ["b"]
