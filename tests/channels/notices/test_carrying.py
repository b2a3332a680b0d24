"""A notice from the verb that made it happen to its one reader, through everything that can go wrong."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks
from pytest_django.fixtures import Settings

from portal.celery import app
from portal.channels.models import Notice
from portal.channels.notices import carrying
from portal.channels.notices.carrying import carry
from portal.channels.notices.claiming import claim
from portal.channels.notices.retrying import try_again
from portal.channels.notices.sweeping import sweep
from portal.channels.notices.telling import tell
from portal.channels.notices.vocabulary import LABELS, What
from portal.channels.tasks import carry_notice
from portal.councils.models import Council, Membership
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.councils.suspending import suspend
from portal.records.models import LedgerEntry
from portal.refusals import NotYours, Refusal
from tests.channels.mail.server import Behaviour, Drop, MailServer, free_port
from tests.channels.notices.conftest import Nudges
from tests.makers import make_council, make_person, make_review
from tests.makers.threads import at_once

pytestmark = pytest.mark.django_db
TASK = "portal.channels.tasks.carry_notice"


def waiting(author: Person) -> Notice:
    """Return the notice to the council's one clerk that a submission wrote."""
    make_review(author=author)
    return Notice.objects.get()


def now(notice: Notice) -> Notice:
    return Notice.objects.get(pk=notice.pk)


def address(person: Person) -> str:
    return str(person.membership.user.email)


def make_due(notice: Notice) -> None:
    Notice.objects.filter(pk=notice.pk).update(due_at=timezone.now() - timedelta(seconds=2))


def test_every_event_has_its_words_on_the_desk() -> None:
    assert set(LABELS) == set(What)


def test_a_notice_goes_out_once_however_often_it_is_carried(
    clerk: Person, author: Person, mail_server: MailServer
) -> None:
    notice = waiting(author)

    carry(notice.key)
    carry_notice(str(notice.key))

    (mail,) = mail_server.mails(address(clerk))
    row = now(notice)
    assert (row.state, row.tries, row.problem, row.settled_at is not None) == ("sent", 1, "", True)
    assert mail["Message-ID"] == f"<{notice.key}@localhost>"
    assert mail["To"] == f"Ann Clerk <{address(clerk)}>"
    assert mail["From"] == "Pellworth Town Council <portal@localhost>"
    assert mail["Auto-Submitted"] == "auto-generated"


def test_two_clerks_get_two_messages_with_one_reader_each(
    council: Council, clerk: Person, author: Person, mail_server: MailServer
) -> None:
    second = make_person(council=council, role=Role.CLERK, name="Zoe Clerk")
    make_review(author=author)

    for key in Notice.objects.values_list("key", flat=True):
        carry(key)

    mails = [*mail_server.mails(address(clerk)), *mail_server.mails(address(second))]
    assert [mail["To"] for mail in mails] == [
        f"Ann Clerk <{address(clerk)}>",
        f"Zoe Clerk <{address(second)}>",
    ]
    assert len({mail["Message-ID"] for mail in mails}) == 2


