"""The circumstances in which a text is judged, frozen: what is confidential, sensitive, pending at this moment.

Gathered in a bounded number of queries (policies/gathering.py); a check reads them and never fetches.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from policies.language.fingerprint import Fingerprint
from policies.matching import letters_of
from portal.drafts.needing import ShownWith
from portal.records.canonical import sha256_of


@dataclass(frozen=True)
class Closed:
    """What somebody came near who may not know of it: a matter's key, and a hash of it and the words that met it."""

    matter: int
    key: str

    @classmethod
    def near(cls, matter: int, words: str = "") -> "Closed":
        """Return how ``words`` met a matter; spellings of one name make no difference. No words: somebody linked it.

        “Old Depot”, “old-depot” and “#OldDepot” take one place of the reader's hour, as one of them finds the matter.
        """
        return cls(matter, sha256_of(f"{matter}\x1f{letters_of(words)}"))


@dataclass(frozen=True)
class MatterNow:
    """A matter as it stands. ``linked``: True where the item was said to be about it, False where said not to be.

    ``released``: with ``decision_only``, the text of the decision as the clerk released it.
    """

    key: int
    title: str
    aliases: tuple[str, ...]
    confidential: bool
    sensitive: bool
    decision_only: bool = False
    released: str = ""
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


def ward_called(ward: str) -> str:
    """Return ``ward`` as people say it: “Mill ward” where somebody typed “Mill”."""
    return ward if "ward" in ward.casefold().split() else f"{ward} ward"


@dataclass(frozen=True)
class PeriodNow:
    """A period that is running. ``kind`` is a Period.Kind; an empty ``ward`` means the whole area.

    ``closed_channels``: the kinds of channel of which it leaves none open, by their networks where people post by hand.
    """

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

    @property
    def within(self) -> str:
        """Return “ in Mill ward” where one ward alone keeps it, else an empty string."""
        return f" in {ward_called(self.ward)}" if self.ward else ""


@dataclass(frozen=True)
class Earlier:
    """An item that was issued before: its reference, its title, what its words come to, and when.

    ``threads`` are hashes of the debates that it joined (policies.language.threads).
    """

    reference: str
    title: str
    fingerprint: Fingerprint
    issued_at: datetime | None = None
    threads: frozenset[int] = frozenset()


@dataclass(frozen=True)
class ApprovedQuote:
    """A quotation as its speaker approved it, to the letter."""

    words: str
    speaker: str = ""


@dataclass(frozen=True)
class EnteredBasis:
    """What a text may rest on, as the council entered it: an open item of a meeting, a position, a released matter.

    ``page`` and ``key`` name the page of the desk that shows it. ``on`` is the day of the meeting, ``minuted`` whether
    its minute is there. A released matter has no title here: its reference alone is open.
    """

    page: str
    key: int
    reference: str
    title: str
    meeting: str
    on: date
    minuted: bool = True


class PermissionState(StrEnum):
    """Where the permission for a picture or recording stands. Unsaid: nobody has said yet who is in it."""

    UNSAID = "unsaid"
    ASKED = "asked"
    GIVEN = "given"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class ImagePermission:
    """What is recorded of a picture or recording. ``until`` is the last day of the permission; None: without an end.

    ``child``: a child can be recognised; ``guardian``: whoever answers for the child agreed in writing. ``print_only``:
    somebody in it agreed to print and nothing else. ``people`` are the names of those who can be recognised.
    """

    state: PermissionState
    until: date | None = None
    source: str = ""
    child: bool = False
    guardian: bool = False
    print_only: bool = False
    people: tuple[str, ...] = ()


class ChannelState(StrEnum):
    """Where a kind of channel stands in the council's register."""

    OPEN = "open"
    CLOSED = "closed"
    MISSING = "missing"


@dataclass(frozen=True)
class Envelope:
    """Whom a message is addressed to. ``internal``: it carries papers that are for members and staff alone.

    ``confidential``: it is about a matter that is not all open, so that nobody outside is copied in. ``addressee``: who
    gets it on paper besides those whom ``to`` names, and sees no address of theirs.
    """

    to: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    bcc: tuple[str, ...] = ()
    reply_all: bool = False
    internal: bool = False
    confidential: bool = False
    addressee: tuple[str, ...] = ()


@dataclass(frozen=True)
class Member:
    """A councillor as checks know them: ``party``, where one is noted, and ``businesses`` that they declared."""

    name: str
    party: str = ""
    businesses: tuple[str, ...] = ()


@dataclass(frozen=True)
class ProbedLink:
    """What a worker saw behind a link: its HTTP status (0: no answer), where it led, and that page's title."""

    status: int
    address: str = ""
    title: str = ""


