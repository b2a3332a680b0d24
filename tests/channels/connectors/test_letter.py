"""The letter's connector: one PDF per delivery, tagged, the same bytes each time, whatever the words are."""

import hashlib
import io
import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.http import Http404
from django.utils import timezone
from pypdf import PdfReader

from policies.evaluate import Blocked
from portal.channels.connectors.base import Capability, Permanent
from portal.channels.connectors.letter import LetterConnector
from portal.channels.erasing import erase_public
from portal.channels.letters.answering import letter_response
from portal.channels.letters.blocks import blocks_of
from portal.channels.letters.rendering import letter_pdf
from portal.channels.models import LetterFile, Publication
from portal.channels.post import Post
from portal.councils.models import Body
from portal.drafts.kinds.common import COUNCILLOR, PERSONAL
from portal.markup import sanitise
from portal.records.retention import EraseOrder
from portal.storage import NotAsMade, write_anew
from tests.channels.posts import Staff, make_correction, make_post, make_staff, post_of

pytestmark = pytest.mark.django_db
RICH = (
    "<p>We <strong>agreed</strong> <em>three</em> things:</p><ol><li>one</li><li>two<ul><li>in it</li></ul></li></ol>"
    '<h4>Next</h4><blockquote><p>Quoted.</p></blockquote><p><a href="https://example.org/m/">The minutes</a></p>'
)
HOSTILE = '#[eval] #import "x" * _ $ @ < \\ " \' ` = + - / ~ // /* <script>alert(1)</script> \u200f\u200e'


@pytest.fixture
def staff() -> Staff:
    """Return a council with its letterhead."""
    return make_staff("letter")


@pytest.fixture
def letters() -> LetterConnector:
    """Return the connector."""
    return LetterConnector()


def made(staff: Staff, **changes: object) -> Post:
    """Return the post of a letter, dated 21 November 2026."""
    post = make_post(staff, "letter", "letter", **changes)
    Publication.objects.filter(pk=post.publication.pk).update(go_at=datetime(2026, 11, 21, 10, tzinfo=UTC))
    return post_of(Publication.objects.get(pk=post.publication.pk), "letter")


def read(pdf: bytes) -> str:
    """Return the words of ``pdf`` with single spaces."""
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]
    return re.sub(r"\s+", " ", " ".join(pages).replace("\u200b", ""))


def test_it_finds_and_does_not_wait_for_an_embargo(letters: LetterConnector) -> None:
    assert letters.capabilities == {Capability.FIND, Capability.LETTERHEAD, Capability.ADDRESSED}
    assert (letters.slug, letters.label, letters.waits_for_embargo) == ("letter", "Letter", False)


def test_publishing_twice_makes_one_letter(staff: Staff, letters: LetterConnector) -> None:
    post = made(staff)
    first = letters.publish(post)
    assert letters.publish(post) == first
    assert LetterFile.objects.count() == 1


def test_it_finds_nothing_before_and_the_same_after(staff: Staff, letters: LetterConnector) -> None:
    post = made(staff)
    assert letters.find(post.channel, post.key) is None
    sent = letters.publish(post)
    assert letters.find(post.channel, post.key) == sent
    assert letters.find(post.channel, uuid4()) is None


def test_a_letter_cannot_be_taken_back(staff: Staff, letters: LetterConnector) -> None:
    with pytest.raises(Permanent, match="Letter cannot take anything back"):
        letters.retract(made(staff), "A reason.", scheduled=False)


def test_the_kept_file_is_what_its_hash_says(staff: Staff, letters: LetterConnector) -> None:
    sent = letters.publish(made(staff))
    letter = LetterFile.objects.get()
    with letter.pdf.open("rb") as file:
        assert hashlib.sha256(file.read()).hexdigest() == letter.sha256
    assert sent.evidence.endswith(f"\n\nPDF sha256: {letter.sha256}")


def test_the_same_issue_gives_the_same_bytes(staff: Staff) -> None:
    post = made(staff, body=RICH)
    assert letter_pdf(post) == letter_pdf(post)


def test_the_evidence_is_the_plain_letter(staff: Staff, letters: LetterConnector) -> None:
    post = made(staff, their_reference="AE/3")
    words = letters.publish(post).evidence.rsplit("\n\n", 1)[0]
    assert words == (
        "Pellworth Town Council\nThe Guildhall\nMarket Square\n01632 960220\noffice@pellworth-tc.example\n"
        "www.pellworth-tc.example\n\nMr A. Example\n1 Station Road\nExampleton\n\n21 November 2026\n\n"
        "Our reference: PTC/12\nYour reference: AE/3\n\nDear Mr Example\n\nDropped kerb in Station Road\n\n"
        "Thank you for your letter.\n\nYours sincerely\n\nB. Example\nTown Clerk\n\n"
        f"Issued on behalf of Pellworth Town Council.\n\nApproval reference {post.communication.reference}"
    )


