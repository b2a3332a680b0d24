"""A channel of our own: it remembers what it was told, obeys a script, and never forgives a second publish."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from portal.channels.connectors.base import Capability, Connector, Sent
from portal.channels.models import Channel
from portal.channels.post import Post


@dataclass
class World:
    """What the outside knows. ``script`` is what happens at the next calls, in order: nothing left means success."""

    published: dict[UUID, str] = field(default_factory=dict)
    retracted: dict[UUID, str] = field(default_factory=dict)
    script: list[Callable[[], None]] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    certain_after: timedelta | None = timedelta(0)

    def step(self, call: str) -> None:
        """Note the call, and let the next line of the script happen."""
        self.calls.append(call)
        if self.script:
            self.script.pop(0)()


world = World()


def begin() -> World:
    """Return the world, new."""
    world.__init__()  # type: ignore[misc]
    return world


class Strict(Connector):
    """Stands in for the newsroom. Publishing one key twice is what must never happen."""

    slug = "newsroom"
    label = "Strict"
    capabilities = frozenset({Capability.FIND, Capability.RETRACT})
    waits_for_embargo = True

    @property
    def certain_after(self) -> timedelta | None:
        """Return what the test wants."""
        return world.certain_after

    def publish(self, post: Post) -> Sent:
        """Publish; what the script does comes before the other side has accepted anything."""
        world.step("publish")
        assert post.key not in world.published, "published twice"
        world.published[post.key] = post.headline
        return self._sent(post.key)

    def find(self, channel: Channel, key: UUID) -> Sent | None:  # noqa: ARG002
        """Return what was published under ``key``."""
        world.step("find")
        return self._sent(key) if key in world.published else None

    def retract(self, post: Post, reason: str, *, scheduled: bool) -> Sent:
        """Take back; safe to repeat."""
        world.step("retract")
        world.retracted[post.key] = "scheduled" if scheduled else reason
        return Sent(evidence="taken back")

    def _sent(self, key: UUID) -> Sent:
        return Sent(f"id-{key}", f"https://example.org/{key}", world.published[key])


class Early(Strict):
    """Stands in for the press list: it goes before the embargo ends, and cannot take anything back."""

    slug = "press_email"
    label = "Early"
    capabilities = frozenset()
    waits_for_embargo = False


PATHS = ["tests.channels.outbox.fakes.Strict", "tests.channels.outbox.fakes.Early"]


def refuse(error: BaseException) -> Callable[[], None]:
    """Return a line of the script: the call fails with ``error`` before anything was accepted."""

    def line() -> None:
        raise error

    return line


def nothing() -> None:
    """Be a line of the script in which nothing goes wrong."""
