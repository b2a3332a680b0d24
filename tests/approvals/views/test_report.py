"""The month's report as a page and as a file."""

import csv
import io
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from approvals.deciding import return_with_reason
from approvals.models import Review
from approvals.months import month_of
from policies.models import Version
from tests.approvals.views.conftest import Town
from tests.makers import make_approved, make_review
from tests.makers.forging import past_the_triggers
from tests.makers.policies import make_adopted_policy

pytestmark = pytest.mark.django_db


def _page(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_the_page_lists_the_month_and_leads_to_its_neighbours(town: Town) -> None:
    make_approved(author=town.author, clerk=town.clerk, title="Approved <i>item</i>")
    make_approved(author=town.clerk, clerk=town.clerk, title="Own item")
    returned = make_review(author=town.author, title="Returned item")
    return_with_reason(actor=town.clerk, review_id=returned.pk, reason="Name the road.")
    month = month_of("")
    page = _page(town.desk.get(town.at("report/")))
    assert f"What was approved in {month}" in page
    assert "Self-cleared: approved by their own author" in page
    assert "Approved &lt;i&gt;item&lt;/i&gt;" in page
    assert "Returned: Name the road." in page
    assert f'href="?month={month.before.key}"' in page
    assert f'href="?month={month.after.key}"' not in page
    before = _page(town.desk.get(town.at(f"report/?month={month.before.key}")))
    assert f'href="?month={month.key}"' in before
    assert "Own item" not in before


@pytest.mark.parametrize("month", ["", "2026-13", "1999-01", "x", "2026-11-11", "%00"])
def test_a_month_that_is_none_is_the_current_one(town: Town, month: str) -> None:
    assert f"in {month_of('')}" in _page(town.desk.get(town.at(f"report/?month={month}")))


def test_the_file_holds_every_line_and_no_formula(town: Town) -> None:
    make_approved(author=town.author, clerk=town.clerk, title='=HYPERLINK("https://evil.example","x")')
    answer = town.desk.get(town.at("report/csv/"))
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == f'attachment; filename="ptc-approvals-{month_of("").key}.csv"'
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0][:3] == ["When", "What", "Reference"]
    assert len(rows) == 2
    assert rows[1][4].startswith("'=HYPERLINK")
    assert rows[1][5:7] == ["Dan Deputy", "Clara Clerk"]


def test_the_file_ends_with_the_policies_that_are_overdue_for_review_today(town: Town) -> None:
    version = make_adopted_policy(clerk=town.clerk, title="=Media policy")
    with past_the_triggers(Version):
        Version.objects.filter(pk=version.pk).update(review_due=date(2026, 5, 4))
    make_adopted_policy(clerk=town.clerk, title="Reviewed in time")
    make_approved(author=town.author, clerk=town.clerk)

    answer = town.desk.get(town.at("report/csv/"))

    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(rows) == 3
    assert rows[-1] == [
        "2026-05-04",
        "Overdue for review, as of today",
        "",
        "Policy",
        "'=Media policy, version 1",
        "",
        "",
        "It was to be reviewed by this day.",
        "",
        "",
    ]


@pytest.mark.parametrize("number", [1, 15])
def test_the_report_asks_the_same_for_one_item_and_for_many(town: Town, number: int) -> None:
    for n in range(number):
        make_approved(author=town.author, clerk=town.clerk, title=f"Item {n}")
        returned = make_review(author=town.author)
        return_with_reason(actor=town.clerk, review_id=returned.pk, reason="Name the road.")
    with CaptureQueriesContext(connection) as captured:
        town.desk.get(town.at("report/"))
    assert len(captured) == 10


def test_what_belongs_to_another_month_is_left_out(town: Town) -> None:
    returned = make_review(author=town.author, title="Long ago")
    return_with_reason(actor=town.clerk, review_id=returned.pk, reason="Name the road.")
    with past_the_triggers(Review):
        Review.objects.update(decided_at=timezone.now() - timedelta(days=70))
    assert "Long ago" not in _page(town.desk.get(town.at("report/")))
