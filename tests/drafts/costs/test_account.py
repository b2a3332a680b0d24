"""The account of a financial year: who reads it, what it comes to, and how long its words are kept."""

import csv
import io
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from policies.matters.linking import say_about
from portal.councils.models import Council
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.councils.settling import set_publicity_rules
from portal.drafts.costs.account import entries_of, in_pounds, totals_of
from portal.drafts.costs.erasing import erase_costs, first_day_kept
from portal.drafts.costs.recording import correct_cost
from portal.drafts.costs.years import Year, year_called, year_now, year_of
from portal.drafts.models import Communication, CostEntry
from portal.drafts.retaining import place_hold
from portal.records.models import LedgerEntry
from portal.records.retention import EraseOrder, erase
from portal.refusals import InvalidInput, NotYours
from tests.makers import make_council, make_person, make_review, make_revision, sign_in
from tests.makers.circumstances import make_matter
from tests.makers.costs import a_cost, make_cost

pytestmark = pytest.mark.django_db
WHY = "The VAT was left out."


def _page(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def at(person: Person, path: str = "") -> str:
    return f"/{person.council.slug}/desk/costs/{path}"


def shared(council: Council) -> None:
    Council.objects.filter(pk=council.pk).update(publicity_account_shared=True)


@pytest.mark.parametrize(
    ("day", "begins"),
    [
        (date(2026, 3, 31), 2025),
        (date(2026, 4, 1), 2026),
        (date(2026, 12, 31), 2026),
        (date(2027, 1, 1), 2026),
    ],
)
def test_a_financial_year_runs_from_1_april_to_31_march(day: date, begins: int) -> None:
    year = year_of(day)
    assert (year.begins_in, year.first, year.last) == (begins, date(begins, 4, 1), date(begins + 1, 3, 31))
    assert year.first <= day <= year.last


def test_a_year_knows_its_neighbours_and_none_that_has_not_begun() -> None:
    assert str(Year(2026)) == "2026/27"
    assert str(Year(1999)) == "1999/00"
    assert Year(2020).before == Year(2019)
    assert Year(1986).before is None
    assert year_now().after is None


@pytest.mark.parametrize("key", ["", "x", "1985", "2026-27", "99999", "-1", "%00", "२०२६"])
def test_a_year_that_is_none_is_the_present_one(key: str) -> None:
    assert year_called(key) == year_now()


def filled(clerk: Person) -> list[CostEntry]:
    """Return entries of 2025/26: a release, a post, none, one that was corrected; and one of the year before."""
    release, post = (
        make_revision(author=clerk, kind=kind).communication for kind in ("press_release", "social_post")
    )
    wrong = make_cost(by=clerk, communication=release, on=date(2025, 4, 1), vat=0)
    return [
        correct_cost(actor=clerk, entry_id=wrong.pk, cost=a_cost(on=date(2025, 4, 1)), reason=WHY),
        make_cost(by=clerk, communication=post, on=date(2026, 3, 31), sort="advertising", net=500, vat=100),
        make_cost(by=clerk, on=date(2026, 3, 31), sort="none", net=0, vat=0, staff_minutes=30),
        make_cost(by=clerk, on=date(2025, 3, 31), net=99_999, vat=0),
    ]


def test_the_totals_count_what_corrects_and_not_what_was_corrected(clerk: Person) -> None:
    filled(clerk)
    totals = totals_of(clerk, Year(2025))
    whole = totals.whole
    assert (whole.many, whole.net, whole.vat, whole.gross, whole.minutes) == (3, 12_500, 2_500, 15_000, 30)
    assert [(one.name, one.net) for one in totals.months] == [("April 2025", 12_000), ("March 2026", 500)]
    assert [(one.name, one.net) for one in totals.kinds] == [
        ("Press release", 12_000),
        ("Social post", 500),
        ("Not for one item", 0),
    ]
    assert [(one.name, one.net) for one in totals.sorts] == [
        ("Printing", 12_000),
        ("Advertising space", 500),
        ("Nothing was spent", 0),
    ]


def test_the_page_shows_the_year_with_what_was_corrected_and_the_law(clerk: Person) -> None:
    correction, *_ = filled(clerk)
    page = _page(sign_in(clerk).get(at(clerk, "?year=2025")))
    assert "What publicity cost, 2025/26" in page
    assert "Tuesday 1 April 2025 to Tuesday 31 March 2026" in page
    assert f"Not counted: corrected by entry {correction.pk}" in page
    assert f"Corrects entry {correction.corrects_id}: {WHY}" in page
    assert "<strong>£150.00</strong>" in page
    assert "free of charge" in page
    assert "£999.99" not in page


def test_an_empty_year_says_what_will_stand_there(clerk: Person) -> None:
    page = _page(sign_in(clerk).get(at(clerk)))
    assert "Nothing is entered for this year" in page


def test_the_page_to_print_holds_the_whole_year(clerk: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(clerk)
    monkeypatch.setattr("portal.drafts.costs.views.A_PAGE", 1)
    client = sign_in(clerk)
    assert "Page 1 of 4" in _page(client.get(at(clerk, "?year=2025")))
    page = _page(client.get(at(clerk, "print/?year=2025")))
    assert page.count('<tr id="entry-') == 4
    assert "There are more entries" not in page
    monkeypatch.setattr("portal.drafts.costs.views.MOST", 2)
    page = _page(client.get(at(clerk, "print/?year=2025")))
    assert page.count('<tr id="entry-') == 2
    assert "There are more entries than are printed here" in page


def test_the_file_holds_every_entry_and_no_formula(clerk: Person) -> None:
    entries = filled(clerk)
    make_cost(
        by=clerk, on=date(2025, 5, 6), what='=HYPERLINK("https://evil.example","x")', supplier="@SUM(A1)"
    )
    answer = sign_in(clerk).get(at(clerk, "csv/?year=2025"))
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    slug = clerk.council.slug
    assert answer["Content-Disposition"] == f'attachment; filename="{slug}-publicity-2025.csv"'
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0][:4] == ["Entry", "Date", "Kind", "Item"]
    assert [row[1] for row in rows[1:]] == [
        "2025-04-01",
        "2025-04-01",
        "2025-05-06",
        "2026-03-31",
        "2026-03-31",
    ]
    assert (rows[3][5][:11], rows[3][6]) == ("'=HYPERLINK", "'@SUM(A1)")
    assert (rows[2][9:12], rows[2][13]) == (["120.00", "24.00", "144.00"], str(entries[0].corrects_id))
    assert rows[1][14] == str(entries[0].pk)
    assert in_pounds(5) == "0.05"


def test_the_pages_ask_no_more_with_more_entries(clerk: Person) -> None:
    client, counts = sign_in(clerk), []
    for many in (2, 20):
        for _ in range(many):
            make_cost(by=clerk, communication=make_revision(author=clerk).communication)
        asked = []
        for path in ("", "print/", "csv/"):
            with CaptureQueriesContext(connection) as captured:
                assert client.get(at(clerk, path)).status_code == 200
            asked.append(len(captured))
        counts.append(asked)
    assert counts[0] == counts[1]
    assert max(counts[0]) <= 14


# --- who reads it -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "office", "when_shared"),
    [
        (Role.OFFICER, 200, 200),
        (Role.AUDITOR, 200, 200),
        (Role.CHAIR, 403, 200),
        (Role.COUNCILLOR, 403, 200),
        (Role.PARTNER, 403, 403),
    ],
)
def test_members_read_the_account_only_where_the_council_shares_it(
    clerk: Person, role: str, office: int, when_shared: int
) -> None:
    made = make_cost(by=clerk, communication=make_revision(author=clerk).communication)
    client = sign_in(make_person(council=clerk.council, role=role))
    paths = ("", "print/", "csv/")
    assert {client.get(at(clerk, path)).status_code for path in paths} == {office}
    shared(clerk.council)
    assert {client.get(at(clerk, path)).status_code for path in paths} == {when_shared}
    allowed = 200 if role == Role.OFFICER else 403
    assert client.get(at(clerk, "new/")).status_code == allowed
    assert client.get(at(clerk, f"{made.pk}/correct/")).status_code == allowed