def test_the_same_event_never_tells_the_same_person_twice(author: Person, clerk: Person) -> None:
    again: dict[str, Any] = {"council_id": author.council.pk, "what": What.APPROVED, "about": ("review", 1)}
    with transaction.atomic():
        tell(**again, recipients=[author.membership.pk])
        tell(**again, recipients=[author.membership.pk, clerk.membership.pk])

    recipients = Notice.objects.order_by("pk").values_list("recipient_id", flat=True)
    assert list(recipients) == [author.membership.pk, clerk.membership.pk]
    first = Notice.objects.first()
    assert first is not None
    first.pk, first.key = None, UUID(int=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        first.save(force_insert=True)


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_nobody_is_told(author: Person) -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        tell(council_id=author.council.pk, what=What.APPROVED, about=("review", 1), recipients=[1])


def test_workers_are_woken_when_the_act_has_committed_and_not_before(
    clerk: Person,
    author: Person,
    nudges: Nudges,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        notice = waiting(author)
        before = list(nudges)

    assert before == []
    assert nudges == [(TASK, [str(notice.key)])]


def test_an_act_that_is_rolled_back_tells_nobody(
    clerk: Person,
    author: Person,
    nudges: Nudges,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        make_review(author=author)
        transaction.set_rollback(True)

    assert (nudges, Notice.objects.count()) == ([], 0)


def test_a_broker_that_is_away_costs_a_sweeps_wait(
    clerk: Person,
    author: Person,
    mail_server: MailServer,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    def away(*_: object, **__: object) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr(app, "send_task", away)
    with django_capture_on_commit_callbacks(execute=True):
        notice = waiting(author)
    make_due(notice)
    woken: list[str] = []
    monkeypatch.setattr(app, "send_task", lambda _name, args, **_: woken.extend(args))

    sweep()
    for key in woken:
        carry(UUID(key))

    assert woken == [str(notice.key)]
    assert len(mail_server.mails(address(clerk))) == 1


@pytest.mark.parametrize(
    ("steps", "words"),
    [
        ({"greeting": "421 too busy"}, "421 too busy"),
        ({"rcpt": "450 greylisted"}, "450 greylisted"),
        ({"dot": "450 try later"}, "450 try later"),
        ({"dot": Drop()}, "did not confirm it"),
    ],
    ids=["busy", "greylisted", "not now", "line lost after the dot"],
)
def test_a_mail_server_in_trouble_is_tried_again_after_a_growing_wait_then_given_up(
    clerk: Person, author: Person, mail_server: MailServer, steps: dict[str, Behaviour], words: str
) -> None:
    notice = waiting(author)
    mail_server.told.steps = steps

    waits = []
    for _ in range(3):
        make_due(notice)
        carry(notice.key)
        row = now(notice)
        waits.append((row.due_at - timezone.now()).total_seconds())
        assert words in row.problem

    assert 20 < waits[0] < 37
    assert 90 < waits[1] < 145
    assert (row.state, row.tries) == ("failed", 3)
    assert row.problem.startswith("Given up after 3 attempts. The last: ")
    assert mail_server.mails(address(clerk)) == []


def test_a_mail_server_that_is_away_is_tried_again(
    clerk: Person,
    author: Person,
    settings: Settings,
) -> None:
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    notice = waiting(author)

    carry(notice.key)

    assert now(notice).state == "pending"
    assert now(notice).problem.startswith("The mail server cannot be reached: ")


def test_an_address_that_is_refused_for_good_fails_at_once(
    clerk: Person,
    author: Person,
    mail_server: MailServer,
) -> None:
    notice = waiting(author)
    mail_server.told.steps = {"rcpt": "550 no such person"}

    carry(notice.key)

    assert (now(notice).state, now(notice).problem) == ("failed", "Refused for good: 550 no such person")


def test_a_worker_killed_before_the_note_costs_one_copy_under_the_same_message_id(
    clerk: Person, author: Person, mail_server: MailServer, monkeypatch: pytest.MonkeyPatch, nudges: Nudges
) -> None:
    class Killed(BaseException):
        pass

    def die(step: str, _key: UUID) -> None:
        if step == "sent":
            raise Killed

    notice = waiting(author)
    with monkeypatch.context() as patched:
        patched.setattr(carrying, "reached", die)
        with pytest.raises(Killed):
            carry(notice.key)

    carry(notice.key)
    sweep()
    assert (now(notice).state, nudges) == ("sending", [])  # its lease runs: nobody else sends it

    Notice.objects.update(claimed_at=timezone.now() - timedelta(seconds=62))
    sweep()
    carry(notice.key)
    carry(notice.key)

    assert nudges == [(TASK, [str(notice.key)])]
    assert now(notice).state == "sent"
    ids = [mail["Message-ID"] for mail in mail_server.mails(address(clerk))]
    assert ids == [f"<{notice.key}@localhost>"] * 2


def test_a_notice_that_kills_every_worker_is_given_up(
    clerk: Person, author: Person, mail_server: MailServer
) -> None:
    notice = waiting(author)
    for _ in range(3):
        assert claim(notice.key) is not None
        Notice.objects.update(claimed_at=timezone.now() - timedelta(seconds=61))

    carry(notice.key)

    assert now(notice).state == "failed"
    assert now(notice).problem == "Given up: the worker stopped in the middle, attempt 3."
    assert mail_server.mails(address(clerk)) == []


def test_a_worker_that_was_taken_for_dead_may_not_settle(
    clerk: Person,
    author: Person,
    mail_server: MailServer,
) -> None:
    notice = waiting(author)
    slow = claim(notice.key)
    Notice.objects.update(claimed_at=timezone.now() - timedelta(seconds=61))
    assert slow is not None
    assert claim(notice.key) is not None

    carrying._settle(slow.rows, "sent", "")

    assert now(notice).state == "sending"


def leave(person: Person, _clerk: Person) -> None:
    Membership.objects.filter(pk=person.membership.pk).update(ended_at=timezone.now())


def lock_out(person: Person, _clerk: Person) -> None:
    person.membership.user.is_active = False
    person.membership.user.save(update_fields=["is_active"])


def be_suspended(person: Person, clerk: Person) -> None:
    suspend(
        actor=clerk,
        member=person.membership,
        reason="A breach",
        until=timezone.now() + timedelta(days=3),
        minute="12/26",
    )


@pytest.mark.parametrize("happen", [leave, lock_out, be_suspended])
def test_whoever_left_or_was_suspended_meanwhile_is_not_told(
    council: Council,
    clerk: Person,
    mail_server: MailServer,
    happen: Callable[[Person, Person], None],
) -> None:
    author = make_person(council=council, role=Role.OFFICER)
    with transaction.atomic():
        review = make_review(author=author)
        Notice.objects.all().delete()
        tell(
            council_id=council.pk,
            what=What.RETURNED,
            about=("review", review.pk),
            recipients=[author.membership.pk],
        )
    happen(author, clerk)

    carry(Notice.objects.get().key)

    row = Notice.objects.get()
    assert (row.state, row.problem) == ("cancelled", "They left, or are suspended.")
    assert mail_server.mails(address(author)) == []


def failed(author: Person) -> Notice:
    notice = waiting(author)
    Notice.objects.update(state="failed", tries=3, problem="Nobody answered.", settled_at=timezone.now())
    return notice


def test_a_clerk_orders_another_attempt_and_that_is_recorded(
    clerk: Person, author: Person, mail_server: MailServer
) -> None:
    notice = failed(author)

    try_again(actor=clerk, notice_id=notice.pk)
    carry(notice.key)

    assert (now(notice).state, now(notice).tries) == ("sent", 1)
    assert len(mail_server.mails(address(clerk))) == 1
    entry = LedgerEntry.objects.get(verb="notice_retried")
    assert (entry.object_type, entry.object_id) == ("membership", clerk.membership.pk)


def test_only_a_failed_notice_of_the_own_council_is_tried_again_and_only_by_who_may_decide(
    clerk: Person, author: Person
) -> None:
    notice = waiting(author)
    with pytest.raises(Refusal, match="not waiting for another attempt"):
        try_again(actor=clerk, notice_id=notice.pk)
    Notice.objects.update(state="failed")
    with pytest.raises(NotYours):
        try_again(actor=author, notice_id=notice.pk)
    stranger = make_person(council=make_council(), role=Role.CLERK)
    with pytest.raises(Refusal, match="not waiting for another attempt"):
        try_again(actor=stranger, notice_id=notice.pk)

    assert now(notice).state == "failed"


@pytest.mark.django_db(transaction=True)
def test_of_two_workers_one_carries_it(clerk: Person, author: Person, mail_server: MailServer) -> None:
    notice = waiting(author)

    at_once(*[lambda: carry(notice.key)] * 3)

    assert len(mail_server.mails(address(clerk))) == 1
    assert now(notice).state == "sent"
