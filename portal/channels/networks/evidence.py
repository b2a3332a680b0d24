"""A request and its answer as they were, in words that the archive keeps: without credentials, and without files."""

import hashlib
import json
from collections.abc import Collection, Iterable
from urllib.parse import quote, quote_plus

import httpx

LEFT_OUT = "(left out)"
_SECRET_HEADERS = frozenset({"authorization", "proxy-authorization", "cookie", "set-cookie"})
_SHORTEST = 4
"""Signs of a secret that is looked for in texts; a shorter one would blot out every other word."""


def written_down(request: httpx.Request, response: httpx.Response, secrets: Collection[str] = ()) -> str:
    """Return ``request`` and ``response`` as text; where a credential stands it says that it was left out."""
    lines = [
        f"{request.method} {request.url}",
        *_heads(request.headers.multi_items()),
        "",
        _body(request.content),
        "",
        f"{response.status_code}",
        *_heads(response.headers.multi_items()),
        "",
        _body(response.content),
    ]
    return without("\n".join(lines), secrets)


def without(text: str, secrets: Iterable[str]) -> str:
    """Return ``text`` with each of ``secrets`` left out, as it is and as addresses and JSON write it; without NUL."""
    written = {form for one in secrets if len(one) >= _SHORTEST for form in _forms(one)}
    for secret in sorted(written, key=len, reverse=True):
        text = text.replace(secret, LEFT_OUT)
    return text.replace("\x00", "�")


def _forms(secret: str) -> set[str]:
    quoted = {json.dumps(secret)[1:-1], json.dumps(secret, ensure_ascii=False)[1:-1]}
    stroked = {one.replace("/", r"\/") for one in quoted}  # as PHP writes JSON
    return {secret, quote(secret, safe=""), quote_plus(secret), *quoted, *stroked}


def _heads(headers: Iterable[tuple[str, str]]) -> list[str]:
    return [f"{name}: {LEFT_OUT if name.lower() in _SECRET_HEADERS else value}" for name, value in headers]


def _body(body: bytes) -> str:
    """Return ``body`` as it is where it is text, else its size and hash: files are kept elsewhere, by that hash."""
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return f"({len(body)} bytes, sha256 {hashlib.sha256(body).hexdigest()})"