def test_the_pdf_is_tagged_and_names_its_language_and_title(staff: Staff) -> None:
    reader = PdfReader(io.BytesIO(letter_pdf(made(staff, body=RICH))))
    root = reader.root_object
    assert root["/MarkInfo"]["/Marked"].value is True  # type: ignore[index]
    assert str(root["/Lang"]) == "en-GB"
    assert "/StructTreeRoot" in root
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value is True  # type: ignore[index]
    assert reader.metadata is not None
    assert reader.metadata.title == "Dropped kerb in Station Road"
    assert reader.metadata.author == "Pellworth Town Council"
    assert b"pdfuaid:part>1<" in reader.xmp_metadata.stream.get_data()  # type: ignore[union-attr]


def test_the_words_are_read_in_the_order_of_a_letter(staff: Staff) -> None:
    post = made(staff, body=RICH, their_reference="AE/3")
    words = read(letter_pdf(post))
    order = [
        "Pellworth Town Council",
        "The Guildhall Market Square 01632 960220 office@pellworth-tc.example www.pellworth-tc.example",
        "Mr A. Example 1 Station Road Exampleton",
        "21 November 2026 Our reference: PTC/12 Your reference: AE/3",
        "Dear Mr Example",
        "Dropped kerb in Station Road",
        "We agreed three things:",
        "1. one 2. two • in it",
        "Next",
        "Quoted.",
        "The minutes (example.org/m)",
        "Yours sincerely",
        "B. Example Town Clerk",
        f"Issued on behalf of Pellworth Town Council. Approval reference {post.communication.reference}",
        "Page 1 of 1",
    ]
    places = [words.index(part) for part in order]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("capacity", "said"),
    [
        ("official", "Issued on behalf of Pellworth Town Council."),
        (COUNCILLOR, "not on behalf of the council."),
        (PERSONAL, "not the view of Pellworth Town Council."),
    ],
)
def test_the_reader_is_told_the_capacity(staff: Staff, capacity: str, said: str) -> None:
    post = made(staff, capacity=capacity)
    assert post.capacity_line.endswith(said)
    assert post.capacity_line in read(letter_pdf(post))


def test_a_charity_writes_on_its_own_paper(staff: Staff) -> None:
    post = made(staff)
    charity = Body(
        council=staff.council, kind="charity", name="Pellworth Park Trust", letterhead_note="Charity 1"
    )
    post.revision.body = charity
    assert read(letter_pdf(post)).startswith("Pellworth Park Trust Charity 1")


@pytest.mark.parametrize(
    "part",
    ["title", "addressee", "address", "reference", "their_reference", "salutation", "closing", "signatory"],
)
def test_nothing_in_a_part_is_read_as_markup(staff: Staff, part: str) -> None:
    hostile = HOSTILE[:78]
    assert hostile.split(" /*", maxsplit=1)[0] in read(letter_pdf(made(staff, **{part: hostile})))


def test_nothing_in_the_text_is_read_as_markup(staff: Staff) -> None:
    words = read(letter_pdf(made(staff, body=sanitise('<p>#[eval] * _ $ @ &lt; \\ " ` = // /* x */</p>'))))
    assert '#[eval] * _ $ @ < \\ " ` = // /* x */' in words


@pytest.mark.parametrize(
    "body",
    [
        "<p>" + "word " * 19_999 + "</p>",
        "<p>" + "w" * 99_999 + "</p>",
        "<blockquote><ul><li>" * 18 + "deep",
        "<strong><em>" * 28 + "x",
        "<h4>a</h4><h2>b</h2><h4>c</h4><p>d</p>",
        "<li>stray</li><ul>loose<li></li></ul><p><br></p><hr>",
        '<p><a href="http://[">bad</a> <a href="#top">in</a> <a href="www.example.org">bare</a></p>',
        "<p>\u200fשלום\u200e مرحبا ½ ŵ €</p>",
    ],
    ids=["long", "unbroken", "deep", "marks", "headings", "stray", "links", "right-to-left"],
)
def test_any_text_is_set(staff: Staff, body: str) -> None:
    pdf = letter_pdf(made(staff, body=body))
    assert pdf.startswith(b"%PDF-")


def test_a_long_letter_counts_its_pages(staff: Staff) -> None:
    words = read(letter_pdf(made(staff, body="<p>" + "A sentence of a long letter. " * 300 + "</p>")))
    pages = re.findall(r"Page (\d+) of (\d+)", words)
    assert len(pages) > 1
    assert pages == [(str(number), str(len(pages))) for number in range(1, len(pages) + 1)]


