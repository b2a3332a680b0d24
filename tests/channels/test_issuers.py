"""Whose item it is, in every output: a body of its own is named and reached as itself, never as its council."""

import io
from email import message_from_string, policy

import pytest
from django.test import Client
from pypdf import PdfReader

from approvals.deciding import Issue, approve
from approvals.submitting import submit
from portal.channels.connectors.base import connectors
from portal.channels.connectors.choosing import that_carry
from portal.channels.letters.rendering import letter_pdf, letter_text
from portal.channels.mail.message import write
from portal.channels.models import Delivery, Publication
from portal.channels.outbox.rows import RowKind, load
from portal.channels.post import Post, compose
from portal.channels.releasing import channels_for
from portal.channels.voices import give_voice
from portal.councils.models import Body
from portal.drafts.editing import start
from tests.channels.mail.posts import mail_to
from tests.channels.posts import Staff, go_live, make_staff
from tests.makers import make_contact, make_revision

pytestmark = pytest.mark.django_db
COUNCIL = "Pellworth Town Council"
CHARITY = "Pellworth Park Trust"
OWN = {
    "address": "The Lodge\nPark Road",
    "telephone": "01632 960999",
    "email": "trust@park.example",
    "website": "https://www.park.example/",
    "charity_number": "0000000",
}
COUNCILS = ("The Guildhall", "01632 960220", "office@pellworth-tc.example", "www.pellworth-tc.example")
CHARITYS = ("The Lodge", "01632 960999", "trust@park.example", "www.park.example")
VOICES = pytest.mark.parametrize(
    ("kind", "name", "own", "others"),
    [(Body.Kind.COUNCIL, COUNCIL, COUNCILS, CHARITYS), (Body.Kind.CHARITY, CHARITY, CHARITYS, COUNCILS)],
)


@pytest.fixture
def staff() -> Staff:
    """Return a council with all channels, and a charity of it with its own."""
    staff = make_staff()
    charity = give_voice(actor=None, council=staff.council, kind=Body.Kind.CHARITY, name=CHARITY)
    Body.objects.filter(pk=charity.pk).update(**OWN)
    return staff


def issued(staff: Staff, voice: str, *, kind: str, connector: str) -> Post:
    """Return what the worker of ``connector`` is handed of an approved item in the voice of that kind of body."""
    item = start(actor=staff.author, kind=kind, body=Body.objects.get(council=staff.council, kind=voice))
    revision = make_revision(author=staff.author, communication=item)
    review = submit(actor=staff.author, communication_id=item.pk, revision_id=revision.pk)
    item.refresh_from_db()
    chosen = that_carry(item, channels_for(item.council_id, item.spec.outputs, item.body_id))
    order = Issue(channel_ids=[channel.pk for channel in chosen])
    _, publication = approve(
        actor=staff.clerk, review_id=review.pk, revision_id=review.revision_id, issue=order
    )
    assert isinstance(publication, Publication)
    row = publication.deliveries.get(channel__connector=connector)
    delivery = load(RowKind.DELIVERY, row.pk)
    assert isinstance(delivery, Delivery)
    return compose(delivery.publication, delivery.channel, delivery.key)


def shown(staff: Staff, voice: str, path: str) -> str:
    """Return a public page or feed on which a notice in that voice is shown."""
    post = issued(staff, voice, kind="notice", connector="newsroom")
    connectors()["newsroom"].publish(post)
    go_live(post.publication)
    at = f"/{staff.council.slug}/"
    answer = Client().get(f"{at}news/{post.publication.slug}/" if path == "item" else at + path)
    assert answer.status_code == 200
    return answer.content.decode()


@VOICES
@pytest.mark.parametrize("path", ["", "item", "feed.atom", "feed.rss", "feed.json"])
def test_readers_are_told_that_it_was_issued_by_that_body(
    staff: Staff, kind: str, name: str, own: tuple[str, ...], others: tuple[str, ...], path: str
) -> None:
    page = shown(staff, kind, path)
    other = CHARITY if name == COUNCIL else COUNCIL
    assert f"Issued on behalf of {name}." in page
    assert f"Issued on behalf of {other}" not in page
    assert f"Issued by {other}" not in page
    if path.startswith("feed"):
        assert f"Issued by {name}." in page


