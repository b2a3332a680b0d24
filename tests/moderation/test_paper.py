"""The report for a meeting: the numbers of the open page on paper, and nobody's name or words."""

from datetime import datetime
from io import BytesIO
from itertools import pairwise

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from moderation.charting import HEIGHT, WIDTH, bars
from moderation.grounds import Ground
from moderation.models import Comment
from moderation.paper import report_pdf, report_words
from moderation.ruling import Judged, rule
from policies.models import Clause
from portal.channels.models import NewsItem
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.drafts.content import LONDON
from tests.makers import make_person, sign_in
from tests.makers.comments import make_comment, make_house_rules

pytestmark = pytest.mark.django_db
KEPT = "7.9, bullet 1, Comments policy (version 1, adopted 4 November 2026, minute 34/26)"


@pytest.fixture
def clause(clerk: Person) -> Clause:
    return make_house_rules(clerk).clauses.get(ref="7.9/b1")


def take_down(clerk: Person, item: NewsItem, clause: Clause, text: str) -> Comment:
    made = make_comment(item=item, text=text, author="Quentin")
    judged = Judged(version=1, outcome="remove", ground="abusive", clause_id=clause.pk)
    rule(actor=clerk, comment_id=made.pk, judged=judged, reason="It insults the warden.")
    return made


def now() -> datetime:
    return datetime.now(LONDON)


def words_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())


def test_the_report_says_what_the_open_page_says_and_names_nobody(
    clerk: Person, item: NewsItem, clause: Clause
) -> None:
    take_down(clerk, item, clause, "You are vermin, all of you.")
    make_comment(item=item, text="Something else is said here.")

    said = report_words(clerk.council, now())
    printed = words_of(report_pdf(clerk.council, now()))

    assert said["figures"] == [
        ["Comments received", "2"],
        ["Settled in time", "1 of 1 (100%)"],
        ["Answered through the portal", "None"],
        ["Rulings that took a comment down", "1"],
        ["Appeals, in all", "0: 0 allowed, 0 refused, 0 open"],
    ]
    assert said["grounds"][0] == ["Insulting, threatening or abusive", "1"]
    assert [row[2:] for row in said["log"]] == [
        ["Remove it", f"Insulting, threatening or abusive, under {KEPT}", "Stands"]
    ]
    for each in (
        "Comments and how they were treated",
        "1 of 1 (100%)",
        "abuse, threats or insults;",
        "Stands",
    ):
        assert each in printed
    for secret in ("vermin", "Quentin", "warden", "Casey"):
        assert secret not in printed


def test_the_report_has_grounds_and_reply_times_of_each_month_as_the_page_has(
    clerk: Person, item: NewsItem, clause: Clause
) -> None:
    take_down(clerk, item, clause, "You are vermin, all of you.")

    said = report_words(clerk.council, now())
    printed = words_of(report_pdf(clerk.council, now()))

    assert said["outcomes"][1:6] == ["Received", "In time", "Late", "Answered", "Hours"]
    assert said["months"][0][1:] == ["1", "1", "0", "0", "–", "0", "0", "1"]
    assert said["by_ground"] == ["Month", *map(str, Ground.labels), "Because the law asks it"]
    assert [len(row) for row in said["grounds_by_month"]] == [8] * 12
    assert [row[1:] for row in said["grounds_by_month"]] == [["1", *"000000"], *([[*"0000000"]] * 11)]
    assert said["grounds_by_month"][0][0] == f"{now():%B %Y}"
    assert "What came down, month by month" in printed
    assert "Because the law asks it" in printed


def test_the_report_lists_so_many_rulings_and_says_where_it_stops(
    clerk: Person, item: NewsItem, clause: Clause, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("moderation.paper.PRINTED", 2)
    first = take_down(clerk, item, clause, "You are vermin, all of you.")
    again = Judged(version=1, outcome="leave", answering="nothing")
    rule(actor=clerk, comment_id=first.pk, judged=again, reason="")
    take_down(clerk, item, clause, "You are vermin, every one.")
    whole = report_words(clerk.council, now())
    take_down(clerk, item, clause, "You are vermin, the lot.")

    cut = report_words(clerk.council, now())

    assert whole["logged"].startswith("All rulings of these months")
    assert [row[-1].partition(" ")[0] for row in whole["log"]] == ["Stands", "Overruled"]
    assert whole["log"][1][-1].endswith(": it shows again")
    assert [row[-1] for row in cut["log"]] == ["Stands", "Stands"]
    assert cut["logged"].startswith("The last 2 of 3 rulings that took a comment down,")
    assert cut["logged"] in words_of(report_pdf(clerk.council, now()))


def test_a_report_without_anything_is_one_too(clerk: Person) -> None:
    assert "Nothing came down." in words_of(report_pdf(clerk.council, now()))


def test_one_day_s_report_has_the_same_bytes(clerk: Person, item: NewsItem, clause: Clause) -> None:
    take_down(clerk, item, clause, "You are vermin, all of you.")
    at = now().replace(hour=9)

    assert report_pdf(clerk.council, at) == report_pdf(clerk.council, at.replace(hour=17))


def test_the_report_asks_no_more_of_the_database_however_much_was_said(
    clerk: Person, item: NewsItem, clause: Clause
) -> None:
    counts = []
    for number in range(3):
        take_down(clerk, item, clause, f"You are vermin, all {number} of you.")
        with CaptureQueriesContext(connection) as asked:
            report_words(clerk.council, now())
        counts.append(len(asked))

    assert counts[0] == counts[-1] <= 11


def test_a_sign_that_no_typeface_has_stands_as_its_code(clerk: Person) -> None:
    clerk.council.name = "Pellworth \U00013080"

    paper = words_of(report_pdf(clerk.council, now()))

    assert "Pellworth [U+13080]" in paper
    assert "A sign that no typeface here has stands as its code in brackets" in paper


def test_who_reads_the_desk_has_the_file(clerk: Person, item: NewsItem) -> None:
    at = f"/{clerk.council.slug}/desk/moderation/report.pdf"
    answer = sign_in(clerk).get(at)
    member = make_person(council=clerk.council, role=Role.COUNCILLOR)

    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/pdf")
    assert answer.content.startswith(b"%PDF")
    assert sign_in(member).get(at).status_code == 403


def test_the_open_page_has_charts_with_their_tables(item: NewsItem) -> None:
    make_comment(item=item)

    page = Client().get(f"/{item.council.slug}/moderation/").content.decode()

    assert page.count('role="img"') == 2
    assert 'aria-label="Comments received, month by month. The table below has the numbers."' in page
    assert page.index("Comments received, month by month") < page.index('id="by-outcome"')
    assert f'height="{HEIGHT}"' in page


@pytest.mark.parametrize(
    ("numbers", "heights"),
    [([], []), ([0, 0], [0, 0]), ([1, 4, 2], [24, 96, 48]), ([1_000_000, 1], [96, 0])],
)
def test_bars_are_as_high_as_their_numbers_and_stay_inside(numbers: list[int], heights: list[int]) -> None:
    found = bars([(str(place), number) for place, number in enumerate(numbers)])

    assert [one.height for one in found] == heights
    assert all(one.y + one.height == HEIGHT and one.x + one.width <= WIDTH for one in found)
    assert all(after.x > before.x + before.width for before, after in pairwise(found))
