"""The report on comments as files for a spreadsheet, and the whole log: all that came down, no words, nobody's name."""

import csv
from datetime import datetime, timedelta
from io import StringIO

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from moderation.appeals.deciding import decide_appeal
from moderation.appeals.keys import reference_with_key
from moderation.appeals.making import appeal
from moderation.models import Appeal, Comment, Ruling
from moderation.ruling import Judged, rule
from moderation.views import public
from policies.models import Clause
from portal.channels.models import Channel, NewsItem
from portal.councils.models import Council
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.drafts.content import LONDON
from tests.makers import make_council, make_person, sign_in
from tests.makers.comments import make_comment, make_house_rules

pytestmark = pytest.mark.django_db
SOURCE = "Comments policy (version 1, adopted 4 November 2026, minute 34/26)"
HEAD = ["Date", "Where", "Ruling", "Ground", "Rule", "Overruled on", "Shows again"]
ADDRESSES = ("taken-down.csv", "appeals.csv", "taken-down/")


@pytest.fixture(autouse=True)
def _nobody_has_sent_anything() -> None:
    cache.clear()


@pytest.fixture
def clause(clerk: Person) -> Clause:
    return make_house_rules(clerk).clauses.get(ref="7.9/b1")


def take_down(clerk: Person, item: NewsItem, clause: Clause, *outcomes: str) -> list[Comment]:
    """Return a comment for each of ``outcomes``, hidden or removed by it."""
    made = []
    for number, outcome in enumerate(outcomes):
        comment = make_comment(item=item, text=f"You are vermin, all {number} of you.", author="Quentin")
        judged = Judged(version=1, outcome=outcome, ground="abusive", clause_id=clause.pk)
        rule(actor=clerk, comment_id=comment.pk, judged=judged, reason="It insults the warden.")
        made.append(comment)
    return made


def file_of(council: Council, name: str) -> list[list[str]]:
    answer = Client().get(f"/{council.slug}/moderation/{name}")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/csv; charset=utf-8")
    return list(csv.reader(StringIO(answer.content.decode("utf-8-sig"))))


def today() -> str:
    return f"{timezone.now().astimezone(LONDON):%Y-%m-%d}"


def test_what_came_down_is_a_table_that_says_what_became_of_each(
    clerk: Person, item: NewsItem, clause: Clause
) -> None:
    _, again = take_down(clerk, item, clause, "hide", "remove")
    judged = Judged(version=1, outcome="leave", answering="nothing")
    rule(actor=clerk, comment_id=again.pk, judged=judged, reason="")
    where = Channel.objects.get(council=item.council, connector="newsroom").name

    said = [where, "Insulting, threatening or abusive", f"7.9, bullet 1, {SOURCE}"]
    assert file_of(item.council, "taken-down.csv") == [
        HEAD,
        [today(), said[0], "Removed", *said[1:], today(), "Yes"],
        [today(), said[0], "Hidden", *said[1:], "", ""],
    ]


def test_what_was_removed_where_it_was_hidden_does_not_show_again(
    clerk: Person, item: NewsItem, clause: Clause
) -> None:
    (hidden,) = take_down(clerk, item, clause, "hide")
    judged = Judged(version=1, outcome="remove", ground="abusive", clause_id=clause.pk)
    rule(actor=clerk, comment_id=hidden.pk, judged=judged, reason="It insults the warden.")

    assert [(row[2], *row[5:]) for row in file_of(item.council, "taken-down.csv")[1:]] == [
        ("Removed", "", ""),
        ("Hidden", today(), ""),
    ]


