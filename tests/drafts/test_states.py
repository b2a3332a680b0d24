"""The table of moves is closed."""

import pytest

from portal.drafts.states import EDITABLE, MOVES, Stage, WrongStage, check_move

S = Stage
WANTED = {
    S.DRAFT: {S.SUBMITTED, S.APPROVED, S.WITHDRAWN},
    S.RETURNED: {S.DRAFT, S.SUBMITTED, S.APPROVED, S.WITHDRAWN},
    S.SUBMITTED: {S.DRAFT, S.RETURNED, S.REJECTED, S.APPROVED, S.WITHDRAWN},
    S.APPROVED: {S.DRAFT, S.ISSUED, S.WITHDRAWN},
    S.ISSUED: {S.DRAFT, S.WITHDRAWN},
    S.REJECTED: set(),
    S.WITHDRAWN: set(),
}


def test_the_moves_are_exactly_these() -> None:
    assert {stage: set(after) for stage, after in MOVES.items()} == WANTED


@pytest.mark.parametrize("before", Stage)
@pytest.mark.parametrize("after", Stage)
def test_any_other_move_is_refused_in_words(before: Stage, after: Stage) -> None:
    if after in WANTED[before]:
        check_move(before, after)
    else:
        with pytest.raises(WrongStage, match=f"This item is {before.label.lower()}; it cannot become"):
            check_move(before, after)


def test_whatever_may_be_edited_may_become_a_draft_again() -> None:
    assert set(EDITABLE) - {Stage.DRAFT} == {stage for stage in Stage if S.DRAFT in MOVES[stage]} - {
        S.SUBMITTED
    }
