"""What says nearly the same stands beside a comment, and is ruled with it as far as somebody ticked it."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from moderation.models import Comment, CommentVersion, Ruling
from moderation.nearly import CHECKED, SHOWN, line_of, nearly_like, offered, rule_together
from moderation.ruling import Judged, OtherWords
from moderation.states import Handling, Showing
from portal.channels.models import Access, Channel, NewsItem
from portal.councils.people import Person
from portal.records.canonical import sha256_of
from portal.records.models import LedgerEntry
from portal.refusals import InvalidInput
from tests.makers import make_channels, sign_in
from tests.makers.comments import make_comment, make_house_rules

pytestmark = pytest.mark.django_db
WORDS = "Nobody in this whole town wants the new car park behind the old library, number {}, and nobody was asked."
LEFT = Judged(version=1, outcome="leave", answering="reply")


@pytest.fixture
def three(item: NewsItem) -> list[Comment]:
    """Return three comments that differ in a figure, by three authors."""
    return [
        make_comment(item=item, text=WORDS.format(number), author=f"Robin {number}", email="")
        for number in (11, 12, 13)
    ]


def near(person: Person, comment: Comment) -> list[int]:
    return [one.pk for one in nearly_like(person, comment)[0]]


def many(first: Comment, number: int, text: str = WORDS) -> list[Comment]:
    """Bring ``number`` comments that differ in a figure, as receiving each of them does."""
    rows = [
        Comment(
            council=first.council,
            channel=first.channel,
            remote_id=f"many {place}",
            reference=f"M{place:09}",
            way=first.way,
            publication=first.publication,
            text=text.format(f"{place:05}"),
            author=f"Jo {place}",
            written_at=first.written_at,
            showing=Showing.SHOWN,
            reply_by=first.reply_by,
        )
        for place in range(number)
    ]
    made = Comment.objects.bulk_create(rows, batch_size=2_000)
    words = [CommentVersion(comment=one, number=1, text=one.text, sha256=sha256_of(one.text)) for one in made]
    CommentVersion.objects.bulk_create(words, batch_size=2_000)
    return made


def page_of(clerk: Person, comment: Comment, query: str = "") -> str:
    at = f"/{clerk.council.slug}/desk/moderation/{comment.pk}/{query}"
    return sign_in(clerk).get(at).content.decode()


def ticked(page: str) -> int:
    return len(re.findall(r'<input[^>]*name="also"[^>]* checked', page))


def settled() -> list[int]:
    return list(Comment.objects.filter(handling=Handling.SETTLED).order_by("pk").values_list("pk", flat=True))


def test_what_differs_in_a_figure_is_near_and_what_says_something_else_is_not(
    three: list[Comment], item: NewsItem, clerk: Person
) -> None:
    make_comment(item=item, text="When does the library open on a Saturday, and is there a toilet in it?")

    assert near(clerk, three[0]) == [three[1].pk, three[2].pk]


@pytest.mark.parametrize("why", ["ruled", "settled", "same words", "another item", "short"])
def test_only_what_waits_for_itself_under_the_same_item_is_near(
    three: list[Comment], item: NewsItem, clerk: Person, why: str
) -> None:
    first, second, third = three
    rows = Comment.objects.filter(pk__in=[second.pk, third.pk])
    if why == "ruled":
        for one in (second, third):
            rule_together(actor=clerk, comment_id=one.pk, judged=LEFT, reason="They were told.")
        rows.update(handling=Handling.WAITING, settled_at=None)
    elif why == "settled":
        rows.update(handling=Handling.SETTLED, settled_at=timezone.now())
    elif why == "same words":
        rows.update(alike=first)
    elif why == "another item":
        rows.update(publication=None)
    else:
        first.text = "Not here!"

    assert near(clerk, first) == []


def test_ticked_ones_are_ruled_each_by_itself_and_the_rest_waits(three: list[Comment], clerk: Person) -> None:
    first, second, third = three
    clause = make_house_rules(clerk).clauses.get(ref="7.9/b1")
    window, at = sign_in(clerk), f"/{clerk.council.slug}/desk/moderation/{first.pk}/"
    assert f"{third.reference}, Robin 13: {WORDS.format(13)}" in window.get(at).content.decode()

    answer = window.post(
        at,
        {
            "version": 1,
            "last": 0,
            "outcome": "hide",
            "ground": "abusive",
            "clause": clause.pk,
            "reason": "It insults.",
            "also": [f"{second.pk}.1"],
        },
        follow=True,
    )

    assert "and on 1 that say nearly the same" in answer.content.decode()
    assert settled() == [first.pk, second.pk]
    made = Ruling.objects.order_by("pk")
    assert [(one.comment_id, one.outcome, one.clause_id, one.reason) for one in made] == [
        (first.pk, "hide", clause.pk, "It insults."),
        (second.pk, "hide", clause.pk, "It insults."),
    ]
    assert LedgerEntry.objects.filter(verb="comment_ruled").count() == 2
    third.refresh_from_db()
    assert (third.handling, third.showing) == (Handling.WAITING, Showing.SHOWN)


def test_copies_of_what_was_ticked_are_not_counted_as_copies_of_the_first(
    three: list[Comment], item: NewsItem, clerk: Person
) -> None:
    first, second, _ = three
    for number in (11, 12, 12):
        make_comment(item=item, text=WORDS.format(number), author="Jo", email="")
    typed = {
        "version": 1,
        "last": 0,
        "outcome": "leave",
        "answering": "reply",
        "reason": "They were told.",
        "also": [f"{second.pk}.1"] * 2,
    }

    answer = sign_in(clerk).post(f"/{clerk.council.slug}/desk/moderation/{first.pk}/", typed, follow=True)

    told = "and on 1 with the same words, and on 1 that say nearly the same: leave it standing."
    assert told in answer.content.decode()
    assert len(settled()) == 5


def test_where_one_changed_meanwhile_none_is_ruled(three: list[Comment], clerk: Person) -> None:
    first, second, third = three
    with pytest.raises(OtherWords):
        rule_together(
            actor=clerk,
            comment_id=first.pk,
            judged=LEFT,
            reason="They were told.",
            also=[(second.pk, 1), (third.pk, 7)],
        )
    assert settled() == []


def test_what_is_not_offered_cannot_be_ticked(three: list[Comment], item: NewsItem, clerk: Person) -> None:
    other = make_comment(
        item=item, text="When does the library open on a Saturday, and is there a toilet in it?"
    )
    at = f"/{clerk.council.slug}/desk/moderation/{three[0].pk}/"
    typed = {"version": 1, "last": 0, "outcome": "leave", "answering": "reply", "also": [f"{other.pk}.1"]}

    answer = sign_in(clerk).post(at, typed)

    assert answer.status_code == 422
    assert "was ruled meanwhile" in answer.content.decode()
    with pytest.raises(InvalidInput, match=f"at most {SHOWN}"):
        rule_together(
            actor=clerk, comment_id=three[0].pk, judged=LEFT, reason="", also=[(1, 1)] * (SHOWN + 1)
        )
    assert settled() == []


def test_who_manages_a_channel_is_offered_what_was_said_there_alone(
    three: list[Comment], clerk: Person, officer: Person
) -> None:
    here = Channel.objects.get(council=clerk.council, connector="newsroom")
    today = timezone.localdate()
    Access.objects.create(
        channel=here,
        member=officer.membership,
        part=Access.Part.MANAGER,
        since=today,
        given_by=clerk.membership,
    )
    make_channels(clerk.council, "mastodon")
    elsewhere = Channel.objects.get(council=clerk.council, connector="mastodon")
    Comment.objects.filter(pk=three[1].pk).update(
        channel=elsewhere, reply_by=timezone.now() + timedelta(days=1)
    )

    assert near(officer, three[0]) == [three[2].pk]


def test_words_that_hurt_are_masked_in_the_line_until_they_are_asked_for(three: list[Comment]) -> None:
    one = three[0]
    one.risk = 2

    assert WORDS.format(11) not in line_of(one, bare=False)
    assert WORDS.format(11) in line_of(one, bare=True)


def test_of_a_burst_as_many_are_offered_as_one_act_may_rule_and_the_rest_is_counted(
    three: list[Comment], clerk: Person
) -> None:
    with CaptureQueriesContext(connection) as few:
        page_of(clerk, three[0])
    many(three[0], CHECKED + 50)
    with CaptureQueriesContext(connection) as burst:
        page = page_of(clerk, three[0])

    assert len(burst) == len(few)
    assert page.count('name="also"') == SHOWN
    left = CHECKED + 50 + 2 - SHOWN
    assert (
        f"is ruled in the same way. At least {left} more seem to say it: they are offered with the next."
        in page
    )
    assert f'<a href="?all=1#decide">Tick all {SHOWN} that say nearly the same</a>' in page
    assert ticked(page) == 0


def test_it_is_compared_with_more_than_the_latest_hundreds(
    three: list[Comment], item: NewsItem, clerk: Person
) -> None:
    many(three[0], 400, "Number {} asks when the library opens on a Saturday, and is there a toilet in it?")

    assert near(clerk, three[0]) == [three[1].pk, three[2].pk]
    assert nearly_like(clerk, three[0])[1] == 0


def test_all_are_ticked_by_a_link_and_ruled_as_one_act(three: list[Comment], clerk: Person) -> None:
    make_house_rules(clerk)
    assert "more seem to say it" not in page_of(clerk, three[0])
    page = page_of(clerk, three[0], "?all=1")
    values = re.findall(r'name="also" value="([\d.]+)"', page)
    sent = {"version": 1, "last": 0, "outcome": "leave", "answering": "other", "reason": "They were told."}

    answer = sign_in(clerk).post(
        f"/{clerk.council.slug}/desk/moderation/{three[0].pk}/?all=1", {**sent, "also": values}, follow=True
    )

    assert (ticked(page), values) == (2, [f"{one.pk}.1" for one in three[1:]])
    assert "are ticked below." in page
    assert '<a href="?#decide">Tick none</a>' in page
    assert "and on 2 that say nearly the same" in answer.content.decode()
    first = Ruling.objects.get(comment=three[0])
    assert {one.together_with_id for one in Ruling.objects.exclude(pk=first.pk)} == {first.pk}
    assert settled() == [one.pk for one in three]


def test_what_is_masked_is_ticked_by_nobody_who_did_not_see_it(three: list[Comment], clerk: Person) -> None:
    Comment.objects.filter(pk=three[1].pk).update(risk=2)

    masked, bare = page_of(clerk, three[0], "?all=1"), page_of(clerk, three[0], "?words=show&all=1")

    assert (ticked(masked), ticked(bare)) == (1, 2)
    assert "All that say nearly the same and are not masked are ticked below." in masked
    assert '<a href="?words=show#decide">Tick none</a>' in bare
    assert 'href="?words=show&amp;all=1#decide"' in page_of(clerk, three[0], "?words=show")


def test_what_was_ticked_stays_offered_whatever_comes_meanwhile(three: list[Comment], clerk: Person) -> None:
    last = many(three[0], CHECKED + 50)[-1]
    value = f"{last.pk}.1"
    assert value not in dict(offered(clerk, three[0], bare=True).lines)

    then = offered(clerk, three[0], bare=True, typed=[value, "x", "²", "9" * 40, ""])

    assert (then.lines[0][0], len(then.lines)) == (value, SHOWN)


def test_a_form_that_is_not_right_keeps_what_was_ticked_and_ticks_no_more(
    three: list[Comment], clerk: Person
) -> None:
    at = f"/{clerk.council.slug}/desk/moderation/{three[0].pk}/?all=1"

    answer = sign_in(clerk).post(at, {"version": 1, "last": 0, "also": [f"{three[2].pk}.1"]})

    assert answer.status_code == 422
    page = answer.content.decode()
    assert ticked(page) == 1
    assert "are ticked below" not in page
    assert settled() == []
