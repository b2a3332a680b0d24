"""The pages about matters: who sees what of them, and the way to the papers of a matter with an interest."""

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from policies.matters.interests import declare_interest
from policies.matters.opening import Noted, open_matter
from policies.models import Interest, Matter
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.records.models import LedgerEntry
from tests.makers import make_council, make_person, sign_in
from tests.makers.circumstances import make_flag, make_interest, make_matter

pytestmark = pytest.mark.django_db

LIST = "/ptc/desk/matters/"


@pytest.fixture
def clerk() -> Person:
    return make_person(council=make_council(slug="ptc"), role=Role.CLERK)


@pytest.fixture
def member(clerk: Person) -> Person:
    return make_person(council=clerk.council)


def text(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_matter_of_named_access_does_not_exist_for_others(clerk: Person, member: Person) -> None:
    hidden = open_matter(actor=clerk, noted=Noted("A staff matter", named_access_only=True))

    assert "A staff matter" in text(sign_in(clerk), LIST)
    assert "A staff matter" not in text(sign_in(member), LIST)
    assert sign_in(member).get(f"{LIST}{hidden.pk}/").status_code == 404


def test_the_summary_is_for_members_and_not_for_who_has_an_interest(clerk: Person, member: Person) -> None:
    matter = open_matter(
        actor=clerk, noted=Noted("Mill Lane", summary="An offer of 12.", aliases=["the meadow"])
    )
    other = make_person(council=clerk.council)
    make_interest(matter=matter, member=member, clerk=clerk)

    assert "An offer of 12." in text(sign_in(other), f"{LIST}{matter.pk}/")
    seen = text(sign_in(member), f"{LIST}{matter.pk}/")
    assert "You declared an interest in this matter" in seen
    assert "Fernleigh Homes" in seen
    assert "An offer of 12." not in seen
    assert "the meadow" not in seen


def test_a_release_tells_who_is_outside_the_reference_and_no_more(clerk: Person) -> None:
    matter = open_matter(actor=clerk, noted=Noted("Mill Lane", summary="An offer of 12."))
    Matter.objects.filter(pk=matter.pk).update(
        released_on="2026-11-04", open_reference="Minute 41/26", released_by=clerk.membership
    )
    volunteer = make_person(council=clerk.council, role=Role.VOLUNTEER)

    seen = text(sign_in(volunteer), f"{LIST}{matter.pk}/")

    assert "Minute 41/26" in seen
    assert "An offer of 12." not in seen


def test_a_flag_tells_members_what_they_may_say_and_its_reason_to_who_may_lift_it(
    clerk: Person, member: Person
) -> None:
    matter = make_matter(clerk=clerk)
    make_flag(matter=matter, by=clerk, holding_reply="Ask the clerk, please.")
    chair = make_person(council=clerk.council, role=Role.CHAIR)

    seen = text(sign_in(member), f"{LIST}{matter.pk}/")
    assert "unable to comment" in seen
    assert "Ask the clerk, please." in seen
    assert "Talks are at a delicate stage." not in seen
    assert "Talks are at a delicate stage." in text(sign_in(chair), f"{LIST}{matter.pk}/")


def test_the_papers_are_shown_after_notice_and_record_and_to_nobody_else(
    clerk: Person, member: Person
) -> None:
    noted = Noted("Mill Lane", summary="An offer of 12.", interested_see_papers=True)
    matter = open_matter(actor=clerk, noted=noted)
    declare_interest(
        actor=clerk,
        matter_id=matter.pk,
        member_id=member.membership.pk,
        party="Fernleigh Homes",
        declared_on=matter.opened_at.date(),
    )
    client, papers = sign_in(member), f"{LIST}{matter.pk}/papers/"

    assert "An offer of 12." not in text(client, papers)
    assert client.post(papers).status_code == 409
    assert client.post(f"{LIST}{matter.pk}/notice/").status_code == 302
    assert "An offer of 12." not in text(client, papers)
    assert not LedgerEntry.objects.filter(verb="matter_papers_read").exists()
    client.post(papers)
    assert "An offer of 12." in text(client, papers)
    assert LedgerEntry.objects.filter(verb="matter_papers_read").count() == 1
    assert sign_in(clerk).post(papers).status_code == 403


def test_a_member_sees_their_own_interests_and_nobody_elses(clerk: Person, member: Person) -> None:
    make_interest(matter=make_matter(clerk=clerk, title="Mine"), member=member, clerk=clerk)
    other = make_person(council=clerk.council)
    make_interest(matter=make_matter(clerk=clerk, title="Theirs"), member=other, clerk=clerk)

    seen = text(sign_in(member), f"{LIST}interests/")

    assert ("Mine" in seen, "Theirs" in seen) == (True, False)
    assert Interest.objects.count() == 2


@pytest.mark.parametrize("many", [1, 30])
def test_the_list_asks_the_same_however_long_it_is(
    clerk: Person, member: Person, many: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(many):
        make_flag(matter=make_matter(clerk=clerk, title=f"Matter {number}"), by=clerk)
    client = sign_in(member)
    client.get(LIST)

    with django_assert_max_num_queries(8):
        seen = text(client, LIST)

    assert seen.count('<li class="card">') == min(many, 25)


def test_the_clerk_opens_flags_and_lifts_through_the_pages(clerk: Person) -> None:
    client = sign_in(clerk)
    opened = client.post(f"{LIST}open/", {"title": "Depot", "aliases": "old depot\nyard"})
    matter = Matter.objects.get()
    assert opened.headers["Location"] == f"{LIST}{matter.pk}/"
    assert matter.aliases.count() == 2

    client.post(f"{LIST}{matter.pk}/flag/", {"reason": "Talks.", "holding_reply": "Ask the clerk."})
    assert matter.flags.get().holding_reply == "Ask the clerk."
    assert client.post(f"{LIST}{matter.pk}/flag/lift/", {"reason": ""}).status_code == 422
    client.post(f"{LIST}{matter.pk}/flag/lift/", {"reason": "Over."})

    assert matter.flags.get().lifting_reason == "Over."


def test_other_names_are_not_given_to_who_has_an_interest_before_they_accepted_the_notice(
    clerk: Person, member: Person
) -> None:
    matter = open_matter(actor=clerk, noted=Noted("Mill Lane", aliases=["the meadow"]))
    interest = make_interest(matter=matter, member=member, clerk=clerk)
    desk = sign_in(member)
    given = [desk.get(f"{LIST}{matter.pk}/").context["aliases"]]

    Interest.objects.filter(pk=interest.pk).update(notice_accepted_at=timezone.now())
    given.append(desk.get(f"{LIST}{matter.pk}/").context["aliases"])

    assert [[str(alias) for alias in aliases] for aliases in given] == [[], ["the meadow"]]
