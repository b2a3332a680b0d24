"""What comes in: one comment as its channel gives it, or as somebody entered it."""

from dataclasses import dataclass
from datetime import datetime

from portal.channels.connectors.attaching import Attached


@dataclass(frozen=True)
class Arrived:
    """One comment as its channel gives it, or as somebody entered it.

    ``remote_id`` is its name there, never empty; ``written_at`` is aware, by the clock there. ``received_at`` is aware
    too, and said only of what reached the council before it came in here; None is now. ``author_id`` is what tells its
    author from others there. ``held``: its readers do not see it until somebody has looked. ``attached``: what stands
    with its words there.
    """

    way: str
    remote_id: str
    text: str
    author: str = ""
    author_id: str = ""
    author_link: str = ""
    email: str = ""
    link: str = ""
    publication_id: int | None = None
    parent_id: str = ""
    written_at: datetime | None = None
    received_at: datetime | None = None
    answer_by: str = ""
    answer_to: str = ""
    member_id: int | None = None
    held: bool = False
    attached: tuple[Attached, ...] = ()
