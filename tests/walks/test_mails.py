"""Every mail that the portal can send leads to the exact item that it is about, and its reader may open it."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import Client

from portal.channels.models import Notice
from portal.channels.notices.urgency import NEWS
from portal.channels.notices.vocabulary import TO_WHO_LEFT, What
from portal.channels.notices.words import Words, outside_words_of, words_of
from portal.councils.people import Person, person_now
from portal.refusals import NotYours
from tests.makers import sign_in
from tests.walks.leading import PAGES, leads_to_it
from tests.walks.mails import OF_WHO_HAS_NO_DESK, ONE_OF_EACH, TOLD
from tests.walks.world import World

pytestmark = pytest.mark.django_db


def told(world: World, what: What) -> Iterator[tuple[Notice, Person | None, Words]]:
    """Yield each mail of ``what`` that says something now, with its reader; None is somebody outside."""
    for notice in Notice.objects.filter(council=world.council, what=what):
        try:
            person = person_now(notice.recipient_id) if notice.recipient_id else None
        except NotYours:  # their office ended since: nothing is mailed
            continue
        words = words_of(notice, person) if person else outside_words_of(notice)
        if words is not None:
            yield notice, person, words
    if what in TOLD:
        sort, key, reader, occasion = TOLD[what](world)
        person = person_now(world.people[reader].membership.pk) if reader else None
        made = Notice(
            council=world.council,
            recipient=person.membership if person else None,
            what=what.value,
            object_type=sort,
            object_id=key,
            occasion=occasion,
        )
        words = words_of(made, person) if person else outside_words_of(made)
        assert words is not None, (
            f"{what.value}: nothing is told; say in tests/walks/mails.py what makes it true"
        )
        yield made, person, words


@pytest.mark.parametrize(
    "what", [what for what in What if what not in OF_WHO_HAS_NO_DESK], ids=lambda what: what.value
)
def test_each_mail_links_to_the_exact_item_and_its_reader_may_open_it(world: World, what: What) -> None:
    mails = list(told(world, what))
    assert mails, f"{what.value}: nobody is told of it in the world; add it to tests/walks/mails.py"
    for notice, person, words in mails:
        assert words.link.startswith(f"{settings.SITE_URL}/"), words.body
        assert what in ONE_OF_EACH or leads_to_it(notice, words.link), words.link
        client = sign_in(person) if person else Client()
        answer = client.get(words.link.removeprefix(settings.SITE_URL), follow=True)
        assert (answer.status_code, words.link) == (200, words.link)
        assert answer.redirect_chain == []


def test_a_mail_that_leads_to_another_item_than_its_own_is_found_out(world: World) -> None:
    item, other = world.things["draft"], world.things["issued"]
    desk = f"{settings.SITE_URL}/{world.council.slug}/desk"
    notice = Notice(
        council=world.council,
        recipient=world.clerk.membership,
        what=What.MATTER_FLAGGED,
        object_type="communication",
        object_id=item.pk,
    )
    assert leads_to_it(notice, f"{desk}/drafts/{item.pk}/")
    assert not leads_to_it(notice, f"{desk}/drafts/{other.pk}/")
    assert not leads_to_it(notice, f"{desk}/drafts/")
    assert not leads_to_it(notice, f"{desk}/queue/{item.pk}/")


def test_each_sort_of_thing_that_mails_are_about_has_a_page_that_they_must_lead_to() -> None:
    of_themselves = {"membership", "account_request", "left_member", "permission_reminder"}
    assert set(PAGES) | of_themselves == set(settings.NOTICE_WRITERS)


def test_who_left_has_no_page_and_is_told_whom_to_ask() -> None:
    assert set(TO_WHO_LEFT) == OF_WHO_HAS_NO_DESK


def test_what_waits_for_the_digest_asks_nothing_of_its_reader() -> None:
    """Only who must act is told at once: a word is news by being named, and each of these tells what was done."""
    assert {what.value for what in NEWS} == {
        "approved",
        "rejected",
        "issued_urgently",
        "second_look_done",
        "question_answered",
        "quote_decided",
        "press_view_said",
        "letter_share_answered",
        "reviewer_commented",
        "reviewer_finished",
        "view_given",
        "period_coming",
        "job_proved",
        "channel_decided",
        "channel_silent",
    }
