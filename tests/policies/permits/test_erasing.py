"""What permissions and accounts keep when their time is over: who, when and which act, no words."""

from datetime import timedelta

import pytest
from django.utils import timezone

from policies.erasing import erase_questions_due
from policies.models import PersonalAccount
from policies.permits.erasing import erase_words
from policies.permits.granting import grant
from policies.personal.declaring import Answers, Declared, declare, take_off
from portal.councils.models import Permission
from portal.councils.people import Person
from portal.councils.permitting import Permitted
from portal.drafts.retaining import place_hold
from portal.records.models import LedgerEntry
from portal.records.retention import EraseOrder, UnderHold
from portal.refusals import Refusal
from tests.makers import make_council

pytestmark = pytest.mark.django_db
LONG_AGO = timedelta(days=365 * 7)
SHARE = Permitted("share", document="The map", shared_with="Fernleigh Homes")


def shared(clerk: Person, member: Person) -> Permission:
    return grant(actor=clerk, holder=member.membership, what=SHARE, reason="They asked for it")


def ran_out(made: Permission, ago: timedelta) -> None:
    until = timezone.now() - ago
    Permission.objects.filter(pk=made.pk).update(starts_at=until - timedelta(days=9), until=until)


def account_of(member: Person, ago: timedelta) -> PersonalAccount:
    declared = Declared("x", "@mel", "councillor", timezone.localdate())
    made = declare(actor=member, declared=declared, answers=Answers(True, True, True, True))
    take_off(actor=member, account_id=made.pk)
    then = timezone.now() - ago
    PersonalAccount.objects.filter(pk=made.pk).update(declared_at=then, retired_at=then)
    return made


def test_the_words_go_when_the_retention_period_is_over_and_the_rows_stay(
    clerk: Person, member: Person
) -> None:
    made, account = shared(clerk, member), account_of(member, LONG_AGO)
    ran_out(made, LONG_AGO)

    assert erase_questions_due(actor=clerk) == 2

    made.refresh_from_db()
    account.refresh_from_db()
    assert (made.reason, made.document, made.shared_with, account.address) == ("", "", "", "")
    assert made.holder_id == member.membership.pk
    assert LedgerEntry.objects.filter(verb="text_erased").count() == 2
    with pytest.raises(Refusal, match="No question"):
        erase_questions_due(actor=clerk)


def test_what_is_open_or_ended_lately_keeps_its_words(clerk: Person, member: Person) -> None:
    made, account = shared(clerk, member), account_of(member, timedelta(days=30))

    with pytest.raises(Refusal):
        erase_questions_due(actor=clerk)
    ran_out(made, timedelta(days=30))
    assert erase_words(EraseOrder(clerk.council.pk, (), timezone.now())) == 0
    assert erase_words(EraseOrder(clerk.council.pk, (1,), timezone.now())) == 0
    assert PersonalAccount.objects.get(pk=account.pk).address == "@mel"


def test_a_hold_on_the_council_and_another_council_s_order_erase_nothing(
    clerk: Person, member: Person
) -> None:
    ran_out(shared(clerk, member), LONG_AGO)
    assert erase_words(EraseOrder(make_council().pk, (), timezone.now())) == 0
    place_hold(actor=clerk, reason="A dispute")

    with pytest.raises(UnderHold):
        erase_questions_due(actor=clerk)
    assert Permission.objects.get().shared_with == "Fernleigh Homes"
