"""Whom an item is about holds for its copy, its short post and the answer beneath it: nobody clears those alone."""

import json

import pytest
from django.db import IntegrityError, transaction

from approvals.consulting.concerning import say_it_is_about, say_it_is_not_about
from approvals.consulting.inheriting import concerns_of
from approvals.models import Concern, ItemConsultation, Review
from approvals.submitting import submit
from moderation.replies.beginning import begin_reply
from portal.channels.shortening import begin_post_of
from portal.councils.people import Person
from portal.drafts.models import Communication
from portal.drafts.reusing import duplicate
from portal.records.models import LedgerEntry
from portal.refusals import NotYours
from tests.approvals.consulting.conftest import nominated
from tests.approvals.consulting.test_consulting import approves
from tests.makers import make_revision, sign_in
from tests.makers.comments import make_comment, make_news

pytestmark = pytest.mark.django_db


@pytest.fixture
def release(author: Person, clerk: Person) -> Communication:
    """Return a release that its author says is about the clerk."""
    item = make_revision(author=author, kind="press_release").communication
    say_it_is_about(actor=author, communication_id=item.pk, member_id=clerk.membership.pk)
    return item


def facts(verb: str) -> dict[str, object]:
    kept: dict[str, object] = json.loads(LedgerEntry.objects.get(verb=verb).body)["facts"]
    return kept


def about(item: Communication) -> list[int]:
    rows = Concern.objects.filter(communication=item, ended_at__isnull=True)
    return list(rows.order_by("pk").values_list("member_id", flat=True))


def test_a_copy_and_a_short_post_are_about_them_by_the_word_of_who_said_it(
    author: Person, clerk: Person, mayor: Person, release: Communication
) -> None:
    said = Concern.objects.get()

    copy = duplicate(actor=author, communication_id=release.pk)
    post = begin_post_of(actor=author, communication_id=release.pk)

    for made in (copy, post):
        kept = Concern.objects.get(communication=made)
        assert (kept.member_id, kept.passed_on_from_id) == (clerk.membership.pk, release.pk)
        assert (kept.said_by_id, kept.said_at) == (author.membership.pk, said.said_at)
    assert facts("communication_copied") == {"source": release.pk, "about": [clerk.membership.pk]}
    assert facts("short_version_begun") == {"source": release.pk, "about": [clerk.membership.pk]}
    assert [row.communication_id for row in ItemConsultation.objects.all()] == [release.pk]
    shown = sign_in(author).get(f"/ptc/desk/consultations/item/{post.pk}/")
    assert "So is the item that this one was begun from." in shown.content.decode()


def test_the_clerk_does_not_clear_a_copy_of_what_is_about_them(
    author: Person, clerk: Person, mayor: Person, release: Communication
) -> None:
    copy = duplicate(actor=author, communication_id=release.pk)
    assert copy.current_revision_id is not None
    submit(actor=author, communication_id=copy.pk, revision_id=copy.current_revision_id)

    with pytest.raises(NotYours, match="about you"):
        approves(clerk, Review.objects.get(communication=copy))


def test_an_answer_beneath_an_item_about_the_clerk_is_about_them_too(
    author: Person, clerk: Person, mayor: Person
) -> None:
    news = make_news(author=author, clerk=clerk)
    under = Communication.objects.get(pk=news.communication_id)
    Concern.objects.create(
        council=clerk.council, communication=under, member=clerk.membership, said_by=author.membership
    )

    made = begin_reply(actor=author, comment_id=make_comment(item=news).pk, sort="reply").communication

    assert about(made) == [clerk.membership.pk]
    assert facts("comment_reply_begun")["about"] == [clerk.membership.pk]


def test_whom_an_item_is_said_to_be_about_later_its_short_post_is_about_unless_that_was_spoken_of(
    author: Person, clerk: Person, mayor: Person, release: Communication
) -> None:
    post = begin_post_of(actor=author, communication_id=release.pk)
    officer = nominated(clerk)
    Communication.objects.filter(pk__in=[post.pk, release.pk]).update(shared_at=post.created_at)
    say_it_is_not_about(actor=officer, concern_id=Concern.objects.get(communication=post).pk)
    say_it_is_not_about(actor=officer, concern_id=Concern.objects.get(communication=release).pk)

    say_it_is_about(actor=author, communication_id=release.pk, member_id=clerk.membership.pk)
    say_it_is_about(actor=author, communication_id=release.pk, member_id=mayor.membership.pk)

    assert about(release) == [clerk.membership.pk, mayor.membership.pk]
    assert about(post) == [mayor.membership.pk]
    last = LedgerEntry.objects.filter(verb="said_to_be_about", object_id=release.pk).latest("number")
    assert json.loads(last.body)["facts"] == {"member": mayor.membership.pk, "posts": [post.pk]}


def test_what_is_about_nobody_passes_nothing_on(author: Person, clerk: Person) -> None:
    item = make_revision(author=author, kind="press_release").communication

    copy = duplicate(actor=author, communication_id=item.pk)

    assert about(copy) == []
    assert facts("communication_copied") == {"source": item.pk}


def test_what_is_passed_on_twice_is_kept_once_and_never_from_its_own_item(
    author: Person, clerk: Person, mayor: Person, release: Communication
) -> None:
    copy = duplicate(actor=author, communication_id=release.pk)

    assert concerns_of(author, release, copy) == {}
    assert about(copy) == [clerk.membership.pk]
    with pytest.raises(IntegrityError, match="passed_on_from_its_own"), transaction.atomic():
        Concern.objects.filter(communication=copy).update(passed_on_from=copy)