@VOICES
def test_the_items_page_gives_the_press_that_bodys_own_addresses(
    staff: Staff, kind: str, name: str, own: tuple[str, ...], others: tuple[str, ...]
) -> None:
    page = shown(staff, kind, "item")
    assert f'<span itemprop="name">{name}</span></dd>' in page
    contact = page.partition('<section class="news-contact"')[2].partition("</section>")[0]
    assert name in contact
    assert [words in contact for words in own[:3]] == [True] * 3
    assert [words in contact for words in others[:3]] == [False] * 3


@VOICES
def test_the_feeds_entry_is_by_that_body(
    staff: Staff, kind: str, name: str, own: tuple[str, ...], others: tuple[str, ...]
) -> None:
    entry = shown(staff, kind, "feed.atom").partition("<entry>")[2]
    assert f"<author><name>{name}</name></author>" in entry


@VOICES
def test_the_mail_comes_from_that_body_and_answers_go_to_it(
    staff: Staff, kind: str, name: str, own: tuple[str, ...], others: tuple[str, ...]
) -> None:
    post = issued(staff, kind, kind="press_release", connector="press_email")
    mail = mail_to(make_contact(staff.council), post.channel)
    message = message_from_string(
        write(post, mail, now=post.publication.go_at).data.decode(), policy=policy.default
    )
    assert message["From"].addresses[0].display_name == name
    assert message["Reply-To"] == own[2]
    for half in ("plain", "html"):
        part = message.get_body((half,))
        assert part is not None
        text = part.get_content()
        assert f"Issued on behalf of {name}." in text
        assert (CHARITY if name == COUNCIL else COUNCIL) not in text


@VOICES
def test_a_notice_of_withdrawal_is_that_bodys(
    staff: Staff, kind: str, name: str, own: tuple[str, ...], others: tuple[str, ...]
) -> None:
    post = issued(staff, kind, kind="press_release", connector="press_email")
    mail = mail_to(make_contact(staff.council), post.channel, withdrawal=True)
    data = write(post, mail, now=post.publication.go_at).data.decode()
    part = message_from_string(data, policy=policy.default).get_body(("plain",))
    assert part is not None
    assert f"{name} has withdrawn this item." in " ".join(part.get_content().split())


@VOICES
def test_the_letter_is_on_that_bodys_paper(
    staff: Staff, kind: str, name: str, own: tuple[str, ...], others: tuple[str, ...]
) -> None:
    post = issued(staff, kind, kind="letter", connector="letter")
    pdf = PdfReader(io.BytesIO(letter_pdf(post))).pages[0].extract_text()
    for text in (pdf, letter_text(post)):
        assert [words in text for words in own] == [True] * 4
        assert [words in text for words in others] == [False] * 4
        assert (CHARITY if name == COUNCIL else COUNCIL) not in text


def test_a_body_without_addresses_of_its_own_is_reached_at_its_councils(staff: Staff) -> None:
    nothing = dict.fromkeys(("address", "telephone", "email", "website"), "")
    Body.objects.filter(kind=Body.Kind.CHARITY).update(**nothing)
    text = letter_text(issued(staff, Body.Kind.CHARITY, kind="letter", connector="letter"))
    assert text.startswith(CHARITY)
    assert [words in text for words in COUNCILS] == [True] * 4


def test_a_committees_paper_names_the_council_that_it_is_part_of(staff: Staff) -> None:
    give_voice(actor=None, council=staff.council, kind=Body.Kind.COMMITTEE, name="Planning Committee")
    text = letter_text(issued(staff, Body.Kind.COMMITTEE, kind="letter", connector="letter"))
    assert text.startswith(f"Planning Committee\n{COUNCIL}\n")
