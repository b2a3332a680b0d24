"""Every output of every channel tells its reader in which capacity it is sent: read in each of them."""

import io
import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default
from html import unescape
from uuid import UUID

import feedparser
import pytest
from django.test import Client
from pypdf import PdfReader

from portal.channels.connectors.mailing import Mail
from portal.channels.letters.rendering import letter_pdf, letter_text
from portal.channels.mail.message import write
from portal.channels.models import NewsItem
from portal.drafts.capacity import voice_of
from portal.drafts.kinds.common import COUNCILLOR, OFFICIAL, PERSONAL
from portal.markup import plain_text
from tests.channels.posts import Staff, make_news, make_post, make_staff
from tests.makers import make_contact, sign_in

pytestmark = pytest.mark.django_db

SENTENCES = {
    OFFICIAL: "Issued on behalf of Pellworth Town Council.",
    COUNCILLOR: (
        "Sent by Ada Example, Councillor, about works done or policies agreed by Pellworth Town Council; "
        "not on behalf of the council."
    ),
    PERSONAL: "The personal view of Ada Example; not the view of Pellworth Town Council.",
}
AUTHORS = {OFFICIAL: "Pellworth Town Council", COUNCILLOR: "Ada Example, Councillor", PERSONAL: "Ada Example"}
_NAMES_THE_COUNCIL = re.compile(r"Issued (by|on behalf of)")
_NOW = datetime(2026, 11, 21, 10, tzinfo=UTC)


@pytest.fixture
def staff() -> Staff:
    """Return a council with every channel, and Ada Example, who writes."""
    made = make_staff(slug="pellworth")
    made.author.membership.user.name = "Ada Example"
    made.author.membership.user.save()
    return made


def page(client: Client, path: str) -> str:
    """Return the source of a page with its entities read and its space made one."""
    return " ".join(unescape(client.get(path).content.decode()).split())


def words(html: str) -> str:
    """Return the words of a page's main part."""
    return " ".join(plain_text(html).split())


def the_list(staff: Staff, client: Client, item: NewsItem) -> str:
    source = page(client, "/pellworth/")
    found = re.search(r'<li class="news-item">(.*?)</li>', source)
    assert found is not None
    return words(found[1])


def the_page(staff: Staff, client: Client, item: NewsItem) -> str:
    found = re.search(r"<article.*?</article>", page(client, f"/pellworth/news/{item.slug}/"))
    assert found is not None
    return words(found[0])


def open_graph(staff: Staff, client: Client, item: NewsItem) -> str:
    source = page(client, f"/pellworth/news/{item.slug}/")
    found = re.search(r'<meta property="og:description" content="(.*?)">', source)
    assert found is not None
    assert f'<meta name="description" content="{found[1]}">' in source
    return found[1]


def feed(name: str, where: str) -> Callable[[Staff, Client, NewsItem], str]:
    def read(staff: Staff, client: Client, item: NewsItem) -> str:
        answer = client.get(f"/pellworth/{name}").content
        if name == "feed.json":
            (entry,) = json.loads(answer)["items"]
            return words(entry["content_html"]) if where == "content" else str(entry["summary"])
        (entry,) = feedparser.parse(answer, sanitize_html=False).entries
        return words(entry.content[0].value) if where == "content" else str(entry.summary)

    read.__name__ = f"{name} {where}"
    return read


def preview(staff: Staff, client: Client, item: NewsItem) -> str:
    source = page(sign_in(staff.author), f"/pellworth/desk/drafts/{item.communication_id}/preview/")
    found = re.search(r"<article.*?</article>", source)
    assert found is not None
    return words(found[0])


def reading(staff: Staff, client: Client, item: NewsItem) -> str:
    source = page(sign_in(staff.clerk), f"/pellworth/desk/drafts/{item.communication_id}/revisions/1/")
    found = re.search(r"<article.*?</article>", source)
    assert found is not None
    return words(found[0])


