"""Appending to the ledger."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from portal.records.canonical import canonical_json, sha256_of
from portal.records.ledger import Entry, NotInTransaction, UnknownVerb, ledger_body, record
from portal.records.models import LedgerEntry, LedgerHead
from portal.records.verifying import verify
from tests.makers.threads import at_once


def entry(council_id: int = 1, *, verb: str = "note_written", **facts: Any) -> Entry:
    return Entry(council_id, verb, 7, "Ann Clerk, Town Clerk", "communication", 3, facts)


def in_transaction(*entries: Entry) -> list[LedgerEntry]:
    with transaction.atomic():
        return record(entries)


@pytest.mark.django_db(transaction=True)
def test_record_refuses_to_run_outside_a_transaction() -> None:
    with pytest.raises(NotInTransaction):
        record([entry()])

    assert LedgerEntry.objects.count() == 0


@pytest.mark.django_db
def test_record_refuses_a_verb_outside_the_vocabulary_and_writes_nothing_of_the_batch() -> None:
    with pytest.raises(UnknownVerb, match="conquered"):
        in_transaction(entry(), entry(verb="conquered"))

    assert (LedgerEntry.objects.count(), LedgerHead.objects.count()) == (0, 0)


@pytest.mark.django_db
def test_record_of_nothing_is_nothing() -> None:
    assert in_transaction() == []


@pytest.mark.django_db
def test_entries_are_numbered_from_one_and_each_continues_the_one_before() -> None:
    first, second = in_transaction(entry(), entry())
    (third,) = in_transaction(entry())

    assert [first.number, second.number, third.number] == [1, 2, 3]
    assert [first.previous_hash, second.previous_hash, third.previous_hash] == ["", first.hash, second.hash]
    head = LedgerHead.objects.get(council_id=1)
    assert (head.count, head.hash) == (3, third.hash)
    assert sha256_of(third.body) == third.hash


@pytest.mark.django_db
def test_a_batch_over_several_councils_continues_each_chain_by_itself() -> None:
    rows = in_transaction(entry(5), entry(0), entry(5), entry(2))

    assert [(row.council_id, row.number) for row in rows] == [(0, 1), (2, 1), (5, 1), (5, 2)]
    assert [verify(council_id).broken for council_id in (0, 2, 5)] == [None, None, None]


@pytest.mark.django_db(transaction=True)
def test_an_act_that_fails_leaves_no_entry_and_no_gap() -> None:
    @transaction.atomic
    def act() -> None:
        record([entry()])
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        act()

    (row,) = in_transaction(entry())

    assert row.number == 1


@pytest.mark.django_db(transaction=True)
def test_eight_at_once_write_twenty_entries_each_without_gap_or_fork() -> None:
    def twenty() -> None:
        for _ in range(20):
            in_transaction(entry())

    assert at_once(*[twenty] * 8) == [None] * 8

    assert list(LedgerEntry.objects.order_by("number").values_list("number", flat=True)) == list(
        range(1, 161)
    )
    assert (verify(1).broken, verify(1).count) == (None, 160)


@pytest.mark.django_db(transaction=True)
def test_two_batches_that_name_councils_in_opposite_order_do_not_wait_for_each_other_for_ever() -> None:
    def there() -> None:
        for _ in range(15):
            in_transaction(entry(1), entry(2))

    def back() -> None:
        for _ in range(15):
            in_transaction(entry(2), entry(1))

    assert at_once(there, back, there, back) == [None] * 4

    assert [verify(council_id).count for council_id in (1, 2)] == [60, 60]


def test_the_hashed_bytes_are_the_same_as_ever() -> None:
    """Golden: if this changes, every chain that was ever written reads as broken. Raise FORMAT instead."""
    at = datetime(2026, 11, 21, 9, 30, 15, 42, tzinfo=UTC)
    body = ledger_body(entry(4, revision=9, sha256="ab", words="Ü “x”"), 17, at, "f" * 64)

    assert body == (
        '{"actor":7,"actor_name":"Ann Clerk, Town Clerk","at":"2026-11-21T09:30:15.000042+00:00","council":4,'
        '"facts":{"revision":9,"sha256":"ab","words":"Ü “x”"},"format":1,"number":17,'
        '"object":["communication",3],"previous":"' + "f" * 64 + '","verb":"note_written"}'
    )
    assert sha256_of(body) == "65cb2e94280c91420a1aed030a73f1fda12595040e7e2c98e7a856b7240bd07c"


@pytest.mark.parametrize("fact", [float("nan"), float("inf"), {1, 2}, object()])
def test_what_is_not_plain_json_is_refused(fact: Any) -> None:
    with pytest.raises((ValueError, TypeError)):
        canonical_json({"fact": fact})


REWRITES = ["UPDATE {table} SET id = id", "DELETE FROM {table}", "TRUNCATE {table} CASCADE"]


@pytest.mark.django_db
@pytest.mark.parametrize("statement", REWRITES)
def test_the_web_role_may_not_rewrite_the_ledger(statement: str) -> None:
    in_transaction(entry())

    with (
        pytest.raises(DatabaseError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement.format(table="records_ledgerentry"))


@pytest.mark.django_db
@pytest.mark.parametrize("statement", REWRITES[:2])
def test_the_owner_may_not_rewrite_the_ledger_either(statement: str) -> None:
    in_transaction(entry())

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        with pytest.raises(DatabaseError, match="stays as it was recorded"), transaction.atomic():
            cursor.execute(statement.format(table="records_ledgerentry"))


@pytest.mark.django_db
def test_the_owner_may_not_truncate_the_ledger_either() -> None:
    """The suite disables this one trigger, because a flush truncates; here it is enabled again."""
    in_transaction(entry())

    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute("ALTER TABLE records_ledgerentry ENABLE TRIGGER records_ledgerentry_no_truncate")
        with pytest.raises(DatabaseError, match="stays as it was recorded"), transaction.atomic():
            cursor.execute("TRUNCATE records_ledgerentry")


@pytest.mark.django_db
def test_the_database_gives_a_number_once() -> None:
    (row,) = in_transaction(entry())
    row.pk = None

    with pytest.raises(DatabaseError, match="ledger_number_once_per_council"), transaction.atomic():
        row.save(force_insert=True)


HEAD = "UPDATE records_ledgerhead SET {change} WHERE council_id = 1"
HEADS = {
    "turned back": HEAD.format(
        change="count = 1, hash = (SELECT hash FROM records_ledgerentry WHERE number = 1)"
    ),
    "counted on without an entry": HEAD.format(change="count = count + 1"),
    "given another hash": HEAD.format(change="hash = repeat('0', 64)"),
    "written again as it is": HEAD.format(change="count = count"),
    "moved to another council": HEAD.format(change="council_id = 2"),
    "deleted": "DELETE FROM records_ledgerhead",
    "truncated": "TRUNCATE records_ledgerhead",
    "begun in the middle": "INSERT INTO records_ledgerhead VALUES (7, 3, repeat('0', 64))",
}


@pytest.mark.django_db
@pytest.mark.parametrize("statement", HEADS.values(), ids=HEADS.keys())
def test_the_web_role_may_not_turn_a_head(statement: str) -> None:
    in_transaction(entry(), entry())

    refused = "only advances|stays as it was recorded|permission denied"
    with pytest.raises(DatabaseError, match=refused), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert (verify(1).broken, verify(1).count) == (None, 2)


FORGED = """
INSERT INTO records_ledgerentry
    (council_id, number, at, verb, actor_name, object_type, object_id, body, previous_hash, hash)
VALUES (1, {number}, now(), 'approved', 'Eve', 'communication', 3, '{{}}', '{previous}', repeat('e', 64))
"""


@pytest.mark.django_db
@pytest.mark.parametrize(("number", "previous"), [(3, "f" * 64), (4, "f" * 64)])
def test_a_head_does_not_move_to_an_entry_that_does_not_continue_the_chain(
    number: int, previous: str
) -> None:
    in_transaction(entry(), entry())

    with connection.cursor() as cursor:
        cursor.execute(FORGED.format(number=number, previous=previous))
        with pytest.raises(DatabaseError, match="only advances"), transaction.atomic():
            cursor.execute(HEAD.format(change=f"count = {number}, hash = repeat('e', 64)"))

    assert verify(1).broken == 3


@pytest.mark.django_db
def test_an_entry_written_around_the_head_is_found() -> None:
    (last,) = in_transaction(entry())

    with connection.cursor() as cursor:
        cursor.execute(FORGED.format(number=2, previous=last.hash))

    assert verify(1).broken == 2
