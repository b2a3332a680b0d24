"""Receivers that a council asked for are told of each ruling: what was decided, nothing about anybody."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django.fixtures import DjangoAssertNumQueries

from moderation.appeals.deciding import decide_appeal
from moderation.enforcing.announcing import announce_rulings
from moderation.grounds import house_rules
from moderation.models import Appeal, Comment, Ruling
from moderation.ruling import Judged, rule
from portal.channels.models import Announcement, Channel, NewsItem, Particulars
from portal.channels.register.describing import Described, describe_channel
from portal.councils.people import Person
from portal.councils.powers import Role
from tests.makers import make_channels, make_person
from tests.makers.comments import make_call, make_comment, make_house_rules

pytestmark = pytest.mark.django_db
WHY = "It threatens the warden by name."


@pytest.fixture
def channel(clerk: Person) -> Channel:
    made: Channel = make_channels(clerk.council, "webhook")[0]
    described = Described(purpose="The hall's screen", hears_rulings=True)
    describe_channel(actor=clerk, channel_id=made.pk, described=described)
    return made


@pytest.fixture
def clause(clerk: Person) -> int:
    make_house_rules(clerk)
    return house_rules(clerk.council.pk)[0].clause_id


def decide(clerk: Person, comment: Comment, outcome: str, clause: int) -> Ruling:
    comment.refresh_from_db()
    if outcome == "leave":
        judged = Judged(version=comment.version, outcome=outcome, answering="other")
    else:
        judged = Judged(version=comment.version, outcome=outcome, ground="abusive", clause_id=clause)
    return rule(actor=clerk, comment_id=comment.pk, judged=judged, reason=WHY)


def facts_of(ruling: Ruling) -> dict[str, object]:
    return dict(Announcement.objects.get(number=ruling.pk).facts)


def test_a_ruling_is_told_with_what_was_decided_by_which_rule(
    clerk: Person, item: NewsItem, channel: Channel, clause: int
) -> None:
    comment = make_comment(item=item)
    made = decide(clerk, comment, "hide", clause)

    row = Announcement.objects.get()
    assert (row.channel, row.event, row.object_type, row.object_id) == (
        channel,
        "ruled",
        "comment",
        comment.pk,
    )
    assert row.facts == {
        "comment": comment.reference,
        "version": 1,
        "item": item.communication_id,
        "ruling": made.pk,
        "overrules": None,
        "outcome": "hide",
        "ground": "abusive",
        "clause": "7.9, bullet 1",
        "rule": "7.9, bullet 1, Comments policy (version 1, adopted 4 November 2026, minute 34/26)",
        "ruled_at": made.ruled_at.isoformat(),
    }


def test_nothing_of_it_says_who_wrote_it_who_ruled_or_what_was_said(
    clerk: Person,
    item: NewsItem,
    channel: Channel,
    clause: int,
) -> None:
    comment = make_comment(item=item)
    decide(clerk, comment, "remove", clause)

    told = json.dumps(Announcement.objects.get().facts)
    for personal in (
        comment.author,
        comment.email,
        comment.text,
        comment.author_key,
        WHY,
        clerk.membership.shown_name,
    ):
        assert not personal or personal not in told


def test_an_overruling_names_what_it_overrules_and_comes_after_it(
    clerk: Person,
    item: NewsItem,
    channel: Channel,
    clause: int,
) -> None:
    comment = make_comment(item=item)
    first = decide(clerk, comment, "hide", clause)
    second = decide(clerk, comment, "leave", clause)

    told = facts_of(second)
    assert (told["outcome"], told["overrules"], told["clause"]) == ("leave", first.pk, "")
    assert list(Announcement.objects.order_by("number").values_list("number", flat=True)) == [
        first.pk,
        second.pk,
    ]


def test_what_is_ruled_together_and_restored_by_one_appeal_is_told_of_each(
    clerk: Person,
    item: NewsItem,
    channel: Channel,
    clause: int,
) -> None:
    comments = [make_comment(item=item) for _ in range(3)]
    made = decide(clerk, comments[0], "hide", clause)
    assert sorted(Announcement.objects.values_list("object_id", flat=True)) == [one.pk for one in comments]
    appeal = Appeal.objects.create(
        council=clerk.council,
        comment=comments[0],
        ruling=made,
        ruled_by=clerk.membership,
        words="I meant the weather.",
        due_at=timezone.now() + timedelta(days=10),
    )

    other = make_person(council=clerk.council, role=Role.CLERK, name="Sam Second")
    decide_appeal(actor=other, appeal_id=appeal.pk, allowed=True, reason="It was fair.", minute="")

    undone = Announcement.objects.filter(facts__outcome="leave")
    assert sorted(undone.values_list("object_id", flat=True)) == [one.pk for one in comments]
    assert sorted(row.facts["overrules"] for row in undone) == sorted(
        Ruling.objects.filter(overrules__isnull=True).values_list("pk", flat=True)
    )


def test_what_was_said_to_the_council_alone_is_told_to_nobody(clerk: Person, channel: Channel) -> None:
    comment = make_call(by=clerk)
    judged = Judged(version=comment.version, outcome="leave", answering="other")
    rule(actor=clerk, comment_id=comment.pk, judged=judged, reason=WHY)

    assert not Announcement.objects.filter(channel=channel).exists()


def test_a_channel_that_did_not_ask_is_told_nothing(
    clerk: Person, item: NewsItem, channel: Channel, clause: int
) -> None:
    Particulars.objects.filter(channel=channel).update(hears_rulings=False)
    decide(clerk, make_comment(item=item), "hide", clause)

    assert not Announcement.objects.exists()


def test_where_no_channel_asked_it_costs_one_query_and_three_for_any_number_of_comments(
    clerk: Person,
    item: NewsItem,
    channel: Channel,
    clause: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    Particulars.objects.filter(channel=channel).update(hears_rulings=False)
    for _ in range(3):
        make_comment(item=item)
    decide(clerk, Comment.objects.order_by("pk")[0], "hide", clause)
    made = list(Ruling.objects.select_related("comment"))
    assert len(made) == 3
    with django_assert_num_queries(1):
        announce_rulings(made)
    Particulars.objects.filter(channel=channel).update(hears_rulings=True)
    with django_assert_num_queries(3):
        announce_rulings(made)