def test_a_member_is_told_no_title_of_an_item_that_is_not_theirs_to_read(clerk: Person) -> None:
    item = make_revision(author=clerk, title="The secret headline").communication
    make_cost(by=clerk, communication=item)
    shared(clerk.council)
    client = sign_in(make_person(council=clerk.council, role=Role.COUNCILLOR))
    for path in ("", "print/", "csv/"):
        page = _page(client.get(at(clerk, path)))
        assert "800 leaflets" in page
        assert "The secret headline" not in page
    assert "The secret headline" in _page(sign_in(clerk).get(at(clerk)))


def closed_item(clerk: Person, author: Person) -> Communication:
    """Return a submitted item about a matter for which only ``clerk`` is named."""
    item = make_review(author=author).communication
    matter = make_matter(clerk=clerk)
    matter.named_access_only = True
    matter.save()
    say_about(actor=clerk, communication_id=item.pk, matter_id=matter.pk, about=True)
    return item


def test_what_belongs_to_a_closed_item_is_in_no_list_and_no_sum_of_who_is_not_named(
    clerk: Person, officer: Person
) -> None:
    item = closed_item(clerk, make_person(council=clerk.council, role=Role.DEPUTY))
    hidden = make_cost(by=clerk, communication=item, what="Hidden leaflets")
    make_cost(by=clerk, net=500, vat=0)
    client = sign_in(officer)
    for path in ("", "print/", "csv/"):
        page = _page(client.get(at(clerk, path)))
        assert "Hidden leaflets" not in page
    assert totals_of(officer, year_now()).whole.net == 500
    assert totals_of(clerk, year_now()).whole.net == 12_500
    assert client.get(at(clerk, f"{hidden.pk}/correct/")).status_code == 404
    assert client.get(at(clerk, f"items/{item.pk}/")).status_code == 404


