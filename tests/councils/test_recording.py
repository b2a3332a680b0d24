"""A person's act as an entry of the ledger."""

import pytest
from django.db import transaction

from portal.councils.recording import entry_by
from portal.records.ledger import record
from tests.makers import make_council, make_person

pytestmark = pytest.mark.django_db


def test_an_entry_copies_name_and_office() -> None:
    person = make_person(council=make_council(), name="Ann Clerk", title="Town Clerk")

    assert entry_by(person, "note_written", "note", 1).actor_name == "Ann Clerk, Town Clerk"


def test_the_longest_name_and_office_can_be_recorded() -> None:
    person = make_person(council=make_council(), name="N" * 150, title="T" * 80)

    with transaction.atomic():
        (row,) = record([entry_by(person, "note_written", "note", 1)])

    assert (row.actor_name[:150], len(row.actor_name)) == ("N" * 150, 200)
