"""Gathering the circumstances of a text."""

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from policies.circumstances import Member
from policies.gathering import gather
from policies.models import MatterAccess
from portal.channels.models import Channel, Particulars
from portal.councils.appointing import end_membership
from portal.councils.models import Membership
from portal.councils.people import Person
from portal.councils.powers import Role
from tests.makers.channels import make_channels
from tests.makers.circumstances import make_flag, make_interest, make_matter, make_period
from tests.makers.councils import make_council, make_person

pytestmark = pytest.mark.django_db


def _clerk() -> Person:
    return make_person(council=make_council(), role=Role.CLERK, name="Clara Clerk")


def test_people_in_office_are_known_by_what_they_are() -> None:
    clerk = _clerk()
    make_person(council=clerk.council, role=Role.OFFICER, name="Olive Officer")
    make_person(council=clerk.council, role=Role.CHAIR, name="Chris Chair")
    make_person(council=make_council(), role=Role.COUNCILLOR, name="Elsie Where")

    seen = gather(clerk.council, at=timezone.now(), writer_id=clerk.membership.pk)

    assert seen.officers == ("Clara Clerk", "Olive Officer")
    assert [member.name for member in seen.members] == ["Chris Chair"]
    assert (seen.author, seen.author_role) == ("Clara Clerk", "clerk")


def test_party_and_businesses_are_gathered_of_members_in_office() -> None:
    clerk = _clerk()
    for name, title in (("Ada Here", "x"), ("Bob Gone", "y")):
        member = make_person(council=clerk.council, role=Role.COUNCILLOR, name=name, title=title)
        Membership.objects.filter(pk=member.membership.pk).update(
            party="Ottermouth First", businesses="Ridge Fencing\nSalon Nine"
        )
    end_membership(actor=clerk, membership_id=member.membership.pk)

    seen = gather(clerk.council, at=timezone.now(), writer_id=clerk.membership.pk)

    assert seen.members == (Member("Ada Here", "Ottermouth First", ("Ridge Fencing", "Salon Nine")),)
    assert seen.businesses == ("Ridge Fencing", "Salon Nine")


def test_a_matter_is_seen_with_its_words_its_flag_and_the_writers_interest() -> None:
    clerk = _clerk()
    member = make_person(council=clerk.council, role=Role.COUNCILLOR)
    matter = make_matter(clerk=clerk, aliases=("old depot", "depot site"))
    make_flag(matter=matter, by=clerk)
    make_interest(matter=matter, member=member, clerk=clerk)

    (seen,) = gather(clerk.council, at=timezone.now(), writer_id=member.membership.pk).matters

    assert set(seen.aliases) == {"old depot", "depot site"}
    assert (seen.confidential, seen.sensitive, seen.interested) == (True, True, True)
    assert (seen.holding_reply, seen.party) == ("Please ask the clerk.", "Fernleigh Homes")


def test_the_interest_of_one_member_is_not_anothers() -> None:
    clerk = _clerk()
    member, other = (make_person(council=clerk.council, role=Role.COUNCILLOR) for _ in range(2))
    make_interest(matter=make_matter(clerk=clerk), member=member, clerk=clerk)

    (seen,) = gather(clerk.council, at=timezone.now(), writer_id=other.membership.pk).matters

    assert (seen.interested, seen.party) == (False, "")


def test_a_lifted_flag_and_a_closed_matter_are_over() -> None:
    clerk = _clerk()
    lifted, closed = make_matter(clerk=clerk), make_matter(clerk=clerk, title="Something else")
    flag = make_flag(matter=lifted, by=clerk)
    flag.lifted_at, flag.lifted_by, flag.lifting_reason = timezone.now(), clerk.membership, "Settled."
    flag.save()
    closed.closed_at = timezone.now()
    closed.save()

    (seen,) = gather(clerk.council, at=timezone.now(), writer_id=clerk.membership.pk).matters

    assert (seen.title, seen.sensitive) == ("Sale of the old depot", False)


