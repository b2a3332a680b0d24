"""Any member reads what a channel brings: numbers, and the words that stand in public anyway; nobody else does."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from approvals.founding import OFFICERS_ACT
from approvals.withdrawing import withdraw
from moderation.feedback.gathering import Feedback, feedback_of, heard, standing_on
from moderation.grounds import house_rules
from moderation.models import Comment
from moderation.referrals.referring import refer
from moderation.ruling import Judged, rule
from portal.channels.models import Channel, NewsItem
from portal.channels.register.hearing import Heard, heard_on
from portal.councils.models import Council
from portal.councils.people import Person
from portal.councils.powers import Role
from tests.makers import make_council, make_person, sign_in
from tests.makers.comments import make_comment, make_house_rules

pytestmark = pytest.mark.django_db
NOTHING = Feedback(
    received=0, waiting=0, late=0, answered=0, taken_down=0, complaints=0, complaints_open=0, requests=0
)


@pytest.fixture
def newsroom(council: Council) -> Channel:
    return Channel.objects.get(council=council, connector="newsroom")


def page(person: Person, channel: Channel) -> tuple[int, str]:
    answer = sign_in(person).get(reverse("channel_feedback", args=[person.council.slug, channel.pk]))
    return answer.status_code, " ".join(answer.content.decode().split())


def test_a_channel_that_brought_nothing_says_so(councillor: Person, newsroom: Channel) -> None:
    status, words = page(councillor, newsroom)

    assert status == 200
    assert "Nothing stands here" in words
    assert feedback_of(newsroom, timezone.now()) == NOTHING


def test_what_came_and_what_became_of_it_is_counted(clerk: Person, item: NewsItem, newsroom: Channel) -> None:
    make_house_rules(clerk)
    clause = house_rules(clerk.council.pk)[0].clause_id
    down, sent_on, late, old = (make_comment(item=item, text=f"Words number {n}.") for n in range(4))
    rule(
        actor=clerk,
        comment_id=down.pk,
        judged=Judged(version=1, outcome="remove", ground="abusive", clause_id=clause),
        reason="It threatens the warden by name.",
    )
    for kind in ("complaint", "foi"):
        due = timezone.localdate() + timedelta(days=9)
        refer(actor=clerk, comment_id=sent_on.pk, kind=kind, due_on=due, reason="The bins.")
    now = timezone.now()
    Comment.objects.filter(pk=sent_on.pk).update(answered_at=now)
    Comment.objects.filter(pk=late.pk).update(reply_by=now - timedelta(minutes=1))
    Comment.objects.filter(pk=old.pk).update(received_at=now - timedelta(days=366))

    assert feedback_of(newsroom, now) == Feedback(
        received=3, waiting=2, late=1, answered=1, taken_down=1, complaints=1, complaints_open=1, requests=1
    )


def test_members_read_what_stands_in_public_and_nothing_that_does_not(
    councillor: Person, item: NewsItem, newsroom: Channel
) -> None:
    shown, rude, held, gone, danger, private = (
        make_comment(item=item, text=f"Said as number {n}.") for n in range(6)
    )
    Comment.objects.update(handling="settled", settled_at=timezone.now())
    waiting = make_comment(item=item, text="Said as number 6.")
    change: dict[Comment, dict[str, Any]] = {
        held: {"showing": "held"},
        gone: {"gone_at": timezone.now()},
        danger: {"risk": 3},
        private: {"way": "message", "showing": "private"},
        rude: {"risk": 2},
    }
    for one, fields in change.items():
        Comment.objects.filter(pk=one.pk).update(**fields)

    status, words = page(councillor, newsroom)

    assert status == 200
    assert set(standing_on(newsroom)) == {shown, rude}
    assert [f"Said as number {n}." in words for n in range(7)] == [
        *(True, True),
        *(False, False, False, False, False),
    ]
    assert waiting not in standing_on(newsroom)
    assert "Its words may offend: show them" in words
    assert "robin@people.example" not in words


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (Role.CHAIR, 200),
        (Role.CO_OPTED, 200),
        (Role.OFFICER, 200),
        (Role.AUDITOR, 200),
        (Role.VOLUNTEER, 403),
        (Role.CONTRACTOR, 403),
        (Role.PARTNER, 403),
    ],
)
def test_who_sits_on_the_council_works_for_it_or_audits_it_reads_it(
    council: Council, newsroom: Channel, role: str, status: int
) -> None:
    assert page(make_person(council=council, role=role), newsroom)[0] == status


def test_another_council_s_channel_is_not_there(newsroom: Channel) -> None:
    elsewhere = make_person(council=make_council(), role=Role.CLERK)
    assert page(elsewhere, newsroom)[0] == 404


def test_the_register_leads_to_it_and_many_cost_as_few_queries_as_one(
    councillor: Person, item: NewsItem, newsroom: Channel
) -> None:
    client = sign_in(councillor)
    address = reverse("channel_feedback", args=[councillor.council.slug, newsroom.pk])
    register = client.get(reverse("channel", args=[councillor.council.slug, newsroom.pk])).content.decode()
    assert f'href="{address}"' in register
    counts = []
    for many in (1, 12):
        for number in range(many):
            make_comment(item=item, text=f"Told {many} times as number {number}.")
        Comment.objects.update(handling="settled", settled_at=timezone.now())
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 10


def test_what_was_said_under_an_item_that_was_withdrawn_is_not_listed(
    councillor: Person, clerk: Person, item: NewsItem, newsroom: Channel
) -> None:
    make_comment(item=item)
    Comment.objects.update(handling="settled", settled_at=timezone.now())
    assert standing_on(newsroom).count() == 1

    withdraw(
        actor=clerk, communication_id=item.communication_id, cites=[OFFICERS_ACT], reason="It was wrong."
    )

    assert not standing_on(newsroom).exists()


def test_the_review_of_a_channel_learns_what_came_and_how_long_half_of_those_answered_waited(
    clerk: Person, item: NewsItem
) -> None:
    channel = clerk.council.channels.get(connector="newsroom")
    noon = timezone.now().replace(hour=12, minute=0, second=0, microsecond=0) - timedelta(days=3)
    for hours in (2, 5, 30, None):
        made = make_comment(item=item)
        answered = None if hours is None else noon + timedelta(hours=hours)
        Comment.objects.filter(pk=made.pk).update(received_at=noon, answered_at=answered)
    day, week = timedelta(days=1), timedelta(days=7)

    assert heard(channel, (noon - week).date(), noon.date()) == Heard(replies=4, response_hours=5)
    assert heard(channel, (noon + day).date(), (noon + week).date()) is None
    assert heard_on(channel, noon.date(), noon.date()) == Heard(replies=4, response_hours=5)


def test_a_network_that_the_portal_reads_had_no_answers_where_none_came(clerk: Person) -> None:
    body = clerk.council.channels.get(connector="newsroom").body
    made = [
        Channel.objects.create(council=clerk.council, body=body, connector=slug, name=slug)
        for slug in ("mastodon", "manual")
    ]
    today = timezone.localdate()

    assert [heard(one, today, today) for one in made] == [Heard(replies=0, response_hours=None), None]