PUBLIC = [
    the_list,
    the_page,
    open_graph,
    *(
        feed(name, where)
        for name in ("feed.atom", "feed.rss", "feed.json")
        for where in ("summary", "content")
    ),
    preview,
    reading,
]


def only(capacity: str, said: str) -> None:
    """Fail unless ``said`` holds the sentence of ``capacity`` and no other, and a person's text no issuing council."""
    assert [name for name, sentence in SENTENCES.items() if sentence in said] == [capacity], said
    if capacity != OFFICIAL:
        assert _NAMES_THE_COUNCIL.search(said) is None, said


@pytest.mark.parametrize("capacity", SENTENCES)
@pytest.mark.parametrize("output", PUBLIC, ids=lambda output: output.__name__)
def test_every_output_of_the_newsroom_says_in_which_capacity(
    staff: Staff, client: Client, capacity: str, output: Callable[[Staff, Client, NewsItem], str]
) -> None:
    only(capacity, output(staff, client, make_news(staff, "social_post", capacity=capacity)))


@pytest.mark.parametrize("capacity", SENTENCES)
@pytest.mark.parametrize("withdrawal", [False, True])
def test_a_press_mail_says_it_in_subject_and_both_halves(
    staff: Staff, capacity: str, withdrawal: bool
) -> None:
    # The rules let no release out in anybody's own capacity; what an emergency lets past them is still marked.
    post = make_post(staff, connector="press_email")
    content = {**post.content, "capacity": capacity}
    post = replace(
        post, content=content, voice=voice_of(post.communication, content, body_name=post.revision.body.name)
    )
    contact = make_contact(staff.council)
    mail = Mail(
        contact=contact,
        address=contact.email,
        key=UUID(int=7),
        message_id="<7@example.org>",
        is_withdrawal=withdrawal,
        deadline=_NOW,
    )
    message = message_from_bytes(write(post, mail, now=_NOW).data, policy=default)
    marks = {OFFICIAL: "", COUNCILLOR: "FROM A COUNCILLOR: ", PERSONAL: "PERSONAL VIEW: "}
    before = "WITHDRAWN: " if withdrawal else ""
    assert message["Subject"] == f"{before}{marks[capacity]}{post.headline}"
    for subtype in ("plain", "html"):
        half = message.get_body((subtype,))
        assert half is not None
        said = " ".join(plain_text(half.get_content()).split()) if subtype == "html" else half.get_content()
        said = " ".join(said.split())
        only(capacity, said)
        assert said.removeprefix(message["Subject"]).strip().startswith(AUTHORS[capacity])


@pytest.mark.parametrize("capacity", SENTENCES)
def test_a_letter_says_it_on_paper_and_in_the_archive(staff: Staff, capacity: str) -> None:
    post = make_post(staff, "letter", "letter", capacity=capacity)
    pages = [found.extract_text() for found in PdfReader(io.BytesIO(letter_pdf(post))).pages]
    for said in (" ".join(pages), letter_text(post)):
        only(capacity, " ".join(said.replace("\u200b", "").split()))


@pytest.mark.parametrize("capacity", SENTENCES)
def test_the_feeds_and_the_page_name_who_speaks_as_their_author(
    staff: Staff, client: Client, capacity: str
) -> None:
    item = make_news(staff, "social_post", capacity=capacity)
    named = [
        feedparser.parse(client.get(f"/pellworth/{name}").content).entries[0].author
        for name in ("feed.atom", "feed.rss")
    ]
    (entry,) = json.loads(client.get("/pellworth/feed.json").content)["items"]
    assert [*named, entry["authors"]] == [AUTHORS[capacity]] * 2 + [[{"name": AUTHORS[capacity]}]]
    source = page(client, f"/pellworth/news/{item.slug}/")
    assert f'<meta property="article:author" content="{AUTHORS[capacity]}">' in source
    assert ("<dt>Written by</dt>" in source) is (capacity != OFFICIAL)
