"""The papers of a matter: all that the portal holds on it, for who may read each, and each opening recorded."""

import json
from typing import Any

import pytest
from django.test import Client

from policies.matters.interests import accept_notice, read_papers
from policies.matters.linking import say_about
from policies.matters.papers import papers_of
from policies.models import AgendaItem, Matter, MatterAccess, Position
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.drafts.inviting import invite
from portal.records.models import LedgerEntry
from tests.makers import make_council, make_person, make_review, make_revision, make_shared, sign_in
from tests.makers.circumstances import make_interest, make_item, make_matter, make_meeting, make_position

pytestmark = pytest.mark.django_db

MINUTE = "The offer of Fernleigh Homes was refused."


@pytest.fixture
def clerk() -> Person:
    return make_person(council=make_council(slug="ptc"), role=Role.CLERK)


@pytest.fixture
def matter(clerk: Person) -> Matter:
    """Return a matter with a summary, an open and a closed item, and a position agreed at the open one."""
    made = make_matter(clerk=clerk, title="Mill Lane field")
    Matter.objects.filter(pk=made.pk).update(interested_see_papers=True, summary="An offer of 12.")
    meeting = make_meeting(clerk=clerk)
    opened = make_item(clerk=clerk, part=AgendaItem.Part.OPEN, reference="40/26", meeting=meeting)
    shut = make_item(clerk=clerk, reference="41/26", meeting=meeting)
    AgendaItem.objects.filter(pk=shut.pk).update(minute=MINUTE)
    AgendaItem.objects.filter(pk__in=[opened.pk, shut.pk]).update(matter=made)
    position = make_position(clerk=clerk, title="The field")
    Position.objects.filter(pk=position.pk).update(item=opened)
    make_item(clerk=clerk, part=AgendaItem.Part.OPEN, reference="42/26", meeting=meeting)
    made.refresh_from_db()
    return made


def titles(person: Person, matter: Matter) -> list[str]:
    return [paper.title for paper in papers_of(person, matter)]


def interested(clerk: Person, matter: Matter, role: str = Role.COUNCILLOR) -> Person:
    who = make_person(council=clerk.council, role=role)
    make_interest(matter=matter, member=who, clerk=clerk)
    accept_notice(actor=who, matter_id=matter.pk)
    return who


OPEN = ["Summary", "40/26 Land at Mill Lane"]


def test_who_reads_closed_items_elsewhere_reads_them_among_the_papers(clerk: Person, matter: Matter) -> None:
    chair = make_person(council=clerk.council, role=Role.CHAIR)
    named, member = make_person(council=clerk.council), make_person(council=clerk.council)
    MatterAccess.objects.create(matter=matter, member=named.membership, given_by=clerk.membership)

    closed = [*OPEN, "41/26 Land at Mill Lane", "The field"]
    assert [titles(who, matter) for who in (clerk, chair, named)] == [closed] * 3
    assert titles(member, matter) == [*OPEN, "41/26 Closed session", "The field"]


def test_an_interest_opens_no_more_and_no_less_than_the_office_does(clerk: Person, matter: Matter) -> None:
    chair, member = interested(clerk, matter, Role.CHAIR), interested(clerk, matter)
    assert "41/26 Land at Mill Lane" in titles(chair, matter)
    assert "41/26 Closed session" in titles(member, matter)
    assert MINUTE not in "".join(paper.text for paper in papers_of(member, matter))

    other = make_matter(clerk=clerk, title="A second matter")
    shut = AgendaItem.objects.get(reference="41/26")
    other.released_by_item = shut
    other.save(update_fields=["released_by_item"])
    make_interest(matter=other, member=chair, clerk=clerk)
    assert "41/26 Closed session" in titles(chair, matter)


def test_texts_are_for_who_had_a_part_in_them_or_reads_all(clerk: Person, matter: Matter) -> None:
    author, invited, stranger = (make_person(council=clerk.council) for _ in range(3))
    review = make_review(author=author, kind="notice", title="The field is sold")
    say_about(actor=clerk, communication_id=review.communication_id, matter_id=matter.pk, about=True)
    invite(actor=author, communication=review.communication, member_id=invited.membership.pk)
    officer = interested(clerk, matter, Role.OFFICER)
    make_interest(matter=matter, member=invited, clerk=clerk)

    reads = ["The field is sold" in titles(who, matter) for who in (clerk, officer, invited, stranger)]

    assert reads == [True, True, True, False]
    second = make_matter(clerk=clerk, title="A second matter")
    Matter.objects.filter(pk=second.pk).update(named_access_only=True)
    say_about(actor=clerk, communication_id=review.communication_id, matter_id=second.pk, about=True)
    assert "The field is sold" not in titles(officer, matter)


def test_each_paper_that_is_opened_is_recorded_and_no_other_shown(clerk: Person, matter: Matter) -> None:
    member = interested(clerk, matter)
    client = sign_in(member)
    assert "An offer of 12." not in page(client, matter)

    client.post(f"/ptc/desk/matters/{matter.pk}/papers/")

    shown = page(client, matter)
    assert "An offer of 12." in shown
    assert "The council supports the northern route." in shown
    papers = papers_of(member, matter)
    assert recorded() == {"interest": matter.interests.get().pk, "papers": [paper.key for paper in papers]}

    Matter.objects.filter(pk=matter.pk).update(summary="An offer of 13.")
    changed = page(client, matter)
    assert "An offer of 13." not in changed
    assert "as they stand now" in changed
    client.post(f"/ptc/desk/matters/{matter.pk}/papers/")
    assert "An offer of 13." in page(client, matter)
    assert LedgerEntry.objects.filter(verb="matter_papers_read").count() == 2


def page(client: Client, matter: Matter) -> str:
    return client.get(f"/ptc/desk/matters/{matter.pk}/papers/").content.decode()


def recorded() -> Any:
    body = json.loads(LedgerEntry.objects.filter(verb="matter_papers_read").latest("pk").body)
    facts = body.get("facts", body)
    return {"interest": facts["interest"], "papers": facts["papers"]}


def test_who_has_no_interest_reads_them_without_a_notice_and_who_is_not_inside_not_at_all(
    clerk: Person, matter: Matter
) -> None:
    member = make_person(council=clerk.council)
    assert "An offer of 12." in page(sign_in(member), matter)
    volunteer = make_person(council=clerk.council, role=Role.VOLUNTEER)
    assert sign_in(volunteer).get(f"/ptc/desk/matters/{matter.pk}/papers/").status_code == 404
    assert not LedgerEntry.objects.filter(verb="matter_papers_read").exists()


def test_a_changed_text_is_another_paper(clerk: Person, matter: Matter) -> None:
    author = make_person(council=clerk.council)
    revision = make_revision(author=author, kind="notice", title="The field is sold")
    say_about(actor=clerk, communication_id=revision.communication_id, matter_id=matter.pk, about=True)
    make_shared(revision.communication)
    make_interest(matter=matter, member=author, clerk=clerk)
    accept_notice(actor=author, matter_id=matter.pk)
    first = {paper.key for paper in read_papers(actor=author, matter_id=matter.pk)}

    make_revision(author=clerk, communication=revision.communication, title="The field is not sold")

    later = {paper.key for paper in read_papers(actor=author, matter_id=matter.pk)}
    assert len(first & later) == len(first) - 1
