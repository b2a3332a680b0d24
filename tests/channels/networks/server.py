"""A server that answers byte by byte what a test says, and keeps byte by byte what it was asked."""

import contextlib
import socket
import ssl
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread

Act = Callable[[socket.socket], None]


class Peer:
    """Listens on loopback; each connection is read as one request, and then given to ``act``."""

    def __init__(self, act: Act, tls: ssl.SSLContext | None = None) -> None:
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._act = act
        self._tls = tls
        self.asked: list[bytes] = []
        self.over = Event()
        self._thread = Thread(target=self._serve, daemon=True)
        self._thread.start()

    @property
    def port(self) -> int:
        """Return its port."""
        return int(self._listening.getsockname()[1])

    def close(self) -> None:
        """Stop listening; whoever drips stops too."""
        self.over.set()
        with contextlib.suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._thread.join(timeout=10)

    def _serve(self) -> None:
        while not self.over.is_set():
            try:
                taken, _ = self._listening.accept()
            except OSError:
                return
            with contextlib.suppress(OSError), taken:
                taken.settimeout(10)
                spoken = self._tls.wrap_socket(taken, server_side=True) if self._tls else taken
                with spoken:
                    self.asked.append(_request(spoken))
                    self._act(spoken)


def _request(taken: socket.socket) -> bytes:
    """Read one request with its body, by its Content-Length."""
    read = b""
    while b"\r\n\r\n" not in read:
        more = taken.recv(65_536)
        if not more:
            return read
        read += more
    head, _, body = read.partition(b"\r\n\r\n")
    lengths = [
        row.split(b":")[1] for row in head.split(b"\r\n") if row.lower().startswith(b"content-length:")
    ]
    while len(body) < int(lengths[0] if lengths else 0):
        body += taken.recv(65_536)
    return head + b"\r\n\r\n" + body


@contextmanager
def serving(act: Act, tls: ssl.SSLContext | None = None) -> Iterator[Peer]:
    """Run a peer while the block lasts."""
    peer = Peer(act, tls)
    try:
        yield peer
    finally:
        peer.close()


def saying(status: str = "200 OK", body: bytes = b"{}", **headers: str) -> Act:
    """Return an act that answers so; header names with underscores for hyphens."""
    rows = [f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items()]
    head = f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n{''.join(rows)}\r\n"
    return lambda taken: taken.sendall(head.encode() + body)


def resetting(taken: socket.socket) -> None:
    """Cut the connection without an answer, as a machine does that was switched off."""
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def hanging_up(taken: socket.socket) -> None:
    """End the connection politely without an answer."""


def closed_port() -> int:
    """Return a port on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])
