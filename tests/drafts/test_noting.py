"""Notes beside a draft: for its writers, in the record by key and hash, in the archive by their words."""

import json
from functools import partial

import pytest
from django.utils import timezone

from portal.councils.powers import Role
from portal.drafts.models import Note
from portal.drafts.noting import LONGEST, TWICE_WITHIN, may_read_notes, write_note
from portal.records.canonical import sha256_of
from portal.records.models import LedgerEntry, Snapshot
from portal.refusals import InvalidInput, NotYours
from tests.makers import make_communication, make_council, make_person, make_revision, make_shared
from tests.makers.threads import at_once

pytestmark = pytest.mark.django_db


def test_a_note_is_in_the_record_by_its_hash_and_in_the_archive_by_its_words() -> None:
    author = make_person(council=make_council())
    revision = make_revision(author=author, kind="notice")
    note = write_note(actor=author, communication=revision.communication, text="  Ask the\r\ncontractor. ")
    assert (note.text, note.revision_id) == (
        "Ask the\ncontractor.",
        revision.communication.current_revision_id,
    )
    entry = LedgerEntry.objects.get(verb="note_written")
    assert (entry.object_type, entry.object_id) == ("communication", revision.communication_id)
    assert json.loads(entry.body)["facts"] == {"note": note.pk, "sha256": sha256_of(note.text)}
    assert "contractor" not in entry.body
    assert Snapshot.objects.get(object_type="note").text == note.text


@pytest.mark.parametrize(
    "text", ["", "   \n", "x" * (LONGEST + 1), "a\x00b"], ids=["empty", "blank", "long", "NUL"]
)
def test_a_note_that_says_nothing_or_too_much_is_refused(text: str) -> None:
    author = make_person(council=make_council())
    item = make_communication(author=author, kind="notice")
    with pytest.raises(InvalidInput):
        write_note(actor=author, communication=item, text=text)
    assert Note.objects.count() == 0


@pytest.mark.parametrize(
    ("role", "writes", "reads"),
    [
        (Role.CLERK, True, True),
        (Role.OFFICER, True, True),
        (Role.AUDITOR, False, True),
        (Role.CHAIR, False, False),
        (Role.COUNCILLOR, False, False),
    ],
)
def test_notes_are_for_the_writers_and_those_who_read_every_draft(
    role: str, writes: bool, reads: bool
) -> None:
    council = make_council()
    item = make_shared(make_communication(author=make_person(council=council), kind="notice"))
    person = make_person(council=council, role=role)
    assert may_read_notes(person, item) is reads
    if writes:
        write_note(actor=person, communication=item, text="Yes.")
    else:
        with pytest.raises(NotYours):
            write_note(actor=person, communication=item, text="No.")
    assert Note.objects.count() == int(writes)


def test_somebody_of_another_council_writes_no_note() -> None:
    item = make_communication(author=make_person(council=make_council()), kind="notice")
    with pytest.raises(NotYours):
        write_note(
            actor=make_person(council=make_council(), role=Role.CLERK), communication=item, text="Hello."
        )


def test_the_same_words_again_within_a_minute_are_the_same_note() -> None:
    author = make_person(council=make_council(), role=Role.CLERK)
    item = make_communication(author=author, kind="notice")
    first = write_note(actor=author, communication=item, text="Ask the contractor.")
    assert write_note(actor=author, communication=item, text=" Ask the contractor.\r\n") == first
    assert Note.objects.count() == 1
    assert LedgerEntry.objects.filter(verb="note_written").count() == 1
    assert Snapshot.objects.filter(object_type="note").count() == 1


def test_other_words_another_person_another_item_and_a_later_time_are_notes_of_their_own() -> None:
    council = make_council()
    clerk, author = make_person(council=council, role=Role.CLERK), make_person(council=council)
    item = make_shared(make_communication(author=author, kind="notice"))
    elsewhere = make_communication(author=author, kind="notice")
    write_note(actor=author, communication=item, text="Yes.")
    write_note(actor=author, communication=item, text="Yes!")
    write_note(actor=clerk, communication=item, text="Yes.")
    write_note(actor=author, communication=elsewhere, text="Yes.")
    assert Note.objects.count() == 4
    Note.objects.update(at=timezone.now() - TWICE_WITHIN)
    write_note(actor=author, communication=item, text="Yes.")
    assert Note.objects.count() == 5


@pytest.mark.django_db(transaction=True)
def test_of_two_clicks_at_the_same_moment_one_note_remains() -> None:
    author = make_person(council=make_council())
    item = make_communication(author=author, kind="notice")
    click = partial(write_note, actor=author, communication=item, text="Ask the contractor.")
    notes = at_once(*[click] * 4)
    assert notes == [Note.objects.get()] * 4
    assert LedgerEntry.objects.filter(verb="note_written").count() == 1
