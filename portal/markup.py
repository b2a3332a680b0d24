"""Rich text in and out: the only importer of bleach.

Whatever a browser, an importer or the API sends as rich text passes sanitise() before it is stored and again
before it is shown; plain_text() is the one reading of it on which checks, spans, mail and PDF agree.
"""

import re
from collections import Counter
from html.parser import HTMLParser

import bleach
from bleach.sanitizer import Cleaner

ALLOWED_TAGS = frozenset(
    {
        "p",
        "br",
        "strong",
        "em",
        "s",
        "a",
        "ul",
        "ol",
        "li",
        "h2",
        "h3",
        "h4",
        "blockquote",
        "hr",
        "sub",
        "sup",
    }
)
ALLOWED_ATTRIBUTES = {"a": ["href"]}
ALLOWED_PROTOCOLS = frozenset({"http", "https", "mailto", "tel"})

_DROPPED_WITH_CONTENT = re.compile(
    r"<(script|style|template|svg|math)\b.*?(</\1\s*>|\Z)", re.IGNORECASE | re.DOTALL
)
_BLOCKS = frozenset({"p", "h2", "h3", "h4", "li", "blockquote", "ul", "ol", "hr"})
_TAG = re.compile(r"<(/?)(strong|em|s|a|ul|ol|h[234]|blockquote|sub|sup)\b", re.IGNORECASE)
_NO_TAG = re.compile(r"<(?![A-Za-z/!?])|&lt;")
DEEPEST = 60
"""How many elements may be open at once: an HTML parser takes quadratic time for deeper ones."""
# Controls that a person cannot see: C0/C1 except tab and newline, and the bidirectional embeddings, overrides
# and isolates, with which a text can be made to look like another. Right-to-left and left-to-right marks stay.
_UNSEEN = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff]")
_SHOWS_NOTHING = re.compile(
    "[\\s\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0]*"
)
"""Space, and signs that leave the page white: joiners, soft hyphens, fillers of Hangul and Braille, and the like."""
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


class UnreadableText(ValueError):
    """The text holds a character that cannot be stored: a NUL or half of a surrogate pair."""


class TooDeep(ValueError):
    """Elements are nested deeper than anybody writes."""

    def __init__(self) -> None:
        super().__init__(
            "The text has lists or emphasis nested too deeply. Paste it again without its formatting."
        )


def clean_text(text: str) -> str:
    """Return ``text`` with LF newlines and without unseen controls, trimmed at its end.

    Raises UnreadableText for NUL and lone surrogates: they are refused, not dropped, because no keyboard makes them.
    """
    if "\x00" in text or _LONE_SURROGATE.search(text):
        raise UnreadableText
    return _UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).rstrip()


def is_blank(text: str) -> bool:
    """Return whether nobody would see anything of ``text``: a title or a reason of such signs is none."""
    return _SHOWS_NOTHING.fullmatch(text) is not None


def sanitise(html: str) -> str:
    """Return ``html`` with only the tags, attributes and link schemes above; scripts go with their content.

    Raises UnreadableText as clean_text() does, and TooDeep for what would keep a parser busy for minutes.
    """
    parsable, stand_in = _with_stand_ins(_parsable(html))
    cleaned = _cleaner().clean(parsable).replace(stand_in, "&lt;") if stand_in else _cleaner().clean(parsable)
    return "" if not plain_text(cleaned) else cleaned.strip()


def _with_stand_ins(html: str) -> tuple[str, str]:
    """Return ``html`` with one letter for each "<" that begins no tag, and that letter ('' where it has them all).

    The parser treats each such sign as an error of its own and copies all of the text before it: quadratic time. What
    comes back for the letter is ``&lt;``, which no browser takes for the beginning of anything.
    """
    letter = next((sign for sign in map(chr, range(0xE000, 0xF900)) if sign not in html), "")
    return (_NO_TAG.sub(letter, html), letter) if letter else (html, "")


def check_depth(html: str) -> None:
    """Raise what sanitise() would raise for ``html``, without its work: cheap enough for every autosave."""
    _parsable(html)


def _parsable(html: str) -> str:
    """Return ``html`` without scripts and the like, or raise UnreadableText or TooDeep."""
    kept = _DROPPED_WITH_CONTENT.sub("", clean_text(html))
    _refuse_too_deep(kept)
    return kept


def _refuse_too_deep(html: str) -> None:
    """Raise TooDeep where more than DEEPEST elements are open at once (those that a next one closes not counted)."""
    open_by_name: Counter[str] = Counter()
    depth = 0
    for slash, name in _TAG.findall(html.lower()):
        if not slash:
            open_by_name[name] += 1
            depth += 1
        elif open_by_name[name]:
            open_by_name[name] -= 1
            depth -= 1
        if depth > DEEPEST:
            raise TooDeep


def _cleaner() -> Cleaner:
    """Return a fresh cleaner: html5lib's parser keeps state and is not for sharing between threads."""
    return Cleaner(
        tags=ALLOWED_TAGS,
        attributes=ALLOWED_ATTRIBUTES,
        protocols=ALLOWED_PROTOCOLS,
        strip=True,
        strip_comments=True,
    )


def from_plain(text: str) -> str:
    """Return plain ``text`` as rich text: a blank line begins a paragraph, a newline a line."""
    paragraphs = [part.strip("\n") for part in re.split(r"\n{2,}", clean_text(text))]
    return "".join(f"<p>{_lines(part)}</p>" for part in paragraphs if part.strip())


def _lines(paragraph: str) -> str:
    return "<br>".join(bleach.clean(line, tags=set(), strip=False) for line in paragraph.split("\n"))


class TextReader(HTMLParser):
    """Collects text, for plain_text() and for portal.drafts.marking.

    Blocks become lines, list items get a bullet or their number, links keep their address.
    """

    def __init__(self, *, with_links: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.with_links = with_links
        self.lists: list[int | None] = []
        self.hrefs: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS:
            self._break()
        if tag in {"ul", "ol"}:
            self.lists.append(1 if tag == "ol" else None)
        elif tag == "li":
            self._bullet()
        elif tag == "br":
            self.pieces.append("\n")
        elif tag == "a":
            self.hrefs.append(dict(attrs).get("href") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag in {"ul", "ol"} and self.lists:
            self.lists.pop()
        if tag in _BLOCKS:
            self._break()
        elif tag == "a" and self.hrefs:
            href = self.hrefs.pop()
            if self.with_links and href and not "".join(self.pieces[-3:]).endswith(href):
                self.pieces.append(f" ({href})")

    def handle_data(self, data: str) -> None:
        self.pieces.append(re.sub(r"\s+", " ", data))

    def _break(self) -> None:
        if self.pieces and not self.pieces[-1].endswith("\n"):
            self.pieces.append("\n")

    def _bullet(self) -> None:
        number = self.lists[-1] if self.lists else None
        if number is None:
            self.pieces.append("• ")
            return
        self.pieces.append(f"{number}. ")
        self.lists[-1] = number + 1


def plain_text(html: str, *, with_links: bool = False) -> str:
    """Return the words of ``html``, one block a line, as spans and mail count them (code points).

    ``with_links`` adds each link's address in brackets behind its words, as plain mail needs it.
    """
    reader = TextReader(with_links=with_links)
    reader.feed(html)
    reader.close()
    lines = [line.strip() for line in "".join(reader.pieces).split("\n")]
    return "\n".join(line for line in lines if line)
