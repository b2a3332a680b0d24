"""What was ruled wrongly is restored wherever the same words came down by the same rule, and nowhere else."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from moderation.appeals import desk, restoring
from moderation.appeals.deciding import decide_appeal
from moderation.appeals.keys import reference_with_key
from moderation.appeals.making import appeal
from moderation.models import Appeal, Comment, Ruling
from moderation.nearly import rule_together
from moderation.ruling import Judged, rule
from moderation.states import Showing
from moderation.telling import to_author
from policies.documents.adopting import Adoption, adopt
from policies.documents.wording import draft_version
from policies.models import Clause
from portal.channels.connectors.attaching import Attached, Kind
from portal.channels.models import NewsItem, Notice
from portal.councils.people import Person
from portal.councils.powers import Role
from tests.makers import make_person, sign_in
from tests.makers.comments import HOUSE_RULES, make_comment, make_house_rules

pytestmark = pytest.mark.django_db
WORDS = "Nobody in this whole town wants the new car park behind the old library, number {}, and nobody was asked."


@pytest.fixture
def clause(clerk: Person) -> Clause:
    return make_house_rules(clerk).clauses.get(ref="7.9/b1")


@pytest.fixture
def second(clerk: Person) -> Person:
    return make_person(council=clerk.council, role=Role.CLERK, name="Sam Second")


def said(item: NewsItem, number: int, text: str = WORDS.format(1)) -> Comment:
    return make_comment(
        item=item,
        remote_id=f"said {number}",
        author=f"Robin {number}",
        email=f"{number}@people.example",
        text=text,
    )


def hidden(clause: Clause, ground: str = "abusive") -> Judged:
    return Judged(version=1, outcome="hide", ground=ground, clause_id=clause.pk)


def appealed(down: Comment, number: int) -> Appeal:
    who = f"{number}@people.example"
    return appeal(
        council_id=down.council_id, reference=reference_with_key(down), who=who, words="It was fair."
    )


def allow(actor: Person, made: Appeal, also: tuple[int, ...] = ()) -> None:
    decide_appeal(actor=actor, appeal_id=made.pk, allowed=True, reason="It was fair.", minute="", also=also)


def told_of_another_ground(
    item: NewsItem, clerk: Person, second: Person, clause: Clause
) -> tuple[Comment, Comment]:
    """Return two comments of the same words that show again: an earlier appeal of the other's author was refused.

    The ruling in force on the other was on another ground than the one that was upheld.
    """
    first = said(item, 0)
    rule(actor=clerk, comment_id=first.pk, judged=hidden(clause), reason="It insults.")
    other = said(item, 1)
    rule(actor=clerk, comment_id=other.pk, judged=hidden(clause, "deceptive"), reason="It misleads.")
    made = appealed(other, 1)
    decide_appeal(actor=second, appeal_id=made.pk, allowed=False, reason="It misleads.", minute="")
    rule(actor=clerk, comment_id=other.pk, judged=hidden(clause), reason="It does not: it insults.")
    allow(second, appealed(first, 0))
    return first, other


def shown() -> set[int]:
    return set(Comment.objects.filter(showing=Showing.SHOWN).values_list("pk", flat=True))


def test_the_same_words_that_another_act_took_down_by_the_same_rule_show_again(
    item: NewsItem, clerk: Person, second: Person, clause: Clause
) -> None:
    first = said(item, 1)
    rule(actor=clerk, comment_id=first.pk, judged=hidden(clause), reason="It insults.")
    later = said(item, 2, WORDS.format(1).upper())
    rule(actor=second, comment_id=later.pk, judged=hidden(clause), reason="It insults.")

    allow(second, appealed(first, 1))

    assert shown() == {first.pk, later.pk}


@pytest.mark.parametrize(
    ("text", "again"), [("abuse, threats or insults;", True), ("abuse, threats and insults;", False)]
)
def test_the_same_rule_is_the_same_words_of_a_clause_in_whatever_version_of_the_policy(
    item: NewsItem, clerk: Person, second: Person, clause: Clause, text: str, again: bool
) -> None:
    first = said(item, 1)
    rule(actor=clerk, comment_id=first.pk, judged=hidden(clause), reason="It insults.")
    worded = [replace(one, text=text) if one.ref == clause.ref else one for one in HOUSE_RULES]
    drafted = draft_version(actor=clerk, policy=clause.version.policy, clauses=worded)
    adoption = Adoption(on=date(2026, 11, 11), minute_reference="35/26")
    renewed = adopt(actor=clerk, version_id=drafted.pk, adoption=adoption).clauses.get(ref=clause.ref)
    later = said(item, 2)
    rule(actor=clerk, comment_id=later.pk, judged=hidden(renewed), reason="It insults.")

    allow(second, appealed(first, 1))

    assert shown() == ({first.pk, later.pk} if again else {first.pk})


def test_what_came_down_on_another_ground_stays_down(
    item: NewsItem, clerk: Person, second: Person, clause: Clause
) -> None:
    first = said(item, 1)
    rule(actor=clerk, comment_id=first.pk, judged=hidden(clause), reason="It insults.")
    other = said(item, 2)
    rule(actor=clerk, comment_id=other.pk, judged=hidden(clause, "deceptive"), reason="It misleads.")

    allow(second, appealed(first, 1))

    assert shown() == {first.pk}


def test_what_somebody_upheld_on_appeal_stays_down(
    item: NewsItem, clerk: Person, second: Person, clause: Clause
) -> None:
    first = said(item, 1)
    rule(actor=clerk, comment_id=first.pk, judged=hidden(clause), reason="It insults.")
    upheld = said(item, 2)
    rule(actor=clerk, comment_id=upheld.pk, judged=hidden(clause), reason="It insults.")
    made = appealed(upheld, 2)
    decide_appeal(actor=second, appeal_id=made.pk, allowed=False, reason="It insults.", minute="")

    allow(second, appealed(first, 1))

    assert shown() == {first.pk}


def test_what_was_upheld_on_appeal_stays_down_though_it_was_ruled_on_again_by_the_same_rule(
    item: NewsItem, clerk: Person, second: Person, clause: Clause
) -> None:
    first = said(item, 0)
    rule(actor=clerk, comment_id=first.pk, judged=hidden(clause), reason="It insults.")
    upheld = said(item, 1)
    rule(actor=clerk, comment_id=upheld.pk, judged=hidden(clause), reason="It insults.")
    made = appealed(upheld, 1)
    decide_appeal(actor=second, appeal_id=made.pk, allowed=False, reason="It insults.", minute="")
    removed = replace(hidden(clause), outcome="remove")
    rule(actor=clerk, comment_id=upheld.pk, judged=removed, reason="It insults, and stays so.")

    allow(second, appealed(first, 0))

    assert shown() == {first.pk}


def test_what_was_upheld_by_one_rule_and_came_down_since_by_another_shows_again_with_the_others(
    item: NewsItem, clerk: Person, second: Person, clause: Clause
) -> None:
    first, other = told_of_another_ground(item, clerk, second, clause)

    assert shown() == {first.pk, other.pk}


def test_whoever_lost_an_earlier_appeal_is_told_that_their_comment_shows_again(
    item: NewsItem, clerk: Person, second: Person, clause: Clause
) -> None:
    _, other = told_of_another_ground(item, clerk, second, clause)

    notices = Notice.objects.filter(what="author_appeal_decided", object_id=other.pk)
    told = to_author(notices[0])

    assert told is not None
    assert "\n\nThe ruling was wrong: your comment shows again.\n\n" in told.body
    assert "The ruling stands" not in told.body


def test_an_appeal_against_the_deciders_own_ruling_on_the_same_words_waits_for_somebody_else(
    item: NewsItem, clerk: Person, second: Person, clause: Clause
) -> None:
    first = said(item, 1)
    rule(actor=clerk, comment_id=first.pk, judged=hidden(clause), reason="It insults.")
    own = said(item, 2)
    rule(actor=second, comment_id=own.pk, judged=hidden(clause), reason="It insults.")
    waiting = appealed(own, 2)

    allow(second, appealed(first, 1))

    assert shown() == {first.pk}
    waiting.refresh_from_db()
    assert waiting.decided_at is None
    allow(clerk, waiting)
    assert shown() == {first.pk, own.pk}


def test_what_was_ticked_as_nearly_the_same_is_offered_and_restored_as_far_as_it_is_chosen(
    item: NewsItem, clerk: Person, second: Person, clause: Clause
) -> None:
    first, near, other, apart = (said(item, number, WORDS.format(number)) for number in range(4))
    rule_together(
        actor=clerk,
        comment_id=first.pk,
        judged=hidden(clause),
        reason="It insults.",
        also=[(near.pk, 1), (other.pk, 1)],
    )
    rule(actor=clerk, comment_id=apart.pk, judged=hidden(clause), reason="It insults.")
    made = appealed(first, 0)
    window, at = sign_in(second), f"/{clerk.council.slug}/desk/moderation/appeals/{made.pk}/"
    page = window.get(at).content.decode()
    ruled = {one.comment_id: one.pk for one in Ruling.objects.all()}
    assert near.reference in page
    assert other.reference in page
    assert apart.reference not in page
    typed = {"version": 1, "allowed": "yes", "reason": "It was fair."}

    refused = window.post(at, {**typed, "also": [ruled[apart.pk]]})
    answer = window.post(at, {**typed, "also": [ruled[near.pk]]}, follow=True)

    assert refused.status_code == 422
    assert "was ruled on again meanwhile" in refused.content.decode()
    assert answer.status_code == 200
    assert shown() == {first.pk, near.pk}
    notice = Notice.objects.get(what="author_appeal_decided", object_id=near.pk)
    told = to_author(notice)
    assert told is not None
    assert "like another that says the same, or nearly" in told.body


def test_one_of_the_copies_of_nearly_the_same_words_is_offered_and_restores_them_all(
    item: NewsItem, clerk: Person, second: Person, clause: Clause
) -> None:
    first = said(item, 0)
    near, copy, again = (said(item, number, WORDS.format(2)) for number in range(1, 4))
    rule_together(
        actor=clerk, comment_id=first.pk, judged=hidden(clause), reason="It insults.", also=[(near.pk, 1)]
    )
    later, unticked = said(item, 4, WORDS.format(2)), said(item, 5, WORDS.format(3))
    for one in (later, unticked):
        rule(actor=clerk, comment_id=one.pk, judged=hidden(clause), reason="It insults.")
    made = appealed(first, 0)
    window, at = sign_in(second), f"/{clerk.council.slug}/desk/moderation/appeals/{made.pk}/"

    page = window.get(at).content.decode()
    ruling = Ruling.objects.get(comment=near)
    typed = {"version": 1, "allowed": "yes", "reason": "It was fair.", "also": [ruling.pk]}
    answer = window.post(at, typed)

    assert f"{WORDS.format(2)} (and 3 more with the same words)" in page
    assert near.reference in page
    assert [one.reference in page for one in (copy, again, later)] == [False] * 3
    assert "listed below" not in page
    assert answer.status_code == 302
    assert shown() == {first.pk, near.pk, copy.pk, again.pk, later.pk}


def test_where_more_wordings_came_down_than_are_listed_the_page_says_so(
    item: NewsItem, clerk: Person, second: Person, clause: Clause, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk, "SHOWN", 1)
    first, near, other = (said(item, number, WORDS.format(number)) for number in range(3))
    rule_together(
        actor=clerk,
        comment_id=first.pk,
        judged=hidden(clause),
        reason="It insults.",
        also=[(near.pk, 1), (other.pk, 1)],
    )
    made = appealed(first, 0)

    page = sign_in(second).get(f"/{clerk.council.slug}/desk/moderation/appeals/{made.pk}/").content.decode()

    assert "More than 1 other wordings came down with it as nearly the same" in page
    assert near.reference in page
    assert other.reference not in page


def test_a_key_of_another_act_restores_nothing(
    item: NewsItem, clerk: Person, second: Person, clause: Clause
) -> None:
    first, apart = (said(item, number, WORDS.format(number)) for number in range(2))
    rule(actor=clerk, comment_id=first.pk, judged=hidden(clause), reason="It insults.")
    other = rule(actor=clerk, comment_id=apart.pk, judged=hidden(clause), reason="It insults.")

    allow(second, appealed(first, 0), also=(other.pk,))

    assert shown() == {first.pk}


def test_a_burst_that_was_ruled_in_several_acts_comes_back_in_one(
    item: NewsItem, clerk: Person, second: Person, clause: Clause, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(restoring, "TOGETHER", 2)
    many = [said(item, number) for number in range(6)]
    rule(actor=clerk, comment_id=many[0].pk, judged=hidden(clause), reason="It insults.")
    made = appealed(many[0], 0)
    page = sign_in(second).get(f"/{clerk.council.slug}/desk/moderation/appeals/{made.pk}/").content.decode()
    assert "came down by the same rule 5 more times" in page

    allow(second, made)

    assert shown() == {one.pk for one in many}
    assert Ruling.objects.filter(overrules__isnull=False).count() == 6


def test_each_round_of_a_burst_costs_as_many_questions_as_another(
    item: NewsItem, clerk: Person, second: Person, clause: Clause, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(restoring, "TOGETHER", 2)
    asked = []
    for rounds, text in ((1, WORDS.format(1)), (3, WORDS.format(2))):
        many = [said(item, 10 * rounds + number, text) for number in range(1 + 2 * rounds)]
        rule(actor=clerk, comment_id=many[0].pk, judged=hidden(clause), reason="It insults.")
        made = appealed(many[0], 10 * rounds)
        with CaptureQueriesContext(connection) as captured:
            allow(second, made)
        asked.append(len(captured))

    assert asked[1] - asked[0] <= 2 * 9


def test_words_too_few_to_be_the_same_are_restored_with_their_act_alone(
    item: NewsItem, clerk: Person, second: Person, clause: Clause
) -> None:
    first, other = (said(item, number, "Rats!") for number in range(2))
    for one in (first, other):
        rule(actor=clerk, comment_id=one.pk, judged=hidden(clause), reason="It insults.")

    allow(second, appealed(first, 0))

    assert shown() == {first.pk}


def test_the_same_words_beside_another_picture_are_others_and_show_again_only_where_they_were_chosen(
    item: NewsItem, clerk: Person, second: Person, clause: Clause
) -> None:
    other = WORDS.format(2)
    first = said(item, 0)
    pictured = [
        make_comment(
            item=item, text=other, attached=(Attached(Kind.PICTURE, name, "", f"https://net.example/{name}"),)
        )
        for name in ("sheep", "goat")
    ]
    also = [(one.pk, 1) for one in pictured]
    rule_together(actor=clerk, comment_id=first.pk, judged=hidden(clause), reason="It insults.", also=also)
    made = appealed(first, 0)
    near = restoring.nearly_ruled(made.ruling, 10)
    assert [(one.ruling.comment_id, one.number) for one in near] == [(one.pk, 1) for one in pictured]

    allow(second, made, (near[0].ruling.pk,))

    for one in (first, *pictured):
        one.refresh_from_db()
    assert [one.showing for one in (first, *pictured)] == [Showing.SHOWN, Showing.SHOWN, Showing.HIDDEN]
