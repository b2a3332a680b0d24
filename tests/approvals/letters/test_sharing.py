"""Sharing a letter outside: with the clerk's recorded permission, and never without."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from approvals.letters.handling import assign
from approvals.letters.sharing import answer_share, ask_to_share, note_shared
from approvals.models import LetterShare, ReceivedLetter
from policies.permits.granting import grant
from portal.channels.models import Notice
from portal.councils.models import Permission
from portal.councils.people import Person
from portal.councils.permitting import Permitted, revoke_permission
from portal.records.models import LedgerEntry
from portal.refusals import InvalidInput, NotYours, Refusal
from tests.approvals.letters.conftest import TRAIL, entered
from tests.makers.circumstances import make_matter

pytestmark = pytest.mark.django_db


def ask(actor: Person, letter: ReceivedLetter, **more: Any) -> LetterShare:
    words = {"with_whom": "The County Council", "why": "They empty the bins.", **more}
    return ask_to_share(actor=actor, letter_id=letter.pk, **words)


def answer(actor: Person, share: LetterShare, *, allowed: bool = True) -> LetterShare:
    return answer_share(
        actor=actor, letter_id=share.letter_id, share_id=share.pk, allowed=allowed, reason="It is theirs."
    )


def sent(actor: Person, share: LetterShare) -> LetterShare:
    return note_shared(actor=actor, letter_id=share.letter_id, share_id=share.pk)


def test_an_officer_asks_and_sends_nothing_before_the_clerk_recorded_the_permission(
    clerk: Person, officer: Person
) -> None:
    share = ask(officer, entered(officer))
    assert share.allowed is None
    assert TRAIL not in share.text
    assert Notice.objects.get(what="letter_share_asked").recipient_id == clerk.membership.pk
    with pytest.raises(Refusal, match="not waiting to be sent"):
        sent(officer, share)
    share = answer(clerk, share)
    held = Permission.objects.get()
    assert share.permission == held
    assert (held.scope, held.holder_id, held.document, held.shared_with) == (
        "share",
        officer.membership.pk,
        "IN/0001",
        "The County Council",
    )
    assert sent(officer, share).sent_at is not None
    with pytest.raises(Refusal):
        sent(officer, share)
    verbs = LedgerEntry.objects.filter(verb__startswith="letter_share").values_list("verb", flat=True)
    assert sorted(verbs) == ["letter_share_allowed", "letter_share_asked", "letter_shared"]


def test_what_the_clerk_refused_is_not_sent(clerk: Person, officer: Person) -> None:
    share = answer(clerk, ask(officer, entered(officer)), allowed=False)
    assert (share.allowed, share.permission_id) == (False, None)
    with pytest.raises(Refusal, match="not waiting"):
        sent(officer, share)
    with pytest.raises(Refusal, match="answered meanwhile"):
        answer(clerk, share)
    assert not Permission.objects.exists()


def test_the_clerk_s_own_sharing_is_recorded_as_the_permission(clerk: Person) -> None:
    share = ask(clerk, entered(clerk))
    assert (share.allowed, share.answered_by_id) == (True, clerk.membership.pk)
    assert sent(clerk, share).sent_at is not None


@pytest.mark.parametrize("by", ["letter", "matter"])
def test_a_permission_that_exists_is_enough_while_it_lasts(clerk: Person, officer: Person, by: str) -> None:
    matter = make_matter(clerk=clerk)
    letter = entered(officer, matter_id=matter.pk)
    what = {"document": letter.reference} if by == "letter" else {"matter_id": matter.pk}
    held = grant(
        actor=clerk,
        holder=officer.membership,
        what=Permitted("share", shared_with="the county council", **what),
        reason="They work together.",
    )
    share = ask(officer, letter)
    assert (share.allowed, share.permission, share.answered_by_id) == (True, held, clerk.membership.pk)
    revoke_permission(actor=clerk, permission_id=held.pk, reason="No longer.")
    with pytest.raises(Refusal, match="has ended"):
        sent(officer, share)
    assert LetterShare.objects.get().sent_at is None


def test_a_permission_for_somebody_else_another_letter_or_another_day_is_none(
    clerk: Person, officer: Person, member: Person
) -> None:
    letter = entered(officer)
    for holder, document, whom, starts in (
        (member, letter.reference, "The County Council", None),
        (officer, "IN/0009", "The County Council", None),
        (officer, letter.reference, "The Gazette", None),
        (officer, letter.reference, "The County Council", timezone.now() + timedelta(days=2)),
    ):
        what = Permitted("share", document=document, shared_with=whom)
        grant(actor=clerk, holder=holder.membership, what=what, reason="A reason.", starts_at=starts)
    assert ask(officer, letter).allowed is None


def test_only_who_grants_permissions_answers_and_nobody_answers_themselves(
    clerk: Person, officer: Person, member: Person
) -> None:
    letter = entered(officer)
    assign(actor=officer, letter_id=letter.pk, member_id=member.membership.pk, reply_by=None)
    share = ask(member, letter)
    for one in (officer, member):
        with pytest.raises(NotYours):
            answer(one, share)
    with pytest.raises(NotYours):
        sent(officer, share)


def test_the_same_is_asked_once_and_nothing_is_asked_without_words(officer: Person, clerk: Person) -> None:
    letter = entered(officer)
    ask(officer, letter)
    with pytest.raises(Refusal, match="asked already"):
        ask(officer, letter)
    for wrong in ({"with_whom": " "}, {"why": ""}, {"with_whom": "x" * 151}):
        with pytest.raises(InvalidInput):
            ask(officer, letter, **wrong)
    assert LetterShare.objects.count() == 1


def test_the_trail_goes_outside_only_for_a_typed_reason(clerk: Person) -> None:
    share = ask(clerk, entered(clerk), kept_because="They asked for all of it.")
    assert TRAIL in share.text
    assert share.kept_because == "They asked for all of it."


def test_the_database_lets_nothing_out_without_a_permission(clerk: Person, officer: Person) -> None:
    share = ask(officer, entered(officer))
    rows = LetterShare.objects.filter(pk=share.pk)
    now = timezone.now()
    for wrong in (
        {"sent_at": now},
        {"allowed": True, "answered_at": now, "answered_by": clerk.membership},
        {"text": "Other words"},
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**wrong)
    answer(clerk, share, allowed=False)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(allowed=None, answered_at=None, answered_by=None)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.delete()
