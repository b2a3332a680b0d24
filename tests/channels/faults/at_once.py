"""What a worker under test loads: its networks show at once what they took, so that nobody waits for minutes."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from portal.channels.connectors.base import Connector, connectors

SOON = timedelta(seconds=1)


def _soon(kind: Any) -> None:
    usual = kind.certain_after.fget

    def certain_after(connector: Connector) -> timedelta | None:
        found: timedelta | None = usual(connector)
        return None if found is None else min(found, SOON)

    kind.certain_after = property(certain_after)


for _connector in connectors().values():
    if _connector.needs:
        _soon(type(_connector))


def watch(step: str, key: UUID) -> None:
    """Do nothing: to be named among the observers is to be loaded."""
    del step, key
