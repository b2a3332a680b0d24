"""An answer that somebody else entered does not take the answer of who reads the desk from them."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from moderation.conduct.answering import ENTERED, answer, enter_answer, tell_subject
from moderation.conduct.capturing import Shown, add_evidence
from moderation.conduct.telling import about_case
from moderation.models import ConductCase
from policies.models import Clause
from portal.channels.models import Notice
from portal.channels.notices.words import Words
from portal.councils.models import Membership
from portal.councils.people import Person
from portal.refusals import InvalidInput, Refusal
from tests.makers import sign_in
from tests.makers.conduct import ALLEGED, REPLY, make_outcome, make_taken_up, make_told, mark_on

pytestmark = pytest.mark.django_db
OURS = "They said on the telephone that they are sorry."


@pytest.fixture
def entered(clerk: Person, councillor: Person, clause: Clause) -> ConductCase:
    """Return a case in which the clerk entered an answer of a councillor in office."""
    made = make_told(about=councillor, handler=clerk, clause=clause)
    typed: dict[str, Any] = {"words": OURS, "came": "By telephone.", "received_on": timezone.localdate()}
    return enter_answer(actor=clerk, case_id=made.pk, **typed)


def test_they_are_told_see_how_it_came_and_answer_themselves(
    entered: ConductCase, clerk: Person, councillor: Person
) -> None:
    notice = Notice.objects.get(what="conduct_alleged", recipient=councillor.membership, occasion=ENTERED)
    words = about_case(notice, councillor)
    assert isinstance(words, Words)
    assert "an answer was entered for you" in words.subject
    page, client = f"/{clerk.council.slug}/desk/conduct/mine/{entered.pk}/", sign_in(councillor)
    html = client.get(page).content.decode()
    assert "entered for you by whoever handles the case" in html
    assert "By telephone." in html

    sent = {"words": REPLY, "seen": mark_on(client, page)}
    assert client.post(page, sent).status_code == 302

    entered.refresh_from_db()
    assert (entered.state, entered.answer) == ("answered", OURS)
    both = client.get(page).content.decode()
    assert [both.count(one) for one in (OURS, REPLY)] == [1, 1]
    assert about_case(notice, councillor) is None
    assert Notice.objects.get(what="conduct_answered").recipient == clerk.membership
    case = sign_in(clerk).get(f"/{clerk.council.slug}/desk/conduct/{entered.pk}/").content.decode()
    assert REPLY in case
    with pytest.raises(Refusal, match="answered already"):
        answer(actor=councillor, case_id=entered.pk, words="More.")
    make_outcome(entered, by=clerk)


def test_nobody_decides_on_it_before_they_confirm_or_their_date_is_over(
    entered: ConductCase, clerk: Person, later: Any
) -> None:
    with pytest.raises(Refusal, match="entered for them"):
        make_outcome(entered, by=clerk)
    page = sign_in(clerk).get(f"/{clerk.council.slug}/desk/conduct/{entered.pk}/").content.decode()
    assert "They can still say it themselves" in page
    with pytest.raises(Refusal, match="answered already"):
        enter_answer(actor=clerk, case_id=entered.pk, words="x", came="x", received_on=timezone.localdate())

    assert entered.answer_by is not None
    later(entered.answer_by + timedelta(days=1))
    make_outcome(entered, by=clerk)


def test_an_answer_to_papers_that_were_served_earlier_may_have_come_before_that_was_entered(
    clerk: Person, councillor: Person, clause: Clause, later: Any
) -> None:
    today = timezone.localdate()
    made = make_taken_up(about=councillor, handler=clerk, clause=clause)
    Membership.objects.filter(pk=councillor.membership.pk).update(ended_at=timezone.now())
    later(today + timedelta(days=8))
    how = f"By letter, signed for on {today}."
    tell_subject(actor=clerk, case_id=made.pk, alleged=ALLEGED, evidence_ids=[], served=how)
    typed: dict[str, Any] = {"words": REPLY, "came": "By post."}
    with pytest.raises(InvalidInput, match="the day on which it came"):
        enter_answer(actor=clerk, case_id=made.pk, received_on=today - timedelta(days=1), **typed)

    kept = enter_answer(actor=clerk, case_id=made.pk, received_on=today + timedelta(days=3), **typed)

    assert (kept.state, kept.answered_late) == ("answered", False)
    with pytest.raises(InvalidInput, match="How and when they were served"):
        make_outcome(kept, by=clerk)
    page = f"/{clerk.council.slug}/desk/conduct/{made.pk}/decide/"
    assert "How and when are they served with it?" in sign_in(clerk).get(page).content.decode()
    make_outcome(kept, by=clerk, served="By letter, signed for on the 9th.")

    noted = kept.evidence.get(title="How they were served: Advice")
    assert (noted.text, noted.shared) == ("By letter, signed for on the 9th.", True)


def test_who_left_is_served_with_more_evidence_and_it_is_noted_how(
    clerk: Person, councillor: Person, clause: Clause
) -> None:
    made = make_told(about=councillor, handler=clerk, clause=clause)
    at = f"/{clerk.council.slug}/desk/conduct/{made.pk}/evidence/"
    typed = {"where": "", "pasted": "A second post.", "file": ""}
    assert "served" not in sign_in(clerk).get(at).content.decode()
    Membership.objects.filter(pk=councillor.membership.pk).update(ended_at=timezone.now())
    typed["seen"] = mark_on(sign_in(clerk), at)

    asked = sign_in(clerk).post(at, typed)

    assert asked.status_code == 422
    assert "Say how and when they were served." in asked.content.decode()
    with pytest.raises(InvalidInput, match="How and when they were served"):
        add_evidence(actor=clerk, case_id=made.pk, shown=Shown(pasted="A second post."))
    assert not made.evidence.exists()
    assert sign_in(clerk).post(at, {**typed, "served": "By hand, on Monday."}).status_code == 302
    assert [(one.text, one.shared) for one in made.evidence.all()] == [
        ("A second post.", True),
        ("By hand, on Monday.", True),
    ]


def test_before_anything_is_told_nobody_is_served(clerk: Person, councillor: Person, clause: Clause) -> None:
    made = make_taken_up(about=councillor, handler=clerk, clause=clause)
    Membership.objects.filter(pk=councillor.membership.pk).update(ended_at=timezone.now())

    assert len(add_evidence(actor=clerk, case_id=made.pk, shown=Shown(pasted="A post."))) == 1
