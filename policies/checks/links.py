"""Links that work, are encrypted, and show where they lead."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from policies.checks.base import OF_ANYBODY, WORDS_ALONE, Hit
from policies.checks.phrases import Options, Typed, parameter, prose
from policies.language.addresses import host_of, links
from policies.language.reading import Reading
from policies.subjects import Subject
from portal.drafts.kinds import Shape
from portal.drafts.marking import links_in

SHORTENERS = frozenset(
    [
        "bit.ly",
        "tinyurl.com",
        "t.co",
        "goo.gl",
        "ow.ly",
        "is.gd",
        "buff.ly",
        "rebrand.ly",
        "shorturl.at",
        "cutt.ly",
        "tiny.cc",
        "rb.gy",
        "t.ly",
        "lnkd.in",
        "dlvr.it",
        "fb.me",
        "youtu.be.short",
        "bl.ink",
        "short.io",
        "shorturl.com",
        "v.gd",
        "adf.ly",
        "trib.al",
        "qr.codes",
        "s.id",
        "tiny.one",
        "smarturl.it",
        "soo.gd",
        "mcaf.ee",
        "x.gd",
        "clck.ru",
        "bit.do",
        "ift.tt",
        "snip.ly",
    ]
)
_MALFORMED = re.compile(
    (
        r"(?<!\w)(?:https?(?:/{2}|;//|:/(?!/)|:(?!/)|:///)|https?://https?:?/{0,2}|htt(?:s|p{2,})?://|"
        r"ww\.|wwww\.|www,|www\.\s|https?://\s)[^\s]{0,200}"
    ),
    re.IGNORECASE,
)
_BAD_HOST = re.compile(r"^https?://(?:[^\s/.]+(?:/|$)|[^\s/]*\.\.|\.|[^\s/]*,)")
_SCHEME = re.compile(r"^https?://(?:www\.)?|^www\.")
_NO_ANSWER = 400


@dataclass(frozen=True)
class LinkOptions(Options):
    """``shorteners``: further services that hide where a link leads."""

    shorteners: tuple[str, ...] = parameter(
        (), "Further services that hide where a link leads, by their domain."
    )


class Links(Typed[LinkOptions]):
    """Finds links that are broken, not encrypted or shortened."""

    id = "links"
    name = "Links"
    description = "Links work, are encrypted, and show where they lead."
    apart = WORDS_ALONE
    targets = OF_ANYBODY
    options: ClassVar[Any] = LinkOptions

    def run(self, subject: Subject, parameters: Mapping[str, Any]) -> Iterable[Hit]:
        """Yield one hit for each link that should be mended."""
        options = self.compiled(parameters)
        short = SHORTENERS | {each.lower() for each in options.shorteners}
        for field, reading in prose(subject):
            for start, end, text in _places(reading):
                if why := _wrong(text, subject, short):
                    first, last = reading.normal.place(start, end)
                    yield Hit(field, *why, first, last)
        for part in subject.kind.parts:
            address = subject.fields.get(part.name, "") if part.shape is Shape.LINK else ""
            if address and (why := _wrong(address, subject, short)):
                yield Hit(part.name, *why, 0, len(address))
            if part.shape is Shape.RICH:
                yield from _hidden(part.name, subject, short)


def _places(reading: Reading) -> Iterator[tuple[int, int, str]]:
    taken = []
    if "http" in reading.lower or "ww" in reading.lower or "htt" in reading.lower:
        for found in _MALFORMED.finditer(reading.text):
            taken.append(found.span())
            yield found.start(), found.end(), "malformed"
    for link in links(reading):
        if not any(start <= link.start < end for start, end in taken):
            yield link.start, link.end, link.text


def _wrong(address: str, subject: Subject, short: frozenset[str] | set[str]) -> tuple[str, str] | None:
    """Return why a link is wrong and what to do, or None."""
    if address == "malformed" or _BAD_HOST.match(address):
        return "This is not a whole web address.", "Copy the address again from the browser."
    host = host_of(address)
    if host in short:
        return f"“{host}” hides where the link leads.", "Give the whole address of the page."
    if address.lower().startswith("http://"):
        return "This link is not encrypted.", "Use the address that begins with https://."
    probed = subject.circumstances.links.get(address)
    if probed is not None and (probed.status == 0 or probed.status >= _NO_ANSWER):
        return "This link does not work: nothing was found behind it.", "Check the address, or leave it out."
    return None


def hrefs(field: str, subject: Subject) -> Iterator[str]:
    """Yield each web address of ``field`` that stands behind words."""
    for link in links_in(str(subject.content.get(field, ""))):
        if _is_web(link.address):
            yield link.address


def behind_words(field: str, subject: Subject) -> Iterator[tuple[str, int, int]]:
    """Yield each web address of ``field`` that its words do not show, and where those words stand.

    Words that are an address themselves show where they lead only where it is the same one.
    """
    plain = subject.fields.get(field, "")
    for link in links_in(str(subject.content.get(field, ""))):
        if _is_web(link.address) and _bare(plain[link.start : link.end]) != _bare(link.address):
            yield link.address, link.start, link.end


def _is_web(address: str) -> bool:
    return address.lower().startswith(("http://", "https://"))


def _bare(address: str) -> str:
    """Return what two ways to write one web address have in common."""
    return _SCHEME.sub("", address.strip().lower()).rstrip("/")


def _hidden(field: str, subject: Subject, short: frozenset[str] | set[str]) -> Iterator[Hit]:
    """Yield wrong addresses that stand behind the words of a link."""
    for address, start, end in behind_words(field, subject):
        if why := _wrong(address, subject, short):
            yield Hit(field, *why, start, end)
