"""Rich text as a small tree of blocks, which the letter's template sets without ever reading markup.

A block is {"t": "p" | "h" | "ul" | "ol" | "quote" | "hr", ...}; an inline is {"t": "text", "v": words} or one of
"strong", "em", "s", "sub", "sup", "link" (with "href"), "br". Everything else of the HTML is left out; no words are.
"""

import re
from html.parser import HTMLParser
from typing import Any

Node = dict[str, Any]

# Deeper nesting than anybody writes is set at this depth: the typesetter's stack is not endless.
DEEPEST = 6
_CONTAINERS = {"blockquote": "quote", "ul": "ul", "ol": "ol"}
_HEADINGS = frozenset({"h2", "h3", "h4"})
_MARKS = {"strong": "strong", "em": "em", "s": "s", "sub": "sub", "sup": "sup", "a": "link"}
_SCHEME = re.compile(r"^(https?://|mailto:|tel:)")
_SPACE = re.compile(r"[ \t\r\n]+")


def blocks_of(html: str) -> list[Node]:
    """Return sanitised ``html`` as blocks, in reading order."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return _settled(reader.root)


class _Reader(HTMLParser):
    """Builds the tree: ``stack`` holds the open containers, ``marks`` the open inline marks."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root: list[Node] = []
        self.stack: list[tuple[str, list[Node]]] = [("root", self.root)]
        self.inlines: list[Node] | None = None
        self.marks: list[tuple[str, str]] = []
        self.skipped: list[str] = []
        self.linked = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _MARKS:
            if len(self.marks) < DEEPEST:
                self.marks.append((_MARKS[tag], _followable(dict(attrs).get("href") or "")))
                self.linked = "" if tag == "a" else self.linked
            else:
                self.skipped.append(tag)
        elif tag == "br":
            self._paragraph().append({"t": "br"})
        elif tag == "hr":
            self._end_block()
            self._children().append({"t": "hr"})
        else:
            self._end_block()
            self._open(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in _MARKS:
            if tag in self.skipped:
                self.skipped.remove(tag)
            elif self.marks:
                self._spell_out(self.marks.pop()[1])
        elif tag != "br":
            self._end_block()
            self._close(tag)

    def handle_data(self, data: str) -> None:
        words = _SPACE.sub(" ", data)
        if self.inlines is None and not words.strip():
            return
        self.linked += words
        node: Node = {"t": "text", "v": words}
        for mark, href in reversed(self.marks):
            if mark != "link" or href:
                node = {"t": mark, "c": [node]} | ({"href": href} if href else {})
        self._paragraph().append(node)

    def _spell_out(self, href: str) -> None:
        """Add a link's address behind its words, unless they hold it: on paper nobody can follow a link."""
        shown = _SCHEME.sub("", href).rstrip("/")
        if shown and self.linked.strip() and shown not in self.linked:
            self._paragraph().append({"t": "text", "v": f" ({shown})"})

    def _children(self) -> list[Node]:
        return self.stack[-1][1]

    def _paragraph(self) -> list[Node]:
        """Return the inlines of the open paragraph, which begins here where there is none."""
        if self.inlines is None:
            self.inlines = []
            if self.stack[-1][0] in {"ul", "ol"}:  # words between items belong to an item of their own
                self._open("li")
            self._children().append({"t": "p", "c": self.inlines})
        return self.inlines

    def _end_block(self) -> None:
        self.inlines = None

    def _open(self, tag: str) -> None:
        """Open a block; lists and quotes that nest too deep become part of the one around them."""
        if tag in _HEADINGS:
            self.inlines = []
            self._children().append({"t": "h", "level": int(tag[1]) - 1, "c": self.inlines})
        elif tag == "li":
            if self.stack[-1][0] in {"ul", "ol"}:
                item: list[Node] = []
                self._children().append({"c": item})
                self.stack.append(("li", item))
        elif tag in _CONTAINERS and len(self.stack) <= DEEPEST:
            inner: list[Node] = []
            self._children().append({"t": _CONTAINERS[tag], "c": inner})
            self.stack.append((_CONTAINERS[tag], inner))

    def _close(self, tag: str) -> None:
        """Close the innermost block of this kind, and what was left open inside it."""
        wanted = _CONTAINERS.get(tag, tag)
        for depth in range(len(self.stack) - 1, 0, -1):
            if self.stack[depth][0] == wanted:
                del self.stack[depth:]
                return


def _followable(href: str) -> str:
    """Return ``href`` if it leads anywhere outside a web page, else an empty string."""
    return href if _SCHEME.match(href) else ""


def _settled(blocks: list[Node]) -> list[Node]:
    """Return ``blocks`` without empty ones, headings in steps of one below the letter's subject (level 1).

    PDF/UA wants it so: a reader of headings must not fall from level 2 to level 4.
    """
    last = 1

    def settle(nodes: list[Node]) -> list[Node]:
        nonlocal last
        kept = []
        for node in nodes:
            kind = node.get("t")
            if kind in {"p", "h"} and not _has_words(node):
                continue
            if kind == "h":
                last = node["level"] = min(node["level"] + 1, last + 1)
            if kind in {"quote", "ul", "ol", None}:
                node["c"] = settle(node["c"])
                if not node["c"]:
                    continue
            kept.append(node)
        return kept

    return settle(blocks)


def _has_words(block: Node) -> bool:
    """Return whether a paragraph or heading shows anything."""
    return bool(words_of(block).strip())


def words_of(node: Node) -> str:
    """Return the words of one block or inline, without their marks."""
    return str(node["v"]) if node["t"] == "text" else "".join(words_of(child) for child in node.get("c", []))
