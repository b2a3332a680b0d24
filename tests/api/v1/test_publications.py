"""Reading what was published: in the order of change, with corrections, withdrawals and what was taken down."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from portal.channels.connectors.base import connectors
from portal.channels.models import NewsItem, Publication
from tests.api.conftest import Program
from tests.channels.posts import Staff, make_correction, make_news, make_post, make_staff


def _aged(item: NewsItem, minutes: int) -> NewsItem:
    NewsItem.objects.filter(pk=item.pk).update(changed_at=timezone.now() - timedelta(minutes=minutes))
    item.refresh_from_db()
    return item


def test_a_publication_is_told_whole(staff: Staff, program: Program) -> None:
    item = _aged(make_news(staff, "notice"), 5)

    told = program.read(f"publications/{item.pk}")

    assert told == {
        "id": item.pk,
        "tag": item.tag,
        "state": "live",
        "url": f"http://localhost:8000/pellworth/news/{item.slug}/",
        "kind": "notice",
        "title": "Mill Lane is closed",
        "summary": item.summary,
        "html": item.html,
        "text": item.text,
        "capacity": item.capacity_line,
        "body": "Pellworth Town Council",
        "reference": item.reference,
        "concerns_on": "2026-12-01",
        "pictures": [],
        "published_at": told["published_at"],
        "changed_at": told["changed_at"],
        "corrections": [],
        "withdrawn_at": None,
        "withdrawal_note": "",
    }
    assert program.read("publications")["publications"] == [told]


def test_they_come_in_the_order_of_change_page_by_page_and_each_once(staff: Staff, program: Program) -> None:
    items = [_aged(make_news(staff, "notice", title=f"Notice {number}"), 50 - number) for number in range(5)]
    seen: list[int] = []
    after = ""
    for _ in range(3):
        page = program.read(f"publications?limit=2&after={after}")
        seen += [one["id"] for one in page["publications"]]
        after = page["last"]
    assert seen == [item.pk for item in items]
    assert (page["next"], program.read(f"publications?after={after}")) == (
        None,
        {"publications": [], "next": None, "last": after},
    )

    _aged(items[1], 1)  # it was corrected

    again = program.read(f"publications?after={after}")
    assert [one["id"] for one in again["publications"]] == [items[1].pk]


def test_several_of_one_moment_are_each_told_once(staff: Staff, program: Program) -> None:
    items = [make_news(staff, "notice", title=f"Notice {number}") for number in range(3)]
    NewsItem.objects.update(changed_at=timezone.now() - timedelta(minutes=1))
    first = program.read("publications?limit=2")
    rest = program.read(f"publications?limit=2&after={first['next']}")
    found = [one["id"] for one in [*first["publications"], *rest["publications"]]]
    assert found == [item.pk for item in items]


def test_what_changed_this_very_moment_is_told_the_next_time(staff: Staff, program: Program) -> None:
    item = make_news(staff, "notice")
    assert program.read("publications") == {"publications": [], "next": None, "last": None}
    _aged(item, 1)
    assert len(program.read("publications")["publications"]) == 1


def test_a_correction_is_told_with_its_note(staff: Staff, program: Program) -> None:
    post = make_post(staff, "notice")
    connectors()["newsroom"].publish(post)
    connectors()["newsroom"].publish(make_correction(staff, post))
    item = _aged(NewsItem.objects.get(), 1)
    [told] = program.read("publications")["publications"]
    assert told["title"] == "Mill Lane is closed (corrected)"
    assert [one["note"] for one in told["corrections"]] == ["The day was wrong."]
    assert told["id"] == item.pk


def test_what_is_withdrawn_keeps_its_note_and_what_is_taken_down_nothing(
    staff: Staff, program: Program
) -> None:
    news = connectors()["newsroom"]
    gone, down = make_post(staff, "notice"), make_post(staff, "notice", title="Another")
    for post, planned in ((gone, False), (down, True)):
        news.publish(post)
        news.retract(post, "It was wrong.", scheduled=planned)
    NewsItem.objects.update(changed_at=timezone.now() - timedelta(minutes=1))
    told = {one["state"]: one for one in program.read("publications")["publications"]}
    assert set(told) == {"withdrawn", "taken_down"}
    assert told["withdrawn"]["withdrawal_note"] == "It was wrong."
    assert (told["withdrawn"]["html"], told["withdrawn"]["text"]) == ("", "")
    assert (told["taken_down"]["title"], told["taken_down"]["summary"]) == ("", "")


def test_what_is_under_embargo_is_not_there(staff: Staff, program: Program) -> None:
    item = _aged(make_news(staff, "notice"), 5)
    Publication.objects.update(embargo_until=timezone.now() + timedelta(hours=1))
    assert program.read("publications")["publications"] == []
    assert program.ask("GET", f"publications/{item.pk}").status_code == 404


def test_another_councils_are_not_there(program_of: Callable[..., Program], staff: Staff) -> None:
    item = _aged(make_news(staff, "notice"), 5)
    elsewhere = program_of(make_staff("newsroom", slug="elsewhere").clerk)
    assert elsewhere.read("publications")["publications"] == []
    assert elsewhere.ask("GET", f"publications/{item.pk}").status_code == 404


@pytest.mark.parametrize(
    "after",
    [
        "x",
        "AAAA",
        "MjAyNi0xMS0yMnw",
        "MjAyNnwx",
        "OTk5OS0xMi0zMVQyMzo1OTo1OS0xNDowMHwx",
        "%00",
        "é",
        "A" * 200,
    ],
)
def test_a_place_that_was_never_given_is_refused(program: Program, after: str) -> None:
    answer = program.ask("GET", f"publications?after={after}")
    assert answer.status_code == 400
    assert answer.json()["title"] == "`after` is not of an earlier answer."


@pytest.mark.parametrize("query", ["limit=0", "limit=101", "limit=x", "after=" + "A" * 201])
def test_a_question_that_does_not_fit_is_refused(program: Program, query: str) -> None:
    assert program.ask("GET", f"publications?{query}").status_code == 422


@pytest.mark.parametrize("number", ["0", "9223372036854775808", "99999999999999999999"])
def test_a_number_that_is_none_is_not_there(program: Program, number: str) -> None:
    assert program.ask("GET", f"publications/{number}").status_code == 404
