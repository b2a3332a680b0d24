"""Consulting: a view is asked and recorded, it decides nothing; and nobody clears alone what is about them."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from approvals.amending import amend
from approvals.claiming import claim, put_back
from approvals.consulting.answering import give_view
from approvals.consulting.asking import consult, consult_no_more
from approvals.consulting.concerning import say_it_is_about, say_it_is_not_about
from approvals.consulting.gate import NotConsulted
from approvals.consulting.setting import want_consulted, want_consulted_no_more
from approvals.consulting.standing import standing_of
from approvals.consulting.telling import about_consultation, remind_consulted
from approvals.deciding import approve
from approvals.erasing import erase_consultations
from approvals.models import Concern, ItemConsultation, Review, SecondLook
from approvals.urgent import issue_at_once
from policies.matters.linking import say_about
from portal.channels.models import Notice
from portal.councils.models import Council
from portal.councils.people import Person, person_now
from portal.councils.powers import Power, Role
from portal.drafts.clearing import clear
from portal.drafts.editing import StaleRevision
from portal.records.models import LedgerEntry, Snapshot
from portal.records.retention import EraseOrder
from portal.records.verifying import verify
from portal.refusals import InvalidInput, NotYours, Refusal
from tests.approvals.consulting.conftest import late, later, nominated, order
from tests.approvals.reviewers.conftest import named_matter
from tests.makers import content_for, make_council, make_person, make_review, sign_in
from tests.makers.circumstances import make_period
from tests.makers.threads import at_once

pytestmark = pytest.mark.django_db


def ask(clerk: Person, review: Review, member: Person, **more: int) -> ItemConsultation:
    """Return what the clerk asks of ``member``."""
    return consult(
        actor=clerk,
        communication_id=review.communication_id,
        member_id=member.membership.pk,
        question="Is it wise?",
        **more,
    )


def says(
    member: Person, asked: ItemConsultation, view: str = "agree", words: str = "", reference: str = ""
) -> ItemConsultation:
    """Return the view of ``member`` on the text as it stands."""
    asked.communication.refresh_from_db()
    revision_id = asked.communication.current_revision_id
    assert revision_id is not None
    return give_view(
        actor=member,
        consultation_id=asked.pk,
        revision_id=revision_id,
        view=view,
        words=words,
        reference=reference,
    )


def approves(person: Person, review: Review) -> object:
    """Return the approval of the text as it stands."""
    now = person_now(person.membership.pk)
    return approve(actor=now, review_id=review.pk, revision_id=review.revision_id, issue=order(now.council))


def about(actor: Person, review: Review, member: Person) -> Concern:
    """Return the note that the item is about ``member``."""
    return say_it_is_about(
        actor=actor, communication_id=review.communication_id, member_id=member.membership.pk
    )


def test_the_mayor_is_asked_and_their_view_is_recorded_without_its_words(
    clerk: Person, mayor: Person, council: Council, review: Review
) -> None:
    asked = ask(clerk, review, mayor)
    given = says(mayor, asked, "concerns", "Wait for the police.")

    assert (given.view, given.words, given.revision_id) == (
        "concerns",
        "Wait for the police.",
        review.revision_id,
    )
    assert [row.verb for row in LedgerEntry.objects.order_by("number")][-2:] == ["consulted", "view_given"]
    assert not LedgerEntry.objects.filter(body__contains="police").exists()
    assert Snapshot.objects.get(status="view_given").text == "Wait for the police."
    told = Notice.objects.filter(object_type="consultation").values_list("what", "recipient_id")
    assert sorted(told) == [("consulted", mayor.membership.pk), ("view_given", clerk.membership.pk)]
    assert verify(council.pk).broken is None


def test_a_view_gives_no_power_and_stops_nothing_by_itself(
    clerk: Person, mayor: Person, review: Review
) -> None:
    says(mayor, ask(clerk, review, mayor), "concerns", "I am against it.")

    assert Power.DECIDE not in person_now(mayor.membership.pk).powers
    with pytest.raises(NotYours):
        approves(mayor, review)
    approves(clerk, review)


def test_only_the_chairs_and_whom_it_is_about_are_consulted(
    clerk: Person, councillor: Person, review: Review
) -> None:
    stranger = make_person(council=make_council(slug="other"), role=Role.CHAIR)
    for member in (councillor, clerk, stranger):
        with pytest.raises(InvalidInput):
            ask(clerk, review, member)

    about(clerk, review, councillor)

    assert ItemConsultation.objects.get().why == "about_them"


@pytest.mark.parametrize("role", [Role.OFFICER, Role.CHAIR, Role.COUNCILLOR, Role.AUDITOR])
def test_nobody_but_who_decides_consults(
    council: Council, clerk: Person, mayor: Person, review: Review, role: str
) -> None:
    somebody = make_person(council=council, role=role)
    asked = ask(clerk, review, mayor)

    for act in (
        lambda: ask(somebody, review, mayor),
        lambda: consult_no_more(actor=somebody, consultation_id=asked.pk),
        lambda: says(somebody, asked),
        lambda: want_consulted(actor=somebody, kind="", office="chair", when="always", hours=1),
    ):
        with pytest.raises(NotYours):
            act()


BAD: list[tuple[str, str]] = [
    ("concerns", " "),
    ("yes", "Words"),
    ("", ""),
    ("agree", "x" * 2001),
    ("agree", "\x00"),
]


@pytest.mark.parametrize(("view", "words"), BAD)
def test_a_view_that_cannot_be_is_refused(
    clerk: Person, mayor: Person, review: Review, view: str, words: str
) -> None:
    asked = ask(clerk, review, mayor)

    with pytest.raises(InvalidInput):
        says(mayor, asked, view, words)


def test_a_view_is_of_the_text_that_was_read_and_is_given_once(
    clerk: Person, mayor: Person, review: Review
) -> None:
    asked = ask(clerk, review, mayor)
    with pytest.raises(StaleRevision):
        give_view(actor=mayor, consultation_id=asked.pk, revision_id=1, view="agree")
    says(mayor, asked)

    with pytest.raises(Refusal):
        says(mayor, asked, "concerns", "After all")
    with pytest.raises(Refusal):
        consult_no_more(actor=clerk, consultation_id=asked.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        ItemConsultation.objects.filter(pk=asked.pk).update(view="concerns", words="Forged")


def test_by_default_nobody_must_have_been_asked(clerk: Person, review: Review) -> None:
    approves(clerk, review)
    review.refresh_from_db()
    assert (review.state, review.decided_by_id) == ("approved", clerk.membership.pk)


def test_where_the_council_wants_it_approval_waits_for_the_view_or_its_time(
    clerk: Person, mayor: Person, author: Person, review: Review, monkeypatch: pytest.MonkeyPatch
) -> None:
    want_consulted(actor=clerk, kind="notice", office="chair", when="always", hours=24)
    with pytest.raises(NotConsulted, match="First ask the Chairman"):
        approves(clerk, review)
    ask(clerk, review, mayor)
    with pytest.raises(NotConsulted, match="is waited for until"):
        approves(clerk, review)
    other = make_review(author=author, kind="notice")
    says(mayor, ask(clerk, other, mayor), "no_view")
    approves(clerk, other)
    later(monkeypatch, 25)

    approves(clerk, review)


def test_a_rule_for_another_kind_or_for_sensitive_matters_does_not_count_here(
    clerk: Person, review: Review
) -> None:
    want_consulted(actor=clerk, kind="letter", office="chair", when="always", hours=24)
    rule = want_consulted(actor=clerk, kind="", office="committee_chair", when="sensitive", hours=24)
    with pytest.raises(Refusal):
        want_consulted(actor=clerk, kind="", office="committee_chair", when="sensitive", hours=9)
    approves(clerk, review)

    want_consulted_no_more(actor=clerk, rule_id=rule.pk)
    with pytest.raises(Refusal):
        want_consulted_no_more(actor=clerk, rule_id=rule.pk)


@pytest.mark.parametrize(
    "wrong", [{"office": "councillor"}, {"kind": "poem"}, {"when": "never"}, {"hours": 337}, {"hours": -1}]
)
def test_a_rule_that_cannot_be_is_refused(clerk: Person, wrong: dict[str, object]) -> None:
    rule: dict[str, object] = {"kind": "", "office": "chair", "when": "always", "hours": 24, **wrong}

    with pytest.raises(InvalidInput):
        want_consulted(actor=clerk, **rule)  # type: ignore[arg-type]


def test_what_is_about_a_councillor_waits_for_them_or_their_time(
    clerk: Person, councillor: Person, review: Review
) -> None:
    about(clerk, review, councillor)
    with pytest.raises(NotConsulted, match="Cora Councillor, whom it is about"):
        approves(clerk, review)
    says(councillor, ItemConsultation.objects.get(), "concerns", "It is wrong.")

    approves(clerk, review)


def test_what_is_about_the_clerk_is_cleared_by_somebody_else_once_the_chairman_was_asked(
    clerk: Person, mayor: Person, author: Person, review: Review
) -> None:
    officer = nominated(clerk)
    about(author, review, clerk)
    assert ItemConsultation.objects.get().member_id == mayor.membership.pk
    for _ in range(2):
        with pytest.raises(NotYours, match="about you"):
            approves(clerk, review)
        late(ItemConsultation.objects.get())

    approves(officer, review)


def test_the_clerk_clears_it_only_once_the_chairman_entered_the_council_s_minute(
    clerk: Person, mayor: Person, author: Person, review: Review
) -> None:
    about(author, review, clerk)
    asked = ItemConsultation.objects.get()
    with pytest.raises(InvalidInput, match="minute"):
        says(mayor, asked)
    says(mayor, asked, reference="Minute 34/26")
    with pytest.raises(NotYours):
        approves(mayor, review)

    approves(clerk, review)


def test_another_text_than_the_one_referred_back_is_not_the_clerk_s_to_clear(
    clerk: Person, mayor: Person, author: Person, review: Review
) -> None:
    about(author, review, clerk)
    says(mayor, ItemConsultation.objects.get(), reference="Minute 34/26")
    officer = nominated(clerk)
    claim(actor=officer, review_id=review.pk)
    raw = content_for("notice", title="Another title")
    changed = amend(actor=officer, review_id=review.pk, raw=raw, based_on_id=review.revision_id)
    put_back(actor=officer, review_id=review.pk)

    with pytest.raises(NotYours, match="about you"):
        approve(actor=clerk, review_id=review.pk, revision_id=changed.pk, issue=order(clerk.council))


def test_the_urgent_path_does_not_go_around_it(
    clerk: Person, mayor: Person, author: Person, review: Review
) -> None:
    about(author, review, clerk)

    with pytest.raises(NotYours, match="about you"):
        issue_at_once(
            actor=clerk,
            communication_id=review.communication_id,
            revision_id=review.revision_id,
            reason="A flood",
            issue=order(clerk.council),
        )


def test_the_urgent_path_waits_for_no_view(clerk: Person, mayor: Person, review: Review) -> None:
    want_consulted(actor=clerk, kind="", office="chair", when="always", hours=24)

    issue_at_once(
        actor=clerk,
        communication_id=review.communication_id,
        revision_id=review.revision_id,
        reason="A flood",
        issue=order(clerk.council),
    )

    look = SecondLook.objects.get(communication=review.communication_id)
    assert (look.issued_by_id, look.done_at) == (clerk.membership.pk, None)


def test_nobody_says_that_an_item_is_not_about_them(clerk: Person, author: Person, review: Review) -> None:
    said = about(author, review, clerk)
    with pytest.raises(NotYours):
        say_it_is_not_about(actor=clerk, concern_id=said.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        Concern.objects.filter(pk=said.pk).update(ended_by=clerk.membership, ended_at=timezone.now())

    say_it_is_not_about(actor=nominated(clerk), concern_id=said.pk)

    approves(clerk, review)


def test_a_second_clerk_s_item_goes_to_the_council_too_and_no_member_comes_to_clear(
    clerk: Person, mayor: Person, council: Council, review: Review
) -> None:
    second = make_person(council=council, role=Role.CLERK, name="Sam Second")
    about(clerk, review, second)
    says(mayor, ItemConsultation.objects.get(), reference="Minute 34/26")

    for member in (mayor,):
        with pytest.raises(NotYours):
            approves(member, review)
        with pytest.raises(NotYours):
            clear(actor=member, council=council, communication=review.communication, revision=review.revision)
    approves(clerk, review)


def test_who_may_not_know_of_a_matter_is_not_asked_about_its_item(
    clerk: Person, mayor: Person, review: Review
) -> None:
    asked = ask(clerk, review, mayor)
    say_about(
        actor=clerk, communication_id=review.communication_id, matter_id=named_matter(clerk).pk, about=True
    )
    client = sign_in(mayor)
    assert client.get(f"/ptc/desk/consultations/{asked.pk}/").status_code == 404
    assert "Asked of you" not in client.get("/ptc/desk/").content.decode()
    assert about_consultation(Notice.objects.get(object_type="consultation"), mayor) is None
    with pytest.raises(NotYours):
        says(mayor, asked)
    consult_no_more(actor=clerk, consultation_id=asked.pk)

    with pytest.raises(Refusal, match="closed to Ada Example"):
        ask(clerk, review, mayor)


def test_each_is_reminded_once_before_the_waiting_ends(clerk: Person, mayor: Person, review: Review) -> None:
    asked = ask(clerk, review, mayor)
    near = asked.wait_until - timedelta(hours=2)

    assert [remind_consulted(at=at) for at in (asked.asked_at, near, near, asked.wait_until)] == [0, 1, 0, 0]

    assert Notice.objects.get(what="consulted_reminder").recipient_id == mayor.membership.pk


def test_who_answered_is_not_reminded(clerk: Person, mayor: Person, review: Review) -> None:
    asked = ask(clerk, review, mayor)
    says(mayor, asked)

    assert remind_consulted(at=asked.wait_until - timedelta(hours=2)) == 0


def test_what_was_said_goes_with_the_item(
    clerk: Person, mayor: Person, council: Council, review: Review
) -> None:
    says(mayor, ask(clerk, review, mayor), "concerns", "Words")
    order_ = EraseOrder(council.pk, (review.communication_id,), timezone.now())

    assert (erase_consultations(order_), erase_consultations(order_)) == (1, 0)

    row = ItemConsultation.objects.get()
    assert (row.question, row.words, row.view) == ("", "", "concerns")


PAGES: list[Callable[[Review], str]] = [
    lambda review: f"/ptc/desk/queue/{review.pk}/",
    lambda review: f"/ptc/desk/drafts/{review.communication_id}/",
    lambda review: f"/ptc/desk/consultations/item/{review.communication_id}/",
]


@pytest.mark.parametrize("path", PAGES)
def test_the_view_is_shown_on_the_pages_of_the_item(
    clerk: Person, mayor: Person, review: Review, path: Callable[[Review], str]
) -> None:
    says(mayor, ask(clerk, review, mayor), "concerns", "<script>alert(1)</script>")

    shown = sign_in(clerk).get(path(review)).content.decode()

    assert "Ada Example has concerns" in shown
    assert "<script>alert" not in shown


def test_the_mayor_answers_on_their_own_desk(clerk: Person, mayor: Person, review: Review) -> None:
    asked = ask(clerk, review, mayor)
    client, path = sign_in(mayor), f"/ptc/desk/consultations/{asked.pk}/"
    assert f'href="{path}"' in client.get("/ptc/desk/").content.decode()
    assert "Mill Lane is closed" in client.get(path).content.decode()
    assert client.get(f"/ptc/desk/queue/{review.pk}/").status_code == 403

    refused = client.post(path, {"view": "concerns", "revision_id": review.revision_id})
    taken = client.post(path, {"view": "agree", "revision_id": review.revision_id})

    assert (refused.status_code, taken.status_code) == (400, 302)
    assert f'href="{path}"' not in client.get("/ptc/desk/").content.decode()
    assert "Your view is recorded: agrees." in client.get(path).content.decode()


def test_how_an_item_stands_takes_one_query(clerk: Person, mayor: Person, review: Review) -> None:
    says(mayor, ask(clerk, review, mayor))

    with CaptureQueriesContext(connection) as queries:
        found = standing_of(review.communication)

    assert (len(queries), found.consulted[0].view, found.consulted[0].given_at is not None) == (
        1,
        "agree",
        True,
    )


@pytest.mark.django_db(transaction=True)
def test_of_a_view_and_taking_the_question_back_at_once_one_wins(
    clerk: Person, mayor: Person, review: Review
) -> None:
    asked = ask(clerk, review, mayor)

    found = at_once(
        lambda: says(mayor, asked),
        lambda: consult_no_more(actor=clerk, consultation_id=asked.pk),
    )

    assert sum(isinstance(one, Refusal) for one in found) == 1
    row = ItemConsultation.objects.get()
    assert (row.view == "") is (row.dropped_at is not None)


def test_a_view_that_is_wanted_in_periods_is_wanted_while_one_runs(
    clerk: Person, mayor: Person, author: Person, review: Review
) -> None:
    want_consulted(actor=clerk, kind="notice", office="chair", when="period", hours=24)
    approves(clerk, review)
    other = make_review(author=author, kind="notice")
    make_period(clerk=clerk, kind="mourning")
    with pytest.raises(NotConsulted, match="First ask the Chairman"):
        approves(clerk, other)
