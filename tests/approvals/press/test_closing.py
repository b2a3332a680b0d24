"""The answer, how an enquiry ended, and what appeared."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from approvals.models import Cutting, Enquiry
from approvals.press.briefing import brief, confirm_read
from approvals.press.cards import Written
from approvals.press.closing import Appeared, add_cutting, begin_answer, close, reopen
from approvals.press.taking import acknowledge
from policies.judging import judge
from policies.models import MatterLink
from portal.councils.people import Person
from portal.drafts.models import Communication
from portal.records.models import Snapshot
from portal.refusals import InvalidInput, NotYours, Refusal
from tests.approvals.press.conftest import facts_of, put_forward, taken
from tests.makers import make_contact
from tests.makers.circumstances import make_flag, make_matter

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def test_the_answer_is_a_letter_like_any_other(clerk: Person) -> None:
    found = taken(clerk)
    made = begin_answer(actor=clerk, enquiry_id=found.pk)
    assert made.current_revision is not None
    content = made.current_revision.content
    assert (made.kind, made.stage, content["addressee"]) == ("letter", "draft", "Jo Writer")
    assert begin_answer(actor=clerk, enquiry_id=found.pk).pk == made.pk
    assert Communication.objects.count() == 1


def test_somebody_on_the_press_list_gets_the_answer_by_email(clerk: Person) -> None:
    found = taken(clerk, contact_id=make_contact(clerk.council).pk)
    made = begin_answer(actor=clerk, enquiry_id=found.pk)
    assert made.current_revision is not None
    assert made.current_revision.content["to"] == "news@gazette.example"


def test_on_a_flagged_matter_the_answer_is_the_holding_reply(clerk: Person) -> None:
    matter = make_matter(clerk=clerk)
    found = taken(clerk, matter_id=matter.pk, topic="Sale of the old depot")
    make_flag(matter=matter, by=clerk, holding_reply="Ask the <clerk>.")
    made = begin_answer(actor=clerk, enquiry_id=found.pk)
    assert made.current_revision is not None
    content = made.current_revision.content
    assert content["title"] == "Your enquiry"
    assert content["body"] == "<p>Ask the &lt;clerk&gt;.</p>"
    assert MatterLink.objects.get().about is True
    checks = {one.check for one in judge(made, content).findings}
    assert not checks & {"confidential-matter", "sensitive-matter"}


def test_members_begin_no_answer_for_the_council(clerk: Person, member: Person) -> None:
    found = taken(member)
    with pytest.raises(NotYours):
        begin_answer(actor=member, enquiry_id=found.pk)
    assert clerk.membership.pk


def test_how_it_ended_is_kept_and_filed(clerk: Person, member: Person) -> None:
    found = taken(member)
    with pytest.raises(NotYours):
        close(actor=member, enquiry_id=found.pk, outcome="answered", words="I told them.")
    with pytest.raises(InvalidInput):
        close(actor=clerk, enquiry_id=found.pk, outcome="answered", words=" ")
    with pytest.raises(InvalidInput):
        close(actor=clerk, enquiry_id=found.pk, outcome="eaten", words="So.")
    ended = close(actor=clerk, enquiry_id=found.pk, outcome="answered", words="It opens on Monday.")
    assert (ended.outcome, ended.outcome_words, ended.is_open) == ("answered", "It opens on Monday.", False)
    assert Snapshot.objects.get(status="press_enquiry_closed").text == "It opens on Monday."
    with pytest.raises(Refusal, match="closed meanwhile: answered"):
        close(actor=clerk, enquiry_id=found.pk, outcome="missed", words="Again.")
    with pytest.raises(Refusal, match="closed meanwhile: answered"):
        acknowledge(actor=clerk, enquiry_id=found.pk)


def test_no_interview_is_given_without_a_card_that_was_read(
    clerk: Person, mayor: Person, member: Person
) -> None:
    found = taken(clerk)
    with pytest.raises(Refusal, match="Nobody was put forward"):
        close(actor=clerk, enquiry_id=found.pk, outcome="interviewed", words="On the radio.")
    put_forward(found, clerk, mayor, member)
    card = brief(actor=clerk, enquiry_id=found.pk, written=Written("Facts."))
    with pytest.raises(Refusal, match="Carl Member has not confirmed"):
        close(actor=clerk, enquiry_id=found.pk, outcome="interviewed", words="On the radio.")
    confirm_read(actor=member, enquiry_id=found.pk, sha256=card.sha256)
    ended = close(actor=clerk, enquiry_id=found.pk, outcome="interviewed", words="On the radio.")
    assert ended.outcome == "interviewed"


def test_it_is_opened_again_with_a_reason(clerk: Person) -> None:
    found = taken(clerk)
    with pytest.raises(Refusal, match="open again"):
        reopen(actor=clerk, enquiry_id=found.pk, reason="They came back.")
    close(actor=clerk, enquiry_id=found.pk, outcome="dropped", words="No call.")
    with pytest.raises(InvalidInput):
        reopen(actor=clerk, enquiry_id=found.pk, reason="")
    assert reopen(actor=clerk, enquiry_id=found.pk, reason="They came back.").is_open
    assert "reason_sha256" in facts_of("press_enquiry_reopened")
    assert Snapshot.objects.filter(status="press_enquiry_closed").count() == 1


def test_what_appeared_is_kept_open_or_closed(clerk: Person, member: Person) -> None:
    found = taken(member)
    right = Appeared(TODAY, "Park to open", "Page 3")
    wrong = Appeared(TODAY, "Park shut for ever", accurate=False, remark="It opens on Monday.")
    add_cutting(actor=clerk, enquiry_id=found.pk, appeared=right)
    close(actor=clerk, enquiry_id=found.pk, outcome="answered", words="Monday.")
    add_cutting(actor=clerk, enquiry_id=found.pk, appeared=wrong)
    assert list(Cutting.objects.order_by("pk").values_list("headline", "accurate")) == [
        ("Park to open", True),
        ("Park shut for ever", False),
    ]
    with pytest.raises(NotYours):
        add_cutting(actor=member, enquiry_id=found.pk, appeared=right)


@pytest.mark.parametrize(
    ("appeared", "said"),
    [
        (Appeared(TODAY + timedelta(days=2), "Park"), "still to come"),
        (Appeared(TODAY, " "), "Headline"),
        (Appeared(TODAY, "Park", accurate=False), "What is wrong"),
        (Appeared(TODAY, "Park", where="x" * 501), "Where"),
    ],
)
def test_a_cutting_that_cannot_be_kept_is_refused(clerk: Person, appeared: Appeared, said: str) -> None:
    found = taken(clerk)
    with pytest.raises(InvalidInput, match=said):
        add_cutting(actor=clerk, enquiry_id=found.pk, appeared=appeared)


def test_the_database_changes_no_cutting(clerk: Person) -> None:
    found = taken(clerk)
    add_cutting(actor=clerk, enquiry_id=found.pk, appeared=Appeared(TODAY, "Park"))
    with pytest.raises(Exception, match="never changed"), transaction.atomic():
        Cutting.objects.update(headline="Other")
    assert Enquiry.objects.count() == 1
