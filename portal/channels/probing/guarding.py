"""Where the portal may connect when it follows somebody's link, or asks a network: to public addresses of the web only.

A link is typed by anybody who may write a draft, a network's server by whoever opens a channel; without this the
portal's own network could be asked through it (OWASP, Server-Side Request Forgery). The address that was checked is the
address that is connected to. One guard serves both; each has its own list of what else may be asked.
"""

import socket
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

from django.conf import settings

PORTS = {"http": 80, "https": 443}
LONGEST = 2000
_GIVEN_OUT = (
    ip_network("0.0.0.0/0"),
    ip_network("2000::/3"),  # all that IANA has given out of IPv6 (RFC 4291, 2.4)
    ip_network("::ffff:0:0/96"),
    ip_network("64:ff9b::/96"),
)
_RELAYS = ip_network("192.88.99.0/24")
"""Of 6to4, given up with RFC 7526."""
Resolve = Callable[[str, int], Sequence[str]]
"""Returns the numeric addresses of a host; raises OSError."""


class Forbidden(Exception):
    """The address leads where the portal does not go: no web address, another port, or a network that is not public."""


class Unresolved(Exception):
    """The host has no address; ``surely``: its name does not exist, as far as this machine's name server can tell."""

    def __init__(self, *, surely: bool) -> None:
        super().__init__("nowhere" if surely else "cannot tell")
        self.surely = surely


@dataclass(frozen=True)
class Place:
    """Where to connect for an address: the number that was checked, and the name to ask for there."""

    scheme: str
    host: str
    port: int
    number: str
    target: str
    """Path and query, as they go into the request."""


def place_of(
    address: str, resolve: Resolve | None = None, peers: frozenset[tuple[str, int]] | None = None
) -> Place:
    """Return where ``address`` leads. Raises Forbidden, or Unresolved where its host has no number now.

    ``peers``: numbers and ports that may be asked though they are not public; default settings.LINK_PROBE_PEERS.
    """
    if len(address) > LONGEST or any(sign <= " " or sign == "\x7f" for sign in address):
        raise Forbidden
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port or PORTS.get(parts.scheme, 0)
        name = host if ":" in host else host.encode("idna").decode("ascii")
    except ValueError as error:  # a port that is none, a host that no name server would take
        raise Forbidden from error
    if parts.scheme not in PORTS or not name or parts.username is not None or parts.password is not None:
        raise Forbidden
    numbers = _numbers(name, port, resolve or by_the_system)
    listed: frozenset[tuple[str, int]] = settings.LINK_PROBE_PEERS if peers is None else peers
    if not numbers or not all(
        (number, port) in listed or _public(number, parts.scheme, port) for number in numbers
    ):
        raise Forbidden
    target = parts._replace(scheme="", netloc="", fragment="").geturl() or "/"
    return Place(parts.scheme, name, port, numbers[0], target if target.startswith("/") else f"/{target}")


def number_of(
    host: str,
    port: int,
    ports: Collection[int],
    peers: frozenset[tuple[str, int]],
    resolve: Resolve | None = None,
) -> str:
    """Return the number of a ``host`` that is asked otherwise than by the web, on one of ``ports``; as place_of()."""
    try:
        name = host if ":" in host else host.encode("idna").decode("ascii")
    except ValueError as error:
        raise Forbidden from error
    numbers = _numbers(name, port, resolve or by_the_system) if name else ()
    if not numbers or not all((one, port) in peers or (port in ports and _is_global(one)) for one in numbers):
        raise Forbidden
    return numbers[0]


def by_the_system(host: str, port: int) -> Sequence[str]:
    """Return the numbers of ``host`` as this machine's name server gives them."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(row[4][0]).partition("%")[0] for row in found))


def _numbers(host: str, port: int, resolve: Resolve) -> Sequence[str]:
    try:
        return resolve(host, port)
    except socket.gaierror as error:
        raise Unresolved(surely=error.errno == socket.EAI_NONAME) from error
    except (OSError, UnicodeError) as error:
        raise Unresolved(surely=False) from error


def _public(number: str, scheme: str, port: int) -> bool:
    """Return whether ``number`` is an address of the public internet, and ``port`` the one of its scheme."""
    return port == PORTS[scheme] and _is_global(number)


def _is_global(number: str) -> bool:
    try:
        address = ip_address(number)
    except ValueError:
        return False
    return all(one.is_global and not one.is_multicast and _is_given_out(one) for one in _meant(address))


def _is_given_out(address: IPv4Address | IPv6Address) -> bool:
    """Return whether ``address`` is of a block that hosts get, or wraps one that is looked at by itself.

    Python calls global what no list names: what was once given to networks alone, or to relays, is on none any more.
    """
    return any(address in block for block in _GIVEN_OUT) and address not in _RELAYS


def _meant(address: IPv4Address | IPv6Address) -> list[IPv4Address | IPv6Address]:
    """Return ``address`` and the IPv4 addresses that it wraps: mapped, 6to4, Teredo, NAT64 (RFC 6052)."""
    found: list[IPv4Address | IPv6Address | None] = [address]
    if isinstance(address, IPv6Address):
        found += [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
        if address.packed.startswith(b"\x00\x64\xff\x9b"):
            found.append(IPv4Address(address.packed[-4:]))
    return [one for one in found if one is not None]
