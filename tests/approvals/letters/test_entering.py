"""Entering letters to the council: what is kept, what is refused, and what a scan has to be."""

import hashlib
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.utils import timezone

from approvals.letters.entering import correct_letter, enter_letter
from approvals.letters.handling import (
    acknowledge_letter,
    assign,
    begin_letter_answer,
    close_letter,
    reopen_letter,
)
from approvals.models import ReceivedLetter
from policies.models import MatterLink
from portal.channels.models import Notice
from portal.councils.people import Person, person_now
from portal.councils.powers import Role
from portal.councils.suspending import suspend
from portal.records.models import LedgerEntry, Snapshot
from portal.refusals import InvalidInput, NotYours, Refusal
from tests.approvals.letters.conftest import came, entered
from tests.makers import make_council, make_person
from tests.makers.circumstances import make_interest, make_matter

pytestmark = pytest.mark.django_db


def scan(words: str) -> Any:
    return SimpleUploadedFile("scan.pdf", b"%PDF-1.7 " + words.encode())


def files() -> set[str]:
    return {str(path) for path in Path(settings.MEDIA_ROOT).glob("letters-in/**/*") if path.is_file()}


def test_a_letter_is_kept_with_its_number_its_time_and_its_words_in_the_archive(officer: Person) -> None:
    first, second = entered(officer), entered(officer, subject="The trees")
    elsewhere = entered(make_person(council=make_council(), role=Role.CLERK))
    assert (first.reference, second.reference, elsewhere.reference) == ("IN/0001", "IN/0002", "IN/0001")
    assert first.acknowledge_by > first.received_at
    filed = Snapshot.objects.get(object_type="received_letter", object_id=first.pk)
    assert "The bins in Mill Lane overflow." in str(filed.text)
    assert LedgerEntry.objects.filter(verb="letter_entered").count() == 3


