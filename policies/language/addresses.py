"""Email addresses, web addresses and handles as people write them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from policies.language.reading import Reading

_EMAIL = re.compile(
    r"(?<![\w.+-])[\w+-]{1,40}(?:(?:\.| ?[\[(]dot[\])] ?| dot )[\w+-]{1,40}){0,4}"
    r"(?:@| ?[\[(]at[\])] ?| at (?=[\w-]{1,40}(?: dot |\.)(?:co|com|org|gov|net|uk)\b))"
    r"[\w-]{1,63}(?:(?:\.| ?[\[(]dot[\])] ?| dot )[\w-]{1,63}){1,4}",
    re.IGNORECASE,
)
_LINK = re.compile(
    r"https?:/{0,2}[^\s<>\"]{1,2000}|(?<![\w@./-])(?:www\.)?(?:[\w-]{1,63}\.){1,4}"
    r"(?:com|org|net|uk|co|info|eu|ly|gl|me|page|site|online|gd|at|social|app|cc|link|"
    r"biz)\b(?:/[^\s<>\"]{0,2000})?(?![\w@])",
    re.IGNORECASE,
)
_HANDLE = re.compile(r"(?<![\w@./])@[A-Za-z0-9_](?:[\w.-]{0,60}\w)?(?![\w@])")
FREE_MAIL = frozenset(
    [
        "gmail.com",
        "googlemail.com",
        "hotmail.com",
        "hotmail.co.uk",
        "outlook.com",
        "live.co.uk",
        "live.com",
        "yahoo.com",
        "yahoo.co.uk",
        "aol.com",
        "btinternet.com",
        "sky.com",
        "talktalk.net",
        "virginmedia.com",
        "icloud.com",
        "me.com",
        "mac.com",
        "ntlworld.com",
        "tiscali.co.uk",
        "msn.com",
        "protonmail.com",
        "proton.me",
        "ymail.com",
        "btopenworld.com",
        "plus.com",
        "gmx.com",
        "mail.com",
        "blueyonder.co.uk",
        "outlook.co.uk",
    ]
)
"""Where anybody has a mailbox: of a council at one of these nothing but its very address is its own."""
_TAIL = ".,;:!?)]}'\"…"


@dataclass(frozen=True, slots=True)
class Address:
    """An address in a text: where (normalised), as written, and its host or domain in lower case."""

    start: int
    end: int
    text: str
    host: str


def emails(reading: Reading) -> Iterator[Address]:
    """Yield email addresses, also those that are written with “at” and “dot”."""
    if "@" not in reading.text and not (reading.has("at") and (reading.has("dot") or "." in reading.text)):
        return
    for found in _EMAIL.finditer(reading.text):
        if "@" not in found.group() and reading.text.startswith("/", found.end()):
            continue  # “find us at facebook.com/pellworth” says where a page is
        plain = (
            re.sub(r" ?[\[(]?\bat\b[\])]? ?", "@", found.group().lower())
            if "@" not in found.group()
            else found.group().lower()
        )
        plain = re.sub(r" ?[\[(]?\bdot\b[\])]? ?", ".", plain)
        yield Address(found.start(), found.end(), plain, plain.rpartition("@")[2])


def links(reading: Reading) -> Iterator[Address]:
    """Yield web addresses, with or without their scheme."""
    if "." not in reading.text and "http" not in reading.lower:
        return
    for found in _LINK.finditer(reading.text):
        text = found.group().rstrip(_TAIL)
        if text:
            yield Address(found.start(), found.start() + len(text), text, host_of(text))


def handles(reading: Reading) -> Iterator[Address]:
    """Yield handles such as @example_pc."""
    if "@" in reading.text:
        for found in _HANDLE.finditer(reading.text):
            yield Address(found.start(), found.end(), found.group().lower(), "")


def host_of(address: str) -> str:
    """Return the host of ``address`` without www., in lower case; '' where there is none."""
    whole = address if "//" in address else f"https://{address}"
    try:
        return (urlsplit(whole).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def lead_alike(address: str, page: str) -> bool:
    """Return whether ``address``, as somebody wrote it, leads to ``page``, an absolute address.

    Scheme, “www.”, a slash at the end and whatever follows “?” or “#” change nothing. A page whose last word ends in a
    number is known by it: the newsroom leads on from there whatever headline stands before the number.
    """
    mine, theirs = _key(address), _key(page)
    if mine == theirs:
        return True
    (folder, _, word), (wanted, _, page_word) = mine.rpartition("/"), theirs.rpartition("/")
    number, wanted_number = word.rpartition("-")[2], page_word.rpartition("-")[2]
    return folder == wanted and "-" in word and number == wanted_number and number.isdecimal()


def _key(address: str) -> str:
    plain = re.split(r"[?#]", address.strip(), maxsplit=1)[0]
    return re.sub(r"^(?:https?://)?(?:www\.)?", "", plain, flags=re.IGNORECASE).rstrip("/").casefold()
