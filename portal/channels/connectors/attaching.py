"""What stands with somebody's words on a network: pictures, videos, sounds; told by their names, never fetched."""

from dataclasses import dataclass
from enum import StrEnum

from portal.channels.connectors.stating import address_in, name_in, storable


class Kind(StrEnum):
    """What sort of thing it is. POLL: its answers, one a line, are its description. OTHER: what the network calls by
    another name, such as a card with a moving picture, or a file.
    """

    PICTURE = "picture"
    VIDEO = "video"
    SOUND = "sound"
    POLL = "poll"
    OTHER = "other"


@dataclass(frozen=True)
class Attached:
    """One thing that stands with a comment.

    ``name`` is the network's own of it and tells it from another one, since addresses change while a thing stays;
    ``alt`` its description by whoever put it there, and ``address`` where it can be looked at; '' where nobody said.
    """

    kind: Kind
    name: str = ""
    alt: str = ""
    address: str = ""

    def __post_init__(self) -> None:
        """Keep of it what can be kept, whoever said it."""
        object.__setattr__(self, "name", name_in(self.name))
        object.__setattr__(self, "alt", storable(self.alt))
        object.__setattr__(self, "address", address_in(self.address))
