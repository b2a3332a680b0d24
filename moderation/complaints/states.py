"""What may become of a complaint: the table of its moves, on one page, and why anything else is refused. Pure.

Adding to a complaint moves nothing unless a question waits for it. Nothing is refused because it is late.
"""

from enum import StrEnum

from django.db import models

from portal.refusals import Refusal


class State(models.TextChoices):
    """Where a complaint stands, as whoever complained reads it."""

    RECEIVED = "received", "Received"
    ACKNOWLEDGED = "acknowledged", "Acknowledged"
    LOOKING = "looking", "Being looked at"
    ASKED = "asked", "A question waits for an answer"
    ANSWERED = "answered", "Answered"
    REVIEW = "review", "Under review"
    REVIEWED = "reviewed", "Answered after a review"
    WITHDRAWN = "withdrawn", "Withdrawn"
    CLOSED = "closed", "Closed"


class Event(StrEnum):
    """What happens to it; SAY, ASK_REVIEW and WITHDRAW are done by whoever complained."""

    ACKNOWLEDGE = "acknowledge"
    LOOK = "look"
    ASK = "ask"
    SAY = "say"
    ANSWER = "answer"
    ASK_REVIEW = "ask_review"
    DECIDE_REVIEW = "decide_review"
    WITHDRAW = "withdraw"
    CLOSE = "close"


MOVES: dict[tuple[State, Event], State] = {
    (State.RECEIVED, Event.ACKNOWLEDGE): State.ACKNOWLEDGED,
    (State.RECEIVED, Event.SAY): State.RECEIVED,
    (State.RECEIVED, Event.WITHDRAW): State.WITHDRAWN,
    (State.ACKNOWLEDGED, Event.LOOK): State.LOOKING,
    (State.ACKNOWLEDGED, Event.ASK): State.ASKED,
    (State.ACKNOWLEDGED, Event.SAY): State.ACKNOWLEDGED,
    (State.ACKNOWLEDGED, Event.ANSWER): State.ANSWERED,
    (State.ACKNOWLEDGED, Event.WITHDRAW): State.WITHDRAWN,
    (State.LOOKING, Event.ASK): State.ASKED,
    (State.LOOKING, Event.SAY): State.LOOKING,
    (State.LOOKING, Event.ANSWER): State.ANSWERED,
    (State.LOOKING, Event.WITHDRAW): State.WITHDRAWN,
    (State.ASKED, Event.SAY): State.LOOKING,
    (State.ASKED, Event.ANSWER): State.ANSWERED,
    (State.ASKED, Event.WITHDRAW): State.WITHDRAWN,
    (State.ANSWERED, Event.ASK_REVIEW): State.REVIEW,
    (State.ANSWERED, Event.CLOSE): State.CLOSED,
    (State.REVIEW, Event.SAY): State.REVIEW,
    (State.REVIEW, Event.DECIDE_REVIEW): State.REVIEWED,
    (State.REVIEW, Event.WITHDRAW): State.WITHDRAWN,
    (State.CLOSED, Event.ASK_REVIEW): State.REVIEW,
}
"""From what by what to what. A review that is asked for late opens what was closed after its first answer again."""

OVER = (State.REVIEWED, State.WITHDRAWN, State.CLOSED)
"""Where nothing waits for anybody."""
FIRST_STAGE = (State.RECEIVED, State.ACKNOWLEDGED, State.LOOKING, State.ASKED)
"""Where the first answer is still owed."""

_STANDS: dict[State, str] = {
    State.RECEIVED: "This complaint is not acknowledged yet: do that first.",
    State.ACKNOWLEDGED: "This complaint is acknowledged, and not answered yet.",
    State.LOOKING: "This complaint is being looked at, and not answered yet.",
    State.ASKED: "A question to whoever complained waits for its answer.",
    State.ANSWERED: "This complaint was answered. Whoever complained may ask for a review.",
    State.REVIEW: "A review of this complaint was asked for: decide that.",
    State.REVIEWED: "This complaint was answered after a review: the council’s procedure ends with that.",
    State.WITHDRAWN: "This complaint was withdrawn.",
    State.CLOSED: "This complaint is closed.",
}


class NotNow(Refusal):
    """What was tried does not fit to where the complaint stands."""

    def __init__(self, state: State) -> None:
        super().__init__(_STANDS[state], "Nothing was changed. Open its page as it stands now.")


def moved(state: str, event: Event) -> State:
    """Return where a complaint in ``state`` stands after ``event``. Raises NotNow where it cannot happen there."""
    now = State(state)
    to = MOVES.get((now, event))
    if to is None:
        raise NotNow(now)
    return to


def may(state: str, event: Event) -> bool:
    """Return whether ``event`` can happen to a complaint in ``state``."""
    return (State(state), event) in MOVES