def test_a_character_that_cannot_be_printed_is_named(staff: Staff, letters: LetterConnector) -> None:
    post = made(staff)
    emoji = {**post.content, "body": "<p>Hello 😀</p>"}
    with pytest.raises(
        Permanent, match=r"^The letter holds “😀”, which no typeface of the letterhead can print"
    ):
        letters.publish(replace(post, content=emoji))
    assert not LetterFile.objects.exists()


def test_a_letter_that_cannot_be_printed_is_not_even_submitted(staff: Staff) -> None:
    with pytest.raises(Blocked, match="which no typeface of the letterhead can print"):
        made(staff, body="<p>Hello 😀</p>")


def test_a_corrected_letter_says_what_it_replaces(staff: Staff) -> None:
    post = made(staff)
    assert "replaces" not in read(letter_pdf(post))
    fix = make_correction(staff, post, note="The date of the meeting was wrong.", body="<p>New.</p>")
    said = "This letter replaces ours of 21 November 2026. The date of the meeting was wrong."
    assert said in read(letter_pdf(fix))


def test_the_file_is_answered_in_the_browser_under_a_safe_name(
    staff: Staff, letters: LetterConnector
) -> None:
    post = made(staff)
    letters.publish(post)
    response = letter_response(LetterFile.objects.get())
    name = post.communication.reference.replace("/", "-")
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Content-Disposition"] == f'inline; filename="letter-{name}.pdf"'
    assert response.headers["Cache-Control"] == "private, no-store"
    assert b"".join(response.streaming_content).startswith(b"%PDF-")  # type: ignore[arg-type]


def test_a_letter_that_was_erased_is_not_found(staff: Staff, letters: LetterConnector) -> None:
    letters.publish(made(staff))
    LetterFile.objects.update(pdf="")
    with pytest.raises(Http404):
        letter_response(LetterFile.objects.get())


def test_a_letter_that_was_swapped_after_approval_is_handed_to_nobody(
    staff: Staff, letters: LetterConnector
) -> None:
    letters.publish(made(staff))
    letter = LetterFile.objects.get()
    write_anew(letter.pdf, b"%PDF-1.7 another letter")
    with pytest.raises(NotAsMade, match="This letter is not the one that was made of the approved text"):
        letter_response(letter)
    letter.pdf.storage.delete(str(letter.pdf.name))
    with pytest.raises(NotAsMade):
        letter_response(letter)


def test_rich_text_becomes_blocks() -> None:
    assert blocks_of(
        "<h3>T</h3><p>a <strong>b</strong><br>c</p><ol><li>d<ul><li>e</li></ul></li></ol><hr>"
    ) == [
        {"t": "h", "level": 2, "c": [{"t": "text", "v": "T"}]},
        {
            "t": "p",
            "c": [
                {"t": "text", "v": "a "},
                {"t": "strong", "c": [{"t": "text", "v": "b"}]},
                {"t": "br"},
                {"t": "text", "v": "c"},
            ],
        },
        {
            "t": "ol",
            "c": [
                {
                    "c": [
                        {"t": "p", "c": [{"t": "text", "v": "d"}]},
                        {"t": "ul", "c": [{"c": [{"t": "p", "c": [{"t": "text", "v": "e"}]}]}]},
                    ]
                }
            ],
        },
        {"t": "hr"},
    ]


class Killed(BaseException):
    """The worker is gone: nothing of its code runs any more."""


def files_of(post: Post) -> list[str]:
    found = Path(settings.MEDIA_ROOT).glob(f"letters/**/{post.key}*")
    return [str(file.relative_to(settings.MEDIA_ROOT)) for file in found]


@pytest.fixture
def interrupted(staff: Staff, letters: LetterConnector, monkeypatch: pytest.MonkeyPatch) -> Post:
    """Return the post of a letter whose worker died when the file was written and the row was not committed."""
    post = made(staff)

    def die(_step: str, _key: UUID) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr("portal.channels.connectors.letter.reached", die)
        with pytest.raises(Killed):
            letters.publish(post)
    assert (len(files_of(post)), LetterFile.objects.count()) == (1, 0)
    return post


def test_a_worker_that_dies_before_the_letter_is_kept_leaves_neither_an_orphan_nor_a_second_one(
    interrupted: Post, letters: LetterConnector
) -> None:
    assert letters.find(interrupted.channel, interrupted.key) is None
    letters.publish(interrupted)

    kept = LetterFile.objects.get()
    assert files_of(interrupted) == [kept.pdf.name]
    with kept.pdf.open("rb") as file:
        assert hashlib.sha256(file.read()).hexdigest() == kept.sha256


def test_what_it_left_goes_with_the_texts_of_its_item(
    interrupted: Post, django_capture_on_commit_callbacks: Any
) -> None:
    item = interrupted.communication
    with django_capture_on_commit_callbacks(execute=True):
        erase_public(EraseOrder(item.council_id, (item.pk,), timezone.now()))

    assert files_of(interrupted) == []
