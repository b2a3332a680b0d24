"""The logo of a body on its letters."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from pypdf import PdfReader

from portal.channels.letters.rendering import letter_pdf
from portal.councils.branding import set_logo
from portal.councils.models import Body
from tests.channels.posts import make_post, make_staff

pytestmark = pytest.mark.django_db


def alternatives(node: Any) -> list[str]:
    """Return every alternative text below a node of the structure tree."""
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        return [text for child in node for text in alternatives(child)]
    if not isinstance(node, dict):
        return []
    found = [str(node["/Alt"])] if "/Alt" in node else []
    return found + (alternatives(node["/K"]) if "/K" in node else [])


def test_the_logo_stands_on_the_letterhead_with_the_bodys_name_in_words() -> None:
    staff = make_staff()
    post = make_post(staff, "letter", "letter")
    without = letter_pdf(post)
    out = io.BytesIO()
    Image.new("RGBA", (60, 30), (20, 80, 60, 128)).save(out, "PNG")
    file = SimpleUploadedFile("logo.png", out.getvalue(), "image/png")
    charity = Body.objects.create(
        council=staff.council, kind="charity", name="Pellworth Park Trust", charity_number="0000000"
    )
    post.revision.body = set_logo(actor=staff.clerk, body_id=charity.pk, file=file)

    pdf = letter_pdf(post)

    plain, marked = (PdfReader(io.BytesIO(paper)) for paper in (without, pdf))
    assert (len(plain.pages[0].images) > 0, len(marked.pages[0].images) > 0) == (False, True)
    root: Any = marked.trailer["/Root"]
    assert alternatives(root["/StructTreeRoot"]) == ["Pellworth Park Trust"]
    assert "Registered charity 0000000" in marked.pages[0].extract_text()
    assert letter_pdf(post) == pdf
