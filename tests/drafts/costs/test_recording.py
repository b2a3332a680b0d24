"""Entering what publicity cost, and putting it right."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from portal.councils.models import Council
from portal.councils.people import Person, person_now
from portal.councils.powers import Role
from portal.councils.suspending import suspend
from portal.drafts.costs.recording import Cost, correct_cost, record_cost
from portal.drafts.models import Communication, CostEntry
from portal.records.canonical import canonical_json, sha256_of
from portal.records.models import LedgerEntry
from portal.records.verifying import verify
from portal.refusals import InvalidInput, NotYours, Refusal
from tests.makers import make_council, make_person, make_revision
from tests.makers.costs import a_cost, make_cost
from tests.makers.threads import at_once

pytestmark = pytest.mark.django_db
WHY = "The VAT was left out."


def item_of(person: Person) -> Communication:
    return make_revision(author=person).communication


def test_an_entry_says_what_was_spent_on_an_item(clerk: Person) -> None:
    item = item_of(clerk)
    made = make_cost(by=clerk, communication=item, what=" 800 leaflets ", staff_minutes=90)
    made.refresh_from_db()
    assert (made.communication_id, made.council_id) == (item.pk, clerk.council.pk)
    assert (made.net_pence, made.vat_pence, made.gross_pence) == (12_000, 2_400, 14_400)
    assert (made.what, made.supplier, made.invoice) == ("800 leaflets", "Fernleigh Print", "INV-7")
    assert (made.authority, made.staff_minutes, made.entered_by_id) == (
        "Minute 41/26",
        90,
        clerk.membership.pk,
    )


def test_the_ledger_has_the_amounts_and_a_hash_of_the_words(clerk: Person) -> None:
    item = item_of(clerk)
    made = make_cost(by=clerk, communication=item)
    entry = LedgerEntry.objects.get(verb="cost_recorded")
    facts = json.loads(entry.body)["facts"]
    words = {name: getattr(made, name) for name in ("what", "supplier", "invoice", "authority", "reason")}
    assert (entry.object_type, entry.object_id) == ("communication", item.pk)
    assert (facts["cost"], facts["net_pence"], facts["vat_pence"]) == (made.pk, 12_000, 2_400)
    assert facts["text_sha256"] == sha256_of(canonical_json(words))
    assert "Fernleigh" not in entry.body
    assert verify(clerk.council.pk).broken is None


def test_an_entry_may_belong_to_no_item(clerk: Person) -> None:
    made = make_cost(by=clerk)
    entry = LedgerEntry.objects.get(verb="cost_recorded")
    assert (made.communication_id, entry.object_type, entry.object_id) == (None, "cost", made.pk)


def test_that_nothing_was_spent_can_be_stated(clerk: Person) -> None:
    made = make_cost(by=clerk, communication=item_of(clerk), sort="none", net=0, vat=0)
    assert (made.net_pence, made.get_sort_display()) == (0, "Nothing was spent")


def test_a_cost_of_an_item_moves_the_circumstances_on_and_one_of_none_does_not(clerk: Person) -> None:
    def version() -> int:
        return Council.objects.get(pk=clerk.council.pk).circumstances_version

    item, before = item_of(clerk), version()
    make_cost(by=clerk)
    assert version() == before
    make_cost(by=clerk, communication=item)
    assert version() == before + 1


CANNOT: dict[str, tuple[dict[str, Any], str]] = {
    "no words": ({"what": "  "}, "Say what it was for"),
    "too long": ({"supplier": "x" * 151}, "too long: supplier"),
    "a sort of its own": ({"sort": "bribes"}, "Choose what the money went on"),
    "to come": ({"on": date(2199, 1, 1)}, "still to come"),
    "before the law": ({"on": date(1986, 3, 31)}, "day of the invoice"),
    "below nothing": ({"net": -1}, "between £0"),
    "more than there is": ({"net": 10**9 + 1}, "between £0"),
    "VAT below nothing": ({"vat": -1}, "between £0"),
    "more VAT than cost": ({"vat": 12_001}, "VAT cannot be more"),
    "an amount and nothing": ({"sort": "none"}, "something was spent"),
    "no amount": ({"net": 0, "vat": 0}, "Nothing was spent"),
    "no minutes": ({"staff_minutes": 0}, "minutes of staff time"),
}


@pytest.mark.parametrize("name", CANNOT)
def test_what_cannot_be_entered_is_refused_in_words(clerk: Person, name: str) -> None:
    changes, words = CANNOT[name]
    with pytest.raises(InvalidInput, match=words):
        make_cost(by=clerk, **changes)
    made = make_cost(by=clerk)
    with pytest.raises(InvalidInput, match=words):
        correct_cost(actor=clerk, entry_id=made.pk, cost=a_cost(**changes), reason=WHY)
    assert CostEntry.objects.count() == 1


# --- who --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [role for role in Role.values if role not in {Role.CLERK, Role.OFFICER}])
def test_nobody_but_clerk_and_officers_enters_or_corrects(clerk: Person, role: str) -> None:
    somebody = make_person(council=clerk.council, role=role)
    made = make_cost(by=clerk)
    with pytest.raises(NotYours):
        record_cost(actor=somebody, cost=a_cost())
    with pytest.raises(NotYours):
        correct_cost(actor=somebody, entry_id=made.pk, cost=a_cost(), reason=WHY)


def test_a_suspended_officer_enters_nothing(clerk: Person, officer: Person) -> None:
    tomorrow = timezone.now() + timedelta(days=1)
    suspend(actor=clerk, member=officer.membership, reason="x", until=tomorrow)
    with pytest.raises(NotYours):
        record_cost(actor=person_now(officer.membership.pk), cost=a_cost())


def test_another_council_s_items_and_entries_are_not_there(clerk: Person) -> None:
    stranger = make_person(council=make_council(), role=Role.CLERK)
    item, made = item_of(clerk), make_cost(by=clerk)
    with pytest.raises(Refusal, match="no such item"):
        make_cost(by=stranger, communication=item)
    with pytest.raises(Refusal, match="no such entry"):
        correct_cost(actor=stranger, entry_id=made.pk, cost=a_cost(), reason=WHY)
    assert CostEntry.objects.count() == 1


# --- putting right ----------------------------------------------------------------------------------------


def test_a_correction_is_a_further_entry_of_the_same_item_and_the_earlier_one_stays(clerk: Person) -> None:
    item = item_of(clerk)
    first = make_cost(by=clerk, communication=item, vat=0)
    second = correct_cost(actor=clerk, entry_id=first.pk, cost=a_cost(), reason=f" {WHY} ")
    first.refresh_from_db()
    assert (second.corrects_id, second.reason, second.communication_id) == (first.pk, WHY, item.pk)
    assert (first.vat_pence, first.corrected_by) == (0, second)
    facts = json.loads(LedgerEntry.objects.get(verb="cost_corrected").body)["facts"]
    assert (facts["cost"], facts["corrects"]) == (second.pk, first.pk)


def test_a_correction_needs_a_reason_and_is_corrected_itself_where_it_was_wrong(clerk: Person) -> None:
    first = make_cost(by=clerk)
    for reason in ("", "  ", "x" * 301):
        with pytest.raises(InvalidInput):
            correct_cost(actor=clerk, entry_id=first.pk, cost=a_cost(), reason=reason)
    second = correct_cost(actor=clerk, entry_id=first.pk, cost=a_cost(), reason=WHY)
    with pytest.raises(Refusal, match="corrected this entry already"):
        correct_cost(actor=clerk, entry_id=first.pk, cost=a_cost(), reason=WHY)
    nothing = Cost("none", "Entered by mistake", timezone.localdate())
    third = correct_cost(actor=clerk, entry_id=second.pk, cost=nothing, reason="It was another council’s.")
    assert third.corrects_id == second.pk


@pytest.mark.django_db(transaction=True)
def test_of_two_clerks_who_correct_one_entry_at_once_one_does() -> None:
    council = make_council()
    first, second = (make_person(council=council, role=Role.CLERK) for _ in range(2))
    made = make_cost(by=first)

    results = at_once(
        *(
            lambda who=who, net=net: correct_cost(
                actor=who, entry_id=made.pk, cost=a_cost(net=net), reason=WHY
            )
            for who, net in ((first, 13_000), (second, 14_000))
        )
    )

    assert sorted(type(result).__name__ for result in results) == ["CostEntry", "Refusal"]
    assert CostEntry.objects.filter(corrects=made).count() == 1
    assert verify(council.pk).broken is None


# --- what the database refuses ----------------------------------------------------------------------------


def refused(error: type[Exception], act: Any) -> None:
    with pytest.raises(error), transaction.atomic():
        act()


@pytest.mark.parametrize(
    "change", [{"net_pence": 1}, {"what": "Something else"}, {"what": ""}, {"corrects": None}]
)
def test_the_database_refuses_to_change_or_delete_an_entry(clerk: Person, change: dict[str, Any]) -> None:
    first = make_cost(by=clerk)
    made = correct_cost(actor=clerk, entry_id=first.pk, cost=a_cost(), reason=WHY)
    refused(DatabaseError, lambda: CostEntry.objects.filter(pk=made.pk).update(**change))
    refused(DatabaseError, lambda: CostEntry.objects.filter(pk=made.pk).delete())


@pytest.mark.parametrize(
    "change",
    [
        {"net_pence": -1, "vat_pence": 0},
        {"vat_pence": 12_001},
        {"net_pence": 10**10},
        {"net_pence": 0, "vat_pence": 0},
        {"sort": "none"},
        {"sort": "bribes"},
        {"what": ""},
        {"reason": "Without an earlier entry"},
        {"spent_on": date(1950, 1, 1)},
    ],
    ids=str,
)
def test_the_database_refuses_an_entry_that_cannot_be(clerk: Person, change: dict[str, Any]) -> None:
    made = make_cost(by=clerk)
    made.pk = None
    for name, value in change.items():
        setattr(made, name, value)
    refused(IntegrityError, lambda: made.save(force_insert=True))


def test_the_database_refuses_a_correction_without_a_reason(clerk: Person) -> None:
    first = make_cost(by=clerk)
    made = CostEntry.objects.get()
    made.pk, made.corrects = None, first
    refused(IntegrityError, lambda: made.save(force_insert=True))
