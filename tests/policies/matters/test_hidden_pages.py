"""No page of the desk, no count and no mail tells of an item that is closed to its reader; no verb lets them decide."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from approvals.amending import amend
from approvals.claiming import claim
from approvals.counting import Counts, counts_of
from approvals.deciding import Issue, approve, reject, return_with_reason
from approvals.models import Review
from approvals.queue import next_after, troubles_asked
from approvals.queue_beside import beside
from approvals.telling import about_review
from approvals.urgent import issue_at_once
from approvals.withdrawing import cancel_schedule
from policies.matters.linking import say_about
from policies.models import Matter, PeriodDecision
from policies.periods.deciding import release
from portal.channels.models import Delivery, Notice, Publication
from portal.channels.states import Delivering
from portal.councils.delegating import delegate
from portal.councils.people import Person, person_now
from portal.councils.powers import Role
from portal.desk.inbox import inbox_of
from portal.drafts.models import Communication
from portal.paging import LongList
from portal.refusals import NotYours, Refusal
from tests.makers import (
    content_for,
    make_approved,
    make_channels,
    make_council,
    make_membership,
    make_person,
    make_review,
    sign_in,
)
from tests.makers.circumstances import make_matter, make_period

pytestmark = pytest.mark.django_db

SECRET = "Zephyrine"
LISTS = [
    "",
    "queue/",
    "queue/decided/",
    "queue/scheduled/",
    "queue/deliveries/",
    "queue/second-looks/",
    "queue/report/",
    "queue/report/csv/",
    "drafts/",
    "letters/",
    "record/",
    "record/search/?q=Zephyrine",
    "record/keeping/",
]
"""Every page of the desk that lists items, below /ptc/desk/."""


@pytest.fixture
def clerk() -> Person:
    council = make_council(slug="ptc")
    make_channels(council, "newsroom")
    return make_person(council=council, role=Role.CLERK)


@pytest.fixture
def officer(clerk: Person) -> Person:
    """Return an officer who may decide, by the clerk's delegation."""
    return deciding(clerk, make_person(council=clerk.council, role=Role.OFFICER))


@pytest.fixture
def author(clerk: Person) -> Person:
    return make_person(council=clerk.council, role=Role.CHAIR)


def deciding(clerk: Person, who: Person) -> Person:
    now = timezone.now()
    delegate(actor=clerk, holder=who.membership, starts_at=now, until=now + timedelta(days=5), reason="Leave")
    return person_now(who.membership.pk)


def close(clerk: Person, *items: Communication) -> Matter:
    """Return a matter of named access that ``items`` are said to be about."""
    matter = make_matter(clerk=clerk)
    Matter.objects.filter(pk=matter.pk).update(named_access_only=True)
    for item in items:
        say_about(actor=clerk, communication_id=item.pk, matter_id=matter.pk, about=True)
    return matter


def everywhere(author: Person, clerk: Person) -> list[Communication]:
    """Return items that stand in every list of the desk, each with the word that tells them."""
    title: dict[str, Any] = {"kind": "notice", "title": f"{SECRET} at last"}
    waiting, back = make_review(author=author, **title), make_review(author=author, **title)
    return_with_reason(actor=clerk, review_id=back.pk, reason=f"{SECRET}?")
    later = {"go_at": timezone.now() + timedelta(days=3)}
    scheduled = make_approved(author=author, clerk=clerk, issue=later, **title)
    failed = make_approved(author=author, clerk=clerk, **title)
    Delivery.objects.filter(publication=failed).update(state=Delivering.FAILED, problem=f"550 {SECRET}")
    flood = make_review(author=author, **title)
    issue_at_once(
        actor=clerk,
        communication_id=flood.communication_id,
        revision_id=flood.revision_id,
        reason=f"{SECRET}!",
        issue=issue(clerk),
    )
    return [row.communication for row in (waiting, back, scheduled, failed, flood)]


def issue(clerk: Person) -> Issue:
    return Issue([clerk.council.channels.get(connector="newsroom").pk])


def test_no_list_names_what_is_closed_to_its_reader(clerk: Person, officer: Person, author: Person) -> None:
    auditor = make_person(council=clerk.council, role=Role.AUDITOR)
    items = everywhere(author, clerk)
    readers = {"officer": sign_in(officer), "auditor": sign_in(auditor), "clerk": sign_in(clerk)}
    before = {name: naming(client) for name, client in readers.items()}

    close(clerk, *items)

    after = {name: naming(client) for name, client in readers.items()}
    assert {"queue/", "queue/decided/", "queue/scheduled/", "queue/deliveries/", "queue/report/"} <= before[
        "officer"
    ]
    assert after == {"officer": set(), "auditor": set(), "clerk": before["clerk"]}


def naming(client: Client) -> set[str]:
    found = set()
    for path in LISTS:
        answer = client.get(f"/ptc/desk/{path}")
        assert answer.status_code == 200, path
        if f"{SECRET} at last" in answer.content.decode():
            found.add(path)
    return found


def test_no_count_holds_what_is_closed_to_its_reader(clerk: Person, officer: Person, author: Person) -> None:
    items = everywhere(author, clerk)
    assert counts_of(officer) == Counts(waiting=1, scheduled=3, owed=1, troubles=1)
    mine = make_review(author=author, kind="notice")

    close(clerk, *items)

    assert counts_of(officer) == Counts(waiting=1, scheduled=0, owed=0, troubles=0)
    assert counts_of(clerk) == Counts(waiting=2, scheduled=3, owed=1, troubles=2)  # one is held now
    assert next_after(officer, mine) is None
    assert [list(rows) for rows in troubles_asked([officer])] == [[], [], []]
    together = inbox_of(officer.user_id)
    assert [row.pk for row in together.reviews] == [mine.pk]
    assert (together.looks, together.desks[0].troubles, together.waiting) == ([], 0, 1)


