"""Appeals and blocks have a time: it is due on the desk, and told before it is over and once when it is late."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from moderation.appeals.deciding import decide_appeal
from moderation.appeals.keys import reference_with_key
from moderation.appeals.making import appeal
from moderation.measures.taking import end_measure, look_again
from moderation.models import Appeal, Comment, Measure
from moderation.reminding import NEAR, remind_of_appeals, remind_of_blocks
from moderation.telling import about_comment
from portal.channels.models import NewsItem, Notice
from portal.councils.models import Membership
from portal.councils.people import Person, person_now
from portal.councils.powers import Role
from portal.drafts.content import LONDON
from portal.records.models import LedgerEntry
from portal.refusals import InvalidInput, NotYours, Refusal
from tests.makers import make_person, sign_in
from tests.makers.comments import make_house_rules
from tests.moderation.measures.test_measures import ROBIN, ahead, blocked, down
from tests.moderation.test_due import dated, due

pytestmark = pytest.mark.django_db


@pytest.fixture
def comment(clerk: Person, item: NewsItem) -> Comment:
    clause = make_house_rules(clerk).clauses.get(ref="7.9/b1").pk
    return down(clerk, item, clause, "The warden is a fool and a liar.")


@pytest.fixture
def made(comment: Comment) -> Appeal:
    return appeal(
        council_id=comment.council_id, reference=reference_with_key(comment), who=ROBIN, words="It was fair."
    )


def told(what: str) -> list[Membership | None]:
    return [one.recipient for one in Notice.objects.filter(what=what).order_by("pk")]


def midday(days: int) -> datetime:
    """Return midday in London so many days from today."""
    return datetime.combine(ahead(days), datetime.min.time(), LONDON) + timedelta(hours=12)


def test_an_appeal_is_told_some_days_before_and_once_when_late_to_who_did_not_rule(
    clerk: Person, made: Appeal
) -> None:
    second = make_person(council=clerk.council, role=Role.CLERK, name="Sam Second")
    assert remind_of_appeals(made.due_at - NEAR - timedelta(seconds=1)) == 0

    assert [remind_of_appeals(made.due_at - NEAR), remind_of_appeals(made.due_at - NEAR)] == [1, 0]
    assert [remind_of_appeals(made.due_at), remind_of_appeals(made.due_at)] == [1, 0]

    assert told("appeal_due") == [second.membership, second.membership]
    notice = Notice.objects.filter(what="appeal_due").latest("pk")
    words = about_comment(notice, second)
    assert words is not None
    assert "is to be decided by" in words.body
    Appeal.objects.update(due_at=timezone.now() - timedelta(days=1))
    words = about_comment(notice, second)
    assert words is not None
    assert "late" in words.subject
    decide_appeal(actor=second, appeal_id=made.pk, allowed=False, reason="It insults.", minute="")
    assert about_comment(notice, second) is None
    assert remind_of_appeals(made.due_at + timedelta(days=9)) == 0


def test_who_ruled_is_told_where_nobody_else_decides(clerk: Person, made: Appeal) -> None:
    remind_of_appeals(made.due_at)

    assert set(told("appeal_due")) == {clerk.membership}
    notice = Notice.objects.filter(what="appeal_due").latest("pk")
    person = person_now(clerk.membership.pk)
    assert person is not None
    words = about_comment(notice, person)
    assert words is not None
    assert "committee" in words.body


def test_a_block_is_told_before_its_day_and_when_nobody_looked_and_anew_once_it_was_kept(
    clerk: Person, comment: Comment
) -> None:
    made = blocked(clerk, comment, unwarned="A threat.")
    assert remind_of_blocks(midday(6)) == 0
    assert [remind_of_blocks(midday(7)), remind_of_blocks(midday(10))] == [1, 0]
    assert [remind_of_blocks(midday(11)), remind_of_blocks(midday(12))] == [1, 0]
    assert set(told("block_to_review")) == {clerk.membership}
    words = about_comment(Notice.objects.filter(what="block_to_review").latest("pk"), clerk)
    assert words is not None
    assert "keep it and say why, or end it" in words.body

    look_again(actor=clerk, measure_id=made.pk, review_on=ahead(20), reason="They still threaten.")

    assert LedgerEntry.objects.filter(verb="measure_kept").count() == 1
    assert remind_of_blocks(midday(12)) == 0
    assert remind_of_blocks(midday(17)) == 1
    end_measure(actor=clerk, measure_id=made.pk, reason="They said sorry.")
    assert remind_of_blocks(midday(22)) == 0
    assert about_comment(Notice.objects.filter(what="block_to_review").latest("pk"), clerk) is None


def test_a_block_is_kept_by_who_rules_within_its_days_with_words(clerk: Person, comment: Comment) -> None:
    made = blocked(clerk, comment, unwarned="A threat.")
    officer = make_person(council=clerk.council, role=Role.OFFICER)
    with pytest.raises(NotYours):
        look_again(actor=officer, measure_id=made.pk, review_on=ahead(20), reason="x")
    for day in (ahead(31), ahead(0)):
        with pytest.raises(InvalidInput):
            look_again(actor=clerk, measure_id=made.pk, review_on=day, reason="x")
    with pytest.raises(InvalidInput):
        look_again(actor=clerk, measure_id=made.pk, review_on=ahead(20), reason=" ")
    window, at = sign_in(clerk), f"/{clerk.council.slug}/desk/moderation/blocks/"
    assert "It is still needed" in window.get(at).content.decode()
    typed = {"review_on": ahead(20).isoformat(), "reason": "They still threaten."}
    page = window.post(f"{at}{made.pk}/keep/", typed, follow=True).content.decode()
    assert "It holds until" in page
    assert Measure.objects.get().review_on == ahead(20)
    end_measure(actor=clerk, measure_id=made.pk, reason="They said sorry.")
    with pytest.raises(Refusal, match="over already"):
        look_again(actor=clerk, measure_id=made.pk, review_on=ahead(20), reason="x")


def test_both_are_due_on_the_desk_and_in_calendars_of_who_rules(
    clerk: Person, comment: Comment, made: Appeal
) -> None:
    second = make_person(council=clerk.council, role=Role.CLERK, name="Sam Second")
    blocked(clerk, comment, unwarned="A threat.")

    block = f"Block for comment {comment.reference}: look at it again, or end it"
    decides = f"Appeal about comment {comment.reference}: decide it"
    own = f"Appeal about comment {comment.reference}: the ruling is yours, so somebody else or a committee decides it"
    assert sorted(due(second)) == sorted([block, decides])
    assert sorted(due(clerk)) == sorted([block, own])
    days = {one.title: one.begins for one in dated(second)}
    assert days[block] == ahead(10)
    assert due(make_person(council=clerk.council, role=Role.OFFICER)) == []
    page = sign_in(second).get(f"/{clerk.council.slug}/desk/moderation/?show=appeals").content.decode()
    assert "To be decided by" in page
    Appeal.objects.update(due_at=timezone.now() - timedelta(days=1))
    late = sign_in(second).get(f"/{clerk.council.slug}/desk/moderation/?show=appeals").content.decode()
    assert "<strong>Late:</strong> to be decided by" in late
