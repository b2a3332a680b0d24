"""What a policy says about itself: adoption, minute, version, review. Found, never removed from a sentence."""

import re
from dataclasses import dataclass, field

from policies.importing.blocks import Block, SetAside

_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    r"|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)"
)
_DATE = (
    rf"(?:\d{{1,2}}[./-]\d{{1,2}}[./-](?:\d{{4}}|\d{{2}})(?!\d)"
    rf"|\d{{1,2}}(?:st|nd|rd|th)? (?:of )?{_MONTH},? \d{{4}}|{_MONTH},? \d{{4}}|\d{{4}}-\d{{2}}-\d{{2}})"
)
_MINUTE = r"(?:(?=[A-Za-z/.()-]{0,12}\d)[\w/.()-]{1,30})"
_ADOPTED = re.compile(
    r"(?:date )?(?:adopted|approved|ratified|agreed)(?: by [^\n.:]{0,80}?)?"
    rf"(?: on| at [^\n.:]{{0,60}}? on)?(?: the)?\s?[:–-]?\s?({_DATE})",
    re.IGNORECASE,
)
_MINUTED = re.compile(
    rf"\bminute(?:s|d)?(?: reference| ref\.?| number| no\.?| item)?(?: as)?\s?[:–-]?\s?({_MINUTE})",
    re.IGNORECASE,
)
_VERSION = re.compile(r"\bversion(?: number| no\.?)?\s?[:–-]?\s?(v?\d[\w.]{0,8})", re.IGNORECASE)
_REVIEW = re.compile(
    rf"(?:(?:date of )?next review|review (?:date|due|on|by)|to be reviewed(?: on| by| in)?|due for review)"
    rf"(?: date)?(?: is)?(?: due)?(?: on| by| in)?\s?[:–-]?\s?({_DATE})",
    re.IGNORECASE,
)
_FINDERS = {"adopted": _ADOPTED, "minute_reference": _MINUTED, "version": _VERSION, "review": _REVIEW}
_BETWEEN = re.compile(r"[\s|,;.()–-]*")
_FIGURES = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4}|\d{2})")
_WORDS = re.compile(rf"(?:(\d{{1,2}})(?:st|nd|rd|th)? (?:of )?)?({_MONTH}),? (\d{{4}})", re.IGNORECASE)
_LONGEST_LINE = 160
_SEARCHED = 600
"""Characters at the start of a line in which a detail may stand."""


_IN_TITLE = re.compile(r"(?<![\d/.-])(\d{2})(\d{2})(\d{2})(?![\d/.-])")
"""A day as clerks write it into the name of a file: 130325."""


@dataclass
class Details:
    """The details, dates as ISO where they can be read; ``printed`` holds them as they were found."""

    found: dict[str, str] = field(default_factory=dict)
    printed: dict[str, str] = field(default_factory=dict)


def find_details(blocks: list[Block]) -> tuple[list[Block], list[SetAside], Details]:
    """Return the blocks without lines that hold nothing but details, those lines, and the details."""
    details = Details()
    kept = []
    aside = []
    for block in blocks:
        rest = block.text[:_SEARCHED]
        for name, finder in _FINDERS.items():
            match = finder.search(rest)
            if match is None:
                continue
            if name not in details.found:
                details.printed[name] = match[1]
                details.found[name] = (
                    as_iso(match[1]) if name in {"adopted", "review"} else match[1].rstrip(".,)")
                )
            rest = rest[: match.start()] + rest[match.end() :]
        only = rest != block.text[:_SEARCHED] and len(block.text) <= _LONGEST_LINE
        if only and not block.text.endswith(".") and _BETWEEN.fullmatch(rest) and not block.level:
            aside.append(SetAside("details", block.text))
        else:
            kept.append(block)
    return kept, aside, details


def lift_from_title(title: str, details: Details) -> None:
    """Add the day that stands in ``title`` as six figures, where ``details`` name no adoption; the title keeps it."""
    for found in _IN_TITLE.finditer(title):
        iso = as_iso(f"{found[1]}.{found[2]}.{found[3]}")
        if "adopted" not in details.found and iso.startswith("20"):
            details.found["adopted"], details.printed["adopted"] = iso, found[0]


def as_iso(text: str) -> str:
    """Return a British date as 2019-10-15, a month as 2024-03, and as it was where it is no date."""
    figures = _FIGURES.fullmatch(text)
    if figures:
        day, month, year = (int(part) for part in figures.groups())
        full = year + 2000 if year < 100 else year
        return f"{full:04}-{month:02}-{day:02}" if 1 <= month <= 12 and 1 <= day <= 31 else text
    words = _WORDS.fullmatch(text)
    if words:
        month = next(n for n, name in enumerate(_MONTHS, 1) if name.startswith(words[2].lower()[:3]))
        return f"{words[3]}-{month:02}" + (f"-{int(words[1]):02}" if words[1] else "")
    return text
