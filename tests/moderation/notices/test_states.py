"""The procedure as one table: every stage with every event, every guard with its words; and every time it sets."""

import csv
from datetime import datetime
from pathlib import Path

import pytest

from moderation.notices.clock import WARNED_AFTER, act_by, answer_by, hours_after
from moderation.notices.states import CLOCKS, MOVES, Clock, Event, Facts, NotNow, Stage, next_stage
from portal.drafts.content import LONDON
from portal.workdays.calendars import DEFAMATION, DayKind, ExtraDay

RECEIVED, DEFECTIVE, COMPLETE = Stage.RECEIVED, Stage.DEFECTIVE, Stage.COMPLETE
WAITING, SILENT, ANSWERED = Stage.WAITING, Stage.SILENT, Stage.ANSWERED
REMOVED, KEPT, CLOSED = Stage.REMOVED, Stage.KEPT, Stage.CLOSED

LETS: dict[Event, Facts] = {
    Event.FIND_DEFECTIVE: Facts(lacks=1),
    Event.REMOVE_UNREACHABLE: Facts(reachable=False),
    Event.REMOVE_REPEATED: Facts(says_repeated=True, earlier_removals=2),
    Event.TIME_OVER: Facts(in_time=False),
    Event.REMOVE_AGREED: Facts(agrees=True),
    Event.REMOVE_DEFICIENT: Facts(answer_complete=False),
    Event.ORDER_DISCLOSURE: Facts(has_details=True),
    Event.ORDER_LIFTED: Facts(ordered=True),
}
"""The facts under which an event may happen, where they are not those of most notices."""
LEADS: dict[Event, dict[Stage, Stage]] = {
    Event.NAME_COMMENT: {RECEIVED: RECEIVED, COMPLETE: RECEIVED},
    Event.FIND_DEFECTIVE: {RECEIVED: DEFECTIVE},
    Event.COMPLETE_IT: {DEFECTIVE: RECEIVED},
    Event.FIND_COMPLETE: {RECEIVED: COMPLETE},
    Event.PASS_ON: {COMPLETE: WAITING, WAITING: WAITING},
    Event.REMOVE_UNREACHABLE: {COMPLETE: REMOVED, WAITING: REMOVED},
    Event.REMOVE_REPEATED: {COMPLETE: REMOVED},
    Event.ANSWER: {WAITING: ANSWERED, SILENT: ANSWERED},
    Event.TIME_OVER: {WAITING: SILENT},
    Event.REMOVE_SILENT: {SILENT: REMOVED},
    Event.REMOVE_AGREED: {ANSWERED: REMOVED},
    Event.REMOVE_DEFICIENT: {ANSWERED: REMOVED},
    Event.KEEP: {ANSWERED: KEPT},
    Event.CLOSE: {stage: CLOSED for stage in Stage if stage != CLOSED},
    Event.ORDER_REMOVAL: dict.fromkeys(Stage, REMOVED),
    Event.ORDER_DISCLOSURE: {stage: stage for stage in Stage},
    Event.ORDER_LIFTED: {REMOVED: REMOVED},
}
REFUSED = "This notice stands at “{stage}”: nobody can {event} now."


@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize("event", Event)
def test_every_event_at_every_stage_leads_on_or_is_refused_in_words(stage: Stage, event: Event) -> None:
    facts = LETS.get(event, Facts())
    to = LEADS[event].get(stage)
    if to is not None:
        assert next_stage(stage, event, facts) == to
        return
    with pytest.raises(NotNow) as refused:
        next_stage(stage, event, facts)
    assert refused.value.what == REFUSED.format(stage=stage.label, event=event.label)


@pytest.mark.parametrize(
    ("stage", "event", "facts", "words"),
    [
        (RECEIVED, Event.FIND_DEFECTIVE, Facts(), "Nothing is missing from this notice"),
        (RECEIVED, Event.FIND_COMPLETE, Facts(lacks=1), "Something is missing from this notice"),
        (COMPLETE, Event.PASS_ON, Facts(reachable=False), "gave no private address"),
        (WAITING, Event.PASS_ON, Facts(told=True), "was told of it already"),
        (COMPLETE, Event.PASS_ON, Facts(names_comment=False), "Say first which comment"),
        (COMPLETE, Event.REMOVE_UNREACHABLE, Facts(), "gave an email address"),
        (COMPLETE, Event.REMOVE_UNREACHABLE, Facts(reachable=False, names_comment=False), "Say first which"),
        (
            COMPLETE,
            Event.REMOVE_REPEATED,
            Facts(earlier_removals=2),
            "does not say that it was removed before",
        ),
        (
            COMPLETE,
            Event.REMOVE_REPEATED,
            Facts(says_repeated=True, earlier_removals=1),
            "own record does not show",
        ),
        (
            COMPLETE,
            Event.REMOVE_REPEATED,
            Facts(says_repeated=True, earlier_removals=2, names_comment=False),
            "Say first which",
        ),
        (WAITING, Event.ANSWER, Facts(in_time=False), "The time for an answer is over"),
        (SILENT, Event.ANSWER, Facts(in_time=False), "The time for an answer is over"),
        (WAITING, Event.TIME_OVER, Facts(), "still has time to answer"),
        (ANSWERED, Event.REMOVE_AGREED, Facts(), "does not agree"),
        (ANSWERED, Event.REMOVE_DEFICIENT, Facts(), "has all that it needs"),
        (
            ANSWERED,
            Event.REMOVE_DEFICIENT,
            Facts(agrees=True, found_false="It is."),
            "agrees that it is removed",
        ),
        (ANSWERED, Event.KEEP, Facts(agrees=True), "agrees that it is removed"),
        (ANSWERED, Event.KEEP, Facts(answer_complete=False), "lacks what the law asks"),
        (ANSWERED, Event.KEEP, Facts(found_false="No such street."), "obviously false"),
        (KEPT, Event.ORDER_REMOVAL, Facts(names_comment=False), "Say first which comment"),
        (KEPT, Event.ORDER_DISCLOSURE, Facts(), "no details of the poster"),
        (REMOVED, Event.ORDER_REMOVAL, Facts(ordered=True), "ordered its removal already"),
        (REMOVED, Event.ORDER_LIFTED, Facts(), "No order of a court"),
        (REMOVED, Event.CLOSE, Facts(ordered=True), "enter first that the court lifted its order"),
    ],
)
def test_what_stands_in_the_way_is_said(stage: Stage, event: Event, facts: Facts, words: str) -> None:
    with pytest.raises(NotNow, match=words):
        next_stage(stage, event, facts)


