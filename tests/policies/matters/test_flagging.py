"""Flagging a matter, what it stops, and lifting it."""

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from approvals.submitting import submit
from policies.checks.holding_reply import HOLDING_REPLY
from policies.evaluate import Blocked
from policies.judging import judge
from policies.matters.flagging import HELD, flag_matter, flagged_since, lift_flag
from policies.matters.holding import stops_on
from policies.matters.opening import Noted, open_matter
from policies.matters.telling import about_item, tell_authors
from policies.models import MatterFlag, MatterLink
from portal.channels.models import Delivery, Notice, Publication
from portal.channels.outbox.claiming import claim
from portal.channels.outbox.rows import RowKind
from portal.councils.models import Council
from portal.councils.people import Person, person_now
from portal.councils.powers import Role
from portal.records.models import LedgerEntry, Snapshot
from portal.refusals import InvalidInput, NotYours, Refusal
from tests.makers import (
    make_person,
    make_revision,
    make_scheduled,
    read_again,
    sign_in,
)
from tests.makers.circumstances import make_matter

pytestmark = pytest.mark.django_db

FLAGGERS = {Role.CLERK, Role.CHAIR}


def carry_now(publication: Publication) -> Delivery:
    """Let the hour of a scheduled issue come."""
    delivery = publication.deliveries.get()
    Delivery.objects.filter(pk=delivery.pk).update(due_at=timezone.now() - timedelta(seconds=1))
    claim(RowKind.DELIVERY, delivery.pk)
    delivery.refresh_from_db()
    return delivery


@pytest.mark.parametrize("role", Role.values)
def test_the_clerk_or_the_chairman_flags_and_lifts_and_nobody_else(
    council: Council, clerk: Person, role: str
) -> None:
    person = make_person(council=council, role=role)
    matter = make_matter(clerk=clerk)
    if role not in FLAGGERS:
        with pytest.raises(NotYours):
            flag_matter(actor=person, matter_id=matter.pk, reason="x")
        flag_matter(actor=clerk, matter_id=matter.pk, reason="x")
        with pytest.raises(NotYours):
            lift_flag(actor=person, matter_id=matter.pk, reason="x")
        return

    flag = flag_matter(actor=person, matter_id=matter.pk, reason=" Talks. ", holding_reply="")
    lift_flag(actor=person, matter_id=matter.pk, reason="They are over.")

    flag.refresh_from_db()
    assert (flag.reason, flag.lifting_reason, flag.lifted_by) == (
        "Talks.",
        "They are over.",
        person.membership,
    )
    assert (
        flag.holding_reply == "I am unable to comment on this matter. Please refer any question to the clerk."
    )
    filed = Snapshot.objects.filter(matter_ids=[matter.pk], status__startswith="matter_").order_by("pk")
    assert list(filed.values_list("status", "text")) == [
        ("matter_flagged", "Talks."),
        ("matter_flag_lifted", "They are over."),
    ]
    assert LedgerEntry.objects.filter(verb__startswith="matter_flag").count() == 2


def test_flag_and_lifting_need_a_reason(clerk: Person) -> None:
    matter = make_matter(clerk=clerk)
    with pytest.raises(InvalidInput):
        flag_matter(actor=clerk, matter_id=matter.pk, reason=" ")
    flag_matter(actor=clerk, matter_id=matter.pk, reason="x")
    with pytest.raises(InvalidInput):
        lift_flag(actor=clerk, matter_id=matter.pk, reason="")

    assert MatterFlag.objects.get().lifted_at is None


def test_the_second_of_two_who_flag_or_lift_is_told(clerk: Person, chair: Person) -> None:
    matter = make_matter(clerk=clerk)
    flag_matter(actor=clerk, matter_id=matter.pk, reason="x")
    with pytest.raises(Refusal, match="flagged already"):
        flag_matter(actor=chair, matter_id=matter.pk, reason="y")
    lift_flag(actor=chair, matter_id=matter.pk, reason="z")
    with pytest.raises(Refusal, match="lifted meanwhile"):
        lift_flag(actor=clerk, matter_id=matter.pk, reason="z")
    flag_matter(actor=chair, matter_id=matter.pk, reason="Again.")

    assert list(MatterFlag.objects.order_by("pk").values_list("reason", flat=True)) == ["x", "Again."]


def test_a_chairman_cannot_flag_what_is_not_for_them_to_know_of(clerk: Person, chair: Person) -> None:
    matter = open_matter(actor=clerk, noted=Noted("Staff matter", named_access_only=True))

    with pytest.raises(Refusal, match="closed meanwhile"):
        flag_matter(actor=chair, matter_id=matter.pk, reason="x")


@pytest.mark.parametrize("capacity", ["official", "councillor", "personal"])
def test_a_councillors_draft_on_it_is_stopped_in_whatever_capacity_with_the_holding_reply(
    council: Council, clerk: Person, chair: Person, capacity: str
) -> None:
    member = make_person(council=council, role=Role.COUNCILLOR)
    matter = make_matter(clerk=clerk)
    revision = make_revision(
        author=member, kind="letter", body="<p>About the sale of the old depot.</p>", capacity=capacity
    )
    flag_matter(actor=chair, matter_id=matter.pk, reason="x", holding_reply="Ask the clerk, please.")

    found = judge(revision.communication, revision.content).blocking

    (sensitive,) = [one for one in found if one.check == "sensitive-matter"]
    assert "members do not comment on it, in any capacity" in sensitive.message
    assert sensitive.remedy == (
        "You are unable to comment: please refer to the clerk. What you may say: “Ask the clerk, please.”"
    )
    with pytest.raises(Blocked):
        submit(actor=member, communication_id=revision.communication_id, revision_id=revision.pk)


