"""A post made of a longer item leads to it; who forgot the link is told where it goes, while writing and after it."""

import json
from typing import Any

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from approvals.founding import OFFICERS_ACT
from approvals.gates import still_clear
from approvals.withdrawing import cancel_schedule, withdraw
from policies.judging import judge
from portal.channels.models import Delivery, NewsItem, ShortVersion
from portal.channels.shortening import begin_post_of, page_of
from portal.councils.models import Body, Council
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.drafts.models import Communication
from portal.records.models import LedgerEntry
from portal.refusals import NotYours, Refusal
from tests.makers import (
    make_approved,
    make_channels,
    make_council,
    make_person,
    make_revision,
    put_at,
    read_again,
    sign_in,
)
from tests.makers.policies import make_adopted_policy, make_clause_rule

pytestmark = pytest.mark.django_db
DESK = "/ptc/desk/drafts/"
CITES = [OFFICERS_ACT]
UNLINKED = "This is a shortened version without a link to the full story."


@pytest.fixture
def council() -> Council:
    made = make_council(slug="ptc")
    make_channels(made, "newsroom", "press_email", "mastodon", "x")
    return made


@pytest.fixture
def clerk(council: Council) -> Person:
    return make_person(council=council, role=Role.CLERK)


@pytest.fixture
def desk(clerk: Person) -> Client:
    return sign_in(clerk)


def page(desk: Client, address: str) -> str:
    return " ".join(desk.get(address).content.decode().split())


def without_link(item: Communication, clerk: Person, **changes: Any) -> Communication:
    """Return ``item`` with its link taken out, and ``changes``, saved by ``clerk``."""
    text: dict[str, Any] = {
        "title": "Square reopens",
        "text": "The square reopens on Saturday.",
        "link": "",
        **changes,
    }
    make_revision(author=clerk, kind="social_post", communication=item, **text)
    item.refresh_from_db()
    return item


def advises(clerk: Person, severity: str = "advise") -> None:
    make_clause_rule(
        clerk=clerk,
        version=make_adopted_policy(clerk=clerk),
        ref="1.1",
        check_id="full-story-link",
        severity=severity,
    )


def found_in(item: Communication) -> list[tuple[str, str, str]]:
    revision = item.current_revision
    assert revision is not None
    return [
        (one.field, one.message, one.remedy)
        for one in judge(item, revision.content).findings
        if one.check == "full-story-link"
    ]


def test_the_button_on_an_item_makes_a_post_that_leads_to_it(clerk: Person, desk: Client) -> None:
    release = make_revision(author=clerk).communication
    assert "Make a short post of it" in page(desk, f"{DESK}{release.pk}/")

    answer = desk.post(f"{DESK}{release.pk}/post/")

    post = Communication.objects.get(kind="social_post")
    assert answer["Location"] == f"{DESK}{post.pk}/"
    assert post.current_revision is not None
    said = post.current_revision.content
    assert (said["title"], said["text"]) == (
        "Market Square reopens on Saturday",
        "Market Square reopens to traffic on Saturday 12 December.",
    )
    assert said["link"] == f"{settings.SITE_URL}/ptc/news/press-release-{release.pk}/"
    assert (said["basis"], said["basis_reference"], said["capacity"]) == (
        "minute",
        "Minute 34/26",
        "official",
    )
    assert "This post leads to the full story by its link." in page(desk, answer["Location"])
    told = page(desk, f"{DESK}{post.pk}/")
    assert f'<dt>Short version of</dt><dd><a class="govuk-link" href="{DESK}{release.pk}/">' in told
    assert "Make a short post of it" not in told
    assert (
        f'<dt>Posts made of it</dt><dd><ul class="plain-list"><li><a class="govuk-link" href="{DESK}{post.pk}/">'
        in (page(desk, f"{DESK}{release.pk}/"))
    )
    entry = LedgerEntry.objects.get(verb="short_version_begun")
    assert (entry.object_id, json.loads(entry.body)["facts"]["source"]) == (post.pk, release.pk)


def test_of_what_is_issued_the_post_leads_to_its_page_in_the_newsroom(clerk: Person) -> None:
    notice = make_approved(author=clerk, clerk=clerk, kind="notice", title="Hedges").communication

    assert page_of(notice) == f"{settings.SITE_URL}/ptc/news/hedges-{notice.pk}/"


def test_the_address_without_a_headline_leads_on_once_the_item_is_issued(clerk: Person) -> None:
    item = make_revision(author=clerk, kind="notice", title="Hedges").communication
    before = page_of(item)
    issue = make_approved(author=clerk, clerk=clerk, kind="notice", title="Hedges")
    NewsItem.objects.create(
        council=clerk.council,
        communication_id=issue.communication_id,
        publication=issue,
        slug=issue.slug,
        kind="notice",
        headline="Hedges",
        published_at=timezone.now(),
        changed_at=timezone.now(),
    )
    assert before.endswith(f"/ptc/news/notice-{item.pk}/")

    answer = Client().get(f"/ptc/news/notice-{issue.communication_id}/")

    assert (answer.status_code, answer["Location"]) == (301, f"/ptc/news/{issue.slug}/")


