"""The newsroom's connector: written once, found by key, corrected in place, withdrawn with a visible note."""

from datetime import timedelta
from threading import Barrier, Thread
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from portal.channels.connectors.base import Capability, Permanent
from portal.channels.connectors.newsroom import NewsroomConnector
from portal.channels.models import NewsItem, NewsWrite
from portal.drafts.kinds.common import COUNCILLOR
from tests.channels.posts import Staff, make_correction, make_post, make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff() -> Staff:
    """Return a council with its newsroom and press list."""
    return make_staff("newsroom", "press_email")


@pytest.fixture
def newsroom() -> NewsroomConnector:
    """Return the connector."""
    return NewsroomConnector()


def test_it_finds_retracts_and_corrects_and_waits_for_the_embargo(newsroom: NewsroomConnector) -> None:
    can = {Capability.FIND, Capability.RETRACT, Capability.CORRECT, Capability.RETITLE, Capability.ANSWER}
    assert newsroom.capabilities == can | {Capability.PAGE, Capability.IN_PUBLIC}
    assert (newsroom.slug, newsroom.label, newsroom.waits_for_embargo) == ("newsroom", "Newsroom", True)
    assert newsroom.certain_after == timedelta(0)


def test_publishing_twice_is_publishing_once(staff: Staff, newsroom: NewsroomConnector) -> None:
    post = make_post(staff)
    first = newsroom.publish(post)
    before = NewsItem.objects.values().get()
    assert newsroom.publish(post) == first
    assert NewsItem.objects.values().get() == before
    assert NewsWrite.objects.count() == 1


def test_it_finds_nothing_before_and_the_same_after(staff: Staff, newsroom: NewsroomConnector) -> None:
    post = make_post(staff)
    assert newsroom.find(post.channel, post.key) is None
    sent = newsroom.publish(post)
    assert newsroom.find(post.channel, post.key) == sent
    assert newsroom.find(post.channel, uuid4()) is None


def test_what_was_sent_names_the_address_and_holds_the_words(
    staff: Staff, newsroom: NewsroomConnector
) -> None:
    post = make_post(staff)
    sent = newsroom.publish(post)
    item = NewsItem.objects.get()
    assert sent.public_url == f"http://localhost:8000/{staff.council.slug}/news/{item.slug}/"
    assert sent.public_url == post.public_url
    assert sent.external_id == item.tag
    assert sent.evidence == (
        f"{item.headline}\n{item.html}\nIssued on behalf of Pellworth Town Council.\n"
        f"Approval reference {post.communication.reference}"
    )


def test_a_correction_keeps_address_tag_and_first_date(staff: Staff, newsroom: NewsroomConnector) -> None:
    post = make_post(staff)
    newsroom.publish(post)
    NewsItem.objects.update(published_at=timezone.now() - timedelta(days=1))
    before = NewsItem.objects.get()
    fix = make_correction(staff, post, title="Market Square reopens on Sunday")
    sent = newsroom.publish(fix)
    after = NewsItem.objects.get()
    kept = ("pk", "slug", "tag", "published_at", "communication_id", "reference")
    assert [getattr(after, name) for name in kept] == [getattr(before, name) for name in kept]
    assert after.headline == "Market Square reopens on Sunday"
    assert [row["note"] for row in after.corrections] == ["The day was wrong."]
    assert after.corrections[0]["at"] == after.changed_at.isoformat()
    assert after.publication == fix.publication
    assert sent.public_url == post.public_url


def test_the_key_of_an_issue_that_was_corrected_is_still_found(
    staff: Staff, newsroom: NewsroomConnector
) -> None:
    post = make_post(staff)
    first = newsroom.publish(post)
    fix = make_correction(staff, post, title="Market Square reopens on Sunday")
    second = newsroom.publish(fix)
    assert newsroom.find(post.channel, post.key) == first
    assert newsroom.find(fix.channel, fix.key) == second


def test_a_late_older_issue_never_overwrites_a_newer_one(staff: Staff, newsroom: NewsroomConnector) -> None:
    post = make_post(staff)
    fix = make_correction(staff, post, title="Market Square reopens on Sunday")
    newsroom.publish(fix)
    before = NewsItem.objects.values().get()
    with pytest.raises(
        Permanent, match=r"^A newer issue of this item is in the newsroom already \(issue 2\)"
    ):
        newsroom.publish(post)
    assert NewsItem.objects.values().get() == before
    assert newsroom.find(post.channel, post.key) is None


def test_an_older_delivery_that_is_repeated_changes_nothing(
    staff: Staff, newsroom: NewsroomConnector
) -> None:
    post = make_post(staff)
    first = newsroom.publish(post)
    newsroom.publish(make_correction(staff, post, title="Market Square reopens on Sunday"))
    before = NewsItem.objects.values().get()
    assert newsroom.publish(post) == first
    assert NewsItem.objects.values().get() == before


def test_a_correction_of_what_was_never_shown_makes_an_item_without_notes(
    staff: Staff, newsroom: NewsroomConnector
) -> None:
    newsroom.publish(make_correction(staff, make_post(staff)))
    assert NewsItem.objects.get().corrections == []


