"""A small page that shows the caught mail: a list, newest first, and each message. It changes nothing."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_binary_file, policy
from email.message import EmailMessage, MIMEPart
from html import escape
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

_SHOWN = 500
_STYLE = Path(__file__).with_suffix(".css")
_NAMES = {"localhost", "127.0.0.1"}
# Only the portal's own addresses become links, so that a sign-in message can be followed.
_OWN_LINK = re.compile(r"https?://(?:localhost|127\.0\.0\.1)(?::\d+)?/[^\s<>\"']*")
_HEADERS = ("X-Envelope-From", "X-Envelope-To", "From", "To", "Cc", "Reply-To", "Date", "Message-ID")
_POLICY = "default-src 'none'; style-src 'self'; frame-ancestors 'none'"
_PAGE = """<!DOCTYPE html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} – caught mail</title>
<link rel="stylesheet" href="/mailpage.css">
</head>
<body>
{body}
</body>
</html>
"""


def files(maildir: Path) -> list[Path]:
    """Give the messages, newest first."""
    found = [file for part in ("new", "cur") for file in (maildir / part).glob("*") if file.is_file()]
    return sorted(found, key=lambda file: file.name, reverse=True)


def read(file: Path) -> EmailMessage:
    """Parse one message."""
    with file.open("rb") as source:
        return message_from_binary_file(source, policy=policy.default)


def _caught_at(file: Path) -> str:
    moment = datetime.fromtimestamp(file.stat().st_mtime, tz=UTC).astimezone()
    return f"{moment.day} {moment:%B %Y, %H:%M:%S}"


def _header(message: EmailMessage, name: str) -> str:
    return ", ".join(str(value) for value in message.get_all(name, []))


def list_page(maildir: Path) -> str:
    """Make the page with all messages."""
    rows = []
    found = files(maildir)
    for file in found[:_SHOWN]:
        message = read(file)
        subject = _header(message, "Subject") or "(no subject)"
        rows.append(
            f"<tr><td><time>{escape(_caught_at(file))}</time></td>"
            f'<td><a href="/message/{quote(file.name)}">{escape(subject)}</a></td>'
            f"<td>{escape(_header(message, 'From'))}</td>"
            f"<td>{escape(_header(message, 'X-Envelope-To'))}</td></tr>"
        )
    body = "<h1>Caught mail</h1>\n<p>Nothing here left this machine. Newest first.</p>\n"
    if not rows:
        return _PAGE.format(title="List", body=f"{body}<p>There is no mail yet.</p>")
    if len(found) > _SHOWN:
        body += f"<p>The newest {_SHOWN} of {len(found)} are listed.</p>\n"
    heads = "".join(f'<th scope="col">{name}</th>' for name in ("Caught", "Subject", "From", "To"))
    body += f"<table>\n<thead><tr>{heads}</tr></thead>\n<tbody>\n" + "\n".join(rows) + "\n</tbody>\n</table>"
    return _PAGE.format(title="List", body=body)


def message_page(maildir: Path, name: str) -> str | None:
    """Make the page of one message, or nothing where there is none of that name."""
    file = next((file for file in files(maildir) if file.name == name), None)
    if file is None:
        return None
    message = read(file)
    subject = escape(_header(message, "Subject") or "(no subject)")
    facts = [("Caught", _caught_at(file))] + [(name, _header(message, name)) for name in _HEADERS]
    listed = "\n".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in facts if value)
    parts = "\n".join(_parts(message))
    back = '<p><a href="/">All caught mail</a></p>'
    return _PAGE.format(title=subject, body=f"{back}\n<h1>{subject}</h1>\n<dl>\n{listed}\n</dl>\n{parts}")


def _parts(message: EmailMessage) -> Iterator[str]:
    """Show the text, the source of a web version, and the names of what is attached."""
    for heading, kind in (("Text", "plain"), ("Source of the web version", "html")):
        part = message.get_body((kind,))
        if part is not None:
            text = _text(part)
            yield f"<h2>{heading}</h2>\n<pre>{_with_links(text) if kind == 'plain' else escape(text)}</pre>"
    attached = [part.get_filename() or part.get_content_type() for part in message.iter_attachments()]
    if attached:
        entries = "".join(f"<li>{escape(name)}</li>" for name in attached)
        yield f"<h2>Attached</h2>\n<ul>{entries}</ul>"


def _with_links(text: str) -> str:
    """Escape a text, making the portal's own addresses in it links."""
    shown, position = "", 0
    for link in _OWN_LINK.finditer(text):
        address = escape(link.group())
        shown += f'{escape(text[position : link.start()])}<a href="{address}">{address}</a>'
        position = link.end()
    return shown + escape(text[position:])


def _text(part: MIMEPart) -> str:
    """Decode a part; what claims a character set that does not exist is shown as far as it can be."""
    try:
        return str(part.get_content())
    except (LookupError, ValueError):
        payload = part.get_payload(decode=True)
        return payload.decode(errors="replace") if isinstance(payload, bytes) else str(payload)


class Pages(BaseHTTPRequestHandler):
    """Answers GET and HEAD, nothing else."""

    maildir: Path

    def do_GET(self) -> None:
        """Send the list or a message."""
        host = urlsplit(f"//{self.headers.get('Host', '')}").hostname
        if host not in _NAMES:  # a page elsewhere may have pointed its own name at us
            self._send(HTTPStatus.MISDIRECTED_REQUEST, "Ask for localhost.")
            return
        path = urlsplit(self.path).path
        page: str | None = None
        if path == f"/{_STYLE.name}":
            self._send(HTTPStatus.OK, _STYLE.read_text(encoding="utf-8"), kind="text/css")
            return
        if path == "/":
            page = list_page(self.maildir)
        elif path.startswith("/message/"):
            page = message_page(self.maildir, unquote(path.removeprefix("/message/")))
        if page is None:
            self._send(
                HTTPStatus.NOT_FOUND,
                _PAGE.format(title="Not found", body="<h1>There is no such message</h1>"),
            )
        else:
            self._send(HTTPStatus.OK, page)

    do_HEAD = do_GET  # noqa: N815  the base class's name

    def _send(self, status: HTTPStatus, page: str, kind: str = "text/html") -> None:
        content = page.encode(errors="replace")
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Content-Security-Policy", _POLICY)
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Referrer-Policy", "no-referrer")
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the base class's name
        """Keep quiet: who looked at which mail is of no interest."""


def serve_pages(maildir: Path, port: int) -> ThreadingHTTPServer:
    """Serve the pages on loopback from a thread of their own; the caller shuts them down."""
    handler = type("PagesOfOneMaildir", (Pages,), {"maildir": maildir})
    server = ThreadingHTTPServer(("127.0.0.1", port), handler)
    threading.Thread(target=server.serve_forever, name="mail pages", daemon=True).start()
    return server
