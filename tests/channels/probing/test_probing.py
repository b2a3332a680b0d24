"""Which addresses are looked at, when again, and what is said of them."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from portal.channels.models import LinkProbe
from portal.channels.probing import probing
from portal.channels.probing.asking import Forbidden, Seen
from portal.channels.probing.probing import FORGOTTEN, KEPT, WAITS, key_of, probe_due, seen_behind, want
from tests.channels.probing.server import Page, Site, moved
from tests.makers.threads import at_once

pytestmark = pytest.mark.django_db
GONE = "https://www.example.org/gone"


@pytest.fixture
def _on(settings: Any) -> None:
    settings.LINK_PROBES = True


def seeing(monkeypatch: pytest.MonkeyPatch, **answers: Seen | None) -> list[str]:
    """Let each address, by its last letter, be seen as told; return what is asked. None: the portal does not go."""
    asked: list[str] = []

    def look(address: str) -> Seen:
        asked.append(address)
        answer = answers[address[-1]]
        if answer is None:
            raise Forbidden
        return answer

    monkeypatch.setattr(probing, "look", look)
    return asked


def again() -> int:
    """Let every address be due and look."""
    LinkProbe.objects.update(due_at=timezone.now())
    return probe_due()


def test_what_a_text_gives_is_looked_at_and_kept_for_a_day(site: Site) -> None:
    site.pages |= {"/short": moved("/long"), "/long": Page(body=b"<title>Long</title>")}
    assert want([site.at("/short"), site.at("/gone")]) == 2

    assert probe_due() == 2
    assert probe_due() == 0

    seen = seen_behind([site.at("/short"), site.at("/gone"), site.at("/never")])
    assert {address: (row.state, row.status, row.led_to, row.title) for address, row in seen.items()} == {
        site.at("/short"): ("works", 200, site.at("/long"), "Long"),
        site.at("/gone"): ("broken", 404, site.at("/gone"), ""),
    }
    for row in seen.values():
        assert row.probed_at is not None
        assert row.due_at == row.probed_at + KEPT


@pytest.mark.usefixtures("_on")
def test_an_address_without_its_scheme_is_the_one_that_a_browser_opens() -> None:
    want(["www.example.org/a", "https://www.example.org/a"])

    assert [row.address for row in LinkProbe.objects.all()] == ["https://www.example.org/a"]
    LinkProbe.objects.update(state="works", status=200, probed_at=timezone.now())
    assert set(seen_behind(["www.example.org/a", "https://www.example.org/a"])) == {
        "www.example.org/a",
        "https://www.example.org/a",
    }


@pytest.mark.usefixtures("_on")
def test_what_is_wanted_again_is_one_row_and_no_query_more(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    addresses = [f"https://www.example.org/{n}" for n in range(40)]
    assert want([*addresses, "x" * 2001, "a\x00b", ""]) == 40

    with django_assert_num_queries(2):
        assert want(addresses) == 0
    assert LinkProbe.objects.count() == 40


@pytest.mark.usefixtures("_on")
@pytest.mark.parametrize("status", [401, 403, 405, 406, 429, 451, 500, 502, 503])
def test_a_server_that_refuses_machines_or_fails_says_nothing_of_the_link(
    monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    seeing(monkeypatch, e=Seen(status, GONE))
    want([GONE])
    for wait in (*WAITS, WAITS[-1]):
        assert again() == 1
        row = LinkProbe.objects.get()
        assert (row.state, row.due_at - row.probed_at) == ("unknown", wait)  # type: ignore[operator]
    assert seen_behind([GONE]) == {}


@pytest.mark.usefixtures("_on")
def test_offline_nothing_is_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    seeing(monkeypatch, e=Seen(0, GONE, surely=True))
    want([GONE])
    for _ in range(6):
        again()

    assert (LinkProbe.objects.get().state, seen_behind([GONE])) == ("unknown", {})


@pytest.mark.usefixtures("_on")
def test_a_host_that_is_twice_not_there_while_others_answer_is_broken(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seeing(monkeypatch, e=Seen(0, GONE, surely=True), a=Seen(200, "https://www.example.org/a"))
    want([GONE, "https://www.example.org/a"])

    again()
    assert GONE not in seen_behind([GONE])
    again()
    assert seen_behind([GONE])[GONE].status == 0


@pytest.mark.usefixtures("_on")
def test_a_slow_server_is_never_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    seeing(monkeypatch, e=Seen(0, GONE, surely=False), a=Seen(200, "https://www.example.org/a"))
    want([GONE, "https://www.example.org/a"])
    for _ in range(6):
        again()

    assert GONE not in seen_behind([GONE])


@pytest.mark.usefixtures("_on")
def test_where_the_portal_does_not_go_nothing_is_known_and_nobody_asks_for_a_day(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seeing(monkeypatch, e=None)
    want([GONE])
    again()

    row = LinkProbe.objects.get()
    assert (row.state, row.led_to, row.due_at - row.probed_at) == ("unknown", "", KEPT)  # type: ignore[operator]


@pytest.mark.usefixtures("_on")
def test_what_works_again_is_said_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    seeing(monkeypatch, e=Seen(404, GONE))
    want([GONE])
    again()
    assert seen_behind([GONE])[GONE].state == "broken"

    seeing(monkeypatch, e=Seen(503, GONE))
    again()
    assert seen_behind([GONE]) == {}
    seeing(monkeypatch, e=Seen(200, GONE))
    again()
    assert seen_behind([GONE])[GONE].state == "works"


@pytest.mark.usefixtures("_on")
def test_an_address_that_no_text_gives_any_more_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    seeing(monkeypatch, e=Seen(200, GONE), a=Seen(200, "https://www.example.org/a"))
    want([GONE, "https://www.example.org/a"])
    old = timezone.now() - FORGOTTEN - timedelta(minutes=1)
    LinkProbe.objects.filter(sha256=key_of(GONE)).update(wanted_at=old)

    probe_due()

    assert [row.address for row in LinkProbe.objects.all()] == ["https://www.example.org/a"]


@pytest.mark.usefixtures("_on")
def test_a_sweep_stops_after_its_time_and_the_next_one_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = seeing(monkeypatch, a=Seen(200, "https://a"), b=Seen(200, "https://b"))
    want(["https://www.example.org/a", "https://www.example.org/b"])
    monkeypatch.setattr(probing, "AT_MOST", -1.0)
    assert (probe_due(), asked) == (0, [])
    monkeypatch.setattr(probing, "AT_MOST", 60.0)
    assert (probe_due(), len(asked)) == (2, 2)


def test_turned_off_nothing_is_noted_asked_or_read(
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    settings.LINK_PROBES = False
    asked = seeing(monkeypatch, e=Seen(404, GONE))
    with django_assert_num_queries(0):
        assert (want([GONE]), probe_due(), seen_behind([GONE]), asked) == (0, 0, {}, [])


@pytest.mark.usefixtures("_on")
def test_without_addresses_nothing_is_asked(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(0):
        assert (want([]), seen_behind([])) == (0, {})
    with django_assert_num_queries(1):
        seen_behind([f"https://www.example.org/{n}" for n in range(50)])


@pytest.mark.parametrize("wrong", [{"state": "perhaps"}, {"state": "works", "probed_at": None}])
def test_the_database_refuses_what_cannot_be_known(wrong: dict[str, object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        LinkProbe.objects.create(sha256=key_of(GONE), address=GONE, **wrong)


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_ask_no_server_twice(site: Site) -> None:
    site.pages |= {f"/{n}": Page() for n in range(5)}
    want([site.at(f"/{n}") for n in range(5)])

    assert sum(at_once(probe_due, probe_due, probe_due)) == 5
    assert sorted(path for path, _ in site.asked) == [f"/{n}" for n in range(5)]
    with connection.cursor() as cursor:
        # of this database only: tests beside these hold locks of their own in the same server
        cursor.execute(
            "SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database"
            " WHERE locktype = 'advisory' AND datname = current_database()"
        )
        assert cursor.fetchone() == (0,)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_on")
def test_two_who_want_the_same_address_at_once_note_it_once() -> None:
    found = at_once(lambda: want([GONE, "https://a.example"]), lambda: want(["https://a.example", GONE]))

    assert [one for one in found if isinstance(one, Exception)] == []
    assert LinkProbe.objects.count() == 2
