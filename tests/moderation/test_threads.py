"""The thread of a comment at the desk: what it answers first, then what else was said there, with the answers."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from moderation.discussions.allowing import allow_comments
from moderation.intake.arriving import Arrived
from moderation.intake.receiving import receive
from moderation.models import Comment
from moderation.replies.beginning import begin_reply
from moderation.threads import MOST, Line, thread_of
from portal.channels.models import Access, AnswerTo, Channel, Delivery, NewsItem, Publication
from portal.channels.states import PublicState
from portal.councils.models import Council
from portal.councils.people import Person
from tests.makers import make_channels, make_person, sign_in
from tests.makers.comments import make_comment
from tests.moderation.replies.test_replies import WORDS, say

pytestmark = pytest.mark.django_db
MENTION: dict[str, Any] = {"way": "network", "publication_id": None}


def strand(item: NewsItem, length: int, **changes: Any) -> list[Comment]:
    """Return so many comments, each an answer to the one before."""
    made: list[Comment] = []
    for number in range(length):
        above = made[-1].remote_id if made else ""
        text = f"Turn number {number} of a talk between two neighbours."
        email = f"turn{number}@people.example"
        made.append(make_comment(item=item, text=text, email=email, parent_id=above, **changes))
    return made


def keys(lines: Sequence[Line]) -> list[int]:
    return [line.comment.pk for line in lines]


def page_of(comment: Comment, person: Person, rest: str = "") -> str:
    address = f"/{comment.council.slug}/desk/moderation/{comment.pk}/{rest}"
    return sign_in(person).get(address).content.decode()


def test_what_a_comment_answers_stands_before_the_latest_of_other_strands(
    item: NewsItem, clerk: Person
) -> None:
    first = make_comment(item=item, text="The lorry never came to us.")
    others = [
        make_comment(item=item, text=f"Another strand, number {number}.", email=f"o{number}@people.example")
        for number in range(MOST + 2)
    ]
    made = make_comment(item=item, text="Nor to us.", parent_id=first.remote_id)

    found = thread_of(clerk, made)

    assert keys(found.above) == [first.pk]
    assert keys(found.near) == [one.pk for one in others[-(MOST - 1) :]]
    page = page_of(made, clerk)
    assert page.index("The lorry never came to us.") < page.index(f"Another strand, number {MOST + 1}.")


def test_a_mention_stands_below_what_it_answers_though_under_no_item(item: NewsItem, clerk: Person) -> None:
    top, between, made = strand(item, 3, **MENTION)
    beside = make_comment(item=item, text="I say so too.", parent_id=between.remote_id, **MENTION)
    make_comment(item=item, text="A mention that has nothing to do with it.", **MENTION)

    found = thread_of(clerk, beside)

    assert (keys(found.above), keys(found.near)) == ([top.pk, between.pk], [made.pk])
    assert thread_of(clerk, top).is_empty


@pytest.mark.parametrize("author_id", ["jo", ""])
def test_a_private_message_stands_beside_what_the_same_author_wrote_there_alone(
    council: Council, clerk: Person, item: NewsItem, author_id: str
) -> None:
    make_channels(council, "facebook")
    channel = Channel.objects.get(council=council, connector="facebook")

    def written(text: str, author: str) -> Comment:
        arrived = Arrived(way="message", remote_id=uuid4().hex, text=text, author_id=author)
        return receive(actor=None, council_id=council.pk, channel=channel, arrived=arrived)

    first = written("The lamp outside number nine is out.", author_id)
    written("Somebody else asks about the allotments.", "sam")
    make_comment(item=item, text="Said in public.")
    second = written("It still is.", author_id)

    found = thread_of(clerk, second)

    assert (keys(found.above), keys(found.near)) == ([], [first.pk] if author_id else [])


def test_of_a_long_strand_the_nearest_are_shown_and_nothing_beside_them(
    item: NewsItem, clerk: Person
) -> None:
    *made, last = strand(item, MOST + 3)

    found = thread_of(clerk, last)

    assert keys(found.above) == [one.pk for one in made[-MOST:]]
    assert found.near == ()


def test_a_deep_strand_costs_no_more_queries_than_a_short_one(item: NewsItem, clerk: Person) -> None:
    short, long = strand(item, 2, **MENTION), strand(item, MOST + 3, **MENTION)
    counts = []
    for comment in (short[-1], long[-1]):
        found = Comment.objects.get(pk=comment.pk)
        with CaptureQueriesContext(
            connection,
        ) as seen:
            thread_of(clerk, found)
        counts.append(len(seen))

    assert counts[1] <= counts[0] <= 4


def test_what_the_council_answered_stands_beneath_what_it_answered(item: NewsItem, clerk: Person) -> None:
    allow_comments(actor=clerk, communication_id=item.communication_id, hold_all=False)
    first = make_comment(item=item)
    publication = say(begin_reply(actor=clerk, comment_id=first.pk, sort="reply"), clerk)
    made = make_comment(item=item, text="That is no answer at all.", parent_id=first.remote_id)

    [line] = thread_of(clerk, made).above
    assert [answer.text for answer in line.answers] == [WORDS]
    assert "The council answered on " in page_of(made, clerk)
    assert WORDS in page_of(made, clerk)

    Publication.objects.filter(pk=publication.pk).update(
        state=PublicState.WITHDRAWN, ended_at=timezone.now(), end_reason="Wrong day."
    )
    page = page_of(made, clerk)
    assert WORDS not in page
    assert "The council withdrew its answer on " in page


def test_an_answer_that_is_being_written_stands_beneath_nothing(item: NewsItem, clerk: Person) -> None:
    first = make_comment(item=item)
    begin_reply(actor=clerk, comment_id=first.pk, sort="reply")
    made = make_comment(item=item, text="Will nobody answer?", parent_id=first.remote_id)

    assert [line.answers for line in thread_of(clerk, made).above] == [()]


def test_an_answer_to_one_person_alone_is_shown_to_who_reads_its_draft(
    council: Council, item: NewsItem, clerk: Person
) -> None:
    manager = make_person(council=council, role="councillor", name="Cleo Marchbanks")
    Access.objects.create(
        channel=Channel.objects.get(council=council, connector="newsroom", body__kind="council"),
        member=manager.membership,
        part=Access.Part.MANAGER,
        since=timezone.localdate(),
        given_by=clerk.membership,
    )
    first = make_comment(item=item)
    say(begin_reply(actor=clerk, comment_id=first.pk, sort="reply"), clerk)
    made = make_comment(item=item, text="Thank you.", parent_id=first.remote_id)
    assert WORDS in page_of(made, manager)

    AnswerTo.objects.update(private=True)
    make_channels(council, "mastodon")
    there = Channel.objects.get(council=council, connector="mastodon")
    Delivery.objects.filter(publication__communication__reply__comment=first).update(channel=there)

    assert WORDS not in page_of(made, manager)
    assert WORDS in page_of(made, clerk)


def test_what_it_answers_is_masked_where_it_hurts_and_hidden_from_who_may_not_read_it(
    item: NewsItem, clerk: Person, officer: Person
) -> None:
    danger = make_comment(item=item, text="I cannot go on, I am going to kill myself tonight.")
    made = make_comment(item=item, text="Please call somebody.", parent_id=danger.remote_id)

    assert thread_of(officer, made).is_empty
    assert keys(thread_of(clerk, made).above) == [danger.pk]
    assert "kill myself" not in page_of(made, clerk)
    assert "kill myself" in page_of(made, clerk, "?words=show")


def test_what_was_erased_stands_in_no_thread(item: NewsItem, clerk: Person) -> None:
    top, between, made = strand(item, 3)
    nothing = dict.fromkeys(("text", "author", "author_key", "author_link", "email", "link", "answer_to"), "")
    Comment.objects.filter(pk=between.pk).update(erased_at=timezone.now(), **nothing)

    found = thread_of(clerk, made)

    assert (keys(found.above), keys(found.near)) == ([top.pk], [])