def test_another_council_s_account_is_another_one(clerk: Person) -> None:
    stranger = make_person(council=make_council(), role=Role.CLERK)
    made = make_cost(by=clerk, communication=make_revision(author=clerk).communication)
    client = sign_in(stranger)
    assert client.get(at(clerk)).status_code == 404
    assert client.get(at(stranger, f"{made.pk}/correct/")).status_code == 404
    assert client.get(at(stranger, f"items/{made.communication_id}/")).status_code == 404
    assert list(entries_of(stranger, year_now())) == []


# --- entering on the pages --------------------------------------------------------------------------------

TYPED = {"sort": "printing", "what": "800 leaflets", "net": "120.50", "vat": "24.10", "on": "2026-05-06"}


@pytest.fixture
def desk(clerk: Person) -> Client:
    return sign_in(clerk)


def test_a_cost_is_entered_on_the_item_s_page_and_shown_there(clerk: Person, desk: Client) -> None:
    item = make_revision(author=clerk).communication
    path = at(clerk, f"items/{item.pk}/")
    assert "Nothing is entered yet" in _page(desk.get(path))
    assert desk.post(path, TYPED).status_code == 302
    page = _page(desk.get(path))
    assert "<strong>£120.50</strong> without VAT, £24.10 VAT." in page
    assert CostEntry.objects.get().communication_id == item.pk


def test_what_was_typed_is_kept_where_it_cannot_be_entered(clerk: Person, desk: Client) -> None:
    answer = desk.post(at(clerk, "new/"), {**TYPED, "vat": "500"})
    page = _page(answer)
    assert answer.status_code == 400
    assert "The VAT cannot be more than the amount without it." in page
    assert 'value="120.50"' in page
    for field, value in {"net": "1.234", "vat": "NaN", "on": "x", "sort": "bribes", "what": "a\x00b"}.items():
        assert desk.post(at(clerk, "new/"), {**TYPED, field: value}).status_code == 422
    assert desk.post(at(clerk, "new/"), {**TYPED, "net": "1e9"}).status_code == 422
    assert CostEntry.objects.count() == 0


