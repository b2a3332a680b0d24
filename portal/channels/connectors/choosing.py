"""Which connectors can something: whoever asks names the capability, never a connector.

A house test keeps to it (tests/house/test_capabilities.py), so that a new connector takes part everywhere by what it
declares in its own file.
"""

from collections.abc import Iterable

from portal.channels.connectors.base import Capability, connectors
from portal.channels.models import Channel
from portal.drafts.addressed import emailed
from portal.drafts.kinds.spec import Kind
from portal.drafts.models import Communication, Revision
from portal.drafts.needing import ShownWith


def slugs_with(capability: Capability) -> list[str]:
    """Return the slugs of the connectors that have ``capability``, in the order of the settings; for queries."""
    return [slug for slug, one in connectors().items() if capability in one.capabilities]


def can(channel: Channel, capability: Capability) -> bool:
    """Return whether the connector of ``channel`` has ``capability``; one that is not installed has none."""
    return capability in capabilities_of(channel)


def capabilities_of(channel: Channel) -> frozenset[Capability]:
    """Return what the connector of ``channel`` can; nothing for one that is not installed."""
    connector = connectors().get(channel.connector)
    return frozenset() if connector is None else connector.capabilities


def by_hand(channel: Channel) -> bool:
    """Return whether people serve ``channel`` by hand, and prove it."""
    return can(channel, Capability.BY_HAND)


def goes_to(kind: Kind, capability: Capability) -> bool:
    """Return whether items of ``kind`` can go out by a connector that has ``capability``."""
    return not set(kind.outputs).isdisjoint(slugs_with(capability))


def outputs_in_public() -> list[str]:
    """Return the connectors whose readers make an item public for the desk too (settings.PUBLIC_OUTPUTS)."""
    return slugs_with(Capability.IN_PUBLIC)


def shown_with() -> dict[str, ShownWith]:
    """Return what the networks that show no words alone need beside them, by the slugs of their connectors."""
    return {
        slug: ShownWith(one.label, one.needs_one_of) for slug, one in connectors().items() if one.needs_one_of
    }


def publishing(slugs: Iterable[str]) -> list[str]:
    """Return those of ``slugs`` by which anything goes out: connectors that only read are never offered for an item."""
    known = connectors()
    return [slug for slug in slugs if slug not in known or known[slug].publishes]


def that_carry(communication: Communication, channels: Iterable[Channel]) -> list[Channel]:
    """Return those of ``channels`` that have somebody to send the item's current text to.

    No query where its revision is at hand.
    """
    return [
        channel for channel in channels if not can(channel, Capability.NAMED) or _names_any(communication)
    ]


def _names_any(communication: Communication) -> bool:
    revision = communication.current_revision
    return revision is not None and bool(emailed(revision.content))


def why_unfit(channel: Channel, revision: Revision) -> str:
    """Return why ``revision`` cannot go out on ``channel`` by what its network can show, or ''. No query."""
    needed = shown_with().get(channel.connector)
    lacks = needed.lacks(revision.content) if needed else ""
    return f"{channel.name}: {lacks} {needed.advice}" if needed and lacks else ""


def labelled(slugs: Iterable[str]) -> list[tuple[str, str]]:
    """Return (slug, label) of the connectors with these ``slugs``, in the order of the settings, to choose from."""
    wanted = set(slugs)
    return [(slug, one.label) for slug, one in connectors().items() if slug in wanted]
