"""A pack of evidence as PDF/UA-1: the same facts as its JSON, whose hash stands on every page."""

from datetime import datetime
from pathlib import Path
from typing import Any

import typst

from portal.records.verbs import VERBS
from portal.refusals import Refusal
from portal.typesetting import set_paper

TEMPLATE = Path(__file__).parent / "pack.typ"


class Unprintable(Refusal):
    """The evidence could not be set on paper."""

    def __init__(self) -> None:
        super().__init__(
            "This pack cannot be printed.",
            "Nothing was made. Tell whoever runs the portal; give the police the comment’s page meanwhile.",
        )


def pack_pdf(facts: dict[str, Any], *, content_sha256: str, made_at: datetime) -> bytes:
    """Return the pack on paper; a sign that cannot be printed stands as its code. Raises Unprintable."""
    paper = {**facts, "sha256": content_sha256, "words": VERBS}
    try:
        return set_paper(TEMPLATE, paper, at=made_at)
    except typst.TypstError as error:
        raise Unprintable from error
