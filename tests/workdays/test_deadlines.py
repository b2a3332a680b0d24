"""The deadlines of every kind, against the public vectors, and the command that prints them."""

import csv
import io
import json
from datetime import date, datetime
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from portal.refusals import InvalidInput
from portal.workdays.calendars import DayKind, ExtraDay
from portal.workdays.deadlines import KINDS, deadlines, read_given

ACT = "Freedom of Information Act 2000 s.10"
TABLE = Path(__file__).resolve().parents[1] / "data" / "date_vectors.csv"
VECTORS = list(csv.DictReader(TABLE.read_text(encoding="utf-8").splitlines()))


def run(*arguments: str) -> str:
    out = io.StringIO()
    call_command("deadlines", *arguments, stdout=out)
    return out.getvalue()


@pytest.mark.parametrize("vector", VECTORS, ids=lambda row: f"{row['kind']}-{row['what']}-{row['given']}")
def test_the_command_prints_what_the_vectors_say(vector: dict[str, str]) -> None:
    answer = json.loads(run(vector["kind"], vector["given"], "--json"))

    assert answer["deadlines"][vector["what"]] == vector["result"]


def test_there_is_a_vector_of_every_kind_the_law_counts() -> None:
    assert len(VECTORS) == 32
    assert {row["kind"] for row in VECTORS} == set(KINDS) - {"casual_vacancy", "defamation_poster", "council"}


EVERY_KIND = {
    "parish_election": (
        "2027-05-06",
        {
            "notice_of_election_latest": "2027-03-31",
            "nominations_close": "2027-04-08",
            "statement_of_nominations": "2027-04-09",
            "notice_of_poll_latest": "2027-04-27",
        },
    ),
    "uk_general_election": ("2027-05-06", {"notice_of_election_latest_22wd_EW_calendar": "2027-04-05"}),
    "neighbourhood_referendum": ("2027-05-06", {"information_statement_latest_28wd": "2027-03-24"}),
    "casual_vacancy": ("2027-02-01", {"request_latest": "2027-02-19", "poll_latest": "2027-04-27"}),
    "foi": ("2026-11-24", {"answer_due_20wd_allUK": "2026-12-23"}),
    "defamation_operator": ("2026-11-20T10:00", {"act_within_48h": "2026-11-24T10:00"}),
    "defamation_poster": (
        "2026-11-20",
        {"reply_by_end_of": "2026-11-25", "removal_without_reply": "2026-11-28T00:00"},
    ),
    "council": (
        "2026-12-24",
        {
            "one_working_day": "2026-12-29",
            "two_working_days": "2026-12-30",
            "five_working_days": "2027-01-05",
            "ten_working_days": "2027-01-12",
        },
    ),
}


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_the_command_prints_the_deadlines_of_every_kind_as_json(kind: str) -> None:
    given, due = EVERY_KIND[kind]

    answer = json.loads(run(kind, given, "--json"))

    assert (answer["kind"], answer["deadlines"]) == (kind, due)


def test_the_vectors_are_the_project_s_own_and_nothing_beside_it_is_read() -> None:
    root = Path(__file__).resolve().parents[2]

    assert root in TABLE.parents
    assert TABLE.is_file()


def test_a_vacancy_is_counted_from_its_notice() -> None:
    assert deadlines("casual_vacancy", datetime.fromisoformat("2027-02-01")) == {
        "request_latest": date(2027, 2, 19),
        "poll_latest": date(2027, 4, 27),
    }


@pytest.mark.parametrize("noticed", ["2027-01-30", "2027-01-31"])
def test_a_vacancy_that_was_noticed_on_a_day_off_is_counted_from_the_working_day_after_it(
    noticed: str,
) -> None:
    assert deadlines("casual_vacancy", datetime.fromisoformat(noticed)) == {
        "request_latest": date(2027, 2, 18),
        "poll_latest": date(2027, 4, 27),
    }


def test_the_poster_has_five_days_and_the_operator_two_more_working_days() -> None:
    assert deadlines("defamation_poster", datetime.fromisoformat("2026-11-20")) == {
        "reply_by_end_of": date(2026, 11, 25),
        "removal_without_reply": datetime.fromisoformat("2026-11-28"),
    }


def test_a_council_has_its_own_clock() -> None:
    closed = [ExtraDay(date(2026, 12, 29), DayKind.CLOSED)]
    given = datetime.fromisoformat("2026-12-24")

    assert deadlines("council", given)["one_working_day"] == date(2026, 12, 29)
    assert deadlines("council", given, closed)["one_working_day"] == date(2026, 12, 30)


def test_a_moment_with_a_zone_is_read_on_the_clock_of_england() -> None:
    assert read_given("defamation_operator", "2026-07-01T08:00:00Z") == datetime.fromisoformat(
        "2026-07-01T09:00"
    )


@pytest.mark.parametrize(
    ("kind", "given", "why"),
    [
        ("parish_election", "6 May 2027", "“6 May 2027” is not a date: write it like 2027-05-06"),
        ("parish_election", "2027-02-30", "“2027-02-30” is not a date"),
        ("tea", "2027-05-06", "“tea” is no kind of deadline. The kinds are: casual_vacancy, council"),
        ("defamation_operator", "2026-11-20", "defamation_operator is counted in hours: write the time too"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(kind: str, given: str, why: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_given(kind, given)

    assert str(refused.value).startswith(why)


def test_the_command_takes_a_day_that_was_proclaimed_late() -> None:
    answer = json.loads(run("parish_election", "2027-05-06", "--json", "--extra", "2027-04-14"))

    assert answer["deadlines"]["notice_of_election_latest"] == "2027-03-30"


def test_without_json_it_prints_a_line_for_each_step() -> None:
    lines = run("foi", "2026-11-24").splitlines()

    assert lines == [
        "2026-12-23  answer_due_20wd_allUK: the 20th working day after the day of receipt (" + ACT + ")"
    ]


@pytest.mark.parametrize(
    "arguments",
    [
        ("foi", "2036-01-01"),
        ("foi", "tomorrow"),
        ("tea", "2027-05-06"),
        ("foi", "2027-05-06", "--extra", "whitsun"),
        ("foi", "2027-05-06", "--extra", "2027-05-07:party"),
    ],
)
def test_a_refusal_prints_nothing_on_stdout(arguments: tuple[str, ...]) -> None:
    out = io.StringIO()
    with pytest.raises(CommandError):
        call_command("deadlines", *arguments, "--json", stdout=out)

    assert out.getvalue() == ""


@pytest.mark.parametrize("kind", sorted(KINDS))
@pytest.mark.parametrize("given", ["9999-12-31T09:00", "0001-01-01T09:00", "2036-01-04T09:00"])
def test_a_day_outside_the_calendar_is_refused_in_words_by_every_kind(kind: str, given: str) -> None:
    with pytest.raises(InvalidInput, match="The calendar of bank holidays covers 2015 to 2035"):
        deadlines(kind, read_given(kind, given))


def test_a_moment_that_no_clock_in_england_shows_is_no_date() -> None:
    with pytest.raises(InvalidInput, match="is not a date"):
        read_given("foi", "0001-01-01T00:00+14:00")
