"""Who decides is reminded before time runs out and told once it has; a poster's time ends by itself."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from moderation.models import Comment, DefamationNotice, Enforcement, NoticeLetter, NoticeStep
from moderation.notices.checking import check_notice, pass_on
from moderation.notices.clock import answer_by
from moderation.notices.deciding import remove
from moderation.notices.keys import COMPLAINANT, key_of
from moderation.notices.moving import running_from
from moderation.notices.outstanding import how_it_went
from moderation.notices.states import Event, NotNow, Stage
from moderation.notices.telling import about_notice, letter_outside
from moderation.notices.watching import watch_notices
from portal.channels.models import NewsItem, Notice
from portal.channels.notices.words import Words
from portal.councils.models import Membership, Suspension
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.councils.templatetags.words import day
from tests.makers import make_person, sign_in
from tests.makers.comments import make_comment
from tests.makers.notices import mail_stands, make_complete, make_notice, make_waiting
from tests.moderation.notices.test_procedure import move_back, removed_by

pytestmark = pytest.mark.django_db


@pytest.fixture
def comment(item: NewsItem) -> Comment:
    return make_comment(item=item)


def told(what: str) -> int:
    return Notice.objects.filter(what=what).count()


def test_who_decides_is_reminded_once_and_told_once_that_it_is_late(comment: Comment, clerk: Person) -> None:
    made = make_notice(comment=comment, council_id=clerk.council.pk)
    assert watch_notices() == 0
    now = timezone.now()
    move_back(made, warn_at=now - timedelta(minutes=1), due_at=now + timedelta(hours=1))

    assert (watch_notices(), watch_notices(), told("defamation_due")) == (1, 0, 1)
    move_back(made, due_at=now - timedelta(minutes=1))
    assert (watch_notices(), watch_notices(), told("defamation_late")) == (1, 0, 1)
    words = about_notice(Notice.objects.get(what="defamation_late"), clerk)
    assert words is not None
    assert "is late" in words.subject
    check_notice(actor=clerk, notice_id=made.pk, wanting=[])
    assert about_notice(Notice.objects.get(what="defamation_late"), clerk) is None


def test_the_sweep_ends_the_time_of_a_poster_who_did_not_answer(comment: Comment, clerk: Person) -> None:
    made = make_waiting(clerk=clerk, comment=comment)
    ended = timezone.now() - timedelta(seconds=1)
    move_back(made, answer_by=ended, due_at=ended)

    assert (watch_notices(), watch_notices()) == (1, 0)

    found = DefamationNotice.objects.get(pk=made.pk)
    assert found.stage == Stage.SILENT
    assert found.due_at is not None
    assert found.due_at > timezone.now() + timedelta(hours=47)
    assert told("defamation_to_do") == 2
    assert NoticeStep.objects.filter(notice=made, event="time_over").count() == 1


def test_who_decides_is_told_of_a_letter_that_did_not_go_and_nobody_s_time_runs_out_who_was_not_told(
    comment: Comment, clerk: Person
) -> None:
    made = make_waiting(clerk=clerk, comment=comment)
    mail_stands(made, "failed")
    assert (watch_notices(), watch_notices(), told("defamation_unsent")) == (1, 0, 1)
    unsent = Notice.objects.get(what="defamation_unsent")
    words = about_notice(unsent, clerk)
    assert words is not None
    assert "the notice, to the poster" in words.body
    ended = timezone.now() - timedelta(seconds=1)
    move_back(made, answer_by=ended, due_at=ended)
    assert (watch_notices(), DefamationNotice.objects.get(pk=made.pk).stage) == (0, Stage.WAITING)
    page = sign_in(clerk).get(f"/{clerk.council.slug}/desk/moderation/notices/{made.pk}/").content.decode()
    assert "The letter to the poster did not go." in page
    assert '<strong class="mark">not sent</strong>' in page
    assert "Remove the comment</a>" in page

    removed_by(clerk, made, Event.REMOVE_UNREACHABLE)

    mail_stands(made, "sent")
    assert about_notice(unsent, clerk) is None


@pytest.mark.parametrize("state", ["sent", "pending", "handed"])
def test_who_can_be_reached_is_not_treated_as_if_they_could_not(
    comment: Comment, clerk: Person, state: str
) -> None:
    made = make_waiting(clerk=clerk, comment=comment)
    mail_stands(made, state)

    with pytest.raises(NotNow, match="no letter to it failed"):
        remove(actor=clerk, notice_id=made.pk, event=Event.REMOVE_UNREACHABLE)
    page = sign_in(clerk).get(f"/{clerk.council.slug}/desk/moderation/notices/{made.pk}/").content.decode()
    assert "Remove the comment</a>" not in page


def test_a_comment_that_still_stands_on_its_network_is_late_until_it_is_gone(
    item: NewsItem, clerk: Person
) -> None:
    there = make_comment(item=item, way="network", email="")
    made = make_complete(clerk=clerk, comment=there)
    made = remove(actor=clerk, notice_id=made.pk, event=Event.REMOVE_UNREACHABLE)
    assert made.ruling is not None
    assert made.ruling.enforcement.state == "by_hand"
    letter = made.letters.get(kind="removed").body
    assert "somebody of us takes it away by hand" in letter
    assert "We removed" not in letter
    status = f"/{clerk.council.slug}/notices/{made.reference}/{key_of(made, COMPLAINANT)}/"
    assert "is not gone from there yet" in Client().get(status).content.decode()
    assert watch_notices() == 0
    past = timezone.now() - timedelta(minutes=1)
    made = make_complete(clerk=clerk, comment=make_comment(item=item, way="network", email=""))
    move_back(made, due_at=past)
    made = remove(actor=clerk, notice_id=made.pk, event=Event.REMOVE_UNREACHABLE)
    status = f"/{clerk.council.slug}/notices/{made.reference}/{key_of(made, COMPLAINANT)}/"

    assert (watch_notices(), watch_notices(), told("defamation_late")) == (1, 0, 1)

    late = Notice.objects.get(what="defamation_late")
    words = about_notice(late, clerk)
    assert words is not None
    assert "stands on its network still" in words.body
    page = sign_in(clerk).get(f"/{clerk.council.slug}/desk/moderation/notices/{made.pk}/").content.decode()
    assert "stands on its network still, and is late" in page
    done_by_hand = {"state": "done", "done_at": past, "done_by": clerk.membership, "proof": "It is gone."}
    Enforcement.objects.filter(ruling=made.ruling).update(**done_by_hand)
    assert about_notice(late, clerk) is None
    assert "The comment was removed." in Client().get(status).content.decode()


def test_where_nobody_may_decide_the_chairman_is_told_and_reads_nothing_of_it(
    comment: Comment, clerk: Person
) -> None:
    chair, deputy = (make_person(council=clerk.council, role=one) for one in (Role.CHAIR, Role.DEPUTY))
    made = make_notice(comment=comment, council_id=clerk.council.pk)
    Membership.objects.filter(pk=clerk.membership.pk).update(ended_at=timezone.now())
    now = timezone.now()
    move_back(made, warn_at=now - timedelta(minutes=1), due_at=now + timedelta(hours=1))

    assert watch_notices() == 1

    due = Notice.objects.get(what="defamation_due")
    assert due.recipient == chair.membership
    words = about_notice(due, chair)
    assert words is not None
    assert "nobody may decide it" in words.subject
    assert made.reference in words.body
    for secret in ("Vera", "fête", "/desk/", comment.text):
        assert secret not in words.body
    at = f"/{clerk.council.slug}/desk/moderation/notices/{made.pk}/"
    assert sign_in(chair).get(at).status_code in {403, 404}
    assert about_notice(due, deputy) is None

    until = now + timedelta(days=2)
    Suspension.objects.create(
        member=chair.membership, ordered_by=clerk.membership, starts_at=now, until=until, reason="x"
    )
    move_back(made, due_at=now - timedelta(minutes=1))
    assert watch_notices() == 1
    late = Notice.objects.get(what="defamation_late")
    assert late.recipient == deputy.membership
    assert about_notice(late, deputy) is not None
    make_person(council=clerk.council, role=Role.CLERK)
    assert about_notice(late, deputy) is None


@pytest.mark.parametrize(
    ("way", "words"),
    [
        ("newsroom", "The comment is removed, and the complainant told."),
        ("network", "The comment stands on its network until somebody takes it away there by hand"),
    ],
)
def test_what_is_said_after_a_removal_is_what_it_has_come_to(
    item: NewsItem, clerk: Person, way: str, words: str
) -> None:
    made = make_complete(clerk=clerk, comment=make_comment(item=item, way=way, email=""))
    at = f"/{clerk.council.slug}/desk/moderation/notices/{made.pk}/remove/"
    sent = {"event": Event.REMOVE_UNREACHABLE, "steps": made.steps}

    page = sign_in(clerk).post(at, sent, follow=True).content.decode()

    assert words in page
    assert ("The comment is removed, and" in page) is (way == "newsroom")


def test_while_a_network_is_asked_nobody_says_that_it_is_gone(item: NewsItem, clerk: Person) -> None:
    there = make_comment(item=item, way="network", email="")
    made = make_complete(clerk=clerk, comment=there)
    made = remove(actor=clerk, notice_id=made.pk, event=Event.REMOVE_UNREACHABLE)
    asking = {"state": "asking", "by_hand": False, "act": "delete", "due_at": timezone.now()}
    Enforcement.objects.filter(ruling=made.ruling).update(**asking)

    assert how_it_went(made) == "The removal is decided. Its network is asked to take the comment away."


def days_on(monkeypatch: pytest.MonkeyPatch, days: int) -> None:
    """Have the clock of notices stand some days later."""
    later = timezone.now() + timedelta(days=days)
    monkeypatch.setattr("moderation.notices.watching.timezone.now", lambda: later)


def mail_of(letter: NoticeLetter) -> Words | None:
    return letter_outside(Notice.objects.get(key=letter.key))


def test_a_letter_that_goes_on_another_day_is_written_anew_with_five_days_of_its_own(
    comment: Comment, clerk: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = make_waiting(clerk=clerk, comment=comment)
    first = made.letters.get(kind="to_poster")
    assert mail_of(first) is not None
    mail_stands(made, "pending")
    days_on(monkeypatch, 6)
    assert mail_of(first) is None
    mail_stands(made, "cancelled")

    assert (watch_notices(), watch_notices(), told("defamation_late")) == (2, 0, 1)

    found = DefamationNotice.objects.get(pk=made.pk)
    assert (found.stage, found.answer_by) == (Stage.WAITING, answer_by(timezone.now()))
    assert found.passed_at == timezone.now()
    again = found.letters.filter(kind="to_poster").latest("pk")
    assert again.pk != first.pk
    assert found.last_day is not None
    assert f"by midnight at the end of {day(found.last_day)}" in again.body
    assert f"until midnight at the end of {day(found.last_day)}" in found.letters.latest("pk").body
    assert mail_of(again) is not None
    assert mail_of(first) is None
    step = NoticeStep.objects.filter(notice=made).latest("number")
    assert (step.event, step.by, step.stage) == ("pass_on", None, "waiting")
    Notice.objects.filter(key=again.key).update(state="sent")
    assert (watch_notices(), DefamationNotice.objects.get(pk=made.pk).stage) == (0, Stage.WAITING)


def test_while_the_letter_does_not_go_the_council_s_own_hours_run_and_who_decides_is_reminded(
    comment: Comment, clerk: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = make_waiting(clerk=clerk, comment=comment)
    mail_stands(made, "failed")
    watch_notices()

    found = DefamationNotice.objects.get(pk=made.pk)
    assert found.due_at == running_from(found.council_id, found.received_at)["due_at"]
    desk = sign_in(clerk)
    at = f"/{clerk.council.slug}/desk/moderation/notices/"
    assert "The poster may answer until" not in desk.get(f"{at}{made.pk}/").content.decode()
    assert "The poster may answer until" not in desk.get(at).content.decode()
    days_on(monkeypatch, 20)
    assert (watch_notices(), told("defamation_due"), told("defamation_late")) == (1, 0, 1)
    words = about_notice(Notice.objects.get(what="defamation_late"), clerk)
    assert words is not None
    assert "the letter to its poster did not go" in words.body
    mail_stands(made, "sent")
    watch_notices()
    assert DefamationNotice.objects.get(pk=made.pk).stage == Stage.SILENT


def test_who_decides_passes_it_on_again_where_the_letter_did_not_go_and_only_there(
    comment: Comment, clerk: Person
) -> None:
    made = make_waiting(clerk=clerk, comment=comment)
    page = f"/{clerk.council.slug}/desk/moderation/notices/{made.pk}/"
    with pytest.raises(NotNow, match="was told of it already"):
        pass_on(actor=clerk, notice_id=made.pk)
    assert "Pass it on to the poster</a>" not in sign_in(clerk).get(page).content.decode()
    mail_stands(made, "failed")
    move_back(made, withheld="Bob")
    assert "Pass it on to the poster</a>" in sign_in(clerk).get(page).content.decode()

    again = pass_on(actor=clerk, notice_id=made.pk, withhold="baker")

    assert (again.stage, again.withheld, again.due_at) == (Stage.WAITING, "Bob\nbaker", again.answer_by)
    first, second = again.letters.filter(kind="to_poster").order_by("pk")
    assert (mail_of(first), mail_of(second) is not None) == (None, True)


def test_nobody_is_asked_to_answer_whose_comment_was_removed(comment: Comment, clerk: Person) -> None:
    made = make_waiting(clerk=clerk, comment=comment)
    mail_stands(made, "failed")
    due = running_from(made.council_id, made.received_at)["due_at"]

    removed_by(clerk, made, Event.REMOVE_UNREACHABLE)

    assert mail_of(made.letters.get(kind="to_poster")) is None
    step = NoticeStep.objects.filter(notice=made).latest("number")
    assert (step.due_at, step.late) == (due, False)
