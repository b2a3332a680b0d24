"""A request, a complaint or a threat hidden in a comment gets its time, stands in a list, and is closed with words."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from moderation.erasing import comments_due
from moderation.models import Answering, Comment, Referral
from moderation.referrals.falling_due import by_law
from moderation.referrals.referring import close_referral, refer
from moderation.ruling import Judged, rule
from moderation.states import Handling
from portal.channels.models import NewsItem
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.records.models import LedgerEntry, Snapshot
from portal.records.retention import EraseOrder
from portal.refusals import InvalidInput, NotYours, Refusal
from tests.makers import make_council, make_person, sign_in
from tests.makers.comments import make_call, make_comment
from tests.makers.threads import at_once

pytestmark = pytest.mark.django_db
WHY = "They ask what the new bins cost."
DONE = "Answered under reference FOI-12."


def opened(actor: Person, comment: Comment, kind: str = "foi", **changes: Any) -> Referral:
    given = {"due_on": None, "reason": WHY, **changes}
    return refer(actor=actor, comment_id=comment.pk, kind=kind, **given)


def received(comment: Comment, day: str) -> Comment:
    """Return the comment as if it had come on ``day``."""
    at = datetime.fromisoformat(f"{day}T12:00").replace(tzinfo=UTC)
    Comment.objects.filter(pk=comment.pk).update(received_at=at)
    return Comment.objects.get(pk=comment.pk)


@pytest.mark.parametrize(
    ("kind", "day", "due"),
    [
        ("foi", "2026-03-02", "2026-03-31"),  # St Patrick's Day is a bank holiday in a part of the Kingdom
        ("foi", "2026-12-18", "2027-01-21"),  # two days of January are holidays in Scotland
        ("data", "2026-03-02", "2026-04-02"),
        ("data", "2026-01-31", "2026-03-02"),  # the last of February is a Saturday
        ("data", "2026-11-25", "2026-12-29"),  # Christmas, the substitute for Boxing Day
    ],
)
def test_the_law_s_own_time_counts_from_the_day_of_receipt(kind: str, day: str, due: str) -> None:
    assert by_law(kind, date.fromisoformat(day)) == date.fromisoformat(due)


@pytest.mark.parametrize("kind", ["complaint", "service", "police", "platform"])
def test_for_the_rest_the_law_sets_none(kind: str) -> None:
    assert by_law(kind, date(2026, 3, 2)) is None


def test_a_request_for_information_is_opened_with_its_time_filed_and_recorded(
    officer: Person, item: NewsItem
) -> None:
    comment = received(make_comment(item=item), "2026-03-02")

    made = opened(officer, comment, due_on=date(2026, 3, 5))

    assert (made.due_on, made.reason, made.opened_by) == (date(2026, 3, 31), WHY, officer.membership)
    assert Snapshot.objects.filter(status="comment_referred", text=WHY).count() == 1
    entry = LedgerEntry.objects.get(verb="comment_referred")
    assert WHY not in entry.body
    comment.refresh_from_db()
    assert (comment.handling, comment.showing) == (Handling.WAITING, "shown")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"kind": "praise"}, "dealt with as"),
        ({"reason": "  "}, "What is asked"),
        ({"kind": "complaint"}, "by when"),
        ({"kind": "police", "due_on": date(2020, 1, 1)}, "before the comment"),
    ],
)
def test_what_is_not_said_is_asked_for(
    officer: Person, item: NewsItem, changes: dict[str, Any], words: str
) -> None:
    with pytest.raises(InvalidInput, match=words):
        opened(officer, make_comment(item=item), **changes)
    assert not Referral.objects.exists()


def test_the_same_is_opened_once_at_a_time_and_again_once_it_is_closed(
    officer: Person, item: NewsItem
) -> None:
    comment = make_comment(item=item)
    first = opened(officer, comment)
    with pytest.raises(Refusal, match="already"):
        opened(officer, comment)
    opened(officer, comment, "complaint", due_on=timezone.localdate() + timedelta(days=9))

    close_referral(actor=officer, referral_id=first.pk, note=DONE)

    assert opened(officer, comment).pk != first.pk


@pytest.mark.parametrize("role", [Role.CHAIR, Role.COUNCILLOR, Role.AUDITOR])
def test_clerk_and_officers_look_after_them(officer: Person, item: NewsItem, role: str) -> None:
    other = make_person(council=officer.council, role=role)
    made = opened(officer, make_comment(item=item))

    with pytest.raises(NotYours):
        opened(other, made.comment, "data")
    with pytest.raises(NotYours):
        close_referral(actor=other, referral_id=made.pk, note=DONE)


def test_another_council_s_does_not_exist(officer: Person, item: NewsItem) -> None:
    made = opened(officer, make_comment(item=item))
    stranger = make_person(council=make_council(slug="elsewhere"), role=Role.CLERK)

    with pytest.raises(Refusal, match="no such"):
        close_referral(actor=stranger, referral_id=made.pk, note=DONE)
    with pytest.raises(NotYours):
        opened(stranger, made.comment, "data")


def test_closing_says_what_was_done_and_is_final(officer: Person, item: NewsItem) -> None:
    made = opened(officer, make_comment(item=item))
    with pytest.raises(InvalidInput):
        close_referral(actor=officer, referral_id=made.pk, note=" ")

    closed = close_referral(actor=officer, referral_id=made.pk, note=DONE)

    assert (closed.outcome, closed.closed_by) == (DONE, officer.membership)
    assert Snapshot.objects.filter(status="referral_closed", text=DONE).count() == 1
    with pytest.raises(Refusal, match="closed already"):
        close_referral(actor=officer, referral_id=made.pk, note="Again.")
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        Referral.objects.update(outcome="Nothing was done.")
    with pytest.raises(IntegrityError), transaction.atomic():
        Referral.objects.create(
            council=officer.council,
            comment=made.comment,
            kind="foi",
            due_on=made.due_on,
            reason="",
            opened_by=officer.membership,
        )


def test_a_comment_is_left_as_dealt_with_only_where_it_is(clerk: Person, item: NewsItem) -> None:
    comment = make_comment(item=item)
    judged = Judged(version=1, outcome="leave", answering=Answering.REFERRED)
    with pytest.raises(InvalidInput, match="open that first"):
        rule(actor=clerk, comment_id=comment.pk, judged=judged, reason="")
    opened(clerk, comment)

    assert rule(actor=clerk, comment_id=comment.pk, judged=judged, reason="").answering == "referred"


def test_what_a_request_rests_on_is_not_erased_before_it_is_closed(clerk: Person, item: NewsItem) -> None:
    comment, other = make_comment(item=item), make_comment(item=item, text="Something else is said here.")
    long_ago = timezone.now() - timedelta(days=20_000)
    Comment.objects.update(handling=Handling.SETTLED, settled_at=long_ago)
    made = opened(clerk, comment)
    order = EraseOrder(council_id=clerk.council.pk, now=timezone.now(), communication_ids=())
    assert list(comments_due(order)) == [other]

    close_referral(actor=clerk, referral_id=made.pk, note=DONE)

    assert set(comments_due(order)) == {comment, other}


@pytest.mark.django_db(transaction=True)
def test_of_two_who_open_or_close_at_once_one_is_refused(officer: Person, item: NewsItem) -> None:
    comment = make_comment(item=item)

    def open_it() -> Any:
        return opened(officer, comment)

    answers = at_once(open_it, open_it)
    assert sorted(type(one).__name__ for one in answers) == ["Referral", "Refusal"]
    key = Referral.objects.get().pk

    def close_it() -> Any:
        return close_referral(actor=officer, referral_id=key, note=DONE)

    answers = at_once(close_it, close_it)
    assert sorted(type(one).__name__ for one in answers) == ["Referral", "Refusal"]


def test_from_the_comment_to_the_list_and_to_the_end(officer: Person, item: NewsItem) -> None:
    comment = make_comment(item=item)
    call = make_call(by=officer)
    window, at = sign_in(officer), f"/{officer.council.slug}/desk/moderation/"
    assert "It is a request, a complaint" in window.get(f"{at}{comment.pk}/").content.decode()
    assert window.post(f"{at}{comment.pk}/refer/", {"kind": "complaint", "reason": WHY}).status_code == 400
    tomorrow = timezone.localdate() + timedelta(days=1)
    typed = {"kind": "complaint", "due_on": tomorrow.isoformat(), "reason": "They were called a liar."}

    assert window.post(f"{at}{call.pk}/refer/", typed).status_code == 302
    assert window.post(f"{at}{comment.pk}/refer/", {"kind": "foi", "reason": WHY}).status_code == 302

    page = window.get(f"{at}?show=referrals").content.decode()
    assert page.index(f"{at}{call.pk}/") < page.index(f"{at}{comment.pk}/")
    assert "A complaint: due" in page
    made = Referral.objects.get(kind="foi")
    Referral.objects.filter(pk=made.pk).update(due_on=timezone.localdate() - timedelta(days=1))
    assert "<strong>late,</strong>" in window.get(f"{at}?show=referrals").content.decode()
    assert WHY in window.get(f"{at}{comment.pk}/").content.decode()
    answer = window.post(f"{at}referrals/{made.pk}/close/", {"outcome": DONE}, follow=True)
    assert DONE in answer.content.decode()
    assert f"{at}{comment.pk}/" not in window.get(f"{at}?show=referrals").content.decode()
