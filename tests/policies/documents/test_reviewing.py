"""What a clerk does to the clauses of a draft."""

import pytest

from policies.documents.reviewing import (
    ACTS,
    CannotDo,
    add,
    deepen,
    depths,
    lift,
    merge,
    remove,
    renumber,
    split,
)
from policies.documents.wording import Wording, check_wording

CLAUSES = [
    Wording("1", heading="Scope", printed="1."),
    Wording("1.1", "Everybody.", printed="1.1", parent="1"),
    Wording("1.1(a)", "Members.", printed="(a)", parent="1.1"),
    Wording("1.2", "Every channel.", printed="1.2", parent="1"),
    Wording("2", "Nothing for a party.\n\n2.1 Nor against one.", printed="2.", heading="Conduct"),
    Wording("2.2", "No slogans.", printed="2.2", parent="2"),
]


def words_of(clauses: list[Wording]) -> str:
    return " ".join(f"{one.printed} {one.heading} {one.text}" for one in clauses)


def test_joining_keeps_every_word_and_what_stood_below() -> None:
    made = merge(CLAUSES, 4)
    assert [one.ref for one in made] == ["1", "1.1", "1.1(a)", "1.2", "2.2"]
    assert made[3].text == "Every channel.\n2. Conduct Nothing for a party.\n\n2.1 Nor against one."
    assert made[4].parent == "1.2"


def test_splitting_parts_at_the_empty_line_and_takes_the_number_up() -> None:
    made = split(CLAUSES, 4)
    assert (made[4].text, made[5]) == (
        "Nothing for a party.",
        Wording("2.1", "Nor against one.", printed="2.1"),
    )
    assert made[6].parent == "2.1"


def test_splitting_without_an_empty_line_says_what_to_do() -> None:
    with pytest.raises(CannotDo, match="put an empty line"):
        split(CLAUSES, 1)


def test_the_first_clause_joins_nothing() -> None:
    with pytest.raises(CannotDo, match="no clause before"):
        merge(CLAUSES, 0)


def test_removing_moves_what_stood_below_up() -> None:
    made = remove(CLAUSES, 1)
    assert made[1] == Wording("1.1(a)", "Members.", printed="(a)", parent="1")


def test_a_new_clause_stands_behind_all_that_is_below() -> None:
    made = add(CLAUSES, 0)
    assert (made[4].parent, made[4].ref, made[4].printed) == ("", "p7", "")


def test_deeper_and_out_again_is_where_it_was() -> None:
    deeper = deepen(CLAUSES, 3)
    assert deeper[3].parent == "1.1"
    assert lift(deeper, 3) == CLAUSES


def test_out_takes_what_followed_along() -> None:
    made = lift(CLAUSES, 1)
    assert depths(made) == [0, 0, 1, 1, 0, 1]


@pytest.mark.parametrize(("act", "at"), [(deepen, 0), (lift, 0)])
def test_what_cannot_move_says_so(act: object, at: int) -> None:
    with pytest.raises(CannotDo):
        act(CLAUSES, at)  # type: ignore[operator]


def test_a_new_number_is_carried_down() -> None:
    made = renumber(CLAUSES, 0, "3.")
    assert [(one.ref, one.printed, one.parent) for one in made[:4]] == [
        ("3", "3.", ""),
        ("3.1", "3.1", "3"),
        ("3.1(a)", "(a)", "3.1"),
        ("3.2", "3.2", "3"),
    ]


def test_a_number_that_another_clause_has_is_told_apart() -> None:
    assert renumber(CLAUSES, 4, "1.")[4].ref == "1-2"


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("at", range(len(CLAUSES)))
def test_no_act_loses_a_word_or_leaves_a_tree_that_cannot_stand(act: str, at: int) -> None:
    try:
        made = ACTS[act](CLAUSES, at)
    except CannotDo:
        return
    check_wording(made)
    if act != "remove":
        assert set(words_of(CLAUSES).split()) <= set(words_of(made).split())
