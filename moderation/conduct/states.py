"""What may become of a case of conduct: every state, every act, and in words why an act is refused. Pure."""

from dataclasses import dataclass

from django.db import models


class CaseState(models.TextChoices):
    """Where a case stands."""

    REPORTED = "reported", "Reported"
    TAKEN_UP = "taken_up", "Taken up"
    AWAITING = "awaiting", "Waits for the answer"
    ANSWERED = "answered", "Answered"
    DECIDED = "decided", "Decided"
    CLOSED = "closed", "Closed"
    NOT_TAKEN = "not_taken", "Not taken further"


class Act(models.TextChoices):
    """What somebody does with it."""

    TAKE_UP = "take_up", "Take it up"
    SET_ASIDE = "set_aside", "Take it no further"
    TELL = "tell", "Tell them what is alleged"
    ANSWER = "answer", "Answer"
    CONFIRM = "confirm", "Say in their own words what was entered for them"
    ADD = "add", "Add evidence"
    SUSPEND = "suspend", "Suspend meanwhile"
    DECIDE = "decide", "Decide"
    PROVE = "prove", "Say that it is done"
    REVIEW = "review", "Review the suspension"
    CLOSE = "close", "Close the case"
    PACK = "pack", "Draw up a pack"


@dataclass(frozen=True)
class Facts:
    """What the table cannot know: whether the date for the answer is over, was there one, what is still to be done.

    ``meanwhile``: a suspension until the decision still runs. ``entered``: somebody else entered the answer of who
    reads the desk, and they said nothing to it themselves.
    """

    time_over: bool = False
    answered: bool = False
    undone: int = 0
    meanwhile: bool = False
    entered: bool = False


_S, _A = CaseState, Act
MOVES: dict[tuple[CaseState, Act], CaseState] = {
    (_S.REPORTED, _A.TAKE_UP): _S.TAKEN_UP,
    (_S.REPORTED, _A.SET_ASIDE): _S.NOT_TAKEN,
    (_S.TAKEN_UP, _A.SET_ASIDE): _S.NOT_TAKEN,
    (_S.TAKEN_UP, _A.TELL): _S.AWAITING,
    (_S.AWAITING, _A.ANSWER): _S.ANSWERED,
    (_S.AWAITING, _A.DECIDE): _S.DECIDED,  # once the date is over
    (_S.ANSWERED, _A.CONFIRM): _S.ANSWERED,
    (
        _S.ANSWERED,
        _A.DECIDE,
    ): _S.DECIDED,  # what was entered for who reads the desk: once they confirm, or the date is over
    (_S.DECIDED, _A.DECIDE): _S.DECIDED,  # another outcome beside the first
    (_S.DECIDED, _A.ANSWER): _S.DECIDED,  # late, and marked: it changes nothing by itself
    (_S.DECIDED, _A.PROVE): _S.DECIDED,
    (_S.DECIDED, _A.REVIEW): _S.DECIDED,
    (_S.CLOSED, _A.REVIEW): _S.CLOSED,
    (_S.DECIDED, _A.CLOSE): _S.CLOSED,
    **{(one, _A.ADD): one for one in (_S.REPORTED, _S.TAKEN_UP, _S.AWAITING)},
    **{(one, _A.SUSPEND): one for one in (_S.TAKEN_UP, _S.AWAITING, _S.ANSWERED)},
    **{
        (one, _A.REVIEW): one
        for one in (_S.TAKEN_UP, _S.AWAITING, _S.ANSWERED)  # of a suspension meanwhile
    },
    **{(one, _A.PACK): one for one in (_S.DECIDED, _S.CLOSED)},
}
"""From what, by which act, to what. What is not here is refused by refusal()."""

OVER = (CaseState.CLOSED, CaseState.NOT_TAKEN)
"""Nothing more becomes of these."""

UNDECIDED = (CaseState.TAKEN_UP, CaseState.AWAITING, CaseState.ANSWERED)
"""While it stands in these, a suspension until the decision holds."""

_BEFORE: dict[Act, str] = {
    Act.TAKE_UP: "This case was taken up already.",
    Act.SET_ASIDE: "They were told what is alleged: the case ends by a decision, of no breach where there is none.",
    Act.TELL: "Take the case up first, by the clauses that it is about.",
    Act.ANSWER: "Nothing is alleged yet that could be answered.",
    Act.CONFIRM: "No answer was entered for you that you could say something to.",
    Act.ADD: "The case is over: nothing is added to it.",
    Act.SUSPEND: "Take the case up first: a suspension needs the clause that it rests on.",
    Act.DECIDE: "They were not told yet what is alleged: nobody decides before they could answer.",
    Act.PROVE: "Nothing was ordered yet.",
    Act.REVIEW: "Nothing was suspended in this case.",
    Act.CLOSE: "Nothing was decided yet. Take it no further, or decide it.",
    Act.PACK: "A pack is drawn up once the case is decided.",
}
_AFTER: dict[Act, str] = {
    Act.ADD: "They have answered: nothing is added that they could not answer. What is new is a report of its own.",
    Act.TELL: "They were told already.",
    Act.ANSWER: "This case was answered already.",
    Act.CONFIRM: "No answer was entered for you, or it was decided about it.",
    Act.SUSPEND: "The case is decided: a suspension is one of its outcomes.",
}


def refusal(state: str, act: str, facts: Facts | None = None) -> str:
    """Return in words why ``act`` is refused in ``state``, or '' where it is not."""
    facts, was, does = facts or Facts(), CaseState(state), Act(act)
    if was in OVER and (was, does) not in MOVES:
        return f"This case is over: {was.label.lower()}."
    if (was, does) not in MOVES:
        order = list(CaseState)
        told = order.index(was) >= order.index(CaseState.AWAITING)
        return _AFTER.get(does, _BEFORE[does]) if told else _BEFORE[does]
    if (does == Act.ANSWER and facts.answered) or (does == Act.CONFIRM and not facts.entered):
        return _AFTER[does]
    if does == Act.DECIDE and not facts.time_over:
        return _not_yet(was, facts)
    return _unfinished(facts) if does == Act.CLOSE else ""


def _not_yet(was: CaseState, facts: Facts) -> str:
    """Return why nobody decides while the date for the answer is not over, or ''."""
    if was == CaseState.AWAITING:
        return "They have not answered, and the date by which they may is not over: nobody decides before it."
    if was == CaseState.ANSWERED and facts.entered:
        return (
            "Their answer was entered for them. They can still say it themselves, and the date by which they may is "
            "not over: nobody decides before it."
        )
    return ""


def _unfinished(facts: Facts) -> str:
    if facts.meanwhile:
        return "The suspension until the decision still runs: look at it again, and lift it first."
    if facts.undone:
        return (
            f"{facts.undone} of its outcomes {'is' if facts.undone == 1 else 'are'} still to be carried out."
        )
    return ""


def after(state: str, act: str) -> CaseState:
    """Return the state after ``act``, which is not refused in ``state``."""
    return MOVES[CaseState(state), Act(act)]
