"""The mail itself: complete in both halves, right in any language, and closed to injection."""

import email
import re
from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from portal.channels.connectors.base import Permanent, Refused
from portal.channels.mail.message import KEY_HEADER, Letter, write
from portal.channels.models import Channel, Contact
from portal.channels.post import Post
from tests.channels.mail.posts import KEY, a_council, a_release, mail_to, make_contact, post_of

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
EMBARGO = "2027-07-06T00:01"


def written(post: Post, contact: Contact, *, withdrawal: bool = False) -> Letter:
    return write(post, mail_to(contact, post.channel, withdrawal=withdrawal), now=NOW)


def read(letter: Letter) -> EmailMessage:
    message = email.message_from_bytes(letter.data, policy=default)
    assert isinstance(message, EmailMessage)
    return message


def halves(letter: Letter) -> tuple[str, str]:
    """Return the plain and the HTML half."""
    plain, html = (part.get_content().replace("\r\n", "\n") for part in read(letter).iter_parts())
    return plain, html


def a_post(*, council: dict[str, Any] | None = None, **changes: Any) -> tuple[Post, Contact]:
    made = a_council(**(council or {}))
    return post_of(a_release(made, **changes)), make_contact(made)


def test_the_headers_name_sender_reader_and_ways_out() -> None:
    post, contact = a_post()
    message = read(written(post, contact))
    assert message["From"] == "Pellworth Town Council <portal@localhost>"
    assert message["To"] == "Newsdesk <news@gazette.example>"
    assert message["Reply-To"] == "office@pellworth-tc.gov.uk"
    assert message["Subject"] == "Market Square reopens on Saturday"
    assert message["Date"] == "Fri, 20 Nov 2026 12:00:00 +0000"
    assert message["Message-ID"] == f"<{KEY}@localhost>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message[KEY_HEADER] == str(KEY)


def test_the_way_out_stands_unfolded_and_unencoded_in_its_header() -> None:
    post, contact = a_post()
    (line,) = re.findall(rb"(?m)^List-Unsubscribe: .*\r$", written(post, contact).data)
    assert re.fullmatch(
        rb"List-Unsubscribe: <http://localhost:8000/[a-z0-9-]+/press/opt-out/[\w.-]+/>, "
        rb"<mailto:office@pellworth-tc\.gov\.uk\?subject=[\w%]+>\r",
        line,
    )


def test_the_channel_may_mail_from_an_address_of_its_own() -> None:
    post, contact = a_post()
    Channel.objects.filter(pk=post.channel.pk).update(settings={"from": "press@pellworth-tc.gov.uk"})
    post.channel.refresh_from_db()
    letter = written(post, contact)
    assert letter.sender == "press@pellworth-tc.gov.uk"
    assert read(letter)["Message-ID"] == f"<{KEY}@pellworth-tc.gov.uk>"


def test_both_halves_say_everything() -> None:
    post, contact = a_post()
    plain, html = halves(written(post, contact))
    for words in (
        "Pellworth Town Council",
        "Issued on behalf of Pellworth Town Council.",
        "For immediate release",
        "Market Square reopens on Saturday",
        "Market Square reopens to traffic on Saturday 12 December.",
        "The paving is finished.",
        "“We are glad that the square is open.”",
        "Ada Example, Mayor",
        "Notes to editors",
        "The work began in June.",
        "The Town Clerk",
        "press@example.org",
        "01632 960220",
        f"Approval reference: {post.communication.reference}",
        post.public_url,
        "press list",
    ):
        assert words in plain
        assert words in html


def test_every_line_is_ascii_short_and_ends_in_crlf() -> None:
    post, contact = a_post(title="Pēļl " + "nö " * 60, body="<p>" + "Ünïcode wörds 🏛 " * 400 + "</p>")
    data = written(post, contact).data
    assert data.isascii()
    lines = data.split(b"\r\n")
    assert not any(b"\n" in line or b"\r" in line for line in lines)
    assert max(len(line) for line in lines if not line.startswith(b"List-")) <= 78


def test_other_languages_survive_in_headers_and_text() -> None:
    title = "Jérôme’s “Größe” – 町 🏛, and a title long enough to be folded over several lines of the header"
    post, contact = a_post(
        council={"name": "Llanfair‑ym‑Muallt, “Tref” Council"}, title=title, body="<p>Ŵyl 町 🏛</p>"
    )
    contact.name = "Zoë, Newsdesk"
    letter = written(post, contact)
    message = read(letter)
    assert message["Subject"] == title
    assert message["From"].addresses[0].display_name == "Llanfair‑ym‑Muallt, “Tref” Council"
    assert message["To"].addresses[0].display_name == "Zoë, Newsdesk"
    assert message["To"].addresses[0].addr_spec == "news@gazette.example"
    assert all("Ŵyl 町 🏛" in half for half in halves(letter))


