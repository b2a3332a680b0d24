"""Which drafts exist for whom."""

from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.http import Http404
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from approvals.deciding import return_with_reason
from approvals.submitting import recall
from approvals.withdrawing import withdraw
from portal.channels.models import Delivery, Publication
from portal.councils.appointing import end_membership
from portal.councils.people import person_now
from portal.councils.powers import Role
from portal.drafts.access import get_visible, may_write, visible_to, works_on
from portal.drafts.models import Collaborator, Communication
from portal.drafts.states import Stage
from tests.makers import (
    make_channels,
    make_council,
    make_membership,
    make_person,
    make_review,
    make_revision,
    put_at,
)
from tests.makers.standing import Cast, make_item

pytestmark = pytest.mark.django_db

READS_ALL = {Role.CLERK, Role.OFFICER, Role.AUDITOR}
WRITES_ALL = {Role.CLERK, Role.OFFICER}
RELATIONS = ["author", "invited", "none"]


@pytest.mark.parametrize("kind", ["press_release", "letter"])
@pytest.mark.parametrize("relation", RELATIONS)
@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize("role", Role.values)
def test_who_sees_and_who_writes(role: str, stage: Stage, relation: str, kind: str) -> None:
    council = make_council()
    person = make_person(council=council, role=role)
    writer = make_person(council=council, role=Role.DEPUTY)
    item = make_revision(author=writer, kind=kind).communication
    if relation == "author":
        Communication.objects.filter(pk=item.pk).update(author=person.membership)
    if relation == "invited":
        Collaborator.objects.create(
            communication=item, person=person.membership, invited_by=writer.membership
        )
    put_at(item, stage)

    related = relation != "none"
    assert (list(visible_to(person)) == [item]) is (
        role in READS_ALL or related  # that it is called issued makes nothing public
    )
    assert works_on(person, item) is (role in READS_ALL or related)
    assert may_write(person, item) is (role in WRITES_ALL or (related and role != Role.AUDITOR))


@pytest.mark.parametrize("author", [Role.DEPUTY, Role.OFFICER])
@pytest.mark.parametrize("relation", RELATIONS)
@pytest.mark.parametrize("role", Role.values)
def test_a_member_s_draft_is_theirs_until_they_submit_it_and_the_office_s_is_the_office_s(
    role: str, relation: str, author: str
) -> None:
    council = make_council()
    person = make_person(council=council, role=role)
    writer = make_person(council=council, role=author)
    item = make_revision(author=writer).communication
    if relation == "author":
        Communication.objects.filter(pk=item.pk).update(author=person.membership)
    if relation == "invited":
        Collaborator.objects.create(
            communication=item, person=person.membership, invited_by=writer.membership
        )
    item.refresh_from_db()

    sees = relation != "none" or (author == Role.OFFICER and role in READS_ALL)
    assert list(visible_to(person)) == ([item] if sees else [])
    assert works_on(person, item) is sees
    assert may_write(person, item) is (sees and role != Role.AUDITOR)
    if not sees:
        with pytest.raises(Http404):
            get_visible(person, item.pk)


@pytest.mark.parametrize("then", ["taken back", "returned", "returned and edited"])
def test_what_was_submitted_once_is_the_council_s_business_for_good(then: str) -> None:
    council = make_council()
    clerk, author = make_person(council=council, role=Role.CLERK), make_person(council=council)
    auditor = make_person(council=council, role=Role.AUDITOR)
    review = make_review(author=author)
    item = review.communication
    if then == "taken back":
        recall(actor=author, communication_id=item.pk)
    else:
        return_with_reason(actor=clerk, review_id=review.pk, reason="Say when.")
    if then == "returned and edited":
        make_revision(author=author, communication=item, title="Said")
    item.refresh_from_db()
    assert item.shared_at == review.submitted_at
    assert [list(visible_to(reader)) for reader in (clerk, auditor)] == [[item], [item]]
    assert (works_on(auditor, item), may_write(clerk, item)) == (True, True)


def test_the_database_knows_no_submitted_item_that_is_its_author_s_alone() -> None:
    item = make_revision(author=make_person(council=make_council())).communication
    with pytest.raises(IntegrityError, match="only_a_draft_is_its_authors_alone"):
        Communication.objects.filter(pk=item.pk).update(stage=Stage.SUBMITTED)