def test_a_scheduled_release_about_it_is_held_and_the_desk_says_why_without_its_name(
    council: Council, clerk: Person, chair: Person
) -> None:
    officer = make_person(council=council, role=Role.OFFICER)
    publication = make_scheduled(
        author=officer, clerk=clerk, body="<p>The sale of the old depot is announced.</p>"
    )
    matter = make_matter(clerk=clerk)
    MatterLink.objects.filter(matter=matter).delete()
    flag_matter(actor=chair, matter_id=matter.pk, reason="x")

    delivery = carry_now(publication)

    assert (delivery.state, delivery.problem) == ("held", HELD)
    page = sign_in(clerk).get(f"/{council.slug}/desk/queue/item/{publication.communication_id}/")
    assert "flagged as especially sensitive after it was approved" in page.content.decode()
    assert matter.title not in HELD


def test_an_item_on_something_else_and_one_the_clerk_said_is_not_about_it_go_out(
    council: Council, clerk: Person
) -> None:
    officer = make_person(council=council, role=Role.OFFICER)
    other = make_scheduled(author=officer, clerk=clerk)
    named = make_scheduled(
        author=officer, clerk=clerk, body="<p>The sale of the old depot, 1926: a talk.</p>"
    )
    matter = make_matter(clerk=clerk)
    MatterLink.objects.create(
        communication=named.communication, matter=matter, about=False, said_by=clerk.membership
    )
    flag_matter(actor=clerk, matter_id=matter.pk, reason="x")

    assert [carry_now(one).state for one in (other, named)] == ["sending", "sending"]


def test_after_the_flag_is_lifted_nothing_is_held_for_it(council: Council, clerk: Person) -> None:
    officer = make_person(council=council, role=Role.OFFICER)
    publication = make_scheduled(author=officer, clerk=clerk, body="<p>The sale of the old depot.</p>")
    matter = make_matter(clerk=clerk)
    flag_matter(actor=clerk, matter_id=matter.pk, reason="x")
    assert flagged_since(read_again(publication)) == HELD

    lift_flag(actor=clerk, matter_id=matter.pk, reason="Over.")

    assert flagged_since(read_again(publication)) == ""


def test_what_the_clerk_clears_after_the_flag_is_the_councils_answer(council: Council, clerk: Person) -> None:
    matter = make_matter(clerk=clerk)
    matter.released_on, matter.open_reference = timezone.localdate(), "Minute 1/26"
    matter.released_by = clerk.membership
    matter.save()
    flag_matter(actor=clerk, matter_id=matter.pk, reason="x")
    publication = make_scheduled(author=clerk, clerk=clerk, body="<p>On the sale of the old depot.</p>")
    make_matter(clerk=clerk, title="Another")
    Council.objects.filter(pk=council.pk).update(circumstances_version=99)

    assert flagged_since(read_again(publication)) == ""


def test_unchanged_circumstances_cost_no_query(
    clerk: Person, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    publication = read_again(make_scheduled(author=clerk, clerk=clerk))

    with django_assert_num_queries(0):
        assert flagged_since(publication) == ""


@pytest.mark.parametrize("reply", ["Of the SALE of the old depot I say nothing.", "Ask at Yardley House."])
def test_a_holding_reply_does_not_name_the_matter(clerk: Person, chair: Person, reply: str) -> None:
    matter = make_matter(clerk=clerk, aliases=("Yardley House",))

    with pytest.raises(InvalidInput, match="names the matter"):
        flag_matter(actor=chair, matter_id=matter.pk, reason="x", holding_reply=reply)

    assert not MatterFlag.objects.exists()


def test_who_may_not_know_of_it_is_told_the_usual_words_alone(
    council: Council, clerk: Person, chair: Person
) -> None:
    outside = make_person(council=council, role=Role.VOLUNTEER)
    member = make_person(council=council, role=Role.COUNCILLOR)
    items = [
        make_revision(author=who, kind="letter", body="<p>The sale of the old depot.</p>").communication
        for who in (outside, member)
    ]
    matter = make_matter(clerk=clerk)
    flag = flag_matter(actor=chair, matter_id=matter.pk, reason="x", holding_reply="Ask Mrs Example.")
    for item in items:
        item.refresh_from_db()
    tell_authors(flag, items)

    told = [(notice, notice.recipient) for notice in _told(flag)]
    mails = [about_item(notice, person_now(member.pk)) for notice, member in told if member is not None]
    assert len(mails) == len(told)
    shown = [
        stops_on(who, [item])[item.pk][0].reply for who, item in zip((outside, member), items, strict=True)
    ]

    assert ["Ask Mrs Example." in mail.body for mail in mails if mail] == [False, True]
    assert HOLDING_REPLY in (mails[0].body if mails[0] else "")
    assert shown == [HOLDING_REPLY, "Ask Mrs Example."]


def _told(flag: MatterFlag) -> list[Notice]:
    return list(Notice.objects.filter(what="matter_flagged", occasion=flag.pk).order_by("object_id"))
