"""Mails of the approvals desk, on commit and not before."""

import pytest
from celery import current_app
from django.conf import settings
from django.core import mail
from django.db import transaction
from pytest_django import DjangoCaptureOnCommitCallbacks

from approvals.claiming import claim
from approvals.deciding import reject, return_with_reason
from approvals.models import Review
from approvals.submitting import recall
from approvals.tasks import mail_author, mail_clerks
from portal.councils.models import Council
from portal.councils.people import Person
from portal.councils.powers import Role
from tests.makers import make_council, make_person, make_review

pytestmark = pytest.mark.django_db
Nudges = list[tuple[str, list[int]]]


@pytest.fixture
def nudges(monkeypatch: pytest.MonkeyPatch) -> Nudges:
    """What workers were asked to do: no broker, no worker, and no eager task that would hide the commit."""
    asked: Nudges = []
    monkeypatch.setattr(current_app, "send_task", lambda name, args, **_: asked.append((name, args)))
    return asked


@pytest.fixture
def council() -> Council:
    return make_council(slug="ptc", name="Pellworth Town Council")


@pytest.fixture
def author(council: Council) -> Person:
    return make_person(council=council, role=Role.DEPUTY, name="Dan Deputy")


@pytest.fixture
def clerk(council: Council) -> Person:
    return make_person(council=council, role=Role.CLERK, name="Ann Clerk")


def test_clerks_are_told_when_the_submission_has_committed(
    author: Person, nudges: Nudges, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        review = make_review(author=author)
        before = list(nudges)

    assert before == []
    assert nudges == [("approvals.tasks.mail_clerks", [review.pk])]


def test_a_submission_that_is_rolled_back_tells_nobody(
    author: Person, nudges: Nudges, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        make_review(author=author)
        transaction.set_rollback(True)

    assert nudges == []


def test_a_broker_that_is_away_stops_no_submission(
    author: Person,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    def away(*_: object, **__: object) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr(current_app, "send_task", away)

    with django_capture_on_commit_callbacks(execute=True):
        make_review(author=author)

    assert Review.objects.get().state == "waiting"


def test_the_mail_to_clerks_says_who_what_and_where(
    author: Person, clerk: Person, mailoutbox: list[mail.EmailMessage]
) -> None:
    second = make_person(council=author.council, role=Role.CLERK, name="Zoe")
    review = make_review(author=author)
    Review.objects.filter(pk=review.pk).update(message="Before Friday, please.")

    mail_clerks(review.pk)

    (sent,) = mailoutbox
    assert (
        sent.subject == "Pellworth Town Council: Press release to approve: Market Square reopens on Saturday"
    )
    assert sent.to == [clerk.membership.user.email, second.membership.user.email]
    assert sent.body.startswith(
        "Dan Deputy, Vice Chairman or Deputy Mayor, submitted a press release for approval:"
    )
    assert f"{settings.SITE_URL}/ptc/desk/queue/{review.pk}/" in sent.body
    assert sent.body.endswith("Their message:\nBefore Friday, please.\n")


def test_a_review_that_was_taken_back_meanwhile_mails_nobody(
    author: Person, clerk: Person, mailoutbox: list[mail.EmailMessage]
) -> None:
    review = make_review(author=author)
    recall(actor=author, communication_id=review.communication_id)

    mail_clerks(review.pk)

    assert mailoutbox == []


def test_where_nobody_may_decide_nobody_is_mailed(
    author: Person, mailoutbox: list[mail.EmailMessage]
) -> None:
    mail_clerks(make_review(author=author).pk)

    assert mailoutbox == []


@pytest.mark.parametrize(("act", "word"), [(return_with_reason, "returned"), (reject, "rejected")])
def test_the_author_is_told_what_was_decided_and_why(
    author: Person, clerk: Person, mailoutbox: list[mail.EmailMessage], act: object, word: str
) -> None:
    review = make_review(author=author)
    act(actor=clerk, review_id=review.pk, reason="Say when.")  # type: ignore[operator]

    mail_author(review.pk)

    (sent,) = mailoutbox
    assert sent.to == [author.membership.user.email]
    assert sent.subject == f"Pellworth Town Council: {word}: Market Square reopens on Saturday"
    assert sent.body.startswith(f"Ann Clerk {word} your press release:")
    assert sent.body.endswith("Reason:\nSay when.\n")


def test_nobody_is_mailed_about_their_own_decision_or_an_open_review(
    clerk: Person, author: Person, mailoutbox: list[mail.EmailMessage]
) -> None:
    own = make_review(author=clerk)
    return_with_reason(actor=clerk, review_id=own.pk, reason="Mine")
    waiting = make_review(author=author)
    claim(actor=clerk, review_id=waiting.pk)

    mail_author(own.pk)
    mail_author(waiting.pk)

    assert mailoutbox == []