def test_an_obviously_false_answer_is_reason_enough() -> None:
    found = next_stage(ANSWERED, Event.REMOVE_DEFICIENT, Facts(found_false="There is no such street."))

    assert found == REMOVED


def test_the_table_names_every_event_and_a_clock_for_every_stage() -> None:
    assert set(MOVES) == set(Event)
    assert CLOCKS == {
        RECEIVED: Clock.RECEIPT,
        DEFECTIVE: Clock.NONE,
        COMPLETE: Clock.RECEIPT,
        WAITING: Clock.FIVE_DAYS,
        SILENT: Clock.DEADLINE,
        ANSWERED: Clock.REPLY,
        REMOVED: Clock.NONE,
        KEPT: Clock.NONE,
        CLOSED: Clock.NONE,
    }


_FILE = Path(__file__).resolve().parents[2] / "data" / "date_vectors.csv"
_ROWS = csv.DictReader(_FILE.read_text("utf-8").splitlines())
VECTORS = [(row["given"], row["result"]) for row in _ROWS if row["kind"] == "defamation_operator"]
"""When a notice came, and by when the council must act: the dates that the whole project is held to."""


def test_the_dates_that_the_project_is_held_to_name_this_procedure() -> None:
    assert len(VECTORS) >= 3


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


@pytest.mark.parametrize(
    ("received", "due"),
    [
        *VECTORS,
        ("2026-11-19T16:00", "2026-11-23T16:00"),
        ("2026-11-21T09:00", "2026-11-25T00:00"),  # a Saturday: the end of Tuesday the 24th
        ("2027-03-25T15:30", "2027-03-31T15:30"),
    ],
)
def test_48_hours_count_on_business_days_alone(received: str, due: str) -> None:
    assert act_by(at(received), DEFAMATION) == at(due)


def test_the_hours_stand_still_while_the_clocks_change() -> None:
    assert act_by(at("2027-03-26T12:00"), DEFAMATION) == at(
        "2027-04-01T00:00"
    )  # Good Friday, summer time, Easter
    assert act_by(at("2026-10-23T12:00"), DEFAMATION) == at(
        "2026-10-27T12:00"
    )  # the clocks go back on Sunday
    assert act_by(datetime.fromisoformat("2026-07-01T08:00:00Z"), DEFAMATION) == at("2026-07-03T09:00")


def test_a_day_that_was_proclaimed_late_does_not_count() -> None:
    calendar = DEFAMATION.with_extra([ExtraDay(at("2026-11-19T00:00").date(), DayKind.BANK_HOLIDAY)])

    assert act_by(at("2026-11-18T09:00"), calendar) == at("2026-11-23T09:00")


@pytest.mark.parametrize(
    ("passed", "until", "removal"),
    [
        ("2026-11-20T00:00", "2026-11-26T00:00", "2026-11-28T00:00"),
        ("2026-11-20T23:59", "2026-11-26T00:00", "2026-11-28T00:00"),
        (
            "2026-12-21T10:00",
            "2026-12-27T00:00",
            "2026-12-31T00:00",
        ),  # ends on a Saturday, then bank holidays
        (
            "2027-03-23T10:00",
            "2027-03-29T00:00",
            "2027-04-01T00:00",
        ),  # Easter lies in it; Monday is a bank holiday
    ],
)
def test_a_poster_has_until_the_end_of_the_fifth_day_and_the_council_48_hours_more(
    passed: str, until: str, removal: str
) -> None:
    assert answer_by(at(passed)) == at(until)
    assert act_by(answer_by(at(passed)), DEFAMATION) == at(removal)


def test_half_of_the_time_is_left_when_somebody_is_reminded() -> None:
    warned = hours_after(at("2026-11-20T10:00"), WARNED_AFTER, DEFAMATION)

    assert warned == at("2026-11-23T10:00")
    assert hours_after(warned, WARNED_AFTER, DEFAMATION) == act_by(at("2026-11-20T10:00"), DEFAMATION)
