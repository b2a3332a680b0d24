"""What an answer of a network means for what was asked: one table for all connectors.

``acts``: the request changes something over there, so that it must not be made twice; one that only reads may be.
"""

import json
import re
from collections.abc import Collection, Mapping

from portal.channels.connectors.base import (
    Ambiguous,
    AnswerMisread,
    ConnectorError,
    Permanent,
    Reconnect,
    Transient,
    UnclearMisread,
)
from portal.channels.networks.evidence import without

_LONGEST = 200
_SHUT_OUT = {
    401: "does not let the portal do this",
    402: "wants to be paid before it lets the portal do this",
    403: "does not let the portal do this",
}
_FIELDS = ("error_description", "message", "detail", "title", "error")


def of_nothing_sent(host: str, why: str) -> ConnectorError:
    """Return what it means that nothing of a request left; ``why`` in the middle of a sentence."""
    return Transient(f"{host} could not be reached: {why}. Nothing was sent.")


def of_no_answer(host: str, why: str, *, acts: bool) -> ConnectorError:
    """Return what it means that a request left and no whole answer came."""
    if acts:
        return Ambiguous(f"{host} was asked, but {why}. It may have done what it was asked.")
    return Transient(f"{host} was asked something, but {why}. Nothing was published by that.")


def of_forbidden(host: str) -> ConnectorError:
    """Return what it means that the portal does not go there."""
    return Permanent(
        f"{host} is not a public address of the web over https. Whoever runs the portal can allow it (NETWORK_PEERS)."
    )


def of_unreadable(host: str, *, acts: bool) -> ConnectorError:
    """Return what it means that an answer of success cannot be read."""
    error = of_no_answer(host, "its answer could not be understood", acts=acts)
    return UnclearMisread(str(error)) if acts else AnswerMisread(str(error))


def of_another(host: str, status: int) -> ConnectorError:
    """Return what it means that something answers in a network's place: a parked domain, a server that has moved."""
    return UnclearMisread(
        f"{host} answered ({status}), but not as the network that the channel is connected to: what is there nobody "
        "knows. Look whether the address leads to it still."
    )


def of_answer(
    host: str, status: int, said: str, *, acts: bool, retry_after: float | None
) -> ConnectorError | None:
    """Return what ``status`` means, in words for the clerk; None where it is success.

    ``said``: the network's own words, of words_of().
    ``retry_after``: seconds that the answer asked for, where it did. 401: RFC 9110 15.5.2; 403: 15.5.4; 429: RFC 6585.
    """
    because = f" It says: “{said}”" if said else ""
    if 200 <= status < 300:
        return None
    if status in _SHUT_OUT:
        return Reconnect(f"{host} {_SHUT_OUT[status]} ({status}).{because} Connect the channel again.")
    if status in {408, 425, 429, 503}:
        return Transient(f"{host} wants to be asked again later ({status}).{because}", retry_after)
    if status >= 500:
        return of_no_answer(host, f"something went wrong there ({status}).{because.rstrip('.')}", acts=acts)
    if 300 <= status < 400:
        return Permanent(
            f"{host} sends the portal to another address ({status}). Check the address of the server."
        )
    return Permanent(f"{host} did not take it ({status}).{because}")


def words_of(body: bytes, secrets: Collection[str]) -> str:
    """Return in one short line what an answer says went wrong, where it says so in JSON; else ''.

    Networks repeat in it what they were asked with: each of ``secrets`` is left out, before the line is cut.
    """
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return ""
    return line_of(_told(told), secrets)


def line_of(said: str, secrets: Collection[str]) -> str:
    """Return words of a network as one short line, with each of ``secrets`` left out."""
    return re.sub(r"\s+", " ", without(said.replace("\x00", ""), secrets)).strip()[:_LONGEST]


def _told(told: object) -> str:
    if not isinstance(told, Mapping):
        return ""
    for field in _FIELDS:
        found = told.get(field)
        if isinstance(found, str) and found.strip():
            return found
        if isinstance(found, Mapping) and (inside := _told(found)):
            return inside
    return ""
