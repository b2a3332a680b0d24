"""Acts on many comments lock them all before the ledger: two at the same moment never wait for each other for ever."""

from collections.abc import Callable
from threading import Event
from time import monotonic, sleep
from typing import Any

import pytest
from django.db import connection, transaction

from moderation.appeals import deciding, restoring
from moderation.appeals.deciding import decide_appeal
from moderation.appeals.keys import reference_with_key
from moderation.appeals.making import appeal
from moderation.claiming import claim
from moderation.models import Appeal, Comment, Ruling
from moderation.nearly import rule_together
from moderation.ruling import Judged, rule
from moderation.states import Handling, Showing
from portal.channels.models import NewsItem
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.refusals import Refusal
from tests.makers import make_person
from tests.makers.comments import make_comment, make_house_rules
from tests.makers.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = "Nobody in this whole town wants the new car park behind the old library, number {}, and nobody was asked."


@pytest.fixture
def hidden(clerk: Person) -> Judged:
    clause = make_house_rules(clerk).clauses.get(ref="7.9/b1")
    return Judged(version=1, outcome="hide", ground="abusive", clause_id=clause.pk)


@pytest.fixture
def second(clerk: Person) -> Person:
    return make_person(council=clerk.council, role=Role.CLERK, name="Sam Second")


@pytest.fixture
def third(clerk: Person) -> Person:
    return make_person(council=clerk.council, role=Role.CLERK, name="Toni Third")


def said(item: NewsItem, number: int) -> Comment:
    return make_comment(item=item, text=WORDS.format(number))


def taken_down(item: NewsItem, clerk: Person, hidden: Judged, number: int = 2) -> list[Comment]:
    """Return comments of the same words, each of which the clerk hid by itself."""
    made = []
    for _ in range(number):
        made.append(said(item, 1))
        rule(actor=clerk, comment_id=made[-1].pk, judged=hidden, reason="It insults.")
    return made


def appealed(down: Comment) -> Appeal:
    reference = reference_with_key(down)
    return appeal(
        council_id=down.council_id, reference=reference, who="robin@people.example", words="It was fair."
    )


def wait_for_the_other() -> None:
    """Return when somebody else waits for a lock."""
    end = monotonic() + 20
    while monotonic() < end:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
        sleep(0.02)
    raise AssertionError("Nobody waited for a lock.")


def while_held(comment: Comment, inside: Callable[[], Any], other: Callable[[], Any]) -> list[Any]:
    """Do ``inside`` with the comment's lock in hand, as soon as ``other`` waits for it; return both results."""
    held = Event()

    @transaction.atomic
    def first() -> Any:
        Comment.objects.select_for_update(no_key=True).get(pk=comment.pk)
        held.set()
        wait_for_the_other()
        return inside()

    def then() -> Any:
        held.wait(20)
        return other()

    return at_once(first, then)


def test_who_decides_an_appeal_and_who_rules_on_the_same_words_do_not_wait_for_each_other(
    item: NewsItem, clerk: Person, second: Person, hidden: Judged, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(restoring, "TOGETHER", 2)
    first, other, *rest = taken_down(item, clerk, hidden, 5)
    made = appealed(first)
    removed = Judged(version=1, outcome="remove", ground="abusive", clause_id=hidden.clause_id)

    ruled, decided = while_held(
        other,
        lambda: rule(actor=clerk, comment_id=other.pk, judged=removed, reason="It must go."),
        lambda: decide_appeal(
            actor=second, appeal_id=made.pk, allowed=True, reason="It was fair.", minute=""
        ),
    )

    assert (type(ruled), type(decided)) == (Ruling, Appeal)
    shown = Comment.objects.filter(showing=Showing.SHOWN).order_by("pk")
    assert [one.pk for one in shown] == [first.pk, *(one.pk for one in rest)]
    assert Comment.objects.get(pk=other.pk).showing == Showing.REMOVED


def test_of_two_who_decide_appeals_on_the_same_words_one_decides_both(
    item: NewsItem,
    clerk: Person,
    second: Person,
    third: Person,
    hidden: Judged,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first, other = taken_down(item, clerk, hidden)
    mine, theirs = appealed(first), appealed(other)
    held, check = Event(), deciding._require_another

    def checked(actor: Person, found: Appeal, minute: str) -> None:
        check(actor, found, minute)
        if actor.user_id == third.user_id:
            held.set()
            wait_for_the_other()

    monkeypatch.setattr(deciding, "_require_another", checked)

    def decide(actor: Person, made: Appeal) -> Appeal:
        return decide_appeal(actor=actor, appeal_id=made.pk, allowed=True, reason="It was fair.", minute="")

    def then() -> Appeal:
        held.wait(20)
        return decide(second, mine)

    found = at_once(lambda: decide(third, theirs), then)

    assert [type(one) for one in found] == [Appeal, Refusal]
    assert found[1].what == "This appeal was decided already."
    assert Comment.objects.filter(showing=Showing.SHOWN).count() == 2
    assert list(Appeal.objects.values_list("decided_by", flat=True)) == [third.membership.pk] * 2


def test_who_rules_on_several_together_and_who_claims_a_copy_of_one_do_not_wait_for_each_other(
    item: NewsItem, clerk: Person, second: Person
) -> None:
    first, near, copy = said(item, 1), said(item, 2), said(item, 2)
    left = Judged(version=1, outcome="leave", answering="reply")

    claimed, ruled = while_held(
        copy,
        lambda: claim(actor=second, comment_id=copy.pk),
        lambda: rule_together(
            actor=clerk, comment_id=first.pk, judged=left, reason="They were told.", also=[(near.pk, 1)]
        ),
    )

    assert (type(claimed), type(ruled)) == (Comment, Ruling)
    assert Comment.objects.filter(handling=Handling.SETTLED).count() == 3
