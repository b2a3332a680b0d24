"""Words that hurt are masked on every page of the desk on which somebody decides about them, until asked for."""

import re

import pytest
from django.core.cache import cache

from moderation.appeals.keys import reference_with_key
from moderation.appeals.making import appeal
from moderation.models import Appeal, Comment
from moderation.nearly import rule_together
from moderation.ruling import Judged, rule
from policies.models import Clause
from portal.channels.models import NewsItem
from portal.councils.people import Person
from portal.councils.powers import Role
from tests.makers import make_person, sign_in
from tests.makers.comments import make_comment, make_house_rules
from tests.makers.notices import make_notice

pytestmark = pytest.mark.django_db
ABUSE = "You are all morons and I hope you rot."
WORDS = "Nobody in this whole town wants the new car park behind the old library, number {}, and nobody was asked."
ASK = '<a href="?words=show">Show the masked words</a>'
EMAIL = "robin@people.example"


@pytest.fixture
def clause(clerk: Person) -> Clause:
    cache.clear()
    return make_house_rules(clerk).clauses.get(ref="7.9/b1")


@pytest.fixture
def second(clerk: Person) -> Person:
    return make_person(council=clerk.council, role=Role.CLERK, name="Sam Second")


def hidden(clause: Clause) -> Judged:
    return Judged(version=1, outcome="hide", ground="abusive", clause_id=clause.pk)


def appealed(comment: Comment) -> Appeal:
    whole = reference_with_key(comment)
    return appeal(council_id=comment.council_id, reference=whole, who=EMAIL, words="It was fair.")


def unmarked(page: str) -> str:
    return re.sub(r"</?mark[^>]*>", "", page)


def test_on_the_page_of_an_appeal(item: NewsItem, clerk: Person, second: Person, clause: Clause) -> None:
    comment = make_comment(item=item, text=ABUSE)
    rule(actor=clerk, comment_id=comment.pk, judged=hidden(clause), reason="It insults.")
    at = f"/{item.council.slug}/desk/moderation/appeals/{appealed(comment).pk}/"
    desk = sign_in(second)

    page = desk.get(at).content.decode()
    refused = desk.post(at, {"allowed": "yes", "reason": "", "version": 1}).content.decode()
    asked = desk.get(f"{at}?words=show").content.decode()

    for masked in (page, refused):
        assert ("morons" in masked, "masked)" in masked, ASK in masked) == (False, True, True)
    assert (ABUSE in unmarked(asked), "masked)" in asked, ASK in asked) == (True, False, False)
    assert '<mark class="finding-mark finding-mark--answer">morons</mark>' in asked


def test_in_the_lines_of_what_came_down_with_it(
    item: NewsItem, clerk: Person, second: Person, clause: Clause
) -> None:
    first, near = (make_comment(item=item, text=WORDS.format(number)) for number in (1, 2))
    rule_together(
        actor=clerk,
        comment_id=first.pk,
        judged=hidden(clause),
        reason="It insults.",
        also=[(near.pk, 1)],
    )
    at = f"/{item.council.slug}/desk/moderation/appeals/{appealed(first).pk}/"
    desk = sign_in(second)
    plain = desk.get(at).content.decode()
    assert (WORDS.format(2) in plain, ASK in plain) == (True, False)
    Comment.objects.filter(pk=near.pk).update(risk=2)

    page = desk.get(at).content.decode()
    asked = desk.get(f"{at}?words=show").content.decode()

    assert (WORDS.format(1) in page, WORDS.format(2) in page, ASK in page) == (True, False, True)
    assert "its words are masked" in page
    assert (WORDS.format(2) in asked, ASK in asked) == (True, False)


def test_on_the_page_of_a_notice_of_defamation(item: NewsItem, clerk: Person) -> None:
    comment = make_comment(item=item, text=ABUSE)
    made = make_notice(comment=comment, council_id=item.council_id)
    at, desk = f"/{item.council.slug}/desk/moderation/notices/{made.pk}/", sign_in(clerk)

    page = desk.get(at).content.decode()
    asked = desk.get(f"{at}?words=show").content.decode()

    assert ("morons" in page, "masked)" in page, ASK in page) == (False, True, True)
    assert (ABUSE in unmarked(asked), "masked)" in asked, ASK in asked) == (True, False, False)
    assert '<mark class="finding-mark finding-mark--answer">morons</mark>' in asked


def test_what_hurts_nobody_is_plain_at_once(
    item: NewsItem, clerk: Person, second: Person, clause: Clause
) -> None:
    comment = make_comment(item=item, text=WORDS.format(1))
    notice = make_notice(comment=comment, council_id=item.council_id)
    rule(actor=clerk, comment_id=comment.pk, judged=hidden(clause), reason="It insults.")
    at, desk = f"/{item.council.slug}/desk/moderation/", sign_in(second)

    for rest in (f"appeals/{appealed(comment).pk}/", f"notices/{notice.pk}/", f"{comment.pk}/"):
        page = desk.get(f"{at}{rest}").content.decode()
        assert (WORDS.format(1) in page, ASK in page) == (True, False)


def test_a_notice_of_no_known_comment_opens(clerk: Person) -> None:
    made = make_notice(comment=None, council_id=clerk.council.pk)
    page = sign_in(clerk).get(f"/{clerk.council.slug}/desk/moderation/notices/{made.pk}/")

    assert page.status_code == 200
    assert "It is not known which comment it is about." in page.content.decode()