def test_whoever_takes_the_link_out_is_told_where_it_goes_while_writing(clerk: Person, desk: Client) -> None:
    advises(clerk)
    release = make_revision(author=clerk).communication
    post = begin_post_of(actor=clerk, communication_id=release.pk)
    assert found_in(post) == []
    assert UNLINKED not in page(desk, f"{DESK}{post.pk}/")

    without_link(post, clerk)

    to = f"{settings.SITE_URL}/ptc/news/press-release-{release.pk}/"
    assert found_in(post) == [
        ("text", UNLINKED, f"Put {to} into “Link”: it is then sent with every version.")
    ]
    shown = page(desk, f"{DESK}{post.pk}/")
    assert UNLINKED in shown
    assert f"Put {to} into “Link”" in shown
    assert UNLINKED in page(desk, f"{DESK}{post.pk}/findings/")
    assert UNLINKED in page(desk, f"{DESK}{post.pk}/submit/")


@pytest.mark.parametrize(
    ("changes", "warned"),
    [
        ({"link": "{page}"}, []),
        ({"link": "{page}?utm_source=x#top"}, []),
        ({"link": "https://www.example.org/elsewhere"}, ["text"]),
        ({"text": "All of it: {page}"}, []),
        ({"text": "All of it: https://www.example.org/elsewhere"}, ["text"]),
        ({"link": "{page}", "versions": {"x": "Square reopens."}}, []),
        ({"versions": {"x": "Square reopens."}}, ["text", "versions"]),
        ({"text": "All of it: {page}", "versions": {"x": "Square reopens."}}, ["versions"]),
    ],
)
def test_only_what_leads_to_that_very_story_counts_and_what_the_portal_sends_along_is_enough(
    clerk: Person, changes: dict[str, Any], warned: list[str]
) -> None:
    advises(clerk)
    release = make_revision(author=clerk).communication
    post = begin_post_of(actor=clerk, communication_id=release.pk)
    to = page_of(release)
    typed = {
        name: value.replace("{page}", to) if isinstance(value, str) else value
        for name, value in changes.items()
    }

    without_link(post, clerk, **typed)

    assert [field for field, _, _ in found_in(post)] == warned


def test_a_headline_that_changes_before_the_issue_makes_no_link_wrong(clerk: Person) -> None:
    advises(clerk)
    notice = make_revision(author=clerk, kind="notice", title="Hedges").communication
    post = begin_post_of(actor=clerk, communication_id=notice.pk)
    issue = make_approved(author=clerk, clerk=clerk, kind="notice", title="Hedges and verges")
    ShortVersion.objects.filter(communication=post).update(of=issue.communication)

    without_link(post, clerk, link=f"{settings.SITE_URL}/ptc/news/notice-{issue.communication_id}/")
    assert found_in(post) == []
    without_link(post, clerk, link=f"{settings.SITE_URL}/ptc/news/hedges-{notice.pk}/")
    assert [field for field, _, _ in found_in(post)] == ["text"]


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("rejected", "was rejected"),
        ("withdrawn", "was withdrawn"),
        ("cancelled", "was stopped before it went out"),
    ],
)
def test_where_the_story_ended_the_link_to_it_is_found_and_a_post_without_it_stands_for_itself(
    clerk: Person, state: str, words: str
) -> None:
    advises(clerk)
    issue = make_approved(author=clerk, clerk=clerk, kind="notice", title="Hedges")
    post = begin_post_of(actor=clerk, communication_id=issue.communication_id)
    assert found_in(post) == []

    if state == "rejected":
        ShortVersion.objects.filter(communication=post).update(
            of=put_at(make_revision(author=clerk, kind="notice").communication, "rejected")
        )
        without_link(post, clerk, link=page_of(Communication.objects.get(short_versions__communication=post)))
    elif state == "withdrawn":
        withdraw(actor=clerk, communication_id=issue.communication_id, reason="The wrong road.", cites=CITES)
    else:
        cancel_schedule(actor=clerk, communication_id=issue.communication_id, reason="Not yet.", cites=CITES)

    ended = f"The full story that this leads to {words}: readers would not find what it promises."
    assert [(field, message) for field, message, _ in found_in(post)] == [("link", ended)]
    without_link(post, clerk)
    assert found_in(post) == []


def test_where_the_story_stands_on_another_page_too_a_link_to_that_is_one(clerk: Person) -> None:
    advises(clerk)
    issue = make_approved(author=clerk, clerk=clerk, kind="notice", title="Hedges")
    Delivery.objects.filter(publication=issue).update(public_url="https://www.example.org/2027/hedges/")
    post = begin_post_of(actor=clerk, communication_id=issue.communication_id)

    without_link(post, clerk, link="https://example.org/2027/hedges")

    assert found_in(post) == []