@pytest.mark.parametrize(
    ("role", "named_only", "named", "sees"),
    [
        (Role.CLERK, True, False, True),
        (Role.COUNCILLOR, False, False, True),
        (Role.CO_OPTED, False, False, True),
        (Role.COUNCILLOR, True, False, False),
        (Role.COUNCILLOR, True, True, True),
        (Role.OFFICER, True, False, False),
        (Role.CONTRACTOR, False, False, False),
        (Role.CONTRACTOR, False, True, True),
        (Role.AUDITOR, False, False, False),
    ],
)
def test_who_may_know_of_a_confidential_matter(role: str, named_only: bool, named: bool, sees: bool) -> None:
    clerk = _clerk()
    reader = make_person(council=clerk.council, role=role)
    matter = make_matter(clerk=clerk)
    matter.named_access_only = named_only
    matter.save()
    if named:
        MatterAccess.objects.create(matter=matter, member=reader.membership, given_by=clerk.membership)

    (seen,) = gather(clerk.council, at=timezone.now(), writer_id=reader.membership.pk).matters

    assert seen.visible is sees


@pytest.mark.parametrize(
    ("begins", "ends", "early", "runs"),
    [
        (-2, 20, None, True),
        (1, 20, None, False),
        (-30, -1, None, False),
        (-2, 20, -1, False),
        (-2, 20, 5, True),
    ],
    ids=["running", "to come", "over", "ended early", "will end early"],
)
def test_a_period_runs_from_its_notice_to_its_end(
    begins: int, ends: int, early: int | None, runs: bool
) -> None:
    clerk = _clerk()
    now = timezone.now()
    make_period(
        clerk=clerk,
        candidates=("Tom Ash",),
        begins_at=now + timedelta(days=begins),
        ends_at=now + timedelta(days=ends),
        ended_early_at=None if early is None else now + timedelta(days=early),
    )

    seen = gather(clerk.council, at=now, writer_id=clerk.membership.pk)

    assert [period.candidates[0].name for period in seen.running] == (["Tom Ash"] if runs else [])
    assert seen.periods == ({"parish_election"} if runs else set())


def test_another_councils_circumstances_are_not_ours() -> None:
    clerk, other = _clerk(), _clerk()
    make_matter(clerk=other)
    make_period(clerk=other)

    seen = gather(clerk.council, at=timezone.now(), writer_id=clerk.membership.pk)

    assert (seen.matters, seen.running) == ((), ())


@pytest.mark.parametrize("how_many", [1, 30])
def test_however_much_is_on_the_table_it_is_six_queries(
    how_many: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    clerk = _clerk()
    for number in range(how_many):
        matter = make_matter(clerk=clerk, title=f"Matter {number}", aliases=(f"word {number}",))
        make_flag(matter=matter, by=clerk)
        make_period(clerk=clerk, ward=f"Ward {number}", candidates=("Tom Ash",))

    with django_assert_num_queries(6):
        gather(clerk.council, at=timezone.now(), writer_id=clerk.membership.pk)


def _channel(clerk: Person, slug: str) -> Channel:
    """Return one more open channel of that sort."""
    (made,) = make_channels(clerk.council, slug)
    Channel.objects.filter(pk=made.pk).update(name=f"{slug} {made.pk}")
    return made


def test_a_kind_of_channel_is_closed_for_a_period_where_none_of_it_is_left() -> None:
    clerk = _clerk()
    names = ("noticeboard", "noticeboard", "mastodon", "manual", "manual")
    first, second, feed, group, list_ = (_channel(clerk, slug) for slug in names)
    for channel, network in ((group, "facebook"), (list_, "whatsapp")):
        Particulars.objects.create(channel=channel, network=network)
    period = make_period(clerk=clerk)

    def closed(*channels: Channel) -> set[str]:
        period.closed_channels.set(channels)
        (running,) = gather(clerk.council, at=timezone.now(), writer_id=clerk.membership.pk).running
        return set(running.closed_channels)

    assert closed() == set()
    assert closed(first) == set()
    assert closed(group) == {"facebook"}
    assert closed(first, second, feed) == {"noticeboard", "mastodon"}
    Channel.objects.filter(pk=second.pk).update(is_open=False)
    assert closed(first, list_) == {"noticeboard", "whatsapp"}
