"""Setting on paper what anybody wrote: what no typeface here covers stands as its code, and refuses no paper."""

import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any

import typst

MOST_ROUNDS = 20
"""How often the paper is set again for further signs: each round names all that it met."""
_UNCOVERED = re.compile(r'the text `"(.+?)"` could not be displayed')
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")


def set_paper(template: Path, paper: dict[str, Any], *, at: datetime) -> bytes:
    """Return ``paper`` set by ``template`` as PDF/UA-1 of ``at`` (aware), the same bytes for the same words.

    A sign that no typeface covers, such as an emoji, stands as its code in brackets, [U+1F52A]; the template is told by
    ``coded`` that there are such. Raises typst.TypstError where it cannot be set for any other cause.
    """
    codes: dict[int, str] = {}
    for _ in range(MOST_ROUNDS):
        try:
            return _compiled(template, {**paper, "coded": bool(codes)}, codes, at)
        except typst.TypstError as error:
            missing = _uncovered(error) - codes.keys()
            if not missing:
                raise
            codes |= {sign: f"[U+{sign:04X}]" for sign in missing}
    return _compiled(template, {**paper, "coded": True}, codes, at)


def _compiled(template: Path, paper: dict[str, Any], codes: dict[int, str], at: datetime) -> bytes:
    made: bytes = typst.compile(
        template.read_bytes(),
        format="pdf",
        ignore_system_fonts=True,
        sys_inputs={"paper": json.dumps(paper, ensure_ascii=False).translate(codes)},
        pdf_standards=["ua-1"],
        timestamp=int(at.timestamp()),
    )
    return made


def _uncovered(error: typst.TypstError) -> set[int]:
    """Return the signs that ``error`` says no typeface covers; a letter beneath an accent is none of them."""
    found: set[int] = set()
    for cluster in _UNCOVERED.findall(f"{error} {getattr(error, 'diagnostic', '')}"):
        said = _ESCAPED.sub(lambda code: chr(int(code[1], 16)), cluster)
        found |= {ord(sign) for sign in said if not sign.isascii()}
    return found
