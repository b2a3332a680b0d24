"""The filters of `{% load words %}`, each to the letter."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.template import engines

from portal.councils.templatetags import words

SUMMER = datetime(2026, 5, 7, 9, 0, tzinfo=UTC)
WINTER = datetime(2026, 1, 3, 15, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (SUMMER, "Thursday 7 May 2026, 10:00 am (BST)"),
        (WINTER, "Saturday 3 January 2026, 3:05 pm (GMT)"),
        (datetime(2026, 5, 6, 23, 30, tzinfo=UTC), "Thursday 7 May 2026, 12:30 am (BST)"),
        (datetime(2026, 5, 7, 11, 0, tzinfo=UTC), "Thursday 7 May 2026, 12:00 noon (BST)"),
        (
            datetime(2026, 5, 6, 23, 0, tzinfo=UTC),
            "Thursday 7 May 2026, 12:00 midnight at the start of the day (BST)",
        ),
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "Sunday 25 October 2026, 1:30 am (BST)"),
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "Sunday 25 October 2026, 1:30 am (GMT)"),
        (datetime(2026, 5, 7, 10, 0), "Thursday 7 May 2026, 10:00 am (BST)"),  # noqa: DTZ001  naive is London's
        (date(2026, 5, 7), "Thursday 7 May 2026"),
        (None, ""),
        ("", ""),
        ("soon", "soon"),
    ],
)
def test_moment_says_weekday_and_zone(value: Any, said: str) -> None:
    assert words.moment(value) == said


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (datetime(2026, 5, 6, 23, 30, tzinfo=UTC), "Thursday 7 May 2026"),
        (date(2026, 12, 25), "Friday 25 December 2026"),
        (None, ""),
    ],
)
def test_day_is_the_day_in_london(value: Any, said: str) -> None:
    assert words.day(value) == said


@pytest.mark.parametrize(
    ("gap", "said"),
    [
        (timedelta(seconds=-20), "just now"),
        (timedelta(seconds=20), "in less than a minute"),
        (timedelta(minutes=-1), "1 minute ago"),
        (timedelta(minutes=-59), "59 minutes ago"),
        (timedelta(minutes=5), "in 5 minutes"),
        (timedelta(hours=-1), "1 hour ago"),
        (timedelta(hours=-11), "11 hours ago"),
        (timedelta(hours=3), "in 3 hours"),
        (timedelta(hours=13), "today at 11:00 pm"),
        (timedelta(hours=-18), "yesterday at 4:00 pm"),
        (timedelta(days=1), "tomorrow at 10:00 am"),
        (timedelta(days=-3), "last Monday at 10:00 am"),
        (timedelta(days=3), "on Sunday at 10:00 am"),
        (timedelta(days=-8), "on Wednesday 29 April 2026"),
    ],
)
def test_relative_says_how_long_ago(gap: timedelta, said: str) -> None:
    assert words.relative(SUMMER + gap, SUMMER) == said


def test_ago_holds_the_exact_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: SUMMER + timedelta(minutes=5))
    assert words.ago(SUMMER) == (
        '<time datetime="2026-05-07T09:00:00Z" title="Thursday 7 May 2026, 10:00 am (BST)">5 minutes ago</time>'
    )
    assert words.ago(None) == ""


def test_ago_does_not_say_a_day_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: SUMMER + timedelta(days=8))
    assert words.ago(SUMMER) == (
        '<time datetime="2026-05-07T09:00:00Z" title="10:00 am (BST)">on Thursday 7 May 2026</time>'
    )


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("a\r\nb\rc\nd", "a<br>b<br>c<br>d"),
        ("<script>alert(1)</script>\n& co", "&lt;script&gt;alert(1)&lt;/script&gt;<br>&amp; co"),
        (None, ""),
    ],
)
def test_lines_are_escaped(text: str | None, html: str) -> None:
    assert words.lines(text) == html


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Ann B. Clerk", "AC"),
        ("Cllr. Jo Deputy", "JD"),
        ("Siân O'Neill", "SO"),
        ("Madonna", "M"),
        ("Sir", "S"),
        ("émile zola", "ÉZ"),
        ("(deputy) 42", ""),
        ("", ""),
        (None, ""),
    ],
)
def test_initials_leave_courtesy_titles_out(name: str | None, letters: str) -> None:
    assert words.initials(name) == letters


def test_the_filters_are_there_in_a_template() -> None:
    source = (
        "{% load words %}{{ t|moment }}|{{ t|day }}|{{ text|lines }}|{{ name|initials }}|{{ nothing|ago }}"
    )
    said = engines["django"].from_string(source).render({"t": SUMMER, "text": "<b>", "name": "Ann Clerk"})
    assert said == "Thursday 7 May 2026, 10:00 am (BST)|Thursday 7 May 2026|&lt;b&gt;|AC|"
