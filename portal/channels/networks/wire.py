"""Carrying one request to the number that was checked, within its time and room, and knowing whether any of it left."""

import ssl
import time
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

import httpcore
import httpx
from django.conf import settings

from portal.channels.probing.guarding import Forbidden, Place, Resolve, Unresolved, place_of

WAIT = 20.0
"""Seconds for a connection, and for each wait for more of an answer."""
_PIECE = 65_536
WATCH = "portal_watch"
"""The request's extension in which its Watch travels."""


class NotReached(Exception):
    """Nothing of the request left: it may be made again. The message says why, in the middle of a sentence."""


class CutOff(Exception):
    """The request left, all or in part, and no whole answer came back. The message says why."""


class TooLong(CutOff):
    """The answer is larger than anybody reads."""


@dataclass
class Watch:
    """The bounds of one request, and whether any of it left the house.

    ``ends`` is a moment of time.monotonic(); ``room`` counts the bytes of the answer that may still come.
    """

    ends: float
    room: int
    wrote: bool = False

    def wait(self) -> float:
        """Return how many seconds the next step may take. Raises TimeoutError when the time is over."""
        left = self.ends - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return min(WAIT, left)

    def took(self, size: int) -> None:
        """Count ``size`` bytes of the answer. Raises TooLong."""
        self.room -= size
        if self.room < 0:
            raise TooLong("its answer was too long to be read")


class _Watched(httpcore.NetworkStream):
    """A connection that asks the watch before each step: a server that drips does not hold the worker."""

    def __init__(self, inner: httpcore.NetworkStream, watch: Watch) -> None:
        self._inner = inner
        self._watch = watch

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002  the watch knows
        got = self._inner.read(max_bytes, self._watch.wait())
        self._watch.took(len(got))
        return got

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002
        for start in range(0, len(buffer), _PIECE):
            wait = self._watch.wait()
            self._watch.wrote = True  # noted before: what fails in the middle has left in part
            self._inner.write(buffer[start : start + _PIECE], wait)

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002
    ) -> httpcore.NetworkStream:
        return _Watched(self._inner.start_tls(ssl_context, server_hostname, self._watch.wait()), self._watch)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class _Pinned(httpcore.NetworkBackend):
    """Connects to the number that was checked, whatever the name means by now."""

    def __init__(self, place: Place, watch: Watch) -> None:
        self._place = place
        self._watch = watch

    def connect_tcp(
        self,
        host: str,  # noqa: ARG002  resolved and checked before
        port: int,  # noqa: ARG002
        timeout: float | None = None,  # noqa: ARG002
        local_address: str | None = None,  # noqa: ARG002
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        plain = httpcore.SyncBackend().connect_tcp(
            self._place.number, self._place.port, timeout=self._watch.wait(), socket_options=socket_options
        )
        return _Watched(plain, self._watch)


@cache
def _certificates() -> ssl.SSLContext:
    """Return what says whose certificates are believed; loading them takes longer than a request."""
    return httpx.create_ssl_context()


class GuardedTransport(httpx.BaseTransport):
    """Carries requests to public addresses over https, and to what settings.NETWORK_PEERS lists."""

    def __init__(self, resolve: Resolve | None = None) -> None:
        self._resolve = resolve

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Return the whole answer. Raises NotReached, CutOff, or Forbidden for where the portal does not go."""
        watch: Watch = request.extensions[WATCH]
        try:
            place = _checked(str(request.url), self._resolve)
        except Unresolved as error:
            raise NotReached("its name leads nowhere at the moment") from error
        try:
            return _carry(request, place, watch)
        except (TimeoutError, httpcore.TimeoutException) as error:
            raise _broken(watch, "it did not answer in time") from error
        except httpcore.ConnectError as error:
            raise _broken(watch, _why(error)) from error
        except (httpcore.NetworkError, httpcore.ProtocolError, OSError) as error:
            raise _broken(watch, "the connection broke") from error


def _checked(address: str, resolve: Resolve | None) -> Place:
    peers: frozenset[tuple[str, int]] = settings.NETWORK_PEERS
    place = place_of(address, resolve, peers)
    if place.scheme != "https" and (place.number, place.port) not in peers:
        raise Forbidden  # credentials do not travel where anybody on the way can read them
    return place


def _broken(watch: Watch, why: str) -> Exception:
    return CutOff(why) if watch.wrote else NotReached(why)


def _why(error: httpcore.ConnectError) -> str:
    if isinstance(error.__cause__, ssl.SSLError) or isinstance(error.__context__, ssl.SSLError):
        return "its certificate does not prove who it is"
    return "it does not take connections"


def _carry(request: httpx.Request, place: Place, watch: Watch) -> httpx.Response:
    """Make one connection for one request; read the whole answer before it is closed."""
    asked = httpcore.Request(
        method=request.method,
        url=httpcore.URL(
            scheme=request.url.raw_scheme,
            host=request.url.raw_host,
            port=request.url.port,
            target=request.url.raw_path,
        ),
        headers=request.headers.raw,
        content=request.content,
    )
    with httpcore.HTTPConnection(
        asked.url.origin,
        ssl_context=_certificates() if place.scheme == "https" else None,
        network_backend=_Pinned(place, watch),
    ) as line:
        answer = line.handle_request(asked)
        try:
            body = answer.read()
        finally:
            answer.close()
    headers = httpx.Headers(answer.headers)
    if headers.get("content-encoding", "identity").strip().lower() not in {"", "identity"}:
        raise CutOff("it answered in an encoding that nobody asked for")
    return httpx.Response(answer.status, headers=headers, content=body)