@dataclass(frozen=True)
class Circumstances:
    """What is known around a text. Everything is optional: a check says less where less is known."""

    council: str = ""
    official_addresses: frozenset[str] = frozenset()
    """Email addresses, handles, sites and telephone numbers that are the council's own."""
    members: tuple[Member, ...] = ()
    officers: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    businesses: tuple[str, ...] = ()
    """Businesses that members declared: whoever names one means somebody."""
    author: str = ""
    author_role: str = ""
    """The role of who signs: clerk, officer, chairman, councillor …"""
    other_roles: frozenset[str] = frozenset()
    """The roles of those who had a hand in it besides: who wrote the current words, who submits it."""
    periods: frozenset[str] = frozenset()
    """Kinds of period that reign where and when this is issued: parish_election, referendum, mourning …"""
    controversies: tuple[str, ...] = ()
    """What is in controversy at the poll, as the clerk wrote it down."""
    limits: Mapping[str, int] = field(default_factory=dict)
    """How long a text may be, by network, where the server says so."""
    links: Mapping[str, ProbedLink] = field(default_factory=dict)
    full_story: str = ""
    """Set where this is a shortened version: the address or the headline of the full one."""
    full_story_at: tuple[str, ...] = ()
    """Where that stands in full; a link to any of them leads there. Empty where nobody knows."""
    full_story_ended: str = ""
    """How that ended, in words: “was rejected”, “was withdrawn”. Empty while readers find it, or are to find it."""
    own_page: str = ""
    """Where the newsroom will show the whole of this item, of which there may be shorter versions for networks."""
    cost_recorded: bool = False
    at: datetime | None = None
    """The moment it is judged for; aware. None where no clock matters."""
    goes_at: datetime | None = None
    """When it goes out; aware. None while nobody has said, as in a draft that is typed in the evening."""
    matters: tuple[MatterNow, ...] = ()
    running: tuple[PeriodNow, ...] = ()
    """The periods of ``periods`` with what is known of each."""
    earlier: tuple[Earlier, ...] = ()
    """What the council issued in the last months, apart from letters."""
    answered: str = ""
    """The council's earlier answer in the same debate, by reference or date, where somebody knows of it besides what
    ``earlier`` tells; the rooms of comments fill it."""
    offering: bool = False
    """The council answered in the debate, and this text is to offer no more than to talk elsewhere."""
    logo_kept: bool | None = None
    """Whether the voice has a logo that could be put on what others print; None: not known."""
    bases: tuple[EnteredBasis, ...] = ()
    """What the council entered that the text may name as its basis; empty while it has entered nothing."""
    quotes_kept: bool = False
    """Whether the council keeps a register of approved quotations; while it does not, nothing is said of them."""
    approved_quotes: tuple[ApprovedQuote, ...] = ()
    permissions_kept: bool = False
    """Whether the council keeps a register of permissions for pictures and recordings."""
    image_permissions: Mapping[str, ImagePermission] = field(default_factory=dict)
    """By the sha256 of the picture or recording as it is shown."""
    channels: Mapping[str, ChannelState] = field(default_factory=dict)
    """Every kind of channel that the register can hold; of a kind that is not in it nothing is known."""
    shown_with: Mapping[str, ShownWith] = field(default_factory=dict)
    """What the kinds of channel need beside the words of an item whose networks show no words alone."""
    envelope: Envelope | None = None
    """Set where a mail's recipients are known; else the check goes by the press list, or a letter's addressee."""
    press: int = 0
    """How many are on the press list, each of whom gets a mail of their own with every release."""
    insiders: frozenset[str] = frozenset()
    """Email addresses of members and staff, in lower case."""
    logo: bool | None = None
    """Whether it will carry the council's logo; None: not known. Whoever lays out what is printed fills it."""
    letterhead: bool = False
    """Whether letters are set on the council's letterhead."""
    headed: bool = False
    """Whether it is set on a sheet of the council's, with its name at the head (portal.channels.printing)."""
    closed_rest_until: datetime | None = None
    """Until when checks for matters that are closed to the reader rest for them (policies.matters.nearing)."""

    @property
    def by_staff(self) -> bool:
        """Return whether the writer is staff, the clerk or an officer, rather than a member."""
        return {self.author_role, *self.other_roles} <= {"clerk", "officer"}

    @property
    def polls(self) -> tuple[PeriodNow, ...]:
        """Return the running periods before a vote."""
        return tuple(period for period in self.running if period.before_a_poll)


NOTHING_SPECIAL = Circumstances()
