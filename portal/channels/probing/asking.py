"""Asking a web server what is behind an address: politely, briefly, and step by step through its redirects."""

import html
import http.client
import re
import socket
import ssl
import time
from contextlib import closing
from dataclasses import dataclass
from urllib.parse import quote, urljoin

from django.conf import settings

from portal.channels.probing.guarding import Forbidden, Place, Resolve, Unresolved, place_of

SECONDS = 5.0
"""For each connection and each wait for more of an answer."""
AT_MOST = 15.0
"""Seconds for one address with all of its redirects."""
REDIRECTS = 5
BYTES = 32_768
"""How much of a page is read: its title stands at its head."""
MOVED = frozenset({301, 302, 303, 307, 308})
_SAFE = "%/:?#[]@!$&'()*+,;=~"
_TITLE = re.compile(r"<title\b[^>]{0,200}>([^<]{0,1000})", re.IGNORECASE)


@dataclass(frozen=True)
class Seen:
    """What was seen behind an address. ``status`` 0: nobody answered; ``surely``: and there is nobody to answer."""

    status: int
    address: str
    title: str = ""
    surely: bool = True


def look(address: str, resolve: Resolve | None = None) -> Seen:
    """Return what is behind ``address``, each redirect checked as the first address was. Talks to the network.

    Raises Forbidden where it, or a redirect, leads where the portal does not go.
    """
    ends = time.monotonic() + AT_MOST
    for _ in range(REDIRECTS + 1):
        try:
            place = place_of(address, resolve)
            status, location, title = _ask(place, ends)
        except Unresolved as error:
            return Seen(0, address, surely=error.surely)
        except ConnectionRefusedError:
            return Seen(0, address)
        except (OSError, http.client.HTTPException, ValueError):
            return Seen(
                0, address, surely=False
            )  # slow, cut off, no certificate, no HTTP: a browser may fare better
        if status not in MOVED or not location:
            return Seen(status, address, title)
        address = urljoin(address, location)
    return Seen(0, address, surely=False)


def _ask(place: Place, ends: float) -> tuple[int, str, str]:
    """Return status, redirect and title of one page; raises TimeoutError when the time for the address is over."""
    left = min(SECONDS, ends - time.monotonic())
    if left <= 0:
        raise TimeoutError
    with closing(_connection(place, left)) as connection:
        connection.request("GET", quote(place.target, safe=_SAFE), headers=_headers())
        answer = connection.getresponse()
        location = answer.headers.get("Location", "")
        kind = answer.headers.get_content_type()
        wanted = answer.status < 300 and kind in {"text/html", "application/xhtml+xml"}
        title = (
            _title(_head(answer, connection, ends), answer.headers.get_content_charset()) if wanted else ""
        )
        return answer.status, location, title


def _connection(place: Place, seconds: float) -> http.client.HTTPConnection:
    """Connect to the number that was checked, and to no other that the name may mean by now."""
    connection = http.client.HTTPConnection(place.host, place.port, timeout=seconds)
    plain = socket.create_connection((place.number, place.port), timeout=seconds)
    try:
        connection.sock = plain
        if place.scheme == "https":
            connection.sock = ssl.create_default_context().wrap_socket(plain, server_hostname=place.host)
    except BaseException:
        plain.close()
        raise
    return connection


def _headers() -> dict[str, str]:
    return {
        "User-Agent": f"ProperChannels-LinkCheck/1.0 (+{settings.SITE_URL})",
        "Accept": "text/html,application/xhtml+xml,*/*;q=0.5",
        "Accept-Encoding": "identity",
        "Range": f"bytes=0-{BYTES - 1}",
        "Connection": "close",
    }


def _head(answer: http.client.HTTPResponse, connection: http.client.HTTPConnection, ends: float) -> bytes:
    """Return the first BYTES of a page: a server that ignores the range, or drips, is left in the middle."""
    read = b""
    while len(read) < BYTES and (left := ends - time.monotonic()) > 0:
        if connection.sock is not None:
            connection.sock.settimeout(min(SECONDS, left))
        more = answer.read1(BYTES - len(read))
        if not more:
            break
        read += more
    return read


def _title(head: bytes, charset: str | None) -> str:
    try:
        text = head.decode(charset or "utf-8", "replace")
    except LookupError:
        text = head.decode("utf-8", "replace")
    found = _TITLE.search(text)
    return " ".join(html.unescape(found.group(1)).replace("\x00", "").split())[:300] if found else ""


__all__ = ["Forbidden", "Seen", "look"]
