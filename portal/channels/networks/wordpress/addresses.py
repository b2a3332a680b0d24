"""Which post of the council's site an address leads to. Most addresses there are words that somebody may change."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from portal.channels.credentials.using import Credentials
from portal.channels.networks.addresses import no_post, nothing_there, parts_on
from portal.channels.networks.wordpress.site import GONE, Site

LIKE = "https://www.pellworth.example/lane-closed"


def number_of(held: Credentials, address: str) -> str | None:
    """Return the post's number where its address has it (``?p=``), else None. Raises WrongAddress."""
    site = urlsplit(held.public["site"])
    parts = parts_on(address, [site.netloc])
    folder = f"{site.path.rstrip('/')}/"
    number = parse_qs(parts.query).get("p", [""])[0]
    if not parts.path.startswith(folder) or (not number and parts.path.rstrip("/") == folder.rstrip("/")):
        raise no_post(LIKE)
    if number and not (number.isascii() and number.isdecimal()):
        raise no_post(LIKE)
    return number or None


def row_at(site: Site, number: str | None, address: str, fields: Mapping[str, str]) -> dict[str, Any]:
    """Return the post of that number, else the one whose name is the last part of its address. Raises AnotherPost."""
    if number:
        told = site.ask("GET", f"posts/{number}", params=fields, expect=GONE)
        if site.is_gone(told):
            raise nothing_there(site.host)
        return told.mapping()
    name = unquote(urlsplit(address).path).rstrip("/").rpartition("/")[2]
    rows = site.ask("GET", "posts", params={"slug": name, **fields}).rows()
    row = next((row for row in rows if _same(str(row.get("link")), address)), None)
    if row is None:
        raise nothing_there(site.host)
    return row


def _same(one: str, other: str) -> bool:
    """Return whether two addresses lead to the same page."""
    first, second = (urlsplit(unquote(each)) for each in (one, other))
    return (first.netloc.lower(), first.path.rstrip("/")) == (second.netloc.lower(), second.path.rstrip("/"))
