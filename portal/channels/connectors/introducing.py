"""What a connector can whose servers are many: each is asked before anybody can sign in there."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID


@dataclass(frozen=True)
class Stranger:
    """The portal as it introduces itself to ``server``; ``app`` is its own name there, where it chooses it.

    ``account``: under which the server's limits are counted. ``ways_back``: where people are sent from there.
    ``known``: what the server gave before, if anything.
    """

    server: str
    account: str
    app: UUID
    ways_back: tuple[str, ...]
    known: Mapping[str, str] = field(default_factory=dict, repr=False)


class Introduces(ABC):
    """A connector that asks a server first; what that gave stands beside what was entered when somebody signs in."""

    @abstractmethod
    def server_of(self, entered: Mapping[str, str]) -> str:
        """Return which server was entered: its scheme, host and port, a site with its folder."""

    @abstractmethod
    def introduce(self, stranger: Stranger) -> dict[str, str]:
        """Ask the server and return what it gave. Safe to repeat. Raises as a connector's health() does, in words."""
