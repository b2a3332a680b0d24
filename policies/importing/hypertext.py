"""Reading HTML: headings, paragraphs, lists with their numbers, tables; menus and scripts are no policy."""

import re
from dataclasses import dataclass
from html import unescape
from html.parser import HTMLParser

from policies.importing.blocks import Block, CannotImport, Reading, SetAside
from policies.importing.counting import shaped

_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "center",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "header",
        "hr",
        "html",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tbody",
        "tfoot",
        "thead",
        "tr",
        "ul",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "caption",
        "details",
        "dialog",
        "hgroup",
        "legend",
        "menu",
        "search",
        "summary",
    ]
)
_APART = frozenset(
    [
        "audio",
        "button",
        "canvas",
        "iframe",
        "img",
        "input",
        "label",
        "object",
        "optgroup",
        "option",
        "select",
        "textarea",
        "video",
    ]
)
"""Elements within a line whose words a browser shows apart from those beside them."""
_UNSAID = frozenset({"script", "style", "template", "noscript", "svg"})
_CODE = frozenset({"script", "style"})
_AROUND = frozenset({"nav", "footer"})
_HEADING = re.compile(r"h[1-6]")
_DEEPEST = 8
_COMMENT = re.compile(
    r"<!--.*?(?:-->|\Z)|<!\[.*?(?:\]>|\Z)|<\?.*?(?:>|\Z)|<!doctype\b[^<>]{0,1000}>", re.DOTALL | re.IGNORECASE
)
_UNSAID_ELEMENT = re.compile(rf"<({'|'.join(_UNSAID)})\b[^<>]*>.*?(?:</\1\s*>|\Z)", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")


@dataclass
class _List:
    """A list that is open: how it numbers, and how far it has counted."""

    ordered: bool
    shape: str = "1"
    count: int = 0


class _Reader(HTMLParser):
    """Collects blocks."""

    def __init__(self) -> None:
        super().__init__()
        self.blocks: list[Block] = []
        self.set_aside: list[SetAside] = []
        self.title = ""
        self._parts: list[str] = []
        self._lists: list[_List] = []
        self._label = ""
        self._level = 0
        self._around = 0
        self._row = False
        self._in_title = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a block, a list, an item, a row or a line."""
        given = {name: found or "" for name, found in attrs}
        if tag == "title":
            self._in_title = True
        if tag == "br" and not self._row:
            self._flush(whole=False)
        if tag in {"td", "th"}:
            self._parts.append(" | ")
        self._beside(tag, given)
        if tag not in _BLOCKS or (self._row and tag != "tr"):
            if tag in _BLOCKS or tag == "br":
                self._parts.append(" ")
            return
        self._flush()
        self._around += tag in _AROUND
        self._row = tag == "tr" or self._row
        self._level = int(tag[1]) if _HEADING.fullmatch(tag) else self._level
        if tag in {"ol", "ul"}:
            start = given.get("start", "")
            first = int(start) if start.isdecimal() and len(start) < 4 else 1
            self._lists.append(_List(tag == "ol", given.get("type", "1"), first - 1))
        elif tag == "li":
            self._item(given.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        """End what was begun."""
        if tag == "title":
            self._in_title = False
        if tag in _APART:
            self._parts.append(" ")
        if tag not in _BLOCKS or (self._row and tag not in {"tr", "table"}):
            return
        self._flush()
        if tag in {"tr", "table"}:
            self._row = False
        if tag in _AROUND and self._around:
            self._around -= 1
        if _HEADING.fullmatch(tag):
            self._level = 0
        if tag in {"ol", "ul"} and self._lists:
            self._lists.pop()
        if tag == "li":
            self._label = ""

    def handle_data(self, data: str) -> None:
        """Take what is said."""
        if self._in_title:
            self.title += data
        else:
            self._parts.append(data)

    def _beside(self, tag: str, given: dict[str, str]) -> None:
        """Keep the words of what is drawn, not written: they are no clause, and the clerk may miss them."""
        if tag in _APART:
            self._parts.append(" ")
        said = " ".join(given.get("alt" if tag in {"img", "area"} else "value", "").split())
        if said and tag in {"img", "area"}:
            self.set_aside.append(SetAside("description of a picture", said))
        elif said and tag == "input" and given.get("type", "").lower() != "hidden":
            self.set_aside.append(SetAside("field of a form", said))

    def _item(self, value: str) -> None:
        """Work out what a browser would show before the item."""
        inner = self._lists[-1] if self._lists else _List(ordered=False)
        inner.count = int(value) if value.isdecimal() and len(value) < 4 else inner.count + 1
        self._label = f"{shaped(inner.shape, inner.count)}." if inner.ordered else "•"

    def _flush(self, *, whole: bool = True) -> None:
        """End the block that is open."""
        text = " ".join("".join(self._parts).split()).removeprefix("| ").strip()
        self._parts = []
        if not text:
            return
        if self._around:
            self.set_aside.append(SetAside("around the page", text))
            return
        broken = bool(self.blocks) and not self.blocks[-1].whole
        depth = min(max(len(self._lists) - 1, 0), _DEEPEST)
        self.blocks.append(Block(text, self._level, self._label, depth, gap=0 if broken else 1, whole=whole))
        self._label = ""

    def finish(self) -> Reading:
        """Return what was read."""
        self.close()
        self._flush()
        title = " ".join(self.title.split())
        headings = [block for block in self.blocks if block.level == 1]
        reading = Reading("html", self.blocks, "", self.set_aside)
        if len(headings) == 1:
            reading.title = headings[0].text
            reading.blocks.remove(headings[0])
            reading.set_aside += [SetAside("title of the page", title)] if title else []
        else:
            reading.title = title
        return reading


def read_hypertext(text: str) -> Reading:
    """Read HTML. Raises CannotImport where there are more tags than any policy has."""
    said = _without(_COMMENT, text)
    kept = _without(_UNSAID_ELEMENT, said)
    if len(_TAG.findall(kept)) > 200_000:
        raise CannotImport("The page has more marks in it than any policy.")
    reader = _Reader()
    # What is left of "<" outside a tag is text; a parser would look for its end again and again.
    last = 0
    for tag in _TAG.finditer(kept):
        reader.feed(kept[last : tag.start()].replace("<", "&lt;"))
        reader.feed(tag[0])
        last = tag.end()
    reader.feed(kept[last:].replace("<", "&lt;"))
    reader.set_aside += _unshown(said)
    return reader.finish()


def _unshown(text: str) -> list[SetAside]:
    """Return the words of elements that a browser draws or keeps back; scripts and styles say nothing to a reader."""
    found = []
    for element in _UNSAID_ELEMENT.finditer(text):
        inner = " ".join(unescape(_TAG.sub(" ", element[0])).split())
        if inner and element[1].lower() not in _CODE:
            found.append(SetAside("not shown as text on the page", inner))
    return found


def _without(pattern: re.Pattern[str], text: str) -> str:
    return pattern.sub(" ", text)
