"""In which capacity a text is sent: one sentence and one name, the same on every output of every channel.

No single councillor speaks for a council (LGA 1972 s.101): a reader is always told for whom a text speaks.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from portal.drafts.kinds.common import COUNCILLOR, OFFICIAL, PERSONAL
from portal.drafts.models import Communication


@dataclass(frozen=True)
class Voice:
    """For whom a text speaks: ``capacity`` is the answer given, ``name`` who is named as its author.

    ``sentence`` is what every reader is told; ``mark`` goes before a headline that may be seen alone, such as a
    mail's subject ('' for the council).
    """

    capacity: str
    name: str
    sentence: str
    mark: str

    @property
    def is_official(self) -> bool:
        """Return whether it is issued for the council, or for one of its bodies."""
        return self.capacity == OFFICIAL


def voice_of(communication: Communication, content: Mapping[str, Any], *, body_name: str) -> Voice:
    """Return for whom ``content`` speaks, in the voice of the body called ``body_name``.

    What has not been answered yet counts as the council's: it cannot be submitted so. ``communication.author`` with
    its user, and ``communication.council``, must be at hand for the two capacities of one person.
    """
    capacity = content.get("capacity")
    if capacity not in {COUNCILLOR, PERSONAL}:
        return Voice(OFFICIAL, body_name, f"Issued on behalf of {body_name}.", "")
    writer, council = communication.author, communication.council.name
    if capacity == PERSONAL:
        sentence = f"The personal view of {writer.user.name}; not the view of {council}."
        return Voice(PERSONAL, writer.user.name, sentence, "PERSONAL VIEW: ")
    name = f"{writer.user.name}, {writer.display_title}"
    sentence = (
        f"Sent by {name}, about works done or policies agreed by {council}; not on behalf of the council."
    )
    return Voice(COUNCILLOR, name, sentence, "FROM A COUNCILLOR: ")
