"""A pack of evidence as PDF/UA-1: the same facts as its JSON, whose hash stands on every page."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import typst

from portal.drafts.content import LONDON
from portal.records.verbs import VERBS
from portal.refusals import Refusal

TEMPLATE = Path(__file__).parent / "pack.typ"


class Unprintable(Refusal):
    """The evidence holds a character that no typeface here has."""

    def __init__(self) -> None:
        super().__init__(
            "This pack cannot be printed: what was said holds a character that no typeface here has.",
            "Nothing was made. Tell whoever runs the portal; give the police the comment’s page meanwhile.",
        )


def pack_pdf(facts: dict[str, Any], *, content_sha256: str, made_at: datetime) -> bytes:
    """Return the pack on paper. Raises Unprintable."""
    paper = {**facts, "sha256": content_sha256, "words": VERBS}
    try:
        made: bytes = typst.compile(
            TEMPLATE.read_bytes(),
            format="pdf",
            ignore_system_fonts=True,
            sys_inputs={"paper": json.dumps(paper, ensure_ascii=False)},
            pdf_standards=["ua-1"],
            timestamp=int(made_at.astimezone(LONDON).timestamp()),
        )
    except typst.TypstError as error:
        raise Unprintable from error
    return made
