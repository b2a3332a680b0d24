"""The record in words: filtered, deep, verified; and the search of what was said."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from policies.models import Matter, MatterAccess, MatterLink
from portal.channels.models import Delivery
from portal.channels.outbox.carrying import carry
from portal.channels.outbox.rows import RowKind
from portal.councils.models import Council
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.councils.recording import entry_by
from portal.councils.suspending import suspend
from portal.desk import ledger_reading
from portal.desk.ledger_reading import Filters, entries, first_number_since
from portal.drafts.noting import write_note
from portal.records.archive import Filing, file_snapshots
from portal.records.ledger import record
from portal.records.models import LedgerEntry, LedgerHead
from tests.makers import (
    make_approved,
    make_channels,
    make_council,
    make_person,
    make_revision,
    make_shared,
    sign_in,
)
from tests.makers.circumstances import make_matter

pytestmark = pytest.mark.django_db


@pytest.fixture
def council() -> Council:
    return make_council(slug="ptc")


@pytest.fixture
def clerk(council: Council) -> Person:
    return make_person(council=council, role=Role.CLERK, name="Olga Quill", title="Town Clerk")


@pytest.fixture
def client(clerk: Person) -> Client:
    return sign_in(clerk)


def page(client: Client, query: str = "") -> str:
    response = client.get(reverse("record", args=["ptc"]) + query)
    assert response.status_code == 200
    return response.content.decode()


def write(actor: Person, count: int, verb: str = "setting_changed") -> None:
    with transaction.atomic():
        record([entry_by(actor, verb, "council", actor.council.pk, n=n) for n in range(count)])


def test_entries_are_told_in_words_with_who_and_a_link_to_what(client: Client, clerk: Person) -> None:
    revision = make_revision(author=clerk, title="Square reopens")

    shown = page(client)

    assert "Saved a revision: <a" in shown
    assert "Olga Quill, Town Clerk" in shown
    assert "Square reopens" in shown
    assert LedgerHead.objects.get(council_id=clerk.council.pk).hash in shown
    assert revision.sha256 in shown


def test_a_draft_that_the_reader_may_not_see_is_named_by_number_alone(
    council: Council, clerk: Person
) -> None:
    revision = make_revision(author=clerk, title="The secret title")
    councillor = make_person(council=council)

    shown = page(sign_in(councillor))

    assert "The secret title" not in shown
    assert f"item {revision.communication_id}, which you may not open" in shown


def test_another_councils_entries_are_never_shown(client: Client, clerk: Person) -> None:
    other = make_person(council=make_council(), role=Role.CLERK, name="Somebody Else")
    revision = make_revision(author=other, title="Their draft")

    assert "Somebody Else" not in page(client)
    assert "No entry matches" in page(client, f"?item={revision.communication_id}")


def test_filters_by_verb_person_item_and_reference(client: Client, council: Council, clerk: Person) -> None:
    deputy = make_person(council=council, role=Role.DEPUTY, name="Maud Ash")
    make_channels(council, "newsroom", "press_email")
    publication = make_approved(author=deputy, clerk=clerk, title="Square reopens")
    for pk in Delivery.objects.filter(channel__connector="newsroom").values_list("pk", flat=True):
        carry(RowKind.DELIVERY, pk)
    make_revision(author=clerk, title="Another matter")
    item = publication.communication

    def shown(**wanted: object) -> list[str]:
        return [row.verb for row in entries(council.pk, Filters(**wanted), before=None)]  # type: ignore[arg-type]

    about = [
        "delivery_sent",
        "release_ordered",
        "revision_cleared",
        "approved",
        "submitted",
        "revision_saved",
    ]
    assert shown(item=item.pk) == [*about, "communication_started"]
    assert shown(verb="approved") == ["approved"]
    assert shown(person=str(deputy.user_id)) == ["submitted", "revision_saved", "communication_started"]
    assert shown(person="portal", item=item.pk) == ["delivery_sent"]
    assert "Another matter" not in page(client, f"?item={item.reference.lower()}")
    assert "Square reopens" in page(client, f"?item={item.reference.lower()}")


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("?item=PTC/1999/0001", "No item of this council has this reference"),
        ("?since=yesterday", "Enter a date"),
        ("?verb=flew", "Select a valid choice"),
        ("?person=999999", "Select a valid choice"),
    ],
)
def test_filters_that_cannot_be_read_say_so_and_show_nothing(client: Client, query: str, words: str) -> None:
    response = client.get(reverse("record", args=["ptc"]) + query)

    assert response.status_code == 422
    assert words in response.content.decode()


@pytest.mark.parametrize("before", ["-1", "0", "nonsense", "9" * 40, "1e3", "%00"])
def test_a_forged_page_number_does_no_harm(client: Client, before: str) -> None:
    assert client.get(reverse("record", args=["ptc"]) + f"?before={before}").status_code == 200


def test_pages_lead_down_to_the_first_entry_without_gap_or_repeat(council: Council, clerk: Person) -> None:
    write(clerk, 120)
    total = LedgerHead.objects.get(council_id=council.pk).count
    seen: list[int] = []
    before: int | None = None
    while True:
        found = entries(council.pk, Filters(), before=before)
        seen += [row.number for row in found[: ledger_reading.PAGE]]
        if len(found) <= ledger_reading.PAGE:
            break
        before = seen[-1]

    assert seen == list(range(total, 0, -1))


def test_days_are_found_by_halving_and_exactly(council: Council, clerk: Person) -> None:
    write(clerk, 40)
    _spread_days(council)
    rows = dict(LedgerEntry.objects.filter(council_id=council.pk).values_list("number", "at"))
    for moment in [
        *rows.values(),
        min(rows.values()) - timedelta(days=1),
        max(rows.values()) + timedelta(days=1),
    ]:
        expected = next((number for number in sorted(rows) if rows[number] >= moment), len(rows) + 1)
        assert first_number_since(council.pk, moment) == expected
    third = timezone.localdate(rows[3])
    wanted = Filters(since=third, until=third)
    assert [row.number for row in entries(council.pk, wanted, before=None)] == [3]


def _spread_days(council: Council) -> None:
    """Give every entry a day of its own; only the owner with the trigger off can do that."""
    start = datetime(2026, 1, 1, 12, tzinfo=UTC)
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute("ALTER TABLE records_ledgerentry DISABLE TRIGGER records_ledgerentry_no_change")
        cursor.execute(
            "UPDATE records_ledgerentry SET at = %s + number * interval '1 day' WHERE council_id = %s",
            [start, council.pk],
        )
        cursor.execute("ALTER TABLE records_ledgerentry ENABLE TRIGGER records_ledgerentry_no_change")


def test_the_deepest_page_and_a_full_one_cost_as_many_queries_as_the_first(
    client: Client, clerk: Person
) -> None:
    make_revision(author=clerk)
    address = reverse("record", args=["ptc"])
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for _ in range(30):
        make_revision(author=clerk)
    write(clerk, 300)
    with CaptureQueriesContext(connection) as top:
        client.get(address)
    with CaptureQueriesContext(connection) as deep:
        client.get(address + "?before=52")

    assert len(top) <= len(few)
    assert len(deep) == len(few)
    assert len(few) <= 10


def test_verify_now_says_that_it_holds_or_where_it_breaks(
    client: Client, council: Council, clerk: Person
) -> None:
    write(clerk, 5)
    address = reverse("record_verify", args=["ptc"])

    good = client.post(address, follow=True).content.decode()
    assert "The record holds: " in good
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute("ALTER TABLE records_ledgerentry DISABLE TRIGGER records_ledgerentry_no_change")
        cursor.execute(
            "UPDATE records_ledgerentry SET verb = 'approved' WHERE council_id = %s AND number = 3",
            [council.pk],
        )
        cursor.execute("ALTER TABLE records_ledgerentry ENABLE TRIGGER records_ledgerentry_no_change")

    bad = client.post(address, follow=True).content.decode()
    assert "The record is broken at entry 3" in bad
    assert client.get(address).status_code == 405


def test_a_long_record_is_for_the_command(
    client: Client, clerk: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(clerk, 5)
    monkeypatch.setattr("portal.desk.views.record.MOST_VERIFIED", 4)

    assert (
        "verify_record --council ptc"
        in client.post(reverse("record_verify", args=["ptc"]), follow=True).content.decode()
    )


def search(client: Client, words: str) -> str:
    response = client.get(reverse("record_search", args=["ptc"]), {"q": words})
    assert response.status_code == 200
    return response.content.decode()


def test_the_search_finds_words_and_marks_them_escaped(client: Client, clerk: Person) -> None:
    make_revision(author=clerk, title="Allotments", body="<p>The allotment rents &lt;b&gt; rise.</p>")
    make_revision(author=clerk, title="Something else", body="<p>Nothing here.</p>")

    found = search(client, "allotment")

    assert "<mark>allotment</mark>" in found
    assert "<b> rise" not in found
    assert "Something else" not in found


@pytest.mark.parametrize("words", ["'", '"', "& | !", "-", "a:*", "<script>", "%", "\\", "x" * 200])
def test_any_words_can_be_searched_for(client: Client, words: str) -> None:
    assert search(client, words)


def test_words_that_are_too_many_are_refused_beside_the_field(client: Client) -> None:
    response = client.get(reverse("record_search", args=["ptc"]), {"q": "x" * 201})

    assert response.status_code == 422
    assert "at most 200" in response.content.decode()


def test_the_search_is_of_this_council_alone(client: Client) -> None:
    other = make_person(council=make_council(), role=Role.CLERK)
    make_revision(author=other, title="Allotments", body="<p>Allotment rents.</p>")

    assert "Nothing was found" in search(client, "allotment")


@pytest.mark.parametrize("role", Role.values)
def test_reasons_about_people_are_found_by_those_who_read_everything_and_by_nobody_else(
    clerk: Person, role: Role
) -> None:
    somebody = make_person(council=clerk.council, role=role)
    suspended = make_person(council=clerk.council)
    suspend(
        actor=clerk,
        member=suspended.membership,
        reason="Told tales about allotments.",
        review_on=timezone.localdate() + timedelta(days=9),
    )

    answer = sign_in(somebody).get(reverse("record_search", args=["ptc"]), {"q": "allotments"})

    found = "Told tales about" in answer.content.decode()
    reads_all = role in {Role.CLERK, Role.OFFICER, Role.AUDITOR}
    assert (answer.status_code, found) == ((200, True) if reads_all else (403, False))
    ledger = sign_in(somebody).get(reverse("record", args=["ptc"]))
    assert "Told tales" not in ledger.content.decode()


def test_the_search_pages_through_all_that_was_found(client: Client, clerk: Person) -> None:
    with transaction.atomic():
        file_snapshots(
            [
                Filing(
                    clerk.council.pk,
                    "sent",
                    "delivery",
                    number,
                    f"Title number {number}.",
                    "Allotment rents.",
                )
                for number in range(45)
            ]
        )
    address = reverse("record_search", args=["ptc"])
    seen: list[str] = []
    query: dict[str, str | int] = {"q": "allotment"}
    while True:
        response = client.get(address, query)
        assert response.context is not None
        seen += [row.snapshot.title for row, _ in response.context["found"]]
        if response.context["older"] is None:
            break
        query["before"] = response.context["older"]

    assert seen == [f"Title number {number}." for number in range(44, -1, -1)]


def test_entries_stand_under_the_local_day_on_which_they_happened(
    client: Client, clerk: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    # 23:30 UTC on 6 May is half past midnight on 7 May in summer time.
    for moment in (datetime(2026, 5, 6, 9, 5, tzinfo=UTC), datetime(2026, 5, 6, 23, 30, tzinfo=UTC)):
        monkeypatch.setattr(timezone, "now", lambda moment=moment: moment)
        write(clerk, 2)
    monkeypatch.undo()

    shown = page(client, "?verb=setting_changed")

    newer, older = shown.index("Thursday 7 May 2026</h2>"), shown.index("Wednesday 6 May 2026</h2>")
    assert newer < shown.index("12:30 am (BST)") < older < shown.index("10:05 am (BST)")
    assert shown.count("</h2>") >= 2
    assert shown.count("12:30 am (BST)") == 2


def test_the_filters_are_folded_until_one_is_used(client: Client, clerk: Person) -> None:
    write(clerk, 1)

    assert '<details class="govuk-details">' in page(client)
    assert '<details class="govuk-details" open>' in page(client, "?verb=setting_changed")


def _filed_with(clerk: Person, matter: Matter) -> None:
    with transaction.atomic():
        file_snapshots(
            [
                Filing(
                    clerk.council.pk,
                    "matter_closed",
                    "matter",
                    matter.pk,
                    "Closed a matter",
                    "The depot was sold quietly.",
                    matter_ids=(matter.pk,),
                )
            ]
        )


@pytest.mark.parametrize("role", [Role.CLERK, Role.OFFICER, Role.AUDITOR])
def test_the_search_leaves_out_what_belongs_to_a_matter_that_the_searcher_may_not_know_of(
    clerk: Person, role: Role
) -> None:
    matter = make_matter(clerk=clerk, title="A quiet purchase")
    Matter.objects.filter(pk=matter.pk).update(named_access_only=True)
    _filed_with(clerk, matter)
    item = make_revision(author=clerk, title="The barn", body="<p>Bought quietly too.</p>").communication
    MatterLink.objects.create(communication=item, matter=matter, about=True, said_by=clerk.membership)
    somebody = make_person(council=clerk.council, role=role)
    page = search(sign_in(somebody), "quietly")
    assert (("Closed a matter" in page), ("The barn" in page)) == (
        (True, True) if role == Role.CLERK else (False, False)
    )
    MatterAccess.objects.create(matter=matter, member=somebody.membership, given_by=clerk.membership)
    assert "Closed a matter" in search(sign_in(somebody), "quietly")


def test_what_an_item_is_said_not_to_be_about_hides_nothing(clerk: Person) -> None:
    matter = make_matter(clerk=clerk, title="A quiet purchase")
    Matter.objects.filter(pk=matter.pk).update(named_access_only=True)
    item = make_revision(author=clerk, title="The barn", body="<p>Bought quietly.</p>").communication
    MatterLink.objects.create(communication=item, matter=matter, about=False, said_by=clerk.membership)
    assert "The barn" in search(sign_in(make_person(council=clerk.council, role=Role.OFFICER)), "quietly")


@pytest.mark.parametrize("role", [Role.CLERK, Role.OFFICER, Role.AUDITOR])
def test_the_search_does_not_find_what_a_member_has_not_submitted(council: Council, role: str) -> None:
    author = make_person(council=council)
    item = make_revision(author=author, kind="notice", title="Allotment fences").communication
    write_note(actor=author, communication=item, text="Ask about the allotment hedge.")
    client = sign_in(make_person(council=council, role=role))
    assert "Nothing was found" in search(client, "allotment")
    make_shared(item)
    found = search(client, "allotment")
    assert "fences" in found
    assert "hedge" in found
