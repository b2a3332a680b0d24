"""Who manages a channel gets what is said there first and rules on it in time; what is late passes to the clerk."""

from datetime import timedelta

import pytest
from django.utils import timezone

from moderation.claiming import claim
from moderation.escalating import escalate, escalate_overdue
from moderation.grounds import house_rules
from moderation.models import Comment, Ruling
from moderation.queue import waiting
from moderation.ruling import Judged, rule
from moderation.seeing import may_rule_on
from moderation.states import Handling
from moderation.telling import about_comment
from portal.channels.models import Access, Channel, NewsItem, Notice
from portal.councils.people import Person
from portal.councils.suspending import suspend
from portal.refusals import NotYours
from tests.makers import make_channels, make_person, sign_in
from tests.makers.comments import make_comment, make_house_rules

pytestmark = pytest.mark.django_db
LEFT = Judged(version=1, outcome="leave", answering="reply")


@pytest.fixture
def access(clerk: Person, officer: Person, item: NewsItem) -> Access:
    """Return that the officer manages the newsroom."""
    return Access.objects.create(
        channel=Channel.objects.get(council=clerk.council, connector="newsroom"),
        member=officer.membership,
        part=Access.Part.MANAGER,
        since=timezone.localdate(),
        given_by=clerk.membership,
    )


def other_channel(clerk: Person) -> Channel:
    make_channels(clerk.council, "mastodon")
    return Channel.objects.get(council=clerk.council, connector="mastodon")


def test_the_manager_rules_on_what_waits_there_and_takes_it_in_hand(
    access: Access, clerk: Person, officer: Person, item: NewsItem
) -> None:
    clause = make_house_rules(clerk).clauses.get(ref="7.9/b1")
    comment = make_comment(item=item)
    claim(actor=officer, comment_id=comment.pk)
    judged = Judged(version=1, outcome="hide", ground="abusive", clause_id=clause.pk)
    at = f"/{item.council.slug}/desk/moderation/{comment.pk}/"
    assert "Rule on it" in sign_in(officer).get(at).content.decode()

    rule(actor=officer, comment_id=comment.pk, judged=judged, reason="It insults.")

    assert Ruling.objects.get().ruled_by == access.member
    with pytest.raises(NotYours, match="manages a channel"):
        rule(actor=officer, comment_id=comment.pk, judged=LEFT, reason="")


@pytest.mark.parametrize(
    "why", ["late", "other channel", "ended", "over", "not yet", "owner", "suspended", "not managing"]
)
def test_nobody_else_does(access: Access, clerk: Person, officer: Person, item: NewsItem, why: str) -> None:
    comment, now, today = make_comment(item=item), timezone.now(), timezone.localdate()
    rows = Access.objects.filter(pk=access.pk)
    if why == "late":
        Comment.objects.filter(pk=comment.pk).update(reply_by=now)
    elif why == "other channel":
        rows.update(channel=other_channel(clerk))
    elif why == "ended":
        rows.update(ended_at=now, ended_by=clerk.membership, handed_over="To the clerk.")
    elif why == "over":
        rows.update(since=today - timedelta(days=9), until=today - timedelta(days=1))
    elif why == "not yet":
        rows.update(since=today + timedelta(days=1))
    elif why == "owner":
        rows.update(part=Access.Part.OWNER)
    elif why == "suspended":
        suspend(actor=clerk, member=officer.membership, reason="Until it is clear.", review_on=today)
    else:
        officer = make_person(council=clerk.council, role="officer", name="Otto Other")

    assert not may_rule_on(officer, Comment.objects.get(pk=comment.pk))
    with pytest.raises(NotYours):
        rule(actor=officer, comment_id=comment.pk, judged=LEFT, reason="")
    assert may_rule_on(clerk, Comment.objects.get(pk=comment.pk))