def test_the_page_has_the_latest_and_says_of_how_many_and_where_the_others_are(
    clerk: Person, item: NewsItem, clause: Clause, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(public, "LOGGED", 2)
    take_down(clerk, item, clause, "hide", "remove")
    at = f"/{item.council.slug}/moderation/"
    whole = f'<a href="{at}taken-down/">All that came down, page by page</a>'
    before = Client().get(at).content.decode()
    take_down(clerk, item, clause, "remove")

    after = Client().get(at).content.decode()

    assert "<p>The last 2, without the words" in before
    assert whole not in before
    assert f"<p>The last 2 of 3, without the words and without names. {whole}</p>" in after
    assert after.count('<td data-label="Ruling">Removed</td>') == 2
    assert after.count('<td data-label="Ruling">') == 2


def test_the_log_goes_on_over_pages_and_the_file_has_all_of_it(
    clerk: Person, item: NewsItem, clause: Clause, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(public, "LOGGED", 2)
    take_down(clerk, item, clause, "hide", "remove", "remove")
    at = f"/{item.council.slug}/moderation/taken-down/"

    first, second, nonsense = (
        Client().get(at + query).content.decode() for query in ("", "?page=2", "?page=x")
    )

    assert "<p>3 in all, the latest first," in first
    assert "Page 1 of 2" in first
    assert 'href="?page=2"' in first
    assert first.count('<td data-label="Ruling">Removed</td>') == 2
    assert first.count("Hidden") == 0
    assert second.count('<td data-label="Ruling">Hidden</td>') == 1
    assert second.count('<td data-label="Ruling">') == 1
    assert nonsense.count('<td data-label="Ruling">') == 2
    assert [row[2] for row in file_of(item.council, "taken-down.csv")[1:]] == ["Removed", "Removed", "Hidden"]


def test_the_file_has_what_came_down_in_the_twelve_months_and_the_log_what_came_before_too(
    clerk: Person, item: NewsItem, clause: Clause, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_down(clerk, item, clause, "remove")
    here = Ruling.objects.get().ruled_at.astimezone(LONDON)
    last = datetime(here.year + 1, here.month, 1, tzinfo=LONDON) - timedelta(seconds=1)

    for now, rows in ((last, 1), (last + timedelta(seconds=2), 0)):
        monkeypatch.setattr(timezone, "now", lambda now=now: now)
        assert len(file_of(item.council, "taken-down.csv")[1:]) == rows
        log = Client().get(f"/{item.council.slug}/moderation/taken-down/").content.decode()
        assert log.count('<td data-label="Ruling">') == 1


def test_appeals_are_counted_by_the_month_in_which_they_were_made(
    clerk: Person, item: NewsItem, clause: Clause
) -> None:
    second = make_person(council=clerk.council, role=Role.CLERK, name="Sam Second")
    long_ago = datetime(2026, 3, 31, 23, 30, tzinfo=LONDON)
    for place, comment in enumerate(take_down(clerk, item, clause, "hide", "hide", "hide", "hide")):
        ruling = Ruling.objects.get(comment=comment)
        Appeal.objects.create(
            council=item.council,
            comment=comment,
            ruling=ruling,
            ruled_by=ruling.ruled_by,
            words="It was fair.",
            made_at=timezone.now() if place else long_ago,
            due_at=timezone.now(),
        )
    for made, allowed in zip(Appeal.objects.order_by("pk"), (True, False, False), strict=False):
        decide_appeal(actor=second, appeal_id=made.pk, allowed=allowed, reason="I looked.", minute="")

    assert file_of(item.council, "appeals.csv") == [
        ["Month made", "Made", "Allowed", "Refused", "Not decided yet"],
        [today()[:7], "3", "0", "2", "1"],
        ["2026-03", "1", "1", "0", "0"],
    ]


def test_a_council_of_which_nothing_is_told_has_files_of_their_head_only(item: NewsItem) -> None:
    assert file_of(item.council, "taken-down.csv") == [HEAD]
    assert file_of(item.council, "appeals.csv") == [
        ["Month made", "Made", "Allowed", "Refused", "Not decided yet"]
    ]
    log = Client().get(f"/{item.council.slug}/moderation/taken-down/").content.decode()
    assert "<p>Nothing came down.</p>" in log


def test_another_council_s_rulings_and_appeals_are_in_none_of_them(
    clerk: Person, item: NewsItem, clause: Clause
) -> None:
    (down,) = take_down(clerk, item, clause, "hide")
    appeal(
        council_id=item.council_id,
        reference=reference_with_key(down),
        who="robin@people.example",
        words="It was fair.",
    )
    other = make_person(council=make_council(), role=Role.CLERK).council

    assert file_of(other, "taken-down.csv") == [HEAD]
    assert len(file_of(other, "appeals.csv")) == 1
    assert "Nothing came down." in Client().get(f"/{other.slug}/moderation/taken-down/").content.decode()


def test_neither_words_nor_names_nor_reasons_are_in_any_of_them(
    clerk: Person, item: NewsItem, clause: Clause
) -> None:
    (down,) = take_down(clerk, item, clause, "hide")
    said = {"who": "robin@people.example", "words": "It was only a joke."}
    appeal(council_id=item.council_id, reference=reference_with_key(down), **said)

    for address in ADDRESSES:
        shown = Client().get(f"/{item.council.slug}/moderation/{address}").content.decode()
        for secret in ("vermin", "Quentin", "robin", "warden", "joke", "Casey", down.reference):
            assert secret not in shown, address


def test_no_cell_is_a_formula(clerk: Person, item: NewsItem, clause: Clause) -> None:
    take_down(clerk, item, clause, "remove")
    Channel.objects.filter(council=item.council, connector="newsroom").update(name="=1+1")

    assert file_of(item.council, "taken-down.csv")[1][1] == "'=1+1"


def test_the_files_ask_as_often_however_much_there_is(clerk: Person, item: NewsItem, clause: Clause) -> None:
    counts = []
    for _ in range(2):
        take_down(clerk, item, clause, "remove", "hide")
        with CaptureQueriesContext(connection) as asked:
            for address in ADDRESSES:
                Client().get(f"/{item.council.slug}/moderation/{address}")
        counts.append(len(asked))

    assert counts[0] == counts[1]


def test_the_files_are_linked_where_somebody_looks_for_them(
    clerk: Person, item: NewsItem, clause: Clause
) -> None:
    take_down(clerk, item, clause, "remove")
    at = f"/{item.council.slug}/moderation/"
    shown = Client().get(at).content.decode()
    desk = sign_in(clerk).get(f"/{item.council.slug}/desk/moderation/").content.decode()

    for name in ("numbers.csv", "appeals.csv", "taken-down.csv"):
        assert f'href="{at}{name}"' in shown
        assert f'href="{at}{name}"' in desk
