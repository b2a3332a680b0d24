"""The sheet: its size, its look, what stands on it; an accessible PDF, or words about why there is none."""

import io
from datetime import timedelta

import pytest
from django.utils import timezone
from pypdf import PdfReader

from portal.channels.connectors.base import Permanent, connectors
from portal.channels.models import Place
from portal.channels.printing.setting import sheet_pdf, sheet_text
from tests.channels.posts import post_of
from tests.channels.printing.conftest import Board
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
