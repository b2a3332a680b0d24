"""What may become of a notice of defamation: one table of stages, events, guards, refusals and times. Pure.

Source: Defamation (Operators of Websites) Regulations 2013 (SI 2013/3028), regulation 2 and the Schedule.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from django.db import models

from portal.refusals import Refusal


class Stage(models.TextChoices):
    """Where a notice stands."""

    RECEIVED = "received", "Received, to be checked"
    DEFECTIVE = "defective", "Sent back: something is missing"
    COMPLETE = "complete", "Complete, to be passed on"
    WAITING = "waiting", "With the poster, who has five days"
    SILENT = "silent", "The poster did not answer in time"
    ANSWERED = "answered", "The poster answered"
    REMOVED = "removed", "Removed"
    KEPT = "kept", "The statement stays"
    CLOSED = "closed", "Closed without a decision"


OVER = (Stage.REMOVED, Stage.KEPT, Stage.CLOSED)
"""Nobody has to do anything more about it."""


class Event(models.TextChoices):
    """What happens to a notice: an act of the council, of the complainant or the poster, of a court, or of time."""

    NAME_COMMENT = "name_comment", "say which comment it is about"
    FIND_DEFECTIVE = "find_defective", "send it back as defective"
    COMPLETE_IT = "complete_it", "take in what was missing"
    FIND_COMPLETE = "find_complete", "find it complete"
    PASS_ON = "pass_on", "pass it on to the poster"
    REMOVE_UNREACHABLE = "remove_unreachable", "remove the comment because its poster cannot be reached"
    REMOVE_REPEATED = "remove_repeated", "remove the comment because it was removed twice before"
    ANSWER = "answer", "take in the poster’s answer"
    TIME_OVER = "time_over", "note that the poster’s time is over"
    REMOVE_SILENT = "remove_silent", "remove the comment because its poster did not answer"
    REMOVE_AGREED = "remove_agreed", "remove the comment because its poster agrees"
    REMOVE_DEFICIENT = "remove_deficient", "remove the comment because the poster’s answer does not do"
    KEEP = "keep", "leave the comment and tell the complainant"
    CLOSE = "close", "close the notice"
    ORDER_REMOVAL = "order_removal", "remove the comment by order of a court"
    ORDER_DISCLOSURE = "order_disclosure", "disclose the poster’s details by order of a court"
    ORDER_LIFTED = "order_lifted", "note that a court lifted its order"


REMOVALS = frozenset(event for event in Event if event.name.startswith("REMOVE")) | {Event.ORDER_REMOVAL}


@dataclass(frozen=True)
class Facts:
    """What is true of a notice when something is to happen to it.

    ``earlier_removals`` counts removals that our own records show, after notices of the same complainant about the
    same poster, of which somebody said that they conveyed the same. ``found_false``: why a name or an address that
    the poster gave is obviously false, '' where nobody says so. ``in_time``: whether the poster still has time, or
    their answer came while they had, whenever somebody enters it. ``ordered``: a court's order to remove it holds.
    ``told``: the letter to the poster went, or is on its way.
    """

    lacks: int = 0
    names_comment: bool = True
    reachable: bool = True
    says_repeated: bool = False
    earlier_removals: int = 0
    in_time: bool = True
    agrees: bool = False
    answer_complete: bool = True
    found_false: str = ""
    has_details: bool = False
    ordered: bool = False
    told: bool = False


REMOVED_BEFORE = 2
"""From so many earlier removals on the poster is not asked again (Schedule, the third notice)."""


class NotNow(Refusal):
    """The procedure does not allow this of a notice as it stands."""


Guard = Callable[[Facts], str]
"""Returns why it is not allowed, '' where it is."""


def _lacking(facts: Facts) -> str:
    return "" if facts.lacks else "Nothing is missing from this notice: it is not defective."


def _nothing_lacking(facts: Facts) -> str:
    return "Something is missing from this notice: send it back and say what." if facts.lacks else ""


def _named(facts: Facts) -> str:
    return "" if facts.names_comment else "Say first which comment this notice is about."


def _may_pass_on(facts: Facts) -> str:
    if facts.told:
        return "Its poster was told of it already: the letter to them went, or is on its way."
    if not facts.reachable:
        return "Its poster gave no private address: the comment is to be removed."
    return _named(facts)


def _unreachable(facts: Facts) -> str:
    if facts.reachable:
        return "Its poster gave an email address, and no letter to it failed: pass the notice on to them."
    return _named(facts)


def _repeated(facts: Facts) -> str:
    if not facts.says_repeated:
        return "The complainant does not say that it was removed before: pass the notice on to its poster."
    if facts.earlier_removals < REMOVED_BEFORE:
        return "The council’s own record does not show two earlier removals of the same: pass it on to its poster."
    return _named(facts)


def _still_in_time(facts: Facts) -> str:
    if facts.in_time:
        return ""
    return "The time for an answer is over, and the law asks the council to remove the comment."


def _out_of_time(facts: Facts) -> str:
    return "The poster still has time to answer." if facts.in_time else ""


def _agreed(facts: Facts) -> str:
    return "" if facts.agrees else "The poster does not agree that it is removed."


def _deficient(facts: Facts) -> str:
    if facts.agrees:
        return "The poster agrees that it is removed: that is the reason, not their answer."
    if facts.answer_complete and not facts.found_false:
        return "The answer has all that it needs: say why its name or address is obviously false, or leave the comment."
    return ""


def _stands(facts: Facts) -> str:
    if facts.agrees:
        return "The poster agrees that it is removed."
    if facts.found_false:
        return "You say that the answer is obviously false: then the comment is to be removed."
    if not facts.answer_complete:
        return "The answer lacks what the law asks of it: then the comment is to be removed."
    return ""


def _details(facts: Facts) -> str:
    return "" if facts.has_details else "The council has no details of the poster that it could disclose."


def _may_be_ordered(facts: Facts) -> str:
    return "A court ordered its removal already, and it was removed." if facts.ordered else _named(facts)


def _ordered(facts: Facts) -> str:
    return "" if facts.ordered else "No order of a court to remove it is entered here."


def _not_ordered(facts: Facts) -> str:
    return (
        "A court ordered its removal: enter first that the court lifted its order." if facts.ordered else ""
    )


def _always(_: Facts) -> str:
    return ""


class Clock(StrEnum):
    """From when the time for the next act runs."""

    RECEIPT = "48 hours from the receipt of the notice"
    FIVE_DAYS = "midnight at the end of the fifth day after the poster was told"
    DEADLINE = "48 hours from the end of the poster’s time"
    REPLY = "48 hours from the receipt of the answer"
    NONE = "nothing is due"


CLOCKS: dict[Stage, Clock] = {
    Stage.RECEIVED: Clock.RECEIPT,
    Stage.DEFECTIVE: Clock.NONE,
    Stage.COMPLETE: Clock.RECEIPT,
    Stage.WAITING: Clock.FIVE_DAYS,
    Stage.SILENT: Clock.DEADLINE,
    Stage.ANSWERED: Clock.REPLY,
    Stage.REMOVED: Clock.NONE,
    Stage.KEPT: Clock.NONE,
    Stage.CLOSED: Clock.NONE,
}
"""What runs while a notice stands there; hours count on business days alone (regulation 1)."""


@dataclass(frozen=True)
class Move:
    """From which stages an event leads where, and what stands in its way. ``to`` is None where the stage stays."""

    at: frozenset[Stage]
    to: Stage | None
    guard: Guard = _always


def _at(*stages: Stage) -> frozenset[Stage]:
    return frozenset(stages)


_UNDECIDED = frozenset(Stage) - frozenset(OVER)
MOVES: dict[Event, Move] = {
    # Whoever found it complete read it beside another comment, or none: it is checked again, in the same time.
    Event.NAME_COMMENT: Move(_at(Stage.RECEIVED, Stage.COMPLETE), Stage.RECEIVED),
    Event.FIND_DEFECTIVE: Move(_at(Stage.RECEIVED), Stage.DEFECTIVE, _lacking),
    Event.COMPLETE_IT: Move(_at(Stage.DEFECTIVE), Stage.RECEIVED),
    Event.FIND_COMPLETE: Move(_at(Stage.RECEIVED), Stage.COMPLETE, _nothing_lacking),
    # A letter that did not go tells nobody: another is written, with a time of its own.
    Event.PASS_ON: Move(_at(Stage.COMPLETE, Stage.WAITING), Stage.WAITING, _may_pass_on),
    Event.REMOVE_UNREACHABLE: Move(_at(Stage.COMPLETE, Stage.WAITING), Stage.REMOVED, _unreachable),
    Event.REMOVE_REPEATED: Move(_at(Stage.COMPLETE), Stage.REMOVED, _repeated),
    Event.ANSWER: Move(_at(Stage.WAITING, Stage.SILENT), Stage.ANSWERED, _still_in_time),
    Event.TIME_OVER: Move(_at(Stage.WAITING), Stage.SILENT, _out_of_time),
    Event.REMOVE_SILENT: Move(_at(Stage.SILENT), Stage.REMOVED),
    Event.REMOVE_AGREED: Move(_at(Stage.ANSWERED), Stage.REMOVED, _agreed),
    Event.REMOVE_DEFICIENT: Move(_at(Stage.ANSWERED), Stage.REMOVED, _deficient),
    Event.KEEP: Move(_at(Stage.ANSWERED), Stage.KEPT, _stands),
    Event.CLOSE: Move(_UNDECIDED | {Stage.REMOVED, Stage.KEPT}, Stage.CLOSED, _not_ordered),
    Event.ORDER_REMOVAL: Move(frozenset(Stage), Stage.REMOVED, _may_be_ordered),
    Event.ORDER_DISCLOSURE: Move(frozenset(Stage), None, _details),
    Event.ORDER_LIFTED: Move(_at(Stage.REMOVED), None, _ordered),
}
"""The whole procedure. A court's order is heeded at any time; a complainant may take a notice back at any time."""


def next_stage(stage: str, event: Event, facts: Facts) -> Stage:
    """Return where ``event`` leads from ``stage``. Raises NotNow, in words, where the procedure does not allow it."""
    was, move = Stage(stage), MOVES[event]
    if was not in move.at:
        raise NotNow(
            f"This notice stands at “{was.label}”: nobody can {event.label} now.", "Nothing was changed."
        )
    if why := move.guard(facts):
        raise NotNow(why, "Nothing was changed.")
    return was if move.to is None else move.to
