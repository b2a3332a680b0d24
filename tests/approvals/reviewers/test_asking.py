"""Naming reviewers: who may, whom, about which text, and what is never sent out."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from approvals.models import Review, Reviewer
from approvals.reviewers.asking import LONGEST_TIME, Whom
from approvals.reviewers.ending import extend_reviewer
from approvals.reviewers.telling import to_reviewer
from policies.matters.linking import say_about
from policies.permits.granting import grant
from portal.channels.models import Notice
from portal.councils.models import Council
from portal.councils.people import Person
from portal.councils.permitting import Permitted, revoke_permission
from portal.councils.powers import Role
from portal.councils.settling import let_authors_name_reviewers
from portal.drafts.editing import StaleRevision
from portal.drafts.models import Communication
from portal.drafts.states import Stage, WrongStage
from portal.records.models import LedgerEntry, Snapshot
from portal.refusals import InvalidInput, NotYours, Refusal
from tests.approvals.reviewers.conftest import asked, in_days, link_of, named_matter
from tests.makers import make_council, make_person, make_revision, put_at

pytestmark = pytest.mark.django_db


def test_the_link_is_mailed_once_and_only_its_hash_is_kept(clerk: Person, review: Review) -> None:
    made = asked(clerk, review.communication)

    notice = Notice.objects.get(recipient__isnull=True)
    words = to_reviewer(notice)
    assert words is not None
    assert words.to == ("Sol Olicitor", "sol@olicitor.example")
    path = link_of(made)
    assert path in words.body
    assert "Market Square" not in words.body + words.subject
    assert path.split("/")[3] not in str(Reviewer.objects.values().get())
    assert to_reviewer(notice) == words


def test_it_is_recorded_without_names_and_filed_with_them(clerk: Person, review: Review) -> None:
    made = asked(clerk, review.communication)

    entry = LedgerEntry.objects.get(verb="reviewer_asked")
    assert (entry.object_type, entry.object_id) == ("reviewer", made.pk)
    assert "Olicitor" not in entry.body
    filed = Snapshot.objects.get(status="reviewer_asked")
    assert filed.title == "What Sol Olicitor, Olicitor & Sons was asked"
    assert (filed.text, filed.communication_id) == ("Are the facts right?", review.communication_id)


def test_a_member_is_asked_on_the_desk_and_has_no_link(clerk: Person, chair: Person, review: Review) -> None:
    made = asked(clerk, review.communication, Whom(chair.membership.pk))

    assert (made.member_id, made.link_sha256, made.email) == (chair.membership.pk, "", "")
    assert list(Notice.objects.filter(what="reviewer_asked").values_list("recipient_id", flat=True)) == [
        chair.membership.pk
    ]


def test_the_author_may_ask_only_with_the_clerk_s_leave(
    clerk: Person, author: Person, council: Council, review: Review
) -> None:
    with pytest.raises(NotYours):
        asked(author, review.communication)

    let_authors_name_reviewers(actor=clerk, allowed=True)
    author.council.refresh_from_db()

    assert asked(author, review.communication).asked_by_id == author.membership.pk


def test_the_clerk_s_permission_to_share_an_item_is_for_that_item_whom_it_names_and_its_time(
    clerk: Person, author: Person, chair: Person, review: Review
) -> None:
    item, other = review.communication, make_revision(author=author).communication
    what = Permitted("share", communication_id=item.pk, shared_with="olicitor & sons")
    made = grant(actor=clerk, holder=author.membership, what=what, reason="Facts", until=in_days(20))

    for whom in (Whom(chair.membership.pk), Whom(None, "Jo Other", "", "jo@other.example")):
        with pytest.raises(NotYours, match="for somebody else"):
            asked(author, item, whom)
    with pytest.raises(NotYours, match="may not name reviewers"):
        asked(author, other)
    reader = asked(author, item)
    more: dict[str, Any] = {"reviewer_id": reader.pk, "revision_id": reader.revision_id, "newest": False}
    with pytest.raises(NotYours, match="ends before that day"):
        extend_reviewer(actor=author, until=in_days(21), **more)
    assert extend_reviewer(actor=author, until=in_days(19), **more).asked_by_id == author.membership.pk
    revoke_permission(actor=clerk, permission_id=made.pk, reason="It is enough.")
    with pytest.raises(NotYours, match="may not name reviewers"):
        asked(author, item)


@pytest.mark.parametrize("role", [Role.OFFICER, Role.CHAIR, Role.COUNCILLOR, Role.AUDITOR, Role.PARTNER])
def test_nobody_else_may_ask(council: Council, clerk: Person, review: Review, role: str) -> None:
    somebody = make_person(council=council, role=role)

    with pytest.raises(NotYours):
        asked(somebody, review.communication)
    assert not Reviewer.objects.exists()


BAD: dict[str, Callable[[Person], Whom]] = {
    "nobody": lambda _: Whom(),
    "no address": lambda _: Whom(None, "Sol", "", "no address"),
    "no name": lambda _: Whom(None, " ", "", "sol@olicitor.example"),
    "a long name": lambda _: Whom(None, "S" * 151, "", "sol@olicitor.example"),
    "NUL": lambda _: Whom(None, "S\x00l", "", "sol@olicitor.example"),
    "a member's own address": lambda chair: Whom(None, "Sol", "", chair.membership.user.email.upper()),
    "no member": lambda _: Whom(10**12),
}


@pytest.mark.parametrize("bad", BAD)
def test_a_reviewer_who_cannot_be_is_refused(clerk: Person, chair: Person, review: Review, bad: str) -> None:
    with pytest.raises(InvalidInput):
        asked(clerk, review.communication, BAD[bad](chair))
    assert not Reviewer.objects.exists()


def test_another_council_s_member_and_oneself_are_refused(clerk: Person, review: Review) -> None:
    stranger = make_person(council=make_council(slug="other"))

    for member in (stranger, clerk):
        with pytest.raises(InvalidInput):
            asked(clerk, review.communication, Whom(member.membership.pk))


@pytest.mark.parametrize("wrong", [{"words": " "}, {"words": "x" * 2001}, {"until": in_days(0)}])
def test_words_and_times_that_cannot_be_are_refused(
    clerk: Person, review: Review, wrong: dict[str, Any]
) -> None:
    with pytest.raises(InvalidInput):
        asked(clerk, review.communication, **wrong)
    with pytest.raises(InvalidInput):
        asked(clerk, review.communication, until=in_days(1) + LONGEST_TIME)


def test_the_text_must_be_the_one_that_was_shown(clerk: Person, author: Person) -> None:
    revision = make_revision(author=clerk, kind="notice")
    make_revision(author=clerk, communication=revision.communication, title="Another title")

    with pytest.raises(StaleRevision):
        asked(clerk, revision.communication, revision_id=revision.pk)


@pytest.mark.parametrize("stage", [Stage.ISSUED, Stage.REJECTED, Stage.WITHDRAWN])
def test_nobody_is_asked_about_what_is_out_or_over(clerk: Person, review: Review, stage: str) -> None:
    put_at(review.communication, stage)

    with pytest.raises(WrongStage):
        asked(clerk, review.communication)


def test_one_person_is_asked_about_an_item_once_at_a_time(clerk: Person, review: Review) -> None:
    asked(clerk, review.communication)

    with pytest.raises(Refusal, match="asked to read this item already"):
        asked(clerk, review.communication)
    assert Reviewer.objects.count() == 1


def test_a_matter_of_named_access_goes_to_a_reviewer_only_by_the_clerk_with_a_reason(
    clerk: Person, author: Person, review: Review
) -> None:
    matter = named_matter(clerk)
    say_about(actor=clerk, communication_id=review.communication_id, matter_id=matter.pk, about=True)
    let_authors_name_reviewers(actor=clerk, allowed=True)
    author.council.refresh_from_db()

    with pytest.raises(InvalidInput, match="named access"):
        asked(clerk, review.communication)
    with pytest.raises(NotYours, match="Only the clerk"):
        asked(author, review.communication, reason="Because")
    made = asked(clerk, review.communication, reason="He acts for the council in it.")

    assert made.reason == "He acts for the council in it."
    assert Snapshot.objects.filter(status="reviewer_asked", text=made.reason).exists()


def test_words_that_meet_such_a_matter_count_as_much_as_a_link(clerk: Person, author: Person) -> None:
    named_matter(clerk, aliases=("Old Depot",))
    let_authors_name_reviewers(actor=clerk, allowed=True)
    author.council.refresh_from_db()
    item = make_revision(author=author, body="<p>The Old Depot is sold.</p>").communication

    with pytest.raises(NotYours):
        asked(author, item)
    assert not Reviewer.objects.exists()
    assert LedgerEntry.objects.filter(verb="matter_neared").exists()


def _rewrite(reviewer: Reviewer, **change: object) -> None:
    Reviewer.objects.filter(pk=reviewer.pk).update(**change)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_the_database_refuses_another_item_s_revision_and_a_changed_reader(
    clerk: Person, chair: Person, review: Review
) -> None:
    made = asked(clerk, review.communication)
    other = make_revision(author=clerk, kind="notice")

    for change in ({"revision": other}, {"member": chair.membership}, {"asked_at": in_days(-1)}):
        with pytest.raises(IntegrityError), transaction.atomic():
            _rewrite(made, **change)
    with pytest.raises(IntegrityError), transaction.atomic():
        made.delete()
    assert timedelta(0) < made.until - made.asked_at
    assert Communication.objects.get(pk=review.communication_id).reviewers.get() == made
