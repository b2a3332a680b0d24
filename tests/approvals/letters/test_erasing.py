"""What is kept of a letter when its time is over, and what the notices about letters say."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from approvals.letters.erasing import erase_letters
from approvals.letters.forwarding import Onward, forward_letter
from approvals.letters.handling import acknowledge_letter, assign, close_letter, reopen_letter
from approvals.letters.reminding import remind_of_letters
from approvals.letters.seeing import get_letter
from approvals.letters.sharing import answer_share, ask_to_share
from approvals.letters.telling import about_letter
from approvals.models import ForwardedTo, LetterForward, LetterShare, ReceivedLetter
from portal.channels.models import Notice
from portal.channels.notices.words import Words
from portal.councils.people import Person, person_now
from portal.records.models import Snapshot
from portal.records.retention import EraseOrder
from portal.refusals import Refusal
from tests.approvals.letters.conftest import entered
from tests.approvals.letters.test_entering import scan
from tests.makers import make_council

pytestmark = pytest.mark.django_db


def erase(council_id: int, *items: int, days: int = 0) -> int:
    with transaction.atomic():
        return erase_letters(EraseOrder(council_id, items, timezone.now() + timedelta(days=days)))


@pytest.fixture
def ended(officer: Person, clerk: Person, member: Person, other: Person) -> ReceivedLetter:
    made = entered(officer, scan=scan("to be erased"))
    forward_letter(actor=officer, letter_id=made.pk, onward=Onward({member.membership.pk: "Her ward."}))
    share = ask_to_share(actor=officer, letter_id=made.pk, with_whom="The County", why="Theirs.")
    answer_share(actor=clerk, letter_id=made.pk, share_id=share.pk, allowed=True, reason="Yes.")
    return close_letter(actor=officer, letter_id=made.pk, outcome="answered", words="They are emptied.")


def test_the_words_and_the_scan_go_and_who_dealt_with_it_stays(
    ended: ReceivedLetter, officer: Person, django_capture_on_commit_callbacks: Any
) -> None:
    path = Path(settings.MEDIA_ROOT, str(ended.scan.name))
    assert path.exists()
    with django_capture_on_commit_callbacks(execute=True):
        assert erase(officer.council.pk, days=366 * 6 + 1) > 4
    gone = ReceivedLetter.objects.get()
    assert (gone.sender, gone.address, gone.subject, gone.text, gone.outcome_words, gone.scan.name) == (
        "",
        "",
        "",
        "",
        "",
        "",
    )
    assert (gone.outcome, gone.closed_by_id, len(gone.scan_sha256)) == ("answered", officer.membership.pk, 64)
    assert not path.exists()
    assert (LetterForward.objects.get().text, LetterForward.objects.get().cut) == ("", "")
    assert ForwardedTo.objects.get().why == ""
    assert (LetterShare.objects.get().with_whom, LetterShare.objects.get().text) == ("", "")
    filed = Snapshot.objects.filter(object_type="received_letter", object_id=gone.pk)
    assert set(filed.values_list("text", flat=True)) == {None}
    assert get_letter(officer, gone.pk).erased_at is not None
    with pytest.raises(Refusal, match="erased"):
        reopen_letter(actor=officer, letter_id=gone.pk, reason="Again.")


def test_what_is_open_or_young_or_another_council_s_stays(ended: ReceivedLetter, officer: Person) -> None:
    still = entered(officer)
    assert erase(officer.council.pk, days=365 * 5) == 0
    assert erase(make_council().pk, days=366 * 7) == 0
    assert erase(officer.council.pk, 1, days=366 * 7) == 0
    assert erase(officer.council.pk, days=366 * 7) > 0
    still.refresh_from_db()
    assert still.subject == "The bins"


def said(what: str) -> Words | None:
    notice = Notice.objects.filter(what=what).latest("pk")
    assert notice.recipient_id is not None
    return about_letter(notice, person_now(notice.recipient_id))


def test_notices_name_the_reference_and_tell_nothing_of_the_letter(
    officer: Person, clerk: Person, member: Person, other: Person
) -> None:
    made = entered(officer)
    soon = timezone.now() + timedelta(hours=20)
    assign(actor=officer, letter_id=made.pk, member_id=member.membership.pk, reply_by=soon)
    forward_letter(actor=officer, letter_id=made.pk, onward=Onward({other.membership.pk: "Her ward."}))
    share = ask_to_share(actor=officer, letter_id=made.pk, with_whom="The County", why="Theirs.")
    assert remind_of_letters(timezone.now() + timedelta(days=10)) == 2
    assert remind_of_letters(timezone.now() + timedelta(days=10)) == 0
    asked = said("letter_share_asked")
    answer_share(actor=clerk, letter_id=made.pk, share_id=share.pk, allowed=True, reason="Yes.")
    told = [
        said("letter_given"),
        said("letter_forwarded"),
        said("letter_unacknowledged"),
        said("letter_due"),
        asked,
        said("letter_share_answered"),
    ]
    for words in told:
        assert words is not None
        assert f"/ptc/desk/letters-in/{made.pk}/" in words.body
        assert "IN/0001" in words.body
        assert "bins" not in (words.subject + words.body).lower()
        assert "Pat" not in words.subject + words.body
    assert said("letter_share_asked") is None
    acknowledge_letter(actor=member, letter_id=made.pk)
    assert said("letter_unacknowledged") is None
    close_letter(actor=member, letter_id=made.pk, outcome="noted", words="Thanks.")
    assert said("letter_given") is None
    assert said("letter_due") is None


def test_who_decides_and_who_has_it_are_reminded_each_once(
    officer: Person, clerk: Person, member: Person
) -> None:
    made = entered(officer)
    soon = timezone.now() + timedelta(hours=20)
    assign(actor=officer, letter_id=made.pk, member_id=member.membership.pk, reply_by=soon)
    remind_of_letters()
    due = Notice.objects.filter(what="letter_due").values_list("recipient_id", flat=True)
    assert sorted(due) == sorted([clerk.membership.pk, member.membership.pk])