@pytest.mark.parametrize(
    "poison",
    [
        "Hello\r\nBcc: all@example.org",
        "Hello\nX-Injected: yes",
        "Hello\u2028Bcc: a@example.org",
        "a\x0bb\x85c\x1cd",
    ],
)
def test_no_name_can_inject_a_header(poison: str) -> None:
    post, contact = a_post()
    contact.name = poison
    post.council.name = poison
    post.content["title"] = poison
    message = read(written(post, contact))
    assert message["Bcc"] is None
    assert message["X-Injected"] is None
    assert len(message.keys()) == len(set(message.keys())) == 12
    assert "\n" not in message["Subject"]


@pytest.mark.parametrize(
    "address", ["a@b.example\r\nRCPT TO:<x@y.example>", "a b@c.example", "nobody", "ä@b.example", ""]
)
def test_an_address_that_smtp_cannot_say_is_refused(address: str) -> None:
    post, contact = a_post()
    mail = replace(mail_to(contact, post.channel), address=address)
    with pytest.raises(Refused, match="cannot be used"):
        write(post, mail, now=NOW)


def test_a_domain_in_another_script_is_written_in_ascii() -> None:
    post, contact = a_post()
    contact.email = "news@zeitung-münchen.example"
    assert written(post, contact).recipient == "news@xn--zeitung-mnchen-osb.example"


def test_a_channel_without_a_usable_sender_says_so(settings: Settings) -> None:
    post, contact = a_post()
    settings.DEFAULT_FROM_EMAIL = "nobody at all"
    with pytest.raises(Permanent, match="sender"):
        written(post, contact)


def test_html_runs_nothing_and_fetches_nothing() -> None:
    post, contact = a_post(title="<script>alert(1)</script> & Co")
    post.content["body"] = (
        "<p onclick='x()'>Words<img src='https://tracker.example/x.gif'></p><script>alert(2)</script>"
        "<a href='javascript:x()'>link</a><iframe src='https://tracker.example'></iframe><style>p{}</style>"
    )
    post.content["quotes"] = [{"speaker": "<b>A</b>", "office": "", "words": "<i>x</i>"}]
    _, html = halves(written(post, contact))
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; Co" in html
    assert "&lt;i&gt;x&lt;/i&gt;" in html
    for bad in ("<script", "<img", "<iframe", "<style", "onclick", "javascript:", "tracker.example", " src="):
        assert bad not in html


def test_plain_text_is_wrapped_but_addresses_stay_whole() -> None:
    link = "https://www.pellworth-tc.gov.uk/" + "a-very-long-path/" * 8
    items = "<ul><li>one</li><li>two</li></ul>"
    post, contact = a_post(body=f"<p>{'Word ' * 60}</p>{items}<p><a href='{link}'>Read</a></p>")
    plain, _ = halves(written(post, contact))
    assert f"({link})" in plain
    assert "• one\n• two" in plain
    assert max(len(line) for line in plain.splitlines() if "http" not in line) <= 72


def test_an_embargo_stands_in_subject_and_text_with_weekday_and_zone() -> None:
    post, contact = a_post(embargo=EMBARGO)
    letter = written(post, contact)
    plain, html = halves(letter)
    assert read(letter)["Subject"] == (
        "EMBARGOED until Tuesday 6 July 2027, 00:01 BST: Market Square reopens on Saturday"
    )
    assert "EMBARGOED UNTIL Tuesday 6 July 2027, 00:01 BST" in plain
    assert "EMBARGOED UNTIL Tuesday 6 July 2027, 00:01 BST" in html
    assert "For immediate release" not in plain + html


def test_an_embargo_that_is_over_is_not_mentioned() -> None:
    post, contact = a_post(embargo=EMBARGO)
    letter = write(post, mail_to(contact, post.channel), now=datetime(2027, 7, 6, 12, 0, tzinfo=UTC))
    assert read(letter)["Subject"] == "Market Square reopens on Saturday"
    assert "For immediate release" in halves(letter)[0]


def test_a_correction_says_what_changed() -> None:
    post, contact = a_post()
    post.publication.is_correction, post.publication.public_note = True, "It is Sunday, not Saturday."
    letter = written(post, contact)
    assert read(letter)["Subject"].startswith("CORRECTION: ")
    assert all("It is Sunday, not Saturday." in half for half in halves(letter))


def test_a_withdrawal_says_why_and_repeats_nothing() -> None:
    post, contact = a_post()
    post.publication.end_reason = "The date was wrong."
    letter = written(post, contact, withdrawal=True)
    plain, html = halves(letter)
    assert read(letter)["Subject"] == "WITHDRAWN: Market Square reopens on Saturday"
    for half in (plain, html):
        assert "The date was wrong." in half
        assert "Issued on behalf of" in half
        assert "The paving is finished" not in half
        assert "For immediate release" not in half