def test_an_entry_is_corrected_on_its_page_once(clerk: Person, desk: Client) -> None:
    made = make_cost(by=clerk)
    path = at(clerk, f"{made.pk}/correct/")
    assert 'value="120"' in _page(desk.get(path))
    assert desk.post(path, TYPED).status_code == 422
    assert desk.post(path, {**TYPED, "reason": WHY}).status_code == 302
    assert desk.get(path).status_code == 409
    answer = desk.post(path, {**TYPED, "reason": "Again"})
    assert (answer.status_code, "corrected this entry already" in _page(answer)) == (409, True)
    assert CostEntry.objects.count() == 2


# --- how long the words are kept --------------------------------------------------------------------------


def test_words_are_kept_for_six_full_financial_years_at_least() -> None:
    assert first_day_kept(date(2026, 11, 21), 6) == date(2020, 4, 1)
    assert first_day_kept(date(2026, 3, 31), 6) == date(2019, 4, 1)


def test_the_words_of_an_entry_outlive_the_text_of_its_item(clerk: Person) -> None:
    item = make_revision(author=clerk).communication
    made = make_cost(by=clerk, communication=item)
    erase(EraseOrder(clerk.council.pk, (item.pk,), timezone.now()))
    made.refresh_from_db()
    assert (made.what, made.erased_at) == ("800 leaflets", None)


def test_what_is_older_goes_with_the_next_erasure_unless_its_item_is_held(clerk: Person) -> None:
    held, free = (make_revision(author=clerk).communication for _ in range(2))
    kept, old, young, longer = (
        make_cost(by=clerk, communication=item, on=on)
        for item, on in (
            (held, date(2019, 3, 31)),
            (free, date(2019, 3, 31)),
            (free, date(2020, 4, 1)),
            (None, date(2018, 1, 1)),
        )
    )
    other = make_cost(by=make_person(council=make_council(), role=Role.CLERK), on=date(2010, 1, 1))
    place_hold(actor=clerk, reason="A request is open.", communication_id=held.pk)
    now = datetime(2026, 11, 21, 12, tzinfo=UTC)
    assert erase_costs(EraseOrder(clerk.council.pk, (), now)) == 2
    rows = {row.pk: row.what for row in CostEntry.objects.all()}
    assert rows == {
        kept.pk: "800 leaflets",
        old.pk: "",
        young.pk: "800 leaflets",
        longer.pk: "",
        other.pk: "800 leaflets",
    }
    old.refresh_from_db()
    assert (old.net_pence, old.supplier) == (12_000, "")
    page = _page(sign_in(clerk).get(at(clerk, "?year=2018")))
    assert "The words were erased with their year" in page


def test_a_council_that_keeps_texts_longer_keeps_its_accounts_as_long(clerk: Person) -> None:
    Council.objects.filter(pk=clerk.council.pk).update(retention_years=12)
    make_cost(by=clerk, on=date(2015, 5, 1))
    assert erase_costs(EraseOrder(clerk.council.pk, (), datetime(2026, 11, 21, tzinfo=UTC))) == 0
    assert erase_costs(EraseOrder(0, (), timezone.now())) == 0


# --- the council's rules ----------------------------------------------------------------------------------


def test_the_clerk_sets_the_rules_on_publicity_and_the_record_has_them(clerk: Person, desk: Client) -> None:
    path = f"/{clerk.council.slug}/desk/settings/publicity/"
    assert desk.get(path).status_code == 200
    assert desk.post(path, {"checklist": "often", "account": "office"}).status_code == 422
    before = LedgerEntry.objects.count()
    for _ in range(2):
        assert desk.post(path, {"checklist": "publicity", "account": "members"}).status_code == 302
    found = Council.objects.get(pk=clerk.council.pk)
    assert (found.publicity_checklist, found.publicity_account_shared) == ("publicity", True)
    assert LedgerEntry.objects.count() == before + 1
    assert "For publicity: everything but letters" in _page(desk.get(f"/{clerk.council.slug}/desk/settings/"))


def test_nobody_else_sets_them_and_no_other_rule_is_known(clerk: Person, officer: Person) -> None:
    with pytest.raises(NotYours):
        set_publicity_rules(actor=officer, checklist="every", account_shared=True)
    with pytest.raises(InvalidInput):
        set_publicity_rules(actor=clerk, checklist="often", account_shared=True)
