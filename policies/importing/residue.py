"""What word processors and web pages leave in a text: soft hyphens, bookmarks, codes of fields, names of pictures."""

import re
from dataclasses import replace

from policies.importing.blocks import Block, SetAside

_UNSEEN = re.compile(
    "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]"
)
# Symbol fonts put their bullets into the private area; what they look like there is a bullet.
_SYMBOL_BULLET = re.compile("^[\\s]*[\uf000-\uf0ff\u25a0-\u25ff\u2022\u00b7\u2043\u2219]")
_CODES = re.compile(
    r"\[bookmark: [^\]\n]{0,80}\]"
    r"|\{ ?(?:PAGE|NUMPAGES|TOC|PAGEREF|HYPERLINK|REF|SEQ|DATE|MERGEFIELD|FORMTEXT)\b[^{}\n]{0,200}\}"
    r'|\bHYPERLINK (?:\\[a-z] )?"[^"\n]{0,300}"(?: \\[a-z] ?(?:"[^"\n]{0,80}")?)?'
    r"|\b(?:PAGEREF|REF) _\w{1,60}(?: \\[a-z*]){0,3}"
    r'|\bTOC \\[a-z](?: "[^"\n]{0,20}")?(?: \\[a-z]){0,5}'
    r"|\b(?:PAGE|NUMPAGES) \\\* (?:MERGEFORMAT|Arabic)"
)
_FURNITURE = re.compile(
    r"(?:skip to (?:main )?content|header image for .{0,120}|page ?\d+image\d+|z-logo|\w{1,20} logo"
    r"|error! (?:bookmark not defined|reference source not found)\.?)",
    re.IGNORECASE,
)
_NO_WORDS = re.compile(r"[\W_]{3,}")


def strip_residue(blocks: list[Block]) -> tuple[list[Block], list[SetAside]]:
    """Return the blocks without what no author wrote, and that by itself; white space becomes single spaces."""
    kept: list[Block] = []
    aside: list[SetAside] = []
    gap = 0
    for block in blocks:
        text = _UNSEEN.sub("", block.text)
        codes = _CODES.findall(text)
        aside += [SetAside("word residue", code) for code in codes]
        text = " ".join((_CODES.sub(" ", text) if codes else text).split())
        bullet = _SYMBOL_BULLET.match(text)
        if bullet:
            text = f"•{text[bullet.end() :]}"
        why = _why_not(text)
        if why:
            aside += [SetAside(why, text)] if text else []
            gap = max(gap, block.gap, 1 if why == "rule" else 0)
            continue
        same = text == block.text and gap <= block.gap
        kept.append(block if same else replace(block, text=text, gap=max(block.gap, gap)))
        gap = 0
    return kept, aside


def _why_not(text: str) -> str:
    """Return why a line is no part of the text, or nothing."""
    if not text:
        return "empty"
    if _FURNITURE.fullmatch(text):
        return "furniture"
    if _NO_WORDS.fullmatch(text):
        return "rule"
    return ""