def test_only_clerk_and_officers_enter_letters(member: Person, officer: Person, clerk: Person) -> None:
    with pytest.raises(NotYours):
        entered(member)
    suspend(
        actor=clerk, member=officer.membership, reason="A breach.", until=timezone.now() + timedelta(days=9)
    )
    with pytest.raises(NotYours):
        entered(person_now(officer.membership.pk))
    assert not ReceivedLetter.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"way": "pigeon"}, "Choose how it came"),
        ({"sender": " "}, "Who writes"),
        ({"subject": ""}, "Subject"),
        ({"text": ""}, "What it says"),
        ({"text": "x" * 20_001}, "at most 20000"),
        ({"received_at": timezone.now() + timedelta(days=9)}, "still to come"),
        ({"received_at": timezone.now() - timedelta(days=400)}, "more than a year ago"),
        ({"matter_id": 999_999}, "closed meanwhile"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_words(
    officer: Person, wrong: dict[str, Any], words: str
) -> None:
    with pytest.raises(InvalidInput, match=words):
        entered(officer, **wrong)
    assert not ReceivedLetter.objects.exists()


def test_a_scan_is_kept_under_its_hash_and_stands_for_the_text(officer: Person) -> None:
    file = scan("Dear Clerk of Pellworth")
    made = entered(officer, text="", scan=file)
    assert made.scan_sha256 == hashlib.sha256(b"%PDF-1.7 Dear Clerk of Pellworth").hexdigest()
    with made.scan.open("rb") as kept:
        assert kept.read() == b"%PDF-1.7 Dear Clerk of Pellworth"


@pytest.mark.parametrize("raw", [b"<svg xmlns='x'></svg>", b"MZ\x90\x00", b"\x89PNG not one", b""])
def test_a_file_that_is_no_scan_is_refused_by_what_it_holds_and_leaves_nothing(
    officer: Person, raw: bytes
) -> None:
    before = files()
    with pytest.raises(InvalidInput, match="must be a PDF"):
        entered(officer, scan=SimpleUploadedFile("letter.pdf", raw))
    assert files() == before
    assert not ReceivedLetter.objects.exists()


def test_a_scan_whose_letter_is_refused_leaves_no_file(officer: Person) -> None:
    before = files()
    with pytest.raises(InvalidInput):
        entered(officer, sender="", scan=scan("never kept"))
    assert files() == before


def test_what_was_entered_is_corrected_and_what_stood_there_stays_filed(
    officer: Person, django_capture_on_commit_callbacks: Any
) -> None:
    made = entered(officer, scan=scan("the wrong pages"))
    with django_capture_on_commit_callbacks(execute=True):
        correct_letter(
            actor=officer,
            letter_id=made.pk,
            came=came(subject="The bins again", scan=scan("the right pages")),
        )
    now = ReceivedLetter.objects.get()
    assert (now.subject, now.number) == ("The bins again", 1)
    assert now.scan_sha256 == hashlib.sha256(b"%PDF-1.7 the right pages").hexdigest()
    assert str(made.scan.name) not in "".join(files())
    titles = Snapshot.objects.filter(object_type="received_letter").order_by("pk")
    assert [row.title for row in titles] == ["The bins", "The bins again"]


def test_a_letter_is_acknowledged_once_and_in_time(officer: Person) -> None:
    made = entered(officer)
    done = acknowledge_letter(actor=officer, letter_id=made.pk)
    assert done.acknowledged_by_id == officer.membership.pk
    assert '"in_time":true' in LedgerEntry.objects.get(verb="letter_acknowledged").body
    with pytest.raises(Refusal, match="already"):
        acknowledge_letter(actor=officer, letter_id=made.pk)


def test_whom_it_is_given_to_is_told_and_may_act_on_it(officer: Person, member: Person) -> None:
    made = entered(officer)
    soon = timezone.now() + timedelta(days=3)
    with pytest.raises(NotYours):
        acknowledge_letter(actor=member, letter_id=made.pk)
    done = assign(actor=officer, letter_id=made.pk, member_id=member.membership.pk, reply_by=soon)
    assert (done.holder_id, done.reply_by) == (member.membership.pk, soon)
    assert Notice.objects.get(what="letter_given").recipient_id == member.membership.pk
    acknowledge_letter(actor=member, letter_id=made.pk)
    with pytest.raises(NotYours):
        assign(actor=member, letter_id=made.pk, member_id=officer.membership.pk, reply_by=None)


def test_nobody_gets_a_letter_whose_matter_is_closed_to_them_or_who_is_not_here(
    clerk: Person, officer: Person, member: Person
) -> None:
    matter = make_matter(clerk=clerk)
    make_interest(matter=matter, member=member, clerk=clerk)
    made = entered(clerk, matter_id=matter.pk)
    strangers = make_person(council=make_council())
    for one in (member, strangers):
        with pytest.raises(InvalidInput, match="cannot be given"):
            assign(actor=clerk, letter_id=made.pk, member_id=one.membership.pk, reply_by=None)
    with pytest.raises(InvalidInput, match="over already"):
        assign(
            actor=clerk,
            letter_id=made.pk,
            member_id=officer.membership.pk,
            reply_by=timezone.now() - timedelta(1),
        )


def test_a_letter_is_closed_with_words_and_opened_again_with_a_reason(officer: Person) -> None:
    made = entered(officer)
    with pytest.raises(InvalidInput):
        close_letter(actor=officer, letter_id=made.pk, outcome="answered", words=" ")
    done = close_letter(actor=officer, letter_id=made.pk, outcome="answered", words="The bins are emptied.")
    assert (done.outcome, done.closed_by_id) == ("answered", officer.membership.pk)
    with pytest.raises(Refusal, match="closed meanwhile"):
        acknowledge_letter(actor=officer, letter_id=made.pk)
    again = reopen_letter(actor=officer, letter_id=made.pk, reason="Pat wrote again.")
    assert (again.outcome, again.closed_at) == ("", None)
    assert Snapshot.objects.filter(status="letter_reopened", text="Pat wrote again.").exists()


def test_the_database_keeps_letters_and_their_order(officer: Person) -> None:
    made = entered(officer)
    rows = ReceivedLetter.objects.filter(pk=made.pk)
    for wrong in ({"sender": ""}, {"text": ""}, {"outcome": "noted"}, {"reply_by": timezone.now()}):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**wrong)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.delete()


def test_enter_letter_is_one_transaction(officer: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any) -> None:
        raise RuntimeError

    before = files()
    monkeypatch.setattr("approvals.letters.entering.record", broken)
    with pytest.raises(RuntimeError):
        enter_letter(actor=officer, came=came(scan=scan("to be gone")))
    assert not ReceivedLetter.objects.exists()
    assert files() == before


def test_an_answer_that_was_begun_is_about_the_matter_that_the_letter_turns_out_to_be_about(
    clerk: Person,
) -> None:
    matter = make_matter(clerk=clerk)
    letter = entered(clerk)
    made = begin_letter_answer(actor=clerk, letter_id=letter.pk)
    correct_letter(actor=clerk, letter_id=letter.pk, came=came(subject="The trees"))
    assert not MatterLink.objects.exists()

    for _ in range(2):
        correct_letter(actor=clerk, letter_id=letter.pk, came=came(matter_id=matter.pk))

    link = MatterLink.objects.get()
    assert (link.communication_id, link.matter_id, link.about) == (made.pk, matter.pk, True)
    assert LedgerEntry.objects.filter(verb="matter_linked", object_id=made.pk).count() == 1
