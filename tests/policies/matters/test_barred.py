"""A declared interest closes an item to whoever was invited to it, and to its author once others wrote in it."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from approvals.claiming import claim
from approvals.deciding import return_with_reason
from approvals.models import Review
from approvals.reviewers.asking import Asking, Whom, ask_reviewer
from approvals.reviewers.listing import reviews_waiting_for
from approvals.telling import about_review
from policies.matters.interests import accept_notice, end_interest
from policies.matters.linking import say_about
from policies.models import Interest, Matter
from portal.channels.dates import publications_of
from portal.channels.models import Notice
from portal.councils.dates.things import Span
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.drafts.access import kept_from, may_write, visible_to, works_on
from portal.drafts.inviting import invite
from portal.drafts.models import Collaborator, Communication
from portal.drafts.noting import write_note
from portal.refusals import NotYours, Refusal
from tests.makers import (
    make_approved,
    make_channels,
    make_council,
    make_membership,
    make_person,
    make_review,
    make_revision,
    make_scheduled,
    sign_in,
)
from tests.makers.circumstances import make_interest, make_matter

pytestmark = pytest.mark.django_db

SECRET = "Zephyrine"
PAGES = (
    "drafts/{item}/",
    "drafts/{item}/autosave/",
    "drafts/{item}/presence/",
    "drafts/{item}/findings/",
    "drafts/{item}/library/",
    "drafts/{item}/preview/",
    "drafts/{item}/submit/",
    "drafts/{item}/history/",
    "drafts/{item}/compare/",
    "drafts/{item}/revisions/1/",
    "drafts/{item}/copy/",
    "drafts/{item}/post/",
    "drafts/{item}/template/",
    "queue/item/{item}/",
    "queue/time/{item}/",
    "queue/submit/{item}/",
    "queue/urgent/{item}/",
    "queue/{review}/",
    "queue/{review}/letter.pdf",
    "consultations/item/{item}/",
    "reviewers/item/{item}/",
    "reviewers/item/{item}/ask/",
    "costs/items/{item}/",
)
"""Every page of an item, below /ptc/desk/."""
INBOX = "/desk/"
DESK = ("", "drafts/", "letters/", "calendar/", "notifications/", "quotes/", "queue/")
LISTS = (*(f"/ptc/desk/{path}" for path in DESK), INBOX)
"""Every page that lists items for a member, who serves another council too.

