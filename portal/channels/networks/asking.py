"""Asking one server, on behalf of one channel: what every connector of a network speaks through."""

import json
import re
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import httpx
from django.conf import settings
from django.utils import timezone

from portal.channels.networks import meaning, pacing
from portal.channels.networks.acting import note
from portal.channels.networks.evidence import written_down
from portal.channels.networks.wire import WATCH, CutOff, GuardedTransport, NotReached, TooLong, Watch
from portal.channels.probing.guarding import Forbidden

LONGEST_ANSWER = 2 * 1024 * 1024
"""Bytes of an answer with its head."""
_NUMBER = re.compile(r"/\d+(?=/|$)")
_SHARE = 0.5
"""Of the delivery's lease: what a worker may take for all requests of one act."""


@dataclass(frozen=True)
class Exchange:
    """One request and its answer. ``evidence`` is both as they were, without credentials.

    What is shown of ``body`` goes through said() or shown(): a network may repeat ``secrets`` in it.
    """

    host: str
    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    evidence: str = field(repr=False)
    acts: bool
    secrets: tuple[str, ...] = field(default=(), repr=False)

    def said(self) -> str:
        """Return in one short line what the answer says went wrong, without credentials, or ''."""
        return meaning.words_of(self.body, self.secrets)

    def shown(self, words: str) -> str:
        """Return ``words`` out of the answer as one short line that may be shown: without credentials."""
        return meaning.line_of(words, self.secrets)

    def mapping(self) -> dict[str, Any]:
        """Return the answer's JSON object. Raises Ambiguous or Transient, by what was asked, where it is none."""
        found = self._json()
        if not isinstance(found, dict):
            raise meaning.of_unreadable(self.host, acts=self.acts)
        return found

    def refusal(self) -> dict[str, Any]:
        """Return the JSON object in which something was refused; {} where the answer holds none."""
        try:
            found = json.loads(self.body)
        except (ValueError, RecursionError):
            return {}
        return found if isinstance(found, dict) else {}

    def rows(self) -> list[dict[str, Any]]:
        """Return the answer's JSON list of objects. Raises as mapping() does."""
        found = self._json()
        if not isinstance(found, list) or not all(isinstance(row, dict) for row in found):
            raise meaning.of_unreadable(self.host, acts=self.acts)
        return found

    def _json(self) -> Any:
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError) as error:
            raise meaning.of_unreadable(self.host, acts=self.acts) from error


class Line:
    """The way to one server for one act of one channel.

    ``origin``: scheme, host and port, which are never left. ``account``: the channel's key, under which the network's
    limits are counted; ``per_endpoint``: it counts them for each of its endpoints apart. ``secrets``: what must stand
    in no evidence and no message. ``headers`` go with each request.
    """

    def __init__(
        self,
        origin: str,
        *,
        account: str,
        secrets: Collection[str] = (),
        headers: Mapping[str, str] | None = None,
        transport: httpx.BaseTransport | None = None,
        per_endpoint: bool = False,
    ) -> None:
        parts = httpx.URL(origin)
        if (
            parts.scheme not in {"http", "https"}
            or not parts.host
            or parts.raw_path != b"/"
            or parts.userinfo
        ):
            raise ValueError("an origin is a scheme, a host and at most a port")
        self._origin = str(parts.copy_with(path="", query=None, fragment=None)).rstrip("/")
        self._pace = pacing.Pace(parts.netloc.decode("ascii"), account)
        self._per_endpoint = per_endpoint
        self._secrets = tuple(secrets)
        self._headers = dict(headers or {})
        self._transport = transport or GuardedTransport()
        self._ends = time.monotonic() + settings.DELIVERY_LEASE_SECONDS * _SHARE

    def keep_out(self, secrets: Collection[str]) -> None:
        """Let ``secrets`` that the network has given meanwhile stand in no evidence and no message either."""
        self._secrets = (*self._secrets, *secrets)

    @property
    def host(self) -> str:
        """Return the server's name, as the clerk knows it."""
        return self._pace.host

    def ask(
        self,
        method: str,
        path: str,
        *,
        acts: bool | None = None,
        expect: Collection[int] = (),
        headers: Mapping[str, str] | None = None,
        **content: Any,
    ) -> Exchange:
        """Make one request and return it with its answer, which is a success or one of the statuses in ``expect``.

        ``acts``: it changes something that must not be done twice; by default all but GET does. ``content``: params,
        json, data, files or content, as httpx.Request takes them. Raises Paced, Transient, Permanent, Reconnect or
        Ambiguous, as meaning.py says.
        """
        acting = method not in {"GET", "HEAD"} if acts is None else acts
        request = self._request(method, path, {**self._headers, **(headers or {})}, content)
        if time.monotonic() >= self._ends:
            raise meaning.of_nothing_sent(self.host, "the time for it was used up before")
        pace = self._pace_of(method, path)
        at_fault = pacing.take_turn(pace)
        note(method)
        response = self._carried(request, acts=acting)
        pacing.note_answer(pace, response.status_code, response.headers, at_fault=at_fault)
        if response.status_code not in expect:
            self._judge(response, acts=acting)
        return Exchange(
            host=self.host,
            status=response.status_code,
            headers=response.headers,
            body=response.content,
            evidence=written_down(request, response, self._secrets),
            acts=acting,
            secrets=self._secrets,
        )

    def _pace_of(self, method: str, path: str) -> pacing.Pace:
        if not self._per_endpoint:
            return self._pace
        return replace(self._pace, endpoint=f"{method} {_NUMBER.sub('/:id', path.partition('?')[0])}")

    def _request(
        self, method: str, path: str, headers: Mapping[str, str], content: dict[str, Any]
    ) -> httpx.Request:
        if not path.startswith("/"):
            raise ValueError("a path begins at the root of the server")
        common = {
            "User-Agent": f"ProperChannels/1.0 (+{settings.SITE_URL})",
            "Accept": "application/json",
            "Accept-Encoding": "identity",
            "Connection": "close",
        }
        watch = Watch(ends=self._ends, room=LONGEST_ANSWER)
        request = httpx.Request(
            method,
            f"{self._origin}{path}",
            headers={**common, **headers},
            extensions={WATCH: watch},
            **content,
        )
        request.read()
        return request

    def _carried(self, request: httpx.Request, *, acts: bool) -> httpx.Response:
        """Return the whole answer, or raise what it means that there is none; a host at fault is left in peace.

        One that has more to say than anybody reads is at no fault: what else it is asked it may answer.
        """
        try:
            return self._transport.handle_request(request)
        except Forbidden as error:
            raise meaning.of_forbidden(self.host) from error
        except NotReached as error:
            pacing.note_fault(self._pace)
            raise meaning.of_nothing_sent(self.host, str(error)) from error
        except CutOff as error:
            if not isinstance(error, TooLong):
                pacing.note_fault(self._pace)
            raise meaning.of_no_answer(self.host, str(error), acts=acts) from error

    def _judge(self, response: httpx.Response, *, acts: bool) -> None:
        error = meaning.of_answer(
            self.host,
            response.status_code,
            meaning.words_of(response.content, self._secrets),
            acts=acts,
            retry_after=pacing.rest_asked_for(response.status_code, response.headers, timezone.now()),
        )
        if error is not None:
            raise error