def test_no_count_of_another_council_holds_what_is_closed_there(clerk: Person, author: Person) -> None:
    here = make_person(council=make_council(), role=Role.CLERK)
    make_membership(council=clerk.council, role=Role.OFFICER, user=here.membership.user)
    here = person_now(here.membership.pk)
    review = make_review(author=author, kind="notice")
    assert beside(here, LongList(Review.objects.none(), 50, None)).elsewhere == [(clerk.council, 1)]
    close(clerk, review.communication)
    assert beside(here, LongList(Review.objects.none(), 50, None)).elsewhere == []


def test_no_page_of_the_item_opens(clerk: Person, officer: Person, author: Person) -> None:
    items = everywhere(author, clerk)
    row = Delivery.objects.get(publication__communication=items[3], channel__connector="newsroom")
    review = Review.objects.get(communication=items[0])
    pages = [
        f"queue/{review.pk}/",
        f"queue/{review.pk}/approve/",
        f"queue/item/{items[3].pk}/",
        f"queue/item/{items[3].pk}/withdraw/",
        f"queue/delivery/delivery/{row.pk}/again/",
        f"queue/urgent/{items[0].pk}/",
        *(f"drafts/{items[0].pk}/{page}" for page in ("", "preview/", "history/", "findings/", "submit/")),
    ]
    client = sign_in(officer)
    assert {client.get(f"/ptc/desk/{page}").status_code for page in pages} == {200, 302}
    close(clerk, *items)
    assert [client.get(f"/ptc/desk/{page}").status_code for page in pages] == [404] * len(pages)


ACTS: dict[str, Callable[[Person, Review], Any]] = {
    "claim": lambda actor, row: claim(actor=actor, review_id=row.pk),
    "approve": lambda actor, row: approve(
        actor=actor, review_id=row.pk, revision_id=row.revision_id, issue=issue(actor)
    ),
    "return": lambda actor, row: return_with_reason(actor=actor, review_id=row.pk, reason="Say when."),
    "reject": lambda actor, row: reject(actor=actor, review_id=row.pk, reason="Not ours."),
    "amend": lambda actor, row: amend(
        actor=actor, review_id=row.pk, raw=content_for("notice"), based_on_id=row.revision_id
    ),
    "urgent": lambda actor, row: issue_at_once(
        actor=actor,
        communication_id=row.communication_id,
        revision_id=row.revision_id,
        reason="A flood.",
        issue=issue(actor),
    ),
}


@pytest.mark.parametrize("act", ACTS)
def test_who_may_not_read_it_does_not_decide_about_it(
    clerk: Person, officer: Person, author: Person, act: str
) -> None:
    review = make_review(author=author, kind="notice")
    if act == "amend":  # taken in hand before it was closed to them
        claim(actor=officer, review_id=review.pk)
    matter = close(clerk, review.communication)
    state = Review.objects.get(pk=review.pk).state
    with pytest.raises(NotYours):
        ACTS[act](officer, review)
    assert Review.objects.get(pk=review.pk).state == state

    say_about(actor=clerk, communication_id=review.communication_id, matter_id=matter.pk, about=False)
    ACTS[act](officer, review)


def test_who_may_not_read_it_does_not_stop_its_issue(clerk: Person, officer: Person, author: Person) -> None:
    later = {"go_at": timezone.now() + timedelta(days=3)}
    waiting = make_approved(author=author, clerk=clerk, kind="notice", issue=later)
    close(clerk, waiting.communication)
    with pytest.raises(NotYours):
        cancel_schedule(actor=officer, communication_id=waiting.communication_id, reason="No.")
    assert Publication.objects.get(pk=waiting.pk).state == "scheduled"


def test_what_a_period_lists_of_it_is_not_theirs(clerk: Person, officer: Person, author: Person) -> None:
    review = make_review(author=author, kind="notice", title=f"{SECRET} at last")
    period = make_period(clerk=clerk)
    row = PeriodDecision.objects.create(period=period, communication=review.communication, why="Waits.")
    client = sign_in(officer)
    page = f"/ptc/desk/periods/{period.pk}/"
    assert SECRET in client.get(f"{page}decisions/").content.decode()
    assert "1 item waits" in client.get(page).content.decode()

    close(clerk, review.communication)

    assert SECRET not in client.get(f"{page}decisions/").content.decode()
    assert "Nothing waits for a decision" in client.get(page).content.decode()
    assert client.post(f"/ptc/desk/periods/decisions/{row.pk}/", {"outcome": "released"}).status_code == 404
    with pytest.raises(Refusal):
        release(actor=officer, decision_id=row.pk, reason="It is routine.")


def test_no_mail_names_it_to_them(clerk: Person, officer: Person, author: Person) -> None:
    review = make_review(author=author, kind="notice")
    notice = Notice.objects.get(object_id=review.pk, recipient=officer.membership)
    assert about_review(notice, officer) is not None
    close(clerk, review.communication)
    assert about_review(notice, officer) is None
    assert about_review(notice, clerk) is not None