def test_a_channel_s_items_come_first_to_its_manager_and_last_to_others_until_they_are_late(
    access: Access, clerk: Person, officer: Person, item: NewsItem
) -> None:
    here = make_comment(item=item)
    there = make_comment(item=item, text="Something else, said elsewhere, and sooner due.")
    Comment.objects.filter(pk=there.pk).update(
        channel=other_channel(clerk), reply_by=here.reply_by - timedelta(hours=1)
    )

    assert [one.pk for one in waiting(officer)] == [here.pk, there.pk]
    assert [one.pk for one in waiting(clerk)] == [there.pk, here.pk]
    Comment.objects.filter(pk=here.pk).update(reply_by=timezone.now() - timedelta(hours=1))
    assert [one.pk for one in waiting(clerk)] == [here.pk, there.pk]
    assert access.member == officer.membership


def test_danger_to_somebody_stands_before_everything(access: Access, clerk: Person, item: NewsItem) -> None:
    other = make_comment(item=item, text="Something else, said elsewhere.")
    Comment.objects.filter(pk=other.pk).update(channel=other_channel(clerk))
    danger = make_comment(item=item, text="I am going to kill myself tonight.")

    assert next(iter(waiting(clerk))).pk == danger.pk
    assert access.channel == danger.channel


def test_what_is_late_passes_to_the_clerk_once_and_leaves_the_manager_s_hand(
    access: Access, clerk: Person, officer: Person, item: NewsItem
) -> None:
    comment = make_comment(item=item)
    claim(actor=officer, comment_id=comment.pk)
    assert escalate_overdue() == 0
    Comment.objects.filter(pk=comment.pk).update(reply_by=timezone.now() - timedelta(minutes=1))

    assert (escalate_overdue(), escalate_overdue()) == (1, 0)

    comment.refresh_from_db()
    assert (comment.handling, comment.claimed_by) == (Handling.WAITING, None)
    notice = Notice.objects.get(what="comment_overdue")
    words = about_comment(notice, clerk)
    assert notice.recipient == clerk.membership
    assert words is not None
    assert "It is yours now" in words.body
    assert access.member == officer.membership
    rule(actor=clerk, comment_id=comment.pk, judged=LEFT, reason="")
    assert about_comment(notice, clerk) is None


def test_what_the_clerk_has_in_hand_stays_there_and_what_has_time_again_is_not_passed_on(
    access: Access, clerk: Person, item: NewsItem
) -> None:
    comment = make_comment(item=item)
    claim(actor=clerk, comment_id=comment.pk)
    assert access.channel == comment.channel
    assert escalate(comment_id=comment.pk) is False
    Comment.objects.filter(pk=comment.pk).update(reply_by=timezone.now() - timedelta(minutes=1))

    assert escalate(comment_id=comment.pk) is True

    comment.refresh_from_db()
    assert comment.claimed_by == clerk.membership


def test_what_was_ruled_is_the_clerk_s_also_when_its_author_changed_the_words(
    access: Access, clerk: Person, officer: Person, item: NewsItem
) -> None:
    comment = make_comment(item=item)
    assert may_rule_on(officer, comment)
    rule(actor=clerk, comment_id=comment.pk, judged=LEFT, reason="")
    Comment.objects.filter(pk=comment.pk).update(handling="waiting", settled_at=None)
    comment.refresh_from_db()

    assert (may_rule_on(officer, comment), may_rule_on(clerk, comment)) == (False, True)
    assert access.member == officer.membership


def test_what_nobody_manages_is_the_clerk_s_from_the_beginning(item: NewsItem) -> None:
    comment = make_comment(item=item)
    Comment.objects.filter(pk=comment.pk).update(reply_by=timezone.now() - timedelta(minutes=1))

    assert escalate_overdue() == 0


def test_a_manager_rules_on_the_same_words_of_no_other_channel(
    access: Access, clerk: Person, officer: Person, item: NewsItem
) -> None:
    make_house_rules(clerk)
    first, same = (make_comment(item=item, email=f"{number}@people.example") for number in range(2))
    Comment.objects.filter(pk=same.pk).update(channel=other_channel(clerk), handling=Handling.WAITING)
    clause = house_rules(clerk.council.pk)[0].clause_id

    judged = Judged(version=1, outcome="hide", ground="abusive", clause_id=clause)
    rule(actor=officer, comment_id=first.pk, judged=judged, reason="It insults.")

    assert list(Ruling.objects.values_list("comment", flat=True)) == [first.pk]
    assert access.channel == first.channel