What their office does not open answers 404 or 403 and lists nothing.
"""


@pytest.fixture
def clerk() -> Person:
    council = make_council(slug="ptc")
    make_channels(council, "newsroom")
    return make_person(council=council, role=Role.CLERK)


@pytest.fixture
def author(clerk: Person) -> Person:
    return serving_elsewhere(make_person(council=clerk.council, role=Role.CHAIR))


@pytest.fixture
def member(clerk: Person) -> Person:
    return serving_elsewhere(make_person(council=clerk.council, role=Role.COUNCILLOR))


def serving_elsewhere(person: Person) -> Person:
    """Make them a councillor of another council, so that they have an inbox of both."""
    make_membership(council=make_council(), user=person.membership.user, role=Role.COUNCILLOR)
    return person


@pytest.fixture
def review(clerk: Person, author: Person, member: Person) -> Review:
    """Return what waits for approval, with a co-author."""
    made = make_review(author=author, kind="notice", title=f"{SECRET} at last")
    invite(actor=author, communication=made.communication, member_id=member.membership.pk)
    return made


def bar(clerk: Person, item: Communication, who: Person, *, papers: bool = False) -> Interest:
    """Say that ``item`` is about a matter in which ``who`` has an interest."""
    matter = make_matter(clerk=clerk)
    Matter.objects.filter(pk=matter.pk).update(interested_see_papers=papers)
    say_about(actor=clerk, communication_id=item.pk, matter_id=matter.pk, about=True)
    return make_interest(matter=matter, member=who, clerk=clerk)


def reads(person: Person, item: Communication) -> tuple[bool, bool, bool, bool]:
    return (
        visible_to(person).filter(pk=item.pk).exists(),
        works_on(person, item),
        may_write(person, item),
        not kept_from(person).filter(pk=item.pk).exists(),
    )


ALL, NOTHING = (True,) * 4, (False,) * 4


@pytest.mark.parametrize("papers", [False, True], ids=["no papers", "papers after a notice"])
def test_a_co_author_with_an_interest_reads_it_nowhere_but_among_the_papers(
    clerk: Person, author: Person, member: Person, review: Review, papers: bool
) -> None:
    item = Communication.objects.get(pk=review.communication_id)
    assert reads(member, item) == ALL
    interest = bar(clerk, item, member, papers=papers)
    if papers:
        accept_notice(actor=member, matter_id=interest.matter_id)

    assert reads(member, item) == NOTHING
    assert [reads(who, item) for who in (clerk, author)] == [ALL, ALL]

    end_interest(actor=clerk, interest_id=interest.pk)
    assert reads(member, item) == ALL


def test_no_page_of_the_item_opens_to_them(clerk: Person, member: Person, review: Review) -> None:
    item = Communication.objects.get(pk=review.communication_id)
    write_note(actor=clerk, communication=item, text=f"{SECRET} rang")
    seen = sign_in(member)
    assert statuses(seen, review, "drafts/{item}/", "drafts/{item}/preview/", "drafts/{item}/history/") == {
        200
    }

    bar(clerk, review.communication, member)

    for path in PAGES:
        address = f"/ptc/desk/{path.format(item=review.communication_id, review=review.pk)}"
        for answer in (seen.get(address), seen.post(address)):
            assert answer.status_code in {403, 404, 405}, address
            assert SECRET not in answer.content.decode(errors="replace"), address


def statuses(client: Client, review: Review, *paths: str) -> set[int]:
    return {
        client.get(f"/ptc/desk/{path.format(item=review.communication_id)}").status_code for path in paths
    }


def test_no_list_names_it(clerk: Person, member: Person, review: Review) -> None:
    seen = sign_in(member)
    assert "/ptc/desk/drafts/" in naming(seen)

    bar(clerk, review.communication, member)

    assert naming(seen) == set()


def naming(client: Client) -> set[str]:
    pages = {path: client.get(path) for path in LISTS}
    return {path for path, answer in pages.items() if f"{SECRET} at last" in answer.content.decode()}


def test_no_calendar_names_it(clerk: Person, author: Person, member: Person) -> None:
    title = f"{SECRET} at last"
    issue = make_scheduled(author=author, clerk=clerk, title=title)
    Collaborator.objects.create(
        communication=issue.communication, person=member.membership, invited_by=author.membership
    )
    from_now = Span(timezone.localdate(), timezone.localdate() + timedelta(days=30))
    assert title in dated(member, from_now)

    bar(clerk, issue.communication, member)

    assert title not in dated(member, from_now)
    assert title in dated(clerk, from_now)


def dated(person: Person, span: Span) -> list[str]:
    return [one.title for one in publications_of(person, span)]


def test_an_author_keeps_their_own_words_until_somebody_else_wrote_in_it(
    clerk: Person, author: Person
) -> None:
    review = make_review(author=author, kind="notice", title=f"{SECRET} at last")
    item = Communication.objects.get(pk=review.communication_id)
    bar(clerk, item, author)
    assert reads(author, item) == ALL

    claim(actor=clerk, review_id=review.pk)
    make_revision(author=clerk, communication=item, title=f"{SECRET}, as the clerk puts it")

    item = Communication.objects.get(pk=item.pk)
    assert reads(author, item) == NOTHING
    assert naming(sign_in(author)) == set()


def test_what_comes_back_in_the_clerks_words_is_named_to_its_author_in_no_list(
    clerk: Person, author: Person
) -> None:
    own, amended = (
        make_review(author=author, kind="notice", title=f"{SECRET} {title}") for title in ("again", "soon")
    )
    claim(actor=clerk, review_id=amended.pk)
    make_revision(author=clerk, communication=amended.communication, title=f"{SECRET} at last")
    for review in (own, amended):
        return_with_reason(actor=clerk, review_id=review.pk, reason="Say when.")
    seen = sign_in(author)
    assert {INBOX, "/ptc/desk/", "/ptc/desk/drafts/"} <= naming(seen)
    assert "2 returned to you" in seen.get(INBOX).content.decode()

    matter_id = bar(clerk, amended.communication, author).matter_id
    say_about(actor=clerk, communication_id=own.communication_id, matter_id=matter_id, about=True)

    assert naming(seen) == set()
    page = seen.get(INBOX).content.decode()
    assert f"{SECRET} again" in page
    assert "1 returned to you" in page


def test_no_mail_names_it(clerk: Person, author: Person, member: Person, review: Review) -> None:
    bar(clerk, review.communication, author)
    return_with_reason(actor=clerk, review_id=review.pk, reason="Say when.")
    told = Notice(what="returned", object_type="review", object_id=review.pk)
    assert about_review(told, author) is not None

    assert about_review(told, member) is not None
    Interest.objects.update(member=member.membership)
    assert about_review(told, member) is None


def test_nobody_invites_them_or_names_them_as_a_reviewer(
    clerk: Person, author: Person, member: Person, review: Review
) -> None:
    late = make_person(council=clerk.council, role=Role.COUNCILLOR)
    item = review.communication
    asking = Asking(Whom(late.membership.pk), "Are the facts right?", timezone.now() + timedelta(days=2))
    ask_reviewer(
        actor=clerk, communication_id=item.pk, revision_id=review.revision_id, asking=asking, reason="Yes"
    )
    assert reviews_waiting_for(late).count() == 1
    bar(clerk, item, late)

    assert reviews_waiting_for(late).count() == 0
    with pytest.raises(Refusal, match="closed to them"):
        invite(actor=author, communication=item, member_id=late.membership.pk)
    bar_again = make_person(council=clerk.council, role=Role.COUNCILLOR)
    Interest.objects.update(member=bar_again.membership)
    asking = Asking(Whom(bar_again.membership.pk), "Are they?", timezone.now() + timedelta(days=2))
    with pytest.raises(Refusal, match="closed to them"):
        ask_reviewer(
            actor=clerk, communication_id=item.pk, revision_id=review.revision_id, asking=asking, reason="Yes"
        )


def test_they_write_nothing_in_it(clerk: Person, member: Person, review: Review) -> None:
    item = Communication.objects.get(pk=review.communication_id)
    bar(clerk, item, member)

    with pytest.raises(NotYours):
        write_note(actor=member, communication=item, text="Please look")


def test_what_the_public_reads_they_read_too(clerk: Person, author: Person, member: Person) -> None:
    issue = make_approved(author=author, clerk=clerk, kind="notice", title=f"{SECRET} at last")
    interest = bar(clerk, issue.communication, member)
    Matter.objects.filter(pk=interest.matter_id).update(
        released_on=date(2026, 11, 4), released_by=clerk.membership, open_reference="Minute 12/26"
    )
    Collaborator.objects.create(
        communication=issue.communication, person=member.membership, invited_by=author.membership
    )

    assert works_on(member, issue.communication)
