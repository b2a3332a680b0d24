"""An IMAP server on loopback that stands in for a council's own (RFC 3501): strict, over TLS, and read alone."""

import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Thread

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

USER, PASSWORD = "office@pellworth.example", "imap-password-0123456789"
_FETCH = re.compile(r"(\d+) \(UID RFC822\.SIZE BODY\.PEEK\[\]<0\.(\d+)>\)")


def certificate(folder: Path) -> Path:
    """Return a file with a certificate for 127.0.0.1 and its key, signed by itself."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file = folder / "imap.pem"
    file.write_bytes(made.public_bytes(serialization.Encoding.PEM) + private)
    return file


@dataclass
class Box:
    """What lies in the folder, by number, and what the server does. ``complaints``: what it was asked wrongly."""

    mails: dict[int, bytes] = field(default_factory=dict)
    came: dict[int, date] = field(default_factory=dict)
    validity: int = 7
    next_uid: int = 1
    port: int = 0
    starts: bool = False
    pours: bool = False
    """Whatever is fetched it announces far more than was asked for."""
    ends_at: str = ""
    """The command at which it ends the line."""
    refusal: bytes = b"[AUTHENTICATIONFAILED] Authentication failed."
    refuses: bytes = b"NO"
    injects: bytes = b""
    """What somebody on the way says after the answer to STARTTLS."""
    passwords: set[str] = field(default_factory=lambda: {PASSWORD})
    said: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def put(self, raw: bytes, day: date | None = None) -> int:
        """Let a mail arrive and return its number."""
        uid, self.next_uid = self.next_uid, self.next_uid + 1
        self.mails[uid], self.came[uid] = raw, day or datetime.now(UTC).date()
        return uid

    def renumber(self, first: int) -> None:
        """Number all mails anew from ``first`` on, as a server does that was restored."""
        rows = [(self.mails[uid], self.came[uid]) for uid in sorted(self.mails)]
        self.mails, self.came, self.next_uid, self.validity = {}, {}, first, self.validity + 1
        for raw, day in rows:
            self.put(raw, day)


class _Handler(StreamRequestHandler):
    server: "_Server"

    def handle(self) -> None:
        box = self.server.box
        self.secure, self.known, self.open = not box.starts, False, False
        with suppress(OSError):
            if not box.starts:
                self._wrap()
            self._say(b"* OK [CAPABILITY IMAP4rev1] at your service\r\n")
            while self._command():
                pass

    def _wrap(self) -> None:
        self.connection = self.server.context.wrap_socket(self.request, server_side=True)
        self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb")
        self.secure = True

    def _say(self, line: bytes) -> None:
        self.wfile.write(line)
        self.wfile.flush()

    def _command(self) -> bool:
        box, line = self.server.box, self.rfile.readline().decode("ascii").rstrip("\r\n")
        if not line:
            return False
        tag, _, rest = line.partition(" ")
        name, _, given = rest.partition(" ")
        name = f"UID {given.partition(' ')[0]}" if name == "UID" else name
        box.said.append(name)
        if box.ends_at == name:
            return False
        act = {
            "CAPABILITY": self._capability,
            "STARTTLS": self._start,
            "LOGIN": self._login,
            "EXAMINE": self._examine,
            "UID SEARCH": self._search,
            "UID FETCH": self._fetch,
            "LOGOUT": self._logout,
        }.get(name)
        if act is None:
            box.complaints.append(f"no such command here: {line}")
            self._say(f"{tag} BAD unknown\r\n".encode())
            return True
        return act(tag, given)

    def _done(self, tag: str, *lines: bytes, how: bytes = b"OK done") -> bool:
        self._say(b"".join(b"* " + one + b"\r\n" for one in lines) + tag.encode() + b" " + how + b"\r\n")
        return True

    def _capability(self, tag: str, _: str) -> bool:
        return self._done(tag, b"CAPABILITY IMAP4rev1" + (b"" if self.secure else b" STARTTLS LOGINDISABLED"))

    def _start(self, tag: str, _: str) -> bool:
        self._say(f"{tag} OK begin\r\n".encode() + self.server.box.injects)
        self._wrap()
        return True

    def _login(self, tag: str, given: str) -> bool:
        box = self.server.box
        if not self.secure:
            box.complaints.append("a password on an open line")
            return self._done(tag, how=b"NO [PRIVACYREQUIRED] not here")
        user, _, password = given.partition(" ")
        if user.strip('"') != USER or password.strip('"') not in box.passwords:
            return self._done(tag, how=box.refuses + b" " + box.refusal)
        self.known = True
        return self._done(tag)

    def _examine(self, tag: str, given: str) -> bool:
        box = self.server.box
        if not self.known or given != '"INBOX"':
            return self._done(tag, how=b"NO [NONEXISTENT] no such mailbox")
        self.open = True
        facts = (b"OK [UIDVALIDITY %d] valid" % box.validity, b"OK [UIDNEXT %d] next" % box.next_uid)
        return self._done(tag, b"%d EXISTS" % len(box.mails), *facts, how=b"OK [READ-ONLY] done")

    def _search(self, tag: str, given: str) -> bool:
        box = self.server.box
        above = re.fullmatch(r"SEARCH UID (\d+):\*", given)
        since = re.fullmatch(r"SEARCH SINCE (\d{1,2}-[A-Z][a-z]{2}-\d{4})", given)
        if not self.open or not (above or since):
            box.complaints.append(f"a search: {given}")
            return self._done(tag, how=b"BAD search")
        found = sorted(box.mails)
        if above:  # RFC 3501: the last one is always in such a range
            found = [uid for uid in found if uid >= int(above[1]) or uid == found[-1]]
        elif since:
            day = datetime.strptime(since[1], "%d-%b-%Y").replace(tzinfo=UTC).date()
            found = [uid for uid in found if box.came[uid] >= day]
        return self._done(tag, b" ".join([b"SEARCH", *(b"%d" % uid for uid in found)]))

    def _fetch(self, tag: str, given: str) -> bool:
        box = self.server.box
        asked = _FETCH.fullmatch(given.removeprefix("FETCH "))
        if not self.open or asked is None:
            box.complaints.append(f"a fetch: {given}")
            return self._done(tag, how=b"BAD fetch")
        uid, most = int(asked[1]), int(asked[2])
        if uid not in box.mails:
            return self._done(tag)
        raw = box.mails[uid][:most]
        size = 3_000_000_000 if box.pours else len(raw)
        head = b"* 1 FETCH (UID %d RFC822.SIZE %d BODY[]<0> {%d}\r\n" % (uid, len(box.mails[uid]), size)
        self._say(head + raw + b")\r\n" + tag.encode() + b" OK done\r\n")
        return True

    def _logout(self, tag: str, _: str) -> bool:
        self._done(tag, b"BYE")
        return False


class _Server(ThreadingTCPServer):
    daemon_threads, allow_reuse_address = True, True

    def __init__(self, box: Box, context: ssl.SSLContext) -> None:
        self.box, self.context = box, context
        super().__init__(("127.0.0.1", 0), _Handler)

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing on the terminal of a client that went away."""


@contextmanager
def serving(pem: Path) -> Iterator[Box]:
    """Run one while the block lasts."""
    context, box = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), Box()
    context.load_cert_chain(pem)
    server = _Server(box, context)
    box.port = int(server.server_address[1])
    thread = Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield box
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=10)
