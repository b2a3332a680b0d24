"""Who is invited to write in a draft, by whom, and what the invitation does not do."""

from datetime import timedelta

import pytest
from django.utils import timezone

from portal.councils.models import Membership, User
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.councils.suspending import suspend
from portal.drafts.access import may_write, works_on
from portal.drafts.inviting import invitable, invite, may_invite, remove_collaborator
from portal.drafts.models import Collaborator, Communication
from portal.records.models import LedgerEntry
from portal.refusals import NotYours, Refusal
from tests.makers import make_communication, make_council, make_person, make_shared

pytestmark = pytest.mark.django_db


@pytest.fixture
def author() -> Person:
    return make_person(council=make_council(), name="Ada Author")


@pytest.fixture
def item(author: Person) -> Communication:
    return make_communication(author=author, kind="notice")


def test_the_invited_write_until_the_invitation_is_taken_back(author: Person, item: Communication) -> None:
    friend = make_person(council=author.council)
    assert not may_write(friend, item)
    made = invite(actor=author, communication=item, member_id=friend.membership.pk)
    assert may_write(friend, item)
    remove_collaborator(actor=author, communication=item, collaborator_id=made.pk)
    assert not may_write(friend, item)
    verbs = ["collaborator_invited", "collaborator_removed"]
    told = LedgerEntry.objects.filter(verb__in=verbs).order_by("number")
    assert list(told.values_list("verb", flat=True)) == verbs


def test_nobody_is_invited_twice_and_an_invitation_ends_once(author: Person, item: Communication) -> None:
    friend = make_person(council=author.council)
    made = invite(actor=author, communication=item, member_id=friend.membership.pk)
    with pytest.raises(Refusal):
        invite(actor=author, communication=item, member_id=friend.membership.pk)
    remove_collaborator(actor=author, communication=item, collaborator_id=made.pk)
    with pytest.raises(Refusal):
        remove_collaborator(actor=author, communication=item, collaborator_id=made.pk)
    assert Collaborator.objects.count() == 0


@pytest.mark.parametrize(
    ("role", "may"),
    [(Role.CLERK, True), (Role.OFFICER, False), (Role.COUNCILLOR, False), (Role.AUDITOR, False)],
)
def test_besides_the_author_only_who_decides_invites(
    author: Person, item: Communication, role: str, may: bool
) -> None:
    person = make_person(council=author.council, role=role)
    friend = make_person(council=author.council)
    assert not may_invite(person, item)
    make_shared(item)
    assert may_invite(person, item) is may
    if may:
        invite(actor=person, communication=item, member_id=friend.membership.pk)
    else:
        with pytest.raises(NotYours):
            invite(actor=person, communication=item, member_id=friend.membership.pk)


def test_the_author_invites_the_office_into_what_they_have_not_submitted(
    author: Person, item: Communication
) -> None:
    clerk, auditor = (make_person(council=author.council, role=role) for role in (Role.CLERK, Role.AUDITOR))
    assert list(invitable(item)) == [clerk.membership]
    invite(actor=author, communication=item, member_id=clerk.membership.pk)
    assert (may_write(clerk, item), may_invite(clerk, item), works_on(auditor, item)) == (True, False, False)


def test_strangers_and_those_who_cannot_write_or_write_here_already_are_not_invited(
    author: Person, item: Communication
) -> None:
    make_shared(item)
    stranger = make_person(council=make_council())
    auditor = make_person(council=author.council, role=Role.AUDITOR)
    officers = [make_person(council=author.council, role=role) for role in (Role.CLERK, Role.OFFICER)]
    gone, over, inactive, suspended = (make_person(council=author.council) for _ in range(4))
    Membership.objects.filter(pk=gone.membership.pk).update(ended_at=gone.membership.started_at)
    yesterday = timezone.localdate() - timedelta(days=1)
    Membership.objects.filter(pk=over.membership.pk).update(term_ends_on=yesterday)
    User.objects.filter(pk=inactive.user_id).update(is_active=False)
    suspend(
        actor=officers[0],
        member=suspended.membership,
        reason="A breach",
        until=timezone.now() + timedelta(days=9),
    )
    for member in (stranger, author, auditor, gone, over, inactive, suspended, *officers):
        with pytest.raises(Refusal):
            invite(actor=author, communication=item, member_id=member.membership.pk)
    assert list(invitable(item)) == []


def test_an_invitation_of_another_draft_is_not_taken_back_here(author: Person, item: Communication) -> None:
    other = make_communication(author=author, kind="notice")
    friend = make_person(council=author.council)
    made = invite(actor=author, communication=other, member_id=friend.membership.pk)
    with pytest.raises(Refusal):
        remove_collaborator(actor=author, communication=item, collaborator_id=made.pk)
    assert Collaborator.objects.count() == 1
