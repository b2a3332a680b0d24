"""The networks whose connectors are listed, each with its stand-in: found by the contract that its tests inherit.

A connector that asks a network and has no such test is an error here, so that what comes later joins by itself.
"""

from importlib import import_module
from inspect import isabstract
from pathlib import Path

from portal.channels.connectors.base import Capability, connectors
from tests.channels.connectors.contract import NetworkContract

_PLACE = Path(__file__).resolve().parents[1] / "connectors"


def contracts() -> dict[str, NetworkContract]:
    """Return the tests of each listed connector that says something to a network, by its slug.

    What only reads, as the mailbox does, delivers nothing that could be lost or doubled.
    """
    for file in sorted(_PLACE.glob("test_*.py")):
        import_module(f"tests.channels.connectors.{file.stem}")
    whole = [one for one in _all_below(NetworkContract) if not isabstract(one)]  # type: ignore[type-abstract]
    found: dict[str, NetworkContract] = {one.slug: one() for one in whole}
    wanted = [slug for slug, connector in connectors().items() if Capability.REMOTE in connector.capabilities]
    without = [slug for slug in wanted if slug not in found]
    assert without == [], f"These connectors have no stand-in: {without}"
    return {slug: found[slug] for slug in wanted}


def _all_below(kind: type[NetworkContract]) -> list[type[NetworkContract]]:
    """Return what inherits the contract, each with its own slug."""
    return [one for below in kind.__subclasses__() for one in (below, *_all_below(below))]