def test_who_comes_back_for_another_term_finds_their_own_drafts_and_nobody_else_takes_them_over() -> None:
    council = make_council()
    clerk, before = make_person(council=council, role=Role.CLERK), make_person(council=council)
    item = make_revision(author=before).communication
    end_membership(actor=clerk, membership_id=before.membership.pk)
    assert list(visible_to(clerk)) == []
    after = person_now(make_membership(council=council, user=before.membership.user).pk)
    item = Communication.objects.get(pk=item.pk)
    assert (list(visible_to(after)), works_on(after, item)) == ([item], True)


@pytest.mark.parametrize("state", ["withdrawn", "correcting", "correction withdrawn"])
def test_a_withdrawn_item_is_read_by_all_but_never_a_correction_that_nobody_cleared(state: str) -> None:
    council = make_council()
    make_channels(council)
    clerk = make_person(council=council, role=Role.CLERK)
    cast = Cast(author=make_person(council=council), clerk=clerk, other=clerk)
    item = make_item(state.replace("correction withdrawn", "correcting"), cast)
    if state == "correction withdrawn":
        withdraw(actor=clerk, communication_id=item.pk, reason="Wrong road.")
    readers = {"withdrawn": [item]}.get(state, [])
    assert list(visible_to(make_person(council=council))) == readers
    assert list(visible_to(cast.author)) == [item]


@pytest.mark.parametrize(
    ("newsroom", "hours", "public"),
    [
        ("sent", None, True),
        ("sent", -1, True),
        ("retracted", -1, True),
        ("pending", 1, False),
        ("pending", -1, False),
        ("held", None, False),
        ("failed", None, False),
        ("sent", 1, False),  # which the outbox never does
    ],
)
@pytest.mark.parametrize("role", Role.values)
def test_what_editors_have_is_no_member_s_to_read_before_it_is_public(
    role: str, newsroom: str, hours: int | None, public: bool
) -> None:
    council = make_council()
    make_channels(council)
    clerk = make_person(council=council, role=Role.CLERK)
    cast = Cast(author=make_person(council=council), clerk=clerk, other=clerk)
    item = make_item("live", cast, kind="press_release")
    until = None if hours is None else timezone.now() + timedelta(hours=hours)
    Publication.objects.filter(communication=item).update(embargo_until=until)
    Delivery.objects.filter(channel__connector="newsroom").update(state=newsroom)
    assert Delivery.objects.get(channel__connector="press_email").state == "sent"

    seen = list(visible_to(make_person(council=council, role=role)))
    assert seen == ([item] if public or role in READS_ALL else [])
    assert list(visible_to(cast.author)) == [item]


def test_a_correction_that_the_press_has_is_not_public_because_the_issue_before_it_was() -> None:
    council = make_council()
    make_channels(council)
    clerk = make_person(council=council, role=Role.CLERK)
    item = make_item("correcting", Cast(author=make_person(council=council), clerk=clerk, other=clerk))
    put_at(item, Stage.ISSUED)
    assert list(visible_to(make_person(council=council))) == []


def test_another_councils_items_do_not_exist_for_anybody() -> None:
    item = make_revision(author=make_person(council=make_council())).communication
    put_at(item, Stage.ISSUED)

    for role in Role.values:
        stranger = make_person(council=make_council(), role=role)
        assert (list(visible_to(stranger)), may_write(stranger, item)) == ([], False)
        with pytest.raises(Http404):
            get_visible(stranger, item.pk)


def test_somebody_who_serves_two_councils_sees_in_each_only_its_own() -> None:
    first, second = make_council(), make_council()
    here = make_person(council=first, role=Role.CLERK)
    there = person_now(make_membership(council=second, role=Role.CLERK, user=here.membership.user).pk)
    item = make_revision(author=here).communication

    assert (list(visible_to(here)), list(visible_to(there))) == ([item], [])
    assert may_write(there, item) is False


def test_one_query_brings_what_a_page_needs(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    author = make_person(council=make_council())
    item = make_revision(author=author).communication

    with django_assert_num_queries(1):
        found = get_visible(author, item.pk)
        assert found.current_revision is not None
        words = (
            found.author.user.name,
            found.body.name,
            found.council.slug,
            found.current_revision.content["title"],
        )

    assert words[0] == author.name


def test_a_number_that_no_item_has_is_404() -> None:
    with pytest.raises(Http404):
        get_visible(make_person(council=make_council()), 10**12)
