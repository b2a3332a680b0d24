"""The sheet: its size, its look, what stands on it; an accessible PDF, or words about why there is none."""

import io
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from pypdf import PdfReader

from portal.channels.connectors.base import Permanent, connectors
from portal.channels.models import Place
from portal.channels.post import Post
from portal.channels.printing.setting import sheet_pdf, sheet_text
from portal.councils.branding import set_logo
from portal.councils.models import Body
from tests.channels.connectors.test_letter_logo import alternatives
from tests.channels.posts import post_of
from tests.channels.printing.conftest import Board, photograph
from tests.makers import make_approved

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("sheet", "width"), [("a3", 842), ("a4", 595), ("a5", 420)])
def test_the_sheet_has_the_size_of_its_place_and_is_an_accessible_pdf(
    board: Board, sheet: str, width: int
) -> None:
    Place.objects.update(sheet=sheet)
    made = sheet_pdf(post_of(board.approve(), "noticeboard"))

    read = PdfReader(io.BytesIO(made))
    assert round(float(read.pages[0].mediabox.width)) == width
    assert b"pdfuaid" in made


def branded(board: Board) -> Post:
    """Return a notice for the board of a body that has a logo and a colour of its own."""
    Body.objects.filter(pk=board.channel.body_id).update(
        accent_colour="#583672", name="Pellworth Town Council"
    )
    set_logo(actor=board.clerk, body_id=board.channel.body_id, file=photograph("orange"))
    return post_of(board.approve(), "noticeboard")


def filled(paper: PdfReader) -> set[tuple[float, ...]]:
    """Return the colours, as percentages of red, green and blue, that fill letters and areas."""
    page: Any = paper.pages[0]
    operations = page.get_contents().operations
    return {
        tuple(round(float(part) * 100) for part in operands)
        for operands, operator in operations
        if operator in {b"rg", b"sc", b"scn"} and len(operands) == len("rgb")
    }


@pytest.mark.parametrize("sheet", ["a3", "a4", "a5"])
def test_the_sheet_bears_the_body_s_logo_in_words_too_and_its_colour(board: Board, sheet: str) -> None:
    plain = PdfReader(io.BytesIO(sheet_pdf(post_of(board.approve(), "noticeboard"))))
    Place.objects.update(sheet=sheet)
    made = PdfReader(io.BytesIO(sheet_pdf(branded(board))))
    (logo,) = made.pages[0].images
    assert logo.image is not None
    middle: Any = logo.image.convert("RGB").getpixel((40, 30))
    assert max(abs(seen - meant) for seen, meant in zip(middle, (255, 165, 0), strict=True)) < 10
    root: Any = made.trailer["/Root"]
    assert alternatives(root["/StructTreeRoot"]) == ["Pellworth Town Council"]
    purple, green = (35, 21, 45), (9, 25, 20)
    assert (purple in filled(made), green in filled(made)) == (True, False)
    assert (len(plain.pages[0].images), purple in filled(plain), green in filled(plain)) == (0, False, True)


def test_the_sheet_is_tagged_and_says_its_title_and_its_language(board: Board) -> None:
    post = branded(board)
    made = PdfReader(io.BytesIO(sheet_pdf(post)))
    root: Any = made.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert (root["/Lang"], root["/ViewerPreferences"]["/DisplayDocTitle"]) == ("en-GB", True)
    assert made.metadata is not None
    assert (made.metadata.title, made.metadata.author) == (post.headline, post.issuer.name)


def test_the_sheet_says_whose_it_is_how_to_reach_them_and_until_when_it_stays(board: Board) -> None:
    until = timezone.now() + timedelta(days=10)
    post = post_of(board.approve(take_down_at=until), "noticeboard")

    words = " ".join(PdfReader(io.BytesIO(sheet_pdf(post))).pages[0].extract_text().split())

    assert post.council.name in words
    assert post.communication.reference in words
    assert "To be taken down" in words
    assert post.headline in sheet_text(post)


def test_the_same_issue_gives_the_same_bytes(board: Board) -> None:
    post = post_of(board.approve(), "noticeboard")
    assert sheet_pdf(post) == sheet_pdf(post)


def test_a_sign_that_no_typeface_has_is_said_in_words(board: Board) -> None:
    item = make_approved(
        author=board.author, clerk=board.clerk, kind="notice", body="<p>\U0001f600 Hello</p>"
    )
    with pytest.raises(Permanent, match="no typeface here can print"):
        connectors()["noticeboard"].publish(post_of(item, "noticeboard"))