def test_withdrawing_empties_the_item_and_says_why(staff: Staff, newsroom: NewsroomConnector) -> None:
    post = make_post(staff)
    newsroom.publish(post)
    newsroom.retract(post, "It named the wrong street.", scheduled=False)
    item = NewsItem.objects.get()
    assert (item.html, item.text, item.withdrawal_note) == ("", "", "It named the wrong street.")
    assert item.withdrawn_at == item.changed_at
    assert item.taken_down_at is None
    assert item.summary == "Withdrawn: It named the wrong street."


@pytest.mark.parametrize("scheduled", [True, False])
def test_retracting_twice_is_retracting_once(
    staff: Staff, newsroom: NewsroomConnector, scheduled: bool
) -> None:
    post = make_post(staff)
    newsroom.publish(post)
    first = newsroom.retract(post, "A reason.", scheduled=scheduled)
    before = NewsItem.objects.values().get()
    assert newsroom.retract(post, "Another reason.", scheduled=scheduled) == first
    assert NewsItem.objects.values().get() == before


def test_a_late_repeat_does_not_bring_back_what_was_withdrawn(
    staff: Staff, newsroom: NewsroomConnector
) -> None:
    post = make_post(staff)
    newsroom.publish(post)
    newsroom.retract(post, "A reason.", scheduled=False)
    newsroom.publish(post)
    assert NewsItem.objects.get().withdrawn_at is not None


def test_a_newly_cleared_issue_brings_back_what_was_taken_down(
    staff: Staff, newsroom: NewsroomConnector
) -> None:
    post = make_post(staff)
    newsroom.publish(post)
    newsroom.retract(post, "", scheduled=True)
    assert NewsItem.objects.get().taken_down_at is not None
    newsroom.publish(make_correction(staff, post, body="<p>New words.</p>"))
    item = NewsItem.objects.get()
    assert (item.taken_down_at, item.withdrawn_at) == (None, None)
    assert "<p>New words.</p>" in item.html


def test_a_new_issue_of_a_withdrawn_item_says_that_it_was_withdrawn(
    staff: Staff, newsroom: NewsroomConnector
) -> None:
    post = make_post(staff)
    newsroom.publish(post)
    newsroom.retract(post, "Not checked.", scheduled=False)
    newsroom.publish(make_correction(staff, post))
    item = NewsItem.objects.get()
    assert [row["note"] for row in item.corrections] == ["Withdrawn: Not checked.", "The day was wrong."]
    assert (item.withdrawn_at, item.withdrawal_note) == (None, "")


def test_retracting_an_older_issue_leaves_a_newer_one_alone(
    staff: Staff, newsroom: NewsroomConnector
) -> None:
    post = make_post(staff)
    newsroom.publish(post)
    newsroom.publish(make_correction(staff, post))
    newsroom.retract(post, "Late.", scheduled=False)
    assert NewsItem.objects.get().withdrawn_at is None


def test_retracting_what_never_arrived_does_nothing(staff: Staff, newsroom: NewsroomConnector) -> None:
    newsroom.retract(make_post(staff), "A reason.", scheduled=False)
    assert not NewsItem.objects.exists()


def test_a_withdrawal_without_a_reason_still_says_something(
    staff: Staff, newsroom: NewsroomConnector
) -> None:
    post = make_post(staff)
    newsroom.publish(post)
    newsroom.retract(post, "  ", scheduled=False)
    assert NewsItem.objects.get().withdrawal_note == "No reason was recorded."


def test_the_second_channel_of_the_same_issue_changes_nothing(
    staff: Staff, newsroom: NewsroomConnector
) -> None:
    post = make_post(staff)
    newsroom.publish(post)
    before = NewsItem.objects.values().get()
    twin = type(post)(**{**post.__dict__, "key": uuid4()})
    newsroom.publish(twin)
    assert NewsItem.objects.values().get() == before
    assert newsroom.find(post.channel, twin.key) is not None


def test_the_capacity_of_a_councillor_fits_whatever_the_names(newsroom: NewsroomConnector) -> None:
    staff = make_staff("newsroom", name="C" * 150)
    staff.author.membership.user.name = "N" * 150
    staff.author.membership.user.save()
    newsroom.publish(make_post(staff, "social_post", capacity=COUNCILLOR))
    assert NewsItem.objects.get().capacity_line.startswith("Sent by NNN")


@pytest.mark.django_db(transaction=True)
def test_workers_that_publish_at_the_same_moment_write_once(newsroom: NewsroomConnector) -> None:
    post = make_post(make_staff("newsroom", "press_email"))
    gate = Barrier(4)
    problems: list[Exception] = []

    def work() -> None:
        try:
            gate.wait()
            newsroom.publish(post)
        except Exception as problem:  # noqa: BLE001  whatever it is, the test shows it
            problems.append(problem)
        finally:
            connection.close()

    threads = [Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    assert (NewsItem.objects.count(), NewsWrite.objects.count()) == (1, 1)
