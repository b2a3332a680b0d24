"""A letter about a notice as PDF/UA-1: the same words as the mail that carried it, the same bytes each time."""

from pathlib import Path

import typst

from moderation.models import DefamationNotice, NoticeLetter
from portal.councils.models import Body
from portal.councils.templatetags.words import day
from portal.drafts.content import LONDON
from portal.refusals import Refusal
from portal.typesetting import set_paper

TEMPLATE = Path(__file__).parent / "letter.typ"


class Unprintable(Refusal):
    """The letter could not be set on paper."""

    def __init__(self) -> None:
        super().__init__(
            "This letter cannot be printed.",
            "Its words stand on the page of the notice: copy them from there.",
        )


def letter_pdf(letter: NoticeLetter, notice: DefamationNotice) -> bytes:
    """Return ``letter`` on paper; a sign that cannot be printed stands as its code. Raises Unprintable."""
    body = Body.objects.filter(council=notice.council_id).order_by("pk").first()
    made_at = letter.made_at.astimezone(LONDON)
    paper = {
        "title": f"{letter.get_kind_display()}: notice {notice.reference}",
        "council": notice.council.name,
        "colour": body.accent_colour if body else "",
        "date": day(made_at),
        "paragraphs": letter.body.split("\n\n"),
        "sha256": letter.sha256,
    }
    try:
        return set_paper(TEMPLATE, paper, at=letter.made_at)
    except typst.TypstError as error:
        raise Unprintable from error