def test_a_much_shorter_version_of_a_post_is_told_where_the_newsroom_shows_the_whole(clerk: Person) -> None:
    advises(clerk)
    text = (
        "The square reopens on Saturday after six months of work on the paving and on the drains beneath it."
    )
    post = make_revision(
        author=clerk, kind="social_post", text=text, link="", versions={"x": "Square reopens."}
    ).communication

    to = f"{settings.SITE_URL}/ptc/news/social-post-{post.pk}/"
    whole = f"Add the link to the full story. Once it is issued, the newsroom shows the whole text at {to}"
    assert found_in(post) == [("versions", UNLINKED, whole)]
    assert found_in(without_link(post, clerk, text=text, link=to, versions={"x": "Square reopens."})) == []


def test_what_must_be_answered_stands_in_the_way_of_submitting_until_the_link_is_there(
    clerk: Person, desk: Client
) -> None:
    advises(clerk, "block")
    post = begin_post_of(actor=clerk, communication_id=make_revision(author=clerk).communication_id)
    item = without_link(post, clerk)
    address = f"/ptc/desk/queue/submit/{item.pk}/"

    refused = desk.post(address, {"revision_id": item.current_revision_id, "message": ""})

    assert refused.status_code == 409
    assert UNLINKED in refused.content.decode()
    without_link(post, clerk, link=page_of(Communication.objects.get(short_versions__communication=post)))
    assert desk.post(address, {"revision_id": post.current_revision_id, "message": ""}).status_code == 302


def test_before_it_is_sent_it_is_held_where_the_council_has_come_to_ask_for_the_link(clerk: Person) -> None:
    issue = make_approved(
        author=clerk, clerk=clerk, kind="social_post", text="The square reopens on Saturday.", link=""
    )
    release = make_revision(author=clerk).communication
    ShortVersion.objects.create(communication=issue.communication, of=release)
    assert still_clear(read_again(issue)) == ""

    advises(clerk, "block")

    assert still_clear(read_again(issue)) == UNLINKED


@pytest.mark.parametrize(
    ("kind", "stage"),
    [("social_post", "draft"), ("letter", "draft"), ("notice", "withdrawn"), ("notice", "rejected")],
)
def test_no_post_is_made_where_readers_would_find_no_story(
    clerk: Person, desk: Client, kind: str, stage: str
) -> None:
    item = put_at(make_revision(author=clerk, kind=kind).communication, stage)

    assert "Make a short post of it" not in page(desk, f"{DESK}{item.pk}/")
    with pytest.raises(Refusal, match="readers would find no full story"):
        begin_post_of(actor=clerk, communication_id=item.pk)
    assert not ShortVersion.objects.exists()


def test_who_may_not_read_the_item_makes_nothing_of_it_and_learns_nothing(
    council: Council, clerk: Person
) -> None:
    release = make_revision(author=clerk).communication
    member = make_person(council=council, role=Role.COUNCILLOR)
    assert sign_in(member).post(f"{DESK}{release.pk}/post/").status_code == 404
    with pytest.raises(NotYours):
        begin_post_of(actor=member, communication_id=release.pk)

    post = begin_post_of(actor=clerk, communication_id=release.pk)
    Communication.objects.filter(pk=post.pk).update(author=member.membership)

    assert "Short version of" not in page(sign_in(member), f"{DESK}{post.pk}/")


def test_a_second_press_leads_to_the_post_of_the_first(clerk: Person) -> None:
    release = make_revision(author=clerk).communication

    first = begin_post_of(actor=clerk, communication_id=release.pk)

    assert begin_post_of(actor=clerk, communication_id=release.pk) == first
    assert LedgerEntry.objects.filter(verb="short_version_begun").count() == 1


def test_a_long_first_paragraph_is_cut_at_a_word_and_a_closed_voice_becomes_the_councils(
    clerk: Person,
) -> None:
    notice = make_revision(author=clerk, kind="notice", body=f"<p>{'Hedges ' * 90}</p>").communication
    charity = Body.objects.create(
        council=clerk.council, name="The Almshouses", kind=Body.Kind.CHARITY, closed_at=timezone.now()
    )
    Communication.objects.filter(pk=notice.pk).update(body=charity)

    post = begin_post_of(actor=clerk, communication_id=notice.pk)

    assert post.current_revision is not None
    assert post.current_revision.content["text"] == " ".join(["Hedges"] * 57)
    assert post.body.kind == Body.Kind.COUNCIL


def test_the_database_lets_no_item_be_short_of_itself(clerk: Person) -> None:
    item = make_revision(author=clerk).communication

    with pytest.raises(IntegrityError, match="no_item_is_short_of_itself"), transaction.atomic():
        ShortVersion.objects.create(communication=item, of=item)
