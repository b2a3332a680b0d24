"""What comes in: one comment as its channel gives it, or as somebody entered it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from portal.channels.connectors.attaching import Attached
from portal.records.canonical import canonical_json, sha256_of

LONGEST_WORDS = 20_000
LONGEST_NAME = 200
"""Characters of what somebody types for another, and of whose words they are."""
TOO_OLD = "This page is too old. Copy what you typed, open the page anew, and send it there."


@dataclass(frozen=True)
class Arrived:
    """One comment as its channel gives it, or as somebody entered it.

    ``remote_id`` is its name there, never empty; ``written_at`` is aware, by the clock there. ``received_at`` is aware
    too, and said only of what reached the council before it came in here; None is now. ``author_id`` is what the place
    gives to its author alone, and ``author_address`` the name they go by there, as RemoteComment has both.
    ``held``: its readers do not see it until somebody has looked. ``attached``: what stands with its words there.
    ``page``: what the network calls that under which it stands, where nobody published that from here.
    """

    way: str
    remote_id: str
    text: str
    author: str = ""
    author_id: str = ""
    author_address: str = ""
    author_link: str = ""
    email: str = ""
    link: str = ""
    publication_id: int | None = None
    page: str = ""
    parent_id: str = ""
    written_at: datetime | None = None
    received_at: datetime | None = None
    answer_by: str = ""
    answer_to: str = ""
    member_id: int | None = None
    held: bool = False
    attached: tuple[Attached, ...] = ()


def named_on_page(how: str, key: str, typed: Mapping[str, str]) -> str:
    """Return the name of what was typed on the page whose own ``key`` is given: the page with all that stands on it.

    What is sent twice is one; who goes back to a page that was sent, and types the next words over it, enters another.
    """
    return f"{how} {key} {sha256_of(canonical_json(dict(typed)))}"
