"""A real web server that answers what it was told to, and keeps what it was asked."""

from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Page:
    """What stands at a path."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": "text/html; charset=utf-8"})


def moved(to: str, status: int = 302) -> Page:
    """Return a page that leads elsewhere."""
    return Page(status, b"", {"Location": to})


class _Answer(BaseHTTPRequestHandler):
    server: "Site"

    def do_GET(self) -> None:
        self.server.asked.append((self.path, dict(self.headers.items())))
        page = self.server.pages.get(self.path, Page(404))
        self.send_response(page.status)
        for name, value in page.headers.items():
            self.send_header(name, value)
        self.end_headers()
        try:
            self.wfile.write(page.body)
        except OSError:  # who asked has read enough
            self.server.cut_off += 1

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  the name that the class has
        """Say nothing."""


class Site(ThreadingHTTPServer):
    """A site on a free port of loopback."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.pages: dict[str, Page] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.cut_off = 0

    @property
    def port(self) -> int:
        """Return its port."""
        return int(self.server_address[1])

    def at(self, path: str, host: str = "127.0.0.1") -> str:
        """Return the address of a page of it."""
        return f"http://{host}:{self.port}{path}"
