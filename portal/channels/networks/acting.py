"""Whether anything left for a network in the act that is being carried out: what never left cannot be out there."""

from contextvars import ContextVar

_LEFT: ContextVar[bool] = ContextVar("left", default=False)
_READS = {"GET", "HEAD"}


def begin() -> None:
    """Let another act begin."""
    _LEFT.set(False)


def note(method: str) -> None:
    """Note that a request is about to leave. One that only reads leaves nothing there."""
    if method not in _READS:
        _LEFT.set(True)


def anything_left() -> bool:
    """Return whether a request that is more than a question left since the act began."""
    return _LEFT.get()
