"""iCalendar as RFC 5545 wants it, read back by a reader of its own."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.icalendar import Event, folded, text, write
from tests.icalendars import offset_by_rules, read, unescaped, unfolded, when

LONDON = ZoneInfo("Europe/London")
CHANGED = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
WORDS = st.text(max_size=300)
DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))
SECONDS = st.integers(0, 36_500 * 86_400)
MOMENTS = SECONDS.map(lambda seconds: datetime(2000, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds))
HELD_OUT = {chr(code) for code in (*range(9), *range(11, 32), 127)}


def plain(words: str) -> str:
    """Return ``words`` as a text can hold them: line ends are LF, and control characters are gone."""
    lines = words.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(mark for mark in lines if mark not in HELD_OUT and not 0xD800 <= ord(mark) <= 0xDFFF)


def event(**changes: object) -> Event:
    values: dict[str, object] = {"uid": "a@b", "summary": "It", "begins": CHANGED, "changed": CHANGED}
    return Event(**{**values, **changes})  # type: ignore[arg-type]


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\r\n"), max_size=600))
def test_a_line_is_folded_at_75_octets_and_unfolds_to_itself(line: str) -> None:
    sent = folded(f"SUMMARY:{line}")
    assert unfolded(sent) == [f"SUMMARY:{line}"]


def test_a_line_of_75_octets_is_not_folded_and_one_of_76_is() -> None:
    assert folded("x" * 75) == b"x" * 75 + b"\r\n"
    assert folded("x" * 76) == b"x" * 75 + b"\r\n x\r\n"
    assert folded("x" * 74 + "é") == b"x" * 74 + b"\r\n \xc3\xa9\r\n"


@given(WORDS)
def test_text_is_escaped_and_read_back_without_what_no_line_holds(words: str) -> None:
    assert unescaped(text(words)) == plain(words)


@given(
    summary=WORDS,
    description=WORDS,
    category=WORDS,
    begins=st.one_of(DAYS, MOMENTS),
    changed=MOMENTS,
    off=st.booleans(),
)
def test_an_event_is_read_back_as_it_was(
    summary: str, description: str, category: str, begins: date | datetime, changed: datetime, off: bool
) -> None:
    given_event = event(
        summary=summary,
        description=description,
        category=category,
        begins=begins,
        changed=changed,
        cancelled=off,
    )
    found = read(write(name="Ours", events=[given_event])).inside[-1]
    assert found.name == "VEVENT"
    assert (found.words("UID"), found.words("SUMMARY")) == ("a@b", plain(summary))
    said = {row.name: unescaped(row.value) for row in found.properties}
    assert said.get("DESCRIPTION", "") == plain(description)
    assert said.get("CATEGORIES", "") == plain(category)
    assert when(found.one("DTSTART")) == begins
    assert when(found.one("DTSTAMP")) == when(found.one("LAST-MODIFIED")) == changed
    assert found.one("STATUS").value == ("CANCELLED" if off else "CONFIRMED")


@given(MOMENTS, st.timedeltas(timedelta(seconds=1), timedelta(days=4000)))
def test_a_later_change_has_a_higher_sequence(changed: datetime, later: timedelta) -> None:
    since = max(changed, datetime(2020, 1, 1, tzinfo=UTC))
    calendars = [write(name="Ours", events=[event(changed=at)]) for at in (since, since + later)]
    first, second = (int(read(one).inside[-1].one("SEQUENCE").value) for one in calendars)
    assert 0 <= first < second


@given(MOMENTS)
def test_the_zone_that_is_written_says_what_london_s_clock_says(at: datetime) -> None:
    (zone,) = read(write(name="Ours", events=[])).inside
    assert zone.one("TZID").value == "Europe/London"
    assert offset_by_rules(zone, at) == at.astimezone(LONDON).utcoffset()


@pytest.mark.parametrize(
    ("at", "line"),
    [
        (datetime(2026, 3, 29, 0, 59, tzinfo=UTC), "DTSTART;TZID=Europe/London:20260329T005900"),
        (datetime(2026, 3, 29, 1, 0, tzinfo=UTC), "DTSTART;TZID=Europe/London:20260329T020000"),
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "DTSTART;TZID=Europe/London:20261025T013000"),
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "DTSTART:20261025T013000Z"),
        (datetime(2026, 7, 1, 9, 0, tzinfo=UTC), "DTSTART;TZID=Europe/London:20260701T100000"),
    ],
)
def test_the_hours_at_which_clocks_change_are_told_apart(at: datetime, line: str) -> None:
    assert line in unfolded(write(name="Ours", events=[event(begins=at)]))


@given(DAYS, st.integers(0, 400))
def test_whole_days_end_on_the_day_after_the_last(first: date, more: int) -> None:
    last = first + timedelta(days=more)
    found = read(write(name="Ours", events=[event(begins=first, last_day=last)])).inside[-1]
    assert (when(found.one("DTSTART")), when(found.one("DTEND"))) == (first, last + timedelta(days=1))


def test_a_calendar_without_events_is_one_still() -> None:
    calendar = read(write(name="Pellworth, Town; Council", events=[]))
    assert [one.name for one in calendar.inside] == ["VTIMEZONE"]
    assert calendar.words("X-WR-CALNAME") == "Pellworth, Town; Council"


def test_the_same_things_are_the_same_bytes() -> None:
    assert write(name="Ours", events=[event()]) == write(name="Ours", events=[event()])


def test_an_address_cannot_begin_a_line_of_its_own() -> None:
    found = read(write(name="Ours", events=[event(url="https://a.example/\r\nATTENDEE:x")])).inside[-1]
    assert found.one("URL").value == "https://a.example/ATTENDEE:x"
    assert [row.name for row in found.properties if row.name == "ATTENDEE"] == []
