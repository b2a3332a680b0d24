"""A visitor with a session: real requests over a socket, none of them waited for longer than a person would."""

import http.client
import re
import secrets
import string
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

PATIENCE = 30.0
"""Seconds after which an answer counts as a hang."""
_SECRET = "t" * 32
_SIGNS = string.ascii_letters + string.digits
NO_ANSWER = 0
_HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')


@dataclass(frozen=True)
class Answer:
    """What came back: status 0 where nothing did."""

    status: int
    text: str = ""
    location: str = ""
    seconds: float = 0.0
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def hidden(self) -> dict[str, str]:
        """Return the values of the page's hidden inputs, by name; the first of each."""
        found: dict[str, str] = {}
        for name, value in _HIDDEN.findall(self.text):
            found.setdefault(name, value)
        return found


def token_of_a_page() -> str:
    """Return the secret of the cookie as a page shows it, masked anew each time: by that forms are told apart."""
    mask = "".join(secrets.choice(_SIGNS) for _ in _SECRET)
    pairs = zip(_SECRET, mask, strict=True)
    return mask + "".join(_SIGNS[(_SIGNS.index(x) + _SIGNS.index(y)) % len(_SIGNS)] for x, y in pairs)


class Visitor:
    """Somebody with a browser; ``session`` is the key of a session that was signed in before."""

    def __init__(self, port: int, session: str = "") -> None:
        """Remember where the portal is and who one is."""
        self.port, self.session = port, session
        self.token = token_of_a_page()

    def get(self, path: str) -> Answer:
        """Ask for a page, whose forms hold a token of their own."""
        self.token = token_of_a_page()
        return self._ask("GET", path, None)

    def post(self, path: str, data: Mapping[str, str | int | Sequence[str]] | None = None) -> Answer:
        """Send a form of the page that was asked for last."""
        typed = {**(data or {}), "csrfmiddlewaretoken": self.token}
        return self._ask("POST", path, urlencode(typed, doseq=True))

    def _ask(self, method: str, path: str, body: str | None) -> Answer:
        began = time.monotonic()
        cookies = f"csrftoken={_SECRET}" + (f"; sessionid={self.session}" if self.session else "")
        headers = {"Cookie": cookies, "Connection": "close"}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            text = response.read().decode(errors="replace")
        except (OSError, http.client.HTTPException):
            return Answer(NO_ANSWER, seconds=time.monotonic() - began)
        finally:
            connection.close()
        told = dict(response.getheaders())
        return Answer(response.status, text, told.get("Location", ""), time.monotonic() - began, told)
