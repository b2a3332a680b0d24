"""What says nearly the same stands beside a comment, and is ruled with it as far as somebody ticked it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from moderation.models import Comment, Ruling
from moderation.nearly import SHOWN, line_of, nearly_like, rule_together
from moderation.ruling import Judged, OtherWords
from moderation.states import Handling, Showing
from portal.channels.models import Access, Channel, NewsItem
from portal.councils.people import Person
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


def settled() -> list[int]:
    return list(Comment.objects.filter(handling=Handling.SETTLED).order_by("pk").values_list("pk", flat=True))


def test_what_differs_in_a_figure_is_near_and_what_says_something_else_is_not(
    three: list[Comment], item: NewsItem, clerk: Person
) -> None:
    make_comment(item=item, text="When does the library open on a Saturday, and is there a toilet in it?")

    assert [one.pk for one in nearly_like(clerk, three[0])] == [three[1].pk, three[2].pk]


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

    assert nearly_like(clerk, first) == []


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

    assert [one.pk for one in nearly_like(officer, three[0])] == [three[2].pk]


def test_words_that_hurt_are_masked_in_the_line_until_they_are_asked_for(three: list[Comment]) -> None:
    one = three[0]
    one.risk = 2

    assert WORDS.format(11) not in line_of(one, bare=False)
    assert WORDS.format(11) in line_of(one, bare=True)
