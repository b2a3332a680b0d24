"""The circumstances in which a text is judged, frozen: what is confidential, sensitive, pending at this moment.

Gathered in a bounded number of queries (policies/gathering.py); a check reads them and never fetches.
"""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class MatterNow:
    """A matter as it stands. ``linked``: True where the item was said to be about it, False where said not to be."""

    key: int
    title: str
    aliases: tuple[str, ...]
    confidential: bool
    sensitive: bool
    decision_only: bool = False
    holding_reply: str = ""
    visible: bool = True
    interested: bool = False
    party: str = ""
    linked: bool | None = None


@dataclass(frozen=True)
class CandidateNow:
    """A person who stands at a poll, as the notice or the clerk names them."""

    name: str
    party: str = ""
    ward: str = ""


@dataclass(frozen=True)
class PeriodNow:
    """A period that is running. ``kind`` is a Period.Kind; an empty ``ward`` means the whole area."""

    key: int
    kind: str
    title: str
    ward: str = ""
    ends_at: datetime | None = None
    candidates: tuple[CandidateNow, ...] = ()
    authorised: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    closed_channels: tuple[str, ...] = ()

    @property
    def before_a_poll(self) -> bool:
        """Return whether publicity rules before a vote apply: not for mourning and celebration."""
        return self.kind not in {"mourning", "celebration"}


@dataclass(frozen=True)
class Earlier:
    """An item that was issued before: its reference, title, plain words, and when."""

    reference: str
    title: str
    words: str
    issued_at: datetime | None = None


@dataclass(frozen=True)
class Speaker:
    """Who writes. ``role`` is a Role; ``officer`` says whether they speak as staff rather than as a member."""

    name: str = ""
    role: str = ""
    title: str = ""

    @property
    def officer(self) -> bool:
        """Return whether the speaker is staff: the clerk or an officer."""
        return self.role in {"clerk", "officer"}


@dataclass(frozen=True)
class Names:
    """The names that checks need to know: of the council and its people, and how it is officially reached."""

    council: tuple[str, ...] = ()
    bodies: tuple[str, ...] = ()
    councillors: tuple[str, ...] = ()
    officers: tuple[str, ...] = ()
    parties: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    handles: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()


@dataclass(frozen=True)
class Circumstances:
    """All of it at one moment. ``at`` is aware, in Europe/London or UTC; None where no clock matters."""

    at: datetime | None = None
    speaker: Speaker = field(default_factory=Speaker)
    names: Names = field(default_factory=Names)
    matters: tuple[MatterNow, ...] = ()
    periods: tuple[PeriodNow, ...] = ()
    earlier: tuple[Earlier, ...] = ()
    approved_quotes: frozenset[str] = frozenset()
    image_permissions: frozenset[str] = frozenset()
    open_references: frozenset[str] = frozenset()

    @property
    def polls(self) -> tuple[PeriodNow, ...]:
        """Return the running periods before a vote."""
        return tuple(period for period in self.periods if period.before_a_poll)


NOTHING_SPECIAL = Circumstances()
