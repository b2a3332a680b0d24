"""What is not as the portal expects it: an answer of success that cannot be read, or a mistake of ours in reading it.

Whatever an answer holds, who asked must be able to settle: nobody knows then whether the other side did what it was
asked, and it is asked to show that.
"""

import logging
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from traceback import format_tb
from typing import Any

from django.db import InterfaceError, OperationalError

from portal.channels.connectors.base import ConnectorError, UnclearMisread
from portal.channels.connectors.stating import name_in
from portal.channels.models import Channel

log = logging.getLogger(__name__)
_LOGGED = "what came of an act on %s could not be read: %s\n%s"


def never_stuck(channel: Channel) -> AbstractContextManager[None]:
    """Let whatever goes wrong within an act on ``channel`` be a ConnectorError, as never_stuck_at() does."""
    return never_stuck_at(f"channel {channel.pk}", f"the channel '{channel.name}'")


@contextmanager
def never_stuck_at(logged: str, shown: str) -> Iterator[None]:
    """Let whatever goes wrong within be a ConnectorError, which who called settles; it stands in the log as it was.

    ``logged`` and ``shown``: who was asked, in the log and to people. That our own database is away passes: nothing
    could be settled, and what is claimed is asked after when it is back.
    """
    try:
        yield
    except (ConnectorError, OperationalError, InterfaceError):
        raise
    except Exception as error:
        # Not the error's own words: they may hold what was answered, or a credential.
        where = "".join(format_tb(error.__traceback__))
        log.error(_LOGGED, logged, type(error).__name__, where)  # noqa: TRY400
        raise UnclearMisread(
            f"What {shown} answered could not be read ({type(error).__name__}). It may have been taken."
        ) from error


def name_of(facts: Mapping[str, Any], field: str = "id") -> str:
    """Return what the network calls a thing of ours. Raises UnclearMisread where the answer names it by no name."""
    name = name_in(facts.get(field))
    if not name:
        raise UnclearMisread(
            "What was answered does not say what it is called there. It may have been taken."
        )
    return name
