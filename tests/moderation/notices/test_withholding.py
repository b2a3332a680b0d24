"""What the poster does not get to read, and what ends, is bounded or is held by the database by itself."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from moderation.models import Comment, DefamationNotice, NoticeStep
from moderation.notices import public
from moderation.notices.checking import check_notice
from moderation.notices.deciding import close, keep, remove
from moderation.notices.keys import POSTER, key_of
from moderation.notices.letters import CLOSED_AFTER, shown_to_poster
from moderation.notices.moving import locked
from moderation.notices.particulars import Particular
from moderation.notices.receiving import Given, complete_notice
from moderation.notices.states import Event, Stage
from moderation.notices.telling import letter_outside
from moderation.notices.watching import watch_notices
from moderation.seeing import ALERT
from portal.channels.models import NewsItem, Notice
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.councils.templatetags.words import day
from portal.records.canonical import sha256_of
from portal.records.models import LedgerEntry
from portal.refusals import InvalidInput
from tests.makers import make_person, sign_in
from tests.makers.comments import TEXT, make_comment
from tests.makers.notices import (
    AGREES,
    STANDS,
    WHOLE,
    mail_stands,
    make_answered,
    make_complete,
    make_notice,
    make_waiting,
)
from tests.moderation.notices.test_procedure import move_back

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nobody_has_sent_anything() -> None:
    cache.clear()


@pytest.fixture
def comment(item: NewsItem) -> Comment:
    return make_comment(item=item)


def test_what_names_the_complainant_in_another_way_is_withheld_and_no_part_of_other_words(
    comment: Comment, clerk: Person
) -> None:
    why = "Vera\n  Example, wife of Bob, baker. Bobbins are no people. VERA  EXAMPLE!"
    made = make_complete(clerk=clerk, comment=comment, said=replace(WHOLE, why=why))
    at = f"/{clerk.council.slug}/desk/moderation/notices/{made.pk}/pass-on/"

    sent = {"withhold": "Bob\nbaker\n", "steps": made.steps}
    assert sign_in(clerk).post(at, sent).status_code == 302

    found = DefamationNotice.objects.get(pk=made.pk)
    assert found.withheld.split() == ["Bob", "baker"]
    said = dict(shown_to_poster(found))["Why they say that it defames them"]
    assert said == "[withheld], wife of [withheld], [withheld]. Bobbins are no people. [withheld]!"
    assert said in found.letters.get(kind="to_poster").body


def test_a_notice_that_never_came_whole_is_closed_after_the_time_that_its_letter_states(
    comment: Comment, clerk: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = make_notice(comment=comment, council_id=clerk.council.pk, said=replace(WHOLE, meaning=""))
    check_notice(actor=clerk, notice_id=made.pk, wanting=[])
    assert "within 28 days, we close it" in made.letters.get().body
    assert watch_notices() == 0
    later = timezone.now() + CLOSED_AFTER + timedelta(minutes=1)
    monkeypatch.setattr("moderation.notices.watching.timezone.now", lambda: later)

    assert (watch_notices(), watch_notices()) == (1, 0)

    found = DefamationNotice.objects.get(pk=made.pk)
    assert (found.stage, found.closed_at) == (Stage.CLOSED, later)
    assert found.history.latest("number").note.startswith("Nothing came within 28 days")
    assert LedgerEntry.objects.filter(verb="defamation_closed").count() == 1
    assert "Why:\nNothing came within 28 days" in made.letters.get(kind="closed").body


def test_what_was_missing_did_not_come_before_it_was_asked_for(comment: Comment, clerk: Person) -> None:
    made = make_notice(comment=comment, council_id=clerk.council.pk, said=replace(WHOLE, meaning=""))
    check_notice(actor=clerk, notice_id=made.pk, wanting=[])
    given = Given(WHOLE, way="letter", received_at=timezone.now() - timedelta(hours=2))

    with pytest.raises(InvalidInput, match="before the notice was sent back"):
        complete_notice(actor=clerk, notice_id=made.pk, given=given)


def test_closing_past_the_time_is_late_and_the_record_has_no_hash_that_can_be_guessed(
    comment: Comment, clerk: Person
) -> None:
    made = make_answered(clerk=clerk, comment=comment)
    plain = sha256_of(f"{STANDS.name}\n{STANDS.address}")
    assert plain not in LedgerEntry.objects.get(verb="defamation_answered").body
    move_back(made, due_at=timezone.now() - timedelta(hours=1))

    close(actor=clerk, notice_id=made.pk, note="It is taken back.")

    assert NoticeStep.objects.get(notice=made, event="close").late is True


def test_one_notice_that_fails_stops_no_other_s_clock(
    item: NewsItem, clerk: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = (
        make_notice(comment=make_comment(item=item, text=text), council_id=clerk.council.pk)
        for text in ("One.", "Two.")
    )
    past = timezone.now() - timedelta(minutes=1)
    move_back(first, due_at=past - timedelta(minutes=1))
    move_back(second, due_at=past)

    def broken(pk: int) -> DefamationNotice:
        if pk == first.pk:
            raise IntegrityError("A row that cannot be.")
        return locked(pk)

    monkeypatch.setattr("moderation.notices.watching.locked", broken)

    assert watch_notices() == 1
    assert DefamationNotice.objects.get(pk=second.pk).late_told_at is not None


@pytest.mark.parametrize(
    "impossible",
    [
        {"stage": "answered", "answered_at": None},
        {"stage": "kept", "due_at": None, "closed_at": timezone.now(), "agrees": True},
        {"stage": "kept", "due_at": None, "closed_at": timezone.now(), "details_passed": None},
        {"erased_at": timezone.now()},
    ],
    ids=["answered at no time", "kept though agreed", "kept without a consent", "erased while open"],
)
def test_the_database_holds_no_notice_that_cannot_be(
    comment: Comment, clerk: Person, impossible: dict[str, Any]
) -> None:
    made = make_answered(clerk=clerk, comment=comment)

    with pytest.raises(IntegrityError), transaction.atomic():
        DefamationNotice.objects.filter(pk=made.pk).update(**impossible)


def answer_at(notice: DefamationNotice) -> str:
    return f"/{notice.council.slug}/notices/{notice.reference}/answer/{key_of(notice, POSTER)}/"


def test_a_deadline_is_shown_as_the_end_of_its_day_and_a_closed_notice_as_closed(
    comment: Comment, clerk: Person
) -> None:
    made = make_waiting(clerk=clerk, comment=comment)
    assert made.passed_at is not None
    last = day(timezone.localtime(made.passed_at) + timedelta(days=5))
    at = f"/{clerk.council.slug}/desk/moderation/notices/"
    desk = sign_in(clerk)
    for page in (Client().get(answer_at(made)), desk.get(f"{at}{made.pk}/")):
        assert (
            f"until the end of {last}" in page.content.decode()
            or f"by the end of {last}" in page.content.decode()
        )

    close(actor=clerk, notice_id=made.pk, note="It is taken back.")

    said = Client().get(answer_at(made)).content.decode()
    assert "This notice is closed: no answer is wanted any more." in said
    assert "time to answer is over" not in said


def test_a_council_is_not_flooded_through_many_networks_nor_by_a_poster(
    comment: Comment, clerk: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = make_waiting(clerk=clerk, comment=comment)
    monkeypatch.setattr(public, "COUNCIL_AT_MOST", 2)
    assert [public.too_many(clerk.council.pk, f"192.0.2.{one}") for one in range(3)] == [False, False, True]

    refused = Client().post(answer_at(made), {"agrees": "yes"})

    assert refused.status_code == 429
    assert DefamationNotice.objects.get(pk=made.pk).stage == Stage.WAITING


@pytest.mark.parametrize(("role", "reads"), [(Role.CLERK, True), (Role.AUDITOR, False)])
def test_what_speaks_of_danger_is_read_by_who_rules(
    comment: Comment, clerk: Person, role: str, *, reads: bool
) -> None:
    made = make_notice(comment=comment, council_id=clerk.council.pk)
    Comment.objects.update(risk=ALERT)
    desk = sign_in(make_person(council=clerk.council, role=role))

    page = desk.get(f"/{clerk.council.slug}/desk/moderation/notices/{made.pk}/").content.decode()

    assert (TEXT in page) is reads


def test_the_letter_about_a_defective_notice_says_all_that_a_notice_must_hold(
    comment: Comment, clerk: Person
) -> None:
    made = make_notice(comment=comment, council_id=clerk.council.pk, said=replace(WHOLE, meaning=""))
    check_notice(actor=clerk, notice_id=made.pk, wanting=[])

    missing, asked = (
        made.letters.get().body.split("What is missing:\n")[1].split("A notice must hold all of this:\n")
    )

    assert missing.strip() == f"- {Particular.MEANING.label}"
    assert asked.split("\n\n")[0].splitlines() == [
        f"{number}. {one.label}" for number, one in enumerate(Particular, 1)
    ]


def test_nothing_is_closed_because_of_a_letter_that_did_not_go(
    comment: Comment, clerk: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = make_notice(comment=comment, council_id=clerk.council.pk, said=replace(WHOLE, meaning=""))
    check_notice(actor=clerk, notice_id=made.pk, wanting=[])
    mail_stands(made, "failed", "defective")
    watch_notices()
    later = timezone.now() + CLOSED_AFTER + timedelta(minutes=1)
    monkeypatch.setattr("moderation.notices.watching.timezone.now", lambda: later)
    assert (watch_notices(), DefamationNotice.objects.get(pk=made.pk).stage) == (0, Stage.DEFECTIVE)

    mail_stands(made, "sent", "defective")
    mails = Notice.objects.filter(key=made.letters.get().key)
    mails.update(settled_at=later - timedelta(days=1))
    assert watch_notices() == 0
    mails.update(settled_at=later - CLOSED_AFTER)

    assert (watch_notices(), DefamationNotice.objects.get(pk=made.pk).stage) == (1, Stage.CLOSED)


def test_what_another_notice_took_down_was_not_taken_down_by_a_rule_of_the_council(
    comment: Comment, clerk: Person
) -> None:
    ours = make_answered(clerk=clerk, comment=comment, said=replace(WHOLE, email="uma@people.example"))
    other = make_answered(clerk=clerk, comment=comment, answer=AGREES)
    remove(actor=clerk, notice_id=other.pk, event=Event.REMOVE_AGREED)

    keep(actor=clerk, notice_id=ours.pk)

    letter = ours.letters.get(kind="kept").body
    assert (
        "It was taken down before, for another reason that the law gives, and not for your notice." in letter
    )
    assert "by a rule of our own" not in letter


def test_whoever_complained_is_written_that_their_notice_was_closed_undecided_and_why(
    comment: Comment, clerk: Person
) -> None:
    made = make_complete(clerk=clerk, comment=comment)

    close(actor=clerk, notice_id=made.pk, note="You took it back on the telephone.")

    letter = made.letters.get(kind="closed")
    assert "We closed it without a decision" in letter.body
    assert "Why:\nYou took it back on the telephone." in letter.body
    words = letter_outside(Notice.objects.get(key=letter.key))
    assert words is not None
    assert words.to == ("Vera Example", "vera@people.example")
    assert "your notice is closed" in words.subject
    kept = keep(actor=clerk, notice_id=make_answered(clerk=clerk, comment=comment).pk)
    close(actor=clerk, notice_id=kept.pk, note="The year is over.")
    assert not kept.letters.filter(kind="closed").exists()
