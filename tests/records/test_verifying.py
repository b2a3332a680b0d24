"""Finding what was done to a chain behind the portal's back."""

import json
from collections.abc import Callable

import pytest
from django.db import connection, transaction

from portal.records.canonical import canonical_json, sha256_of
from portal.records.ledger import Entry, record
from portal.records.models import LedgerEntry, LedgerHead
from portal.records.verifying import verify
from tests.makers import make_council, make_person, make_revision

pytestmark = pytest.mark.django_db
COUNCIL = 9


@pytest.fixture
def chain() -> None:
    """Five entries, then the rights and the triggers of somebody who broke into the database."""
    with transaction.atomic():
        record([Entry(COUNCIL, "note_written", 1, "Ann", "note", number) for number in range(1, 6)])
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute("ALTER TABLE records_ledgerentry DISABLE TRIGGER USER")
        cursor.execute("ALTER TABLE records_ledgerhead DISABLE TRIGGER USER")


def change(entry: int, **columns: object) -> None:
    LedgerEntry.objects.filter(council_id=COUNCIL, number=entry).update(**columns)


def forged(number: int) -> None:
    """A body that was changed, with a hash that fits it."""
    row = LedgerEntry.objects.get(council_id=COUNCIL, number=number)
    body = canonical_json({**json.loads(row.body), "actor_name": "Eve"})
    change(number, body=body, hash=sha256_of(body), actor_name="Eve")


def swapped() -> None:
    change(2, number=99)
    change(3, number=2)
    change(99, number=3)


FAULTS: list[tuple[str, Callable[[], object], int, str]] = [
    ("body", lambda: change(3, body="{}"), 3, "its text does not have the hash it was written with"),
    ("not json", lambda: change(3, body="x", hash=sha256_of("x")), 3, "its text cannot be read"),
    ("a list", lambda: change(3, body="[]", hash=sha256_of("[]")), 3, "its text cannot be read"),
    ("column", lambda: change(2, verb="approved"), 2, "its column 'verb' differs from the hashed text"),
    ("actor", lambda: change(2, actor_id=2), 2, "its column 'actor' differs from the hashed text"),
    ("object", lambda: change(2, object_id=77), 2, "its column 'object' differs from the hashed text"),
    ("forged", lambda: forged(2), 3, "it does not continue the entry before it"),
    ("forged last", lambda: forged(5), 6, "the head counts 5 entries, the chain ends at 5"),
    ("missing", lambda: LedgerEntry.objects.filter(number=3).delete(), 3, "entry 3 is missing"),
    ("first missing", lambda: LedgerEntry.objects.filter(number=1).delete(), 1, "entry 1 is missing"),
    ("swapped", swapped, 2, "it does not continue the entry before it"),
    (
        "tail cut",
        lambda: LedgerEntry.objects.filter(number__gte=4).delete(),
        4,
        "the head counts 5 entries, the chain ends at 3",
    ),
    (
        "all gone",
        lambda: LedgerEntry.objects.all().delete(),
        1,
        "the head counts 5 entries, the chain ends at 0",
    ),
    ("head gone", lambda: LedgerHead.objects.all().delete(), 1, "the chain has entries but no head"),
    (
        "head turned back",
        lambda: LedgerHead.objects.update(count=4),
        5,
        "the head counts 4 entries, the chain ends at 5",
    ),
]


@pytest.mark.usefixtures("chain")
@pytest.mark.parametrize(
    ("fault", "broken", "why"), [row[1:] for row in FAULTS], ids=[row[0] for row in FAULTS]
)
def test_a_tampered_chain_names_its_first_broken_entry(
    fault: Callable[[], object], broken: int, why: str
) -> None:
    fault()

    found = verify(COUNCIL)

    assert (found.broken, found.why) == (broken, why)


@pytest.mark.usefixtures("chain")
def test_an_untouched_chain_is_whole_and_tells_its_count_and_head() -> None:
    found = verify(COUNCIL)

    head = LedgerHead.objects.get(council_id=COUNCIL)
    assert (found.broken, found.why, found.count, found.head) == (None, "", 5, head.hash)


def test_a_council_without_entries_is_whole() -> None:
    assert (verify(404).broken, verify(404).count, verify(404).head) == (None, 0, "")


def test_what_the_verbs_write_verifies() -> None:
    council = make_council()
    make_revision(author=make_person(council=council))

    found = verify(council.pk)

    assert (found.broken, found.count) == (None, 3)
