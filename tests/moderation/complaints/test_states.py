"""Every state of a complaint with everything that can happen to it: where it stands then, or why it is refused."""

import pytest

from moderation.complaints.states import MOVES, OVER, Event, NotNow, State, may, moved

# In the order of Event: acknowledge, look, ask, say, answer, ask_review, decide_review, withdraw, close.
TABLE = {
    "received": "acknowledged - - received - - - withdrawn -",
    "acknowledged": "- looking asked acknowledged answered - - withdrawn -",
    "looking": "- - asked looking answered - - withdrawn -",
    "asked": "- - - looking answered - - withdrawn -",
    "answered": "- - - - - review - - closed",
    "review": "- - - review - - reviewed withdrawn -",
    "reviewed": "- - - - - - - - -",
    "withdrawn": "- - - - - - - - -",
    "closed": "- - - - - review - - -",
}
WHY = {
    "received": "not acknowledged yet",
    "acknowledged": "is acknowledged, and not answered yet",
    "looking": "is being looked at",
    "asked": "waits for its answer",
    "answered": "was answered",
    "review": "A review of this complaint was asked for",
    "reviewed": "procedure ends with that",
    "withdrawn": "was withdrawn",
    "closed": "is closed",
}
CASES = [
    (state, event, to) for state, row in TABLE.items() for event, to in zip(Event, row.split(), strict=True)
]


@pytest.mark.parametrize(("state", "event", "to"), CASES)
def test_every_state_with_everything_that_can_happen(state: str, event: Event, to: str) -> None:
    assert may(state, event) is (to != "-")
    if to != "-":
        assert moved(state, event) == to
        return
    with pytest.raises(NotNow, match=WHY[state]) as refused:
        moved(state, event)
    assert "Nothing was changed" in refused.value.next_step


def test_the_table_has_every_state_and_no_way_leads_nowhere() -> None:
    assert set(TABLE) == set(State.values)
    assert set(MOVES.values()) | {State.RECEIVED} == set(State)
    assert {state for state, event in MOVES if event == Event.WITHDRAW} & set(OVER) == set()
