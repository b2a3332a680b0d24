"""Filtering the queue by its address, and the filters that somebody keeps."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from approvals.filtering import Filter
from approvals.models import Review, SavedFilter
from approvals.saving_filters import save_filter
from portal.councils.powers import Role
from tests.approvals.views.conftest import Town
from tests.makers import make_review, sign_in

pytestmark = pytest.mark.django_db


def test_the_list_is_filtered_and_ordered_by_its_address_alone(town: Town) -> None:
    make_review(author=town.author, title="A release")
    make_review(author=town.author, kind="notice", title="A notice", concerns_on="2099-12-01")
    page = town.desk.get(town.at("?kind=notice")).content.decode()
    assert ("A notice" in page, "A release" in page) == (True, False)
    assert "1 of 2 waiting." in page
    assert '<option value="notice" selected>Notice</option>' in page
    by_due = town.desk.get(town.at("?order=due")).content.decode()
    assert by_due.index("A notice") < by_due.index("A release")
    nothing = town.desk.get(town.at("?risk=3&channel=press_email")).content.decode()
    assert "Nothing that waits is of this sort" in nothing
    assert town.desk.get(town.at("?kind=x&by=%00&holder=1e9&page=-1")).status_code == 200


def test_the_next_page_keeps_the_filter(town: Town) -> None:
    for n in range(2):
        make_review(author=town.author, kind="notice", title=f"Notice {n}")
    review = Review.objects.latest("pk")
    for _ in range(49):
        make_review(author=town.author, kind="notice")
    page = town.desk.get(town.at("?kind=notice")).content.decode()
    assert "?kind=notice&amp;page=2" in page
    assert Review.objects.filter(pk=review.pk).exists()


def test_a_filter_is_kept_shown_above_the_queue_and_removed(town: Town) -> None:
    make_review(author=town.author, kind="notice")
    page = town.desk.get(town.at("?kind=notice&order=due")).content.decode()
    assert f'href="{town.at("filters/")}?kind=notice&amp;order=due"' in page
    form = town.desk.get(town.at("filters/?kind=notice&order=due")).content.decode()
    assert "Order: Due first · Kind: Notice" in form
    kept = town.desk.post(
        town.at("filters/"), {"name": "Notices", "query": "kind=notice&order=due"}, follow=True
    )
    assert "Kept as “Notices”." in kept.content.decode()
    assert '?kind=notice&amp;order=due">Notices</a>' in kept.content.decode()
    one = SavedFilter.objects.get()
    gone = town.desk.post(town.at(f"filters/{one.pk}/remove/"), follow=True)
    assert "“Notices” is not kept any more." in gone.content.decode()
    assert SavedFilter.objects.count() == 0


@pytest.mark.parametrize(
    ("typed", "status"),
    [
        ({"name": "", "query": "kind=notice"}, 422),
        ({"name": "x" * 41, "query": "kind=notice"}, 422),
        ({"name": "All", "query": ""}, 400),
        ({"name": "All", "query": "kind=nonsense"}, 400),
        ({"name": "All", "query": "x" * 501}, 422),
    ],
)
def test_what_cannot_be_kept_is_said_with_what_was_typed(
    town: Town, typed: dict[str, str], status: int
) -> None:
    answer = town.desk.post(town.at("filters/"), typed)
    assert answer.status_code == status
    assert SavedFilter.objects.count() == 0


def test_nobody_sees_or_removes_what_another_keeps(town: Town) -> None:
    mine = save_filter(actor=town.clerk, name="Mine", asked=Filter(kind="notice"))
    other = sign_in(town.somebody(Role.CLERK))
    assert "Mine" not in other.get(town.at("filters/")).content.decode()
    assert other.post(town.at(f"filters/{mine.pk}/remove/")).status_code == 404
    assert other.get(town.at(f"filters/{mine.pk}/remove/")).status_code == 404
    assert SavedFilter.objects.count() == 1


def test_an_auditor_filters_and_keeps_nothing(town: Town) -> None:
    auditor = sign_in(town.somebody(Role.AUDITOR))
    assert auditor.get(town.at("?kind=notice")).status_code == 200
    assert auditor.post(town.at("filters/"), {"name": "N", "query": "kind=notice"}).status_code == 403


def test_a_name_is_text(town: Town) -> None:
    make_review(author=town.author)
    save_filter(actor=town.clerk, name="<b>x</b>", asked=Filter(kind="notice"))
    for path in ("", "filters/"):
        page = town.desk.get(town.at(path)).content.decode()
        assert "<b>x</b>" not in page
        assert "&lt;b&gt;x&lt;/b&gt;" in page


def test_a_filter_costs_one_query_more_than_none_however_much_waits(town: Town) -> None:
    counts = {}
    for number in (1, 20):
        for _ in range(number):
            make_review(author=town.author, kind="notice")
        for query in ("", "?kind=notice&due=none&holder=free&risk=0"):
            with CaptureQueriesContext(connection) as asked:
                town.desk.get(town.at(query))
            counts[number, query] = len(asked)
    assert counts[1, ""] == counts[20, ""]
    assert len(set(counts.values())) <= 2


def test_what_is_due_today_is_found_until_it_has_passed(town: Town) -> None:
    review = make_review(author=town.author)
    Review.objects.filter(pk=review.pk).update(due_at=timezone.now() - timedelta(seconds=1), due_for="wished")
    assert "Nothing that waits" in town.desk.get(town.at("?due=today")).content.decode() or (
        "The queue is empty" in town.desk.get(town.at("")).content.decode()
    )
