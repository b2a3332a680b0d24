"""Reading through spelling tricks: one plain spelling of a text, with the place of each sign in the original.

What is respelt: letters that only look Latin, invisible and combining signs, numbers and signs for letters, letters
kept apart or starred out, letters said again and again. A word is respelt only where something comes of it that is
known (``known``), or where signs stand between letters; so a house number or a road's number stays what it is.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from moderation.screening.wordlists import known, masked, one_run

_PLAIN = str.maketrans(
    {
        "‘": "'",
        "’": "'",
        "‛": "'",
        "ʼ": "'",
        "`": "'",
        "´": "'",
        "“": '"',
        "”": '"',
        "„": '"',
        "«": '"',
        "»": '"',
        "‐": "-",
        "‑": "-",
        "–": "-",
        "—": "-",
        "…": ".",
        "\u00a0": " ",
        "\u202f": " ",
        "\u2009": " ",
        "\u2028": "\n",
        "\u2029": "\n",
        "\r": "\n",
        "\t": " ",
    }
)
_LATIN = str.maketrans(
    "аеорсухіѕјԁԛԝвкмнтгпиАВЕКМНОРСТХІЅЈαβεικνορτυχωΑΒΕΖΗΙΚΜΝΟΡΤΥΧøðłđħıŁØ",
    "aeopcyxisjdqwbkmhtrnuABEKMHOPCTXISJaeeikvoptuxwABEZHIKMNOPTYXodldhiLO",
)
_OTHER_SCRIPT = re.compile(r"[\u0370-\u052f]")
_LATIN_LETTER = re.compile(r"[A-Za-z]")
_FOREIGN_RUN = re.compile(r"[^\x00-\x7f]+")
_MARKED = re.compile(r"[A-Za-z][^\x00-\x7f]|[^\x00-\x7f][A-Za-z]")
_TOKEN = re.compile(r"[^\s,;:?\"()\[\]{}<>/\\]{2,40}")
_LEET = {
    "4": "a",
    "@": "a",
    "3": "e",
    "€": "e",
    "1": "i",
    "!": "i",
    "|": "i",
    "0": "o",
    "5": "s",
    "$": "s",
    "7": "t",
}
_LEET |= {"8": "b", "9": "g", "+": "t", "£": "l", "6": "g", "2": "z"}
_SURE = frozenset("@$!|013457€")
_HAS_LEET = re.compile(r"[A-Za-z][0-9@$!|€£+]|[0-9@$!|€£+][A-Za-z]")
_BETWEEN = re.compile(r"[A-Za-z][0-9@$!|€]{1,3}(?=[A-Za-z])")
_STARRED = re.compile(r"(?<![\w*#@])[A-Za-z][A-Za-z]{0,12}[*#%_]{1,8}[A-Za-z]{0,12}(?![\w*#])")
_APART = re.compile(r"(?<![\w'])(?:[A-Za-z0-9@$!*][ .*_\-,~]){2,30}[A-Za-z0-9@$!](?![\w'])")
_JOINED = re.compile(r"(?<![\w'.-])[A-Za-z]{1,12}(?:[._*~+-]{1,3}[A-Za-z]{1,12}){1,6}(?![\w'-])")
_CUT = re.compile(r"[A-Za-z][._*~+-]{1,3}[A-Za-z]")
_RUN = re.compile(r"\b[A-Za-z]{0,30}([A-Za-z])\1\1[A-Za-z]{0,60}")
_LONG_RUN = re.compile(r"([A-Za-z])\1{2,}")
_TWICE = re.compile(r"([A-Za-z])\1[A-Za-z]?([A-Za-z])\2")
_WORD = re.compile(r"[A-Za-z]{5,40}")
_NO_VOWEL = re.compile(
    r"(?<![\w'.-])(?:[b-df-hj-np-tv-xz]|[B-DF-HJ-NP-TV-XZb-df-hj-np-tv-xz]{2,4})(?![\w'.-])"
)
_NEXT = re.compile(r" ([A-Za-z]{2,9})(?![\w'-])")
_LAST = re.compile(r"(?<![\w'-])([A-Za-z]{2,9}) $")
Replacement = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class Folded:
    """A text in plain spelling. ``offsets`` maps its positions to the original's; None where nothing moved."""

    text: str
    offsets: tuple[int, ...] | None

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Return where ``start`` to ``end`` stands in the original, in code points."""
        if self.offsets is None:
            return start, end
        return self.offsets[start], max(self.offsets[start], self.offsets[end])


def folded(text: str) -> Folded:
    """Return ``text`` in plain spelling; linear in its length, for any text whatever."""
    plain, offsets = text.translate(_PLAIN), None
    if not plain.isascii():
        plain, offsets = _applied(plain, _foreign(plain), None)
    for respelt in (_starred, _apart, _leet, _runs, _doubled, _joined, _parted):
        found = list(respelt(plain))
        if found:
            plain, offsets = _applied(plain, iter(found), offsets)
    return Folded(plain, offsets)


def _applied(
    text: str, replacements: Iterator[Replacement], before: tuple[int, ...] | None
) -> tuple[str, tuple[int, ...] | None]:
    """Return ``text`` with what was replaced, and where each of its signs stood before all that was done
    to it."""
    pieces: list[str] = []
    offsets: list[int] = []
    last, moved = 0, False
    for start, end, new in replacements:
        pieces += (text[last:start], new)
        offsets.extend(range(last, start))
        offsets.extend(start + place * (end - start) // len(new) for place in range(len(new)))
        last, moved = end, moved or len(new) != end - start
    pieces.append(text[last:])
    whole = "".join(pieces)
    if not moved:
        return whole, before
    offsets.extend(range(last, len(text) + 1))
    return whole, tuple(offsets) if before is None else tuple(before[place] for place in offsets)


def _foreign(text: str) -> Iterator[Replacement]:
    """Yield signs beyond ASCII that are read as plain letters, and invisible ones that are left out."""
    mixed = _mixed_words(text)
    for run in _FOREIGN_RUN.finditer(text):
        for place in range(run.start(), run.end()):
            new = _sign(text[place], within=mixed(place))
            if new != text[place]:
                yield place, place + 1, new


def _mixed_words(text: str) -> Callable[[int], bool]:
    """Return whether a place lies in a word that mixes Latin letters with those of another alphabet."""
    spans = [
        found.span()
        for found in re.finditer(r"\S{1,60}", text)
        if _OTHER_SCRIPT.search(found.group()) and _LATIN_LETTER.search(found.group())
    ]
    starts = [start for start, _ in spans]

    def lies(place: int) -> bool:
        index = bisect_right(starts, place) - 1
        return index >= 0 and place < spans[index][1]

    return lies


def _sign(sign: str, *, within: bool) -> str:
    code = ord(sign)
    if 0xD800 <= code <= 0xDFFF:
        return "\ufffd"
    if 0x1F130 <= code <= 0x1F189:
        return chr(ord("a") + (code - 0x1F130) % 32 % 26)
    if 0x370 <= code <= 0x52F and not within:
        return sign
    if (latin := sign.translate(_LATIN)) != sign:
        return latin
    kind = unicodedata.category(sign)
    if kind in {"Mn", "Me", "Cf"}:
        return ""
    parts = unicodedata.normalize("NFKD", sign)
    base = parts[0]
    return parts[:3] if parts.isascii() else base if base.isascii() and base.isalpha() else sign


def _starred(text: str) -> Iterator[Replacement]:
    """Yield words of which some letters are starred out."""
    for found in _STARRED.finditer(text) if any(sign in text for sign in "*#%_") else ():
        word = masked(found.group().lower())
        if word:
            yield found.start(), found.end(), word


def _apart(text: str) -> Iterator[Replacement]:
    """Yield words whose letters are kept apart: “i d i o t”, “k.i.l.l”."""
    for found in _APART.finditer(text):
        letters = re.sub(r"[ .*_\-,~]", "", found.group()).lower()
        word = _known_form(letters) or (letters if letters.isalpha() and known(letters) else "")
        words = [word] if word else _words_within(_letters_for(letters))
        if words:
            yield found.start(), found.end(), " ".join(words)


def _words_within(letters: str) -> list[str]:
    """Return the known words into which ``letters`` falls, with what stands between them; none where none
    is known."""
    found: list[str] = []
    start = place = 0
    while place < len(letters):
        length = next(
            (n for n in range(12, 3, -1) if known(letters[place : place + n]) and place + n <= len(letters)),
            0,
        )
        if length:
            found += [part for part in (letters[start:place], letters[place : place + length]) if part]
            place += length
            start = place
        else:
            place += 1
    return [*found, letters[start:]] if found and letters[start:] else found


def _leet(text: str) -> Iterator[Replacement]:
    """Yield words in which numbers and signs stand for letters."""
    if not _HAS_LEET.search(text):
        return
    for found in _TOKEN.finditer(text):
        token = found.group().rstrip(".!'*-")
        if (
            text[found.start() - 1 : found.start()] in {"/", "."}
            or token.isalpha()
            or not _HAS_LEET.search(token)
            or "@" in token[:1]
            or "." in token
        ):
            continue
        word = _known_form(token.lower())
        if not word and _BETWEEN.search(token) and not re.search(r"\d{2}", token):
            word = _letters_for(token.lower()) if set(re.findall(r"[^A-Za-z']", token)) <= _SURE else ""
        if word and word != token.lower():
            yield found.start(), found.start() + len(token), word


def _letters_for(token: str) -> str:
    return "".join(_LEET.get(sign, sign) for sign in token)


def _known_form(token: str) -> str:
    """Return the known word as which ``token`` can be read, or nothing."""
    tries = (_letters_for(token), _letters_for(token.replace("1", "l").replace("!", "l").replace("|", "l")))
    for word in tries:
        bare = re.sub(r"[^a-z]", "", word)
        for form in (bare, one_run(bare)):
            if form != token and known(form):
                return form
    return ""


def _runs(text: str) -> Iterator[Replacement]:
    """Yield words in which a letter is said three times or more."""
    for found in _RUN.finditer(text) if _LONG_RUN.search(text) else ():
        word = found.group()
        tries = (_LONG_RUN.sub(r"\1", word), _LONG_RUN.sub(r"\1\1", word), one_run(word))
        new = next((each for each in tries if known(each.lower())), tries[0])
        yield found.start(), found.end(), new


def _doubled(text: str) -> Iterator[Replacement]:
    """Yield known words of which letters are said twice: “wwaannkkeerr”."""
    for found in _WORD.finditer(text) if _TWICE.search(text) else ():
        word = found.group().lower()
        if _TWICE.search(word) and not known(word) and known(bare := one_run(word)):
            yield found.start(), found.end(), bare


def _joined(text: str) -> Iterator[Replacement]:
    """Yield known words that a sign cuts in two: “mor-on”, “id.iot”."""
    for found in _JOINED.finditer(text) if _CUT.search(text) else ():
        word = re.sub(r"[^A-Za-z]", "", found.group()).lower()
        if len(word) > 3 and known(word) and not known(found.group().lower()):
            yield found.start(), found.end(), word


def _parted(text: str) -> Iterator[Replacement]:
    """Yield known words that a space cuts in two, where one half is no word, as it has no vowel: “sc um”."""
    done = 0
    for found in _NO_VOWEL.finditer(text):
        half = found.group().lower()
        before = _LAST.search(text, max(done, found.start() - 11), found.start())
        after = _NEXT.match(text, found.end())
        if after and known(half + after[1].lower()):
            yield found.start(), (done := after.end()), half + after[1].lower()
        elif before and known(before[1].lower() + half):
            yield before.start(), (done := found.end()), before[1].lower() + half
