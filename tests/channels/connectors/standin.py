"""A network that stands in for a real one on loopback: strict, and at fault whenever a test says so."""

import contextlib
import json
import re
import socket
import struct
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

_SIGNING_IN = re.compile(r"oauth|Session")


@dataclass(frozen=True)
class Request:
    """What was asked: ``query`` and ``headers`` (lower-case names) have one value a name."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    lists: Mapping[str, list[str]] = field(default_factory=dict)
    """Its query again, with every value of each name."""

    def json(self) -> dict[str, Any]:
        """Return its JSON object, or {} where it has none."""
        try:
            found = json.loads(self.body)
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}


@dataclass(frozen=True)
class Answer:
    """What is answered: JSON, unless ``raw`` says otherwise."""

    status: int = 200
    said: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    raw: bytes | None = None


@dataclass(frozen=True)
class Fault:
    """What goes wrong at the next request that publishes. ``how``: silence, reset, or a status; ``acted``: after it.

    ``odd``: it acts, and this is made of its answer.
    """

    how: str | int
    acted: bool = False
    headers: Mapping[str, str] = field(default_factory=dict)
    odd: Callable[[Answer], Answer] | None = None


def parts_of(request: Request) -> dict[str, bytes]:
    """Return the parts of a form with files, by their names."""
    head = f"Content-Type: {request.headers['content-type']}\r\n\r\n".encode()
    return {
        str(part.get_param("name", header="content-disposition")): bytes(part.get_payload(decode=True) or b"")
        for part in message_from_bytes(head + request.body).walk()
        if part.get_content_disposition() == "form-data"
    }


class StandIn(ABC):
    """Answers on loopback what ``answer`` returns; ``complaints`` are what a strict server found to be wrong.

    ``faults`` are for the requests that publish, one each in their order; None lets one pass. Where ``aimed_at`` names
    words, they are only for requests in which one of those stands. ``at_changes``: for all that changes anything,
    but for signing in. ``odd``: what is made of every answer of success.
    """

    def __init__(self) -> None:
        self.faults: list[Fault | None] = []
        self.aimed_at: tuple[str, ...] = ()
        self.odd: Callable[[Answer], Answer] | None = None
        self.at_changes = False
        self.asked: list[Request] = []
        self.complaints: list[str] = []
        self.over = Event()
        self._lock = Lock()
        self._server = _Server(self)
        self._thread = Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    @property
    def port(self) -> int:
        """Return its port."""
        return int(self._server.server_address[1])

    @property
    def origin(self) -> str:
        """Return where it is asked."""
        return f"http://127.0.0.1:{self.port}"

    @abstractmethod
    def answer(self, request: Request) -> Answer:
        """Do what is asked and return what is answered."""

    @abstractmethod
    def publishes(self, request: Request) -> bool:
        """Return whether the request is the one that publishes: at that one faults happen."""

    @abstractmethod
    def public(self) -> list[str]:
        """Return the texts that readers see now."""

    @abstractmethod
    def pictures(self) -> list[str]:
        """Return how each picture that readers see now is described, once for each time that they see it."""

    @abstractmethod
    def expire(self) -> None:
        """Take the credentials no more."""

    def complain(self, why: str, status: int = 422) -> Answer:
        """Note that the portal asked wrongly, and refuse."""
        self.complaints.append(why)
        return Answer(status, {"error": why})

    def take(self, request: Request) -> tuple[Answer | None, Fault | None]:
        """Answer in turn; the fault that is due happens before, or after it acted."""
        with self._lock:
            self.asked.append(request)
            fault = self.faults.pop(0) if self.faults and self._is_aimed_at(request) else None
            if fault is not None and not fault.acted:
                return None, fault
            answer, odd = self.answer(request), self.odd
            if fault is not None and fault.odd is not None:
                odd, fault = fault.odd, None
            return (odd(answer) if odd is not None and answer.status < 300 else answer), fault

    def _is_aimed_at(self, request: Request) -> bool:
        named = not self.aimed_at or any(word.encode() in request.body for word in self.aimed_at)
        changes = self.at_changes and request.method != "GET" and not _SIGNING_IN.search(request.path)
        return named and (self.publishes(request) or changes)

    def close(self) -> None:
        """Stop."""
        self.over.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(timeout=10)

    @classmethod
    @contextmanager
    def serving(cls) -> Iterator[Self]:
        """Run one while the block lasts."""
        made = cls()
        try:
            yield made
        finally:
            made.close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, stand_in: StandIn) -> None:
        self.stand_in = stand_in
        super().__init__(("127.0.0.1", 0), _Handler)


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def handle_one_request(self) -> None:
        with contextlib.suppress(OSError):
            super().handle_one_request()

    def _any(self) -> None:
        parts = urlsplit(self.path)
        request = Request(
            self.command,
            parts.path,
            {name: values[-1] for name, values in parse_qs(parts.query).items()},
            {name.lower(): value for name, value in self.headers.items()},
            self.rfile.read(int(self.headers.get("content-length") or 0)),
            parse_qs(parts.query),
        )
        answer, fault = self.server.stand_in.take(request)
        if fault is not None:
            self._fail(fault)
        elif answer is not None:
            self._say(answer)

    do_GET = do_POST = do_PUT = do_DELETE = _any  # noqa: N815  names that http.server looks for

    def _fail(self, fault: Fault) -> None:
        if fault.how == "silence":
            self.server.stand_in.over.wait(10)
        elif fault.how == "reset":
            linger = struct.pack("ii", 1, 0)
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            self.connection.close()
        else:
            self._say(Answer(int(fault.how), {"error": "out of order"}, fault.headers))

    def _say(self, answer: Answer) -> None:
        body = json.dumps(answer.said).encode() if answer.raw is None else answer.raw
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Say nothing on the terminal."""
