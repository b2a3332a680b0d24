"""Which drafts exist for whom."""

from datetime import timedelta

import pytest
from django.http import Http404
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from approvals.withdrawing import withdraw
from portal.channels.models import Delivery, Publication
from portal.councils.people import person_now
from portal.councils.powers import Role
from portal.drafts.access import get_visible, may_write, visible_to, works_on
from portal.drafts.models import Collaborator, Communication
from portal.drafts.states import Stage
from tests.makers import make_channels, make_council, make_membership, make_person, make_revision
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
    Communication.objects.filter(pk=item.pk).update(stage=stage)
    item.refresh_from_db()

    related = relation != "none"
    assert (list(visible_to(person)) == [item]) is (
        role in READS_ALL or related  # that it is called issued makes nothing public
    )
    assert works_on(person, item) is (role in READS_ALL or related)
    assert may_write(person, item) is (role in WRITES_ALL or (related and role != Role.AUDITOR))


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
    Communication.objects.filter(pk=item.pk).update(stage=Stage.ISSUED)
    assert list(visible_to(make_person(council=council))) == []


def test_another_councils_items_do_not_exist_for_anybody() -> None:
    item = make_revision(author=make_person(council=make_council())).communication
    Communication.objects.update(stage=Stage.ISSUED)

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
