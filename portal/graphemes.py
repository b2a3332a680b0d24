"""Counting as networks count: graphemes (Bluesky, Mastodon), weighted signs (X). Unicode's annex 29, shortened."""

import re
import unicodedata

_ADDRESS = re.compile(
    (
        r"https?://[^\s]{1,2000}|"
        r"(?<![\w@.])(?:www\.)?[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){0,3}\.(?:com|org|net|uk|co|eu|"
        r"info|gov)(?:/[^\s]{0,2000})?(?![\w@])"
    ),
    re.IGNORECASE,
)
_MENTION = re.compile(r"(?<![\w/@])@[A-Za-z0-9_]{1,100}(@[A-Za-z0-9.-]{1,253}[A-Za-z0-9])")
_EXTENDING = re.compile("[\u200c\ufe00-\ufe0f\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f\u20e3]")
_FLAG = re.compile("[\U0001f1e6-\U0001f1ff]")
_PICTURE = re.compile(
    "[\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff\u00a9\u00ae\u203c\u2049\u2122\u2139\u231a-\u23ff]"
)
_SHORT_LINK = 23
_JOINER = "\u200d"


def graphemes(text: str) -> list[tuple[int, int]]:
    """Return where each grapheme of ``text`` begins and ends, in code points."""
    if text.isascii():
        return _plain(text)
    found: list[tuple[int, int]] = []
    start, flags = 0, 0
    for place in range(1, len(text) + 1):
        if place < len(text) and _joined(text[place - 1], text[place], flags):
            flags += 1 if _FLAG.match(text[place]) else 0
            continue
        found.append((start, place))
        start, flags = place, 0
    return found if text else []


def _plain(text: str) -> list[tuple[int, int]]:
    return [found.span() for found in re.finditer(r"\r\n|[\s\S]", text)]


def _joined(before: str, sign: str, flags: int) -> bool:
    """Say whether ``sign`` belongs to the grapheme that ends with ``before``."""
    if before == "\r":
        return sign == "\n"
    if sign == _JOINER or _EXTENDING.match(sign) or unicodedata.category(sign) in {"Mn", "Me", "Mc"}:
        return before != "\n"
    if before == _JOINER:
        return bool(_PICTURE.match(sign))
    return bool(_FLAG.match(sign) and _FLAG.match(before) and flags == 0)


def addresses_in(text: str) -> list[tuple[int, int]]:
    """Return where web addresses stand that networks shorten by themselves."""
    return [found.span() for found in _ADDRESS.finditer(text)]


def weights_for_x(text: str) -> list[tuple[int, int, int]]:
    """Return (start, end, weight) for each unit of ``text`` as X counts: a link 23, a picture 2, CJK 2, others 1."""
    found: list[tuple[int, int, int]] = []
    place = 0
    for start, end in [*addresses_in(text), (len(text), len(text))]:
        for first, last in graphemes(text[place:start]):
            found.append((place + first, place + last, _weight(text[place + first : place + last])))
        if end > start:
            found.append((start, end, _SHORT_LINK))
        place = end
    return found


def weights_for_mastodon(text: str, *, per_link: int = _SHORT_LINK) -> list[tuple[int, int, int]]:
    """Return (start, end, weight) for each unit of ``text`` as Mastodon counts.

    A link counts 23 whatever its length, a mention without its server, all else by grapheme. ``per_link``: what the
    server itself says that a link counts (characters_reserved_per_url).
    """
    found: list[tuple[int, int, int]] = []
    place = 0
    links = [
        (start, end, per_link) for start, end in addresses_in(text) if text[start:end].startswith("http")
    ]
    mentions = [(*match.span(1), 0) for match in _MENTION.finditer(text) if not _within(links, match.start())]
    for start, end, weight in [*sorted(links + mentions), (len(text), len(text), 0)]:
        found.extend((place + first, place + last, 1) for first, last in graphemes(text[place:start]))
        if end > start:
            found.append((start, end, weight))
        place = end
    return found


def _within(spans: list[tuple[int, int, int]], place: int) -> bool:
    return any(start <= place < end for start, end, _ in spans)


def _weight(grapheme: str) -> int:
    if len(grapheme) > 1 and (_PICTURE.match(grapheme) or _FLAG.match(grapheme) or "\u20e3" in grapheme):
        return 2
    return sum(1 if _light(ord(sign)) else 2 for sign in grapheme)


def _light(code: int) -> bool:
    return code <= 0x10FF or 0x2000 <= code <= 0x200D or 0x2010 <= code <= 0x201F or 0x2032 <= code <= 0x2037


def cut_after(units: list[tuple[int, int, int]], limit: int) -> int | None:
    """Return where the unit begins with which the weight of ``units`` exceeds ``limit``, or None."""
    total = 0
    for start, _, weight in units:
        total += weight
        if total > limit:
            return start
    return None
