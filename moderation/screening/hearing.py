"""What screening hears and what it answers: frozen, and all that a phase may know."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from policies.checks.base import Check
from policies.circumstances import NOTHING_SPECIAL, Circumstances

Span = tuple[int, int]
"""Half-open, in code points of the text as it was given."""


class Ground(StrEnum):
    """The six grounds on which a person may take down what somebody wrote (house rules of the council)."""

    ABUSIVE = "abusive"
    SEXUAL = "sexual"
    OBSCENE = "obscene"
    DISCRIMINATORY = "discriminatory"
    ILLEGAL = "illegal"
    DECEPTIVE = "deceptive"


class Concern(StrEnum):
    """What a moderator should know besides. None of these is a ground for taking anything down."""

    DUPLICATE = "duplicate"
    CLOSED = "closed"
    REPEATED = "repeated"
    LINKS = "links"
    SPAM = "spam"
    PERSONAL_DATA = "personal_data"
    INFORMATION_REQUEST = "information_request"
    DATA_REQUEST = "data_request"
    COMPLAINT = "complaint"
    SERVICE_REQUEST = "service_request"
    RISK_TO_LIFE = "risk_to_life"
    SAFEGUARDING = "safeguarding"
    NEGATIVE = "negative"
    QUESTION = "question"
    RHETORICAL = "rhetorical"
    ANSWERED = "answered"
    LANGUAGE = "language"
    RULE = "rule"


class Outcome(StrEnum):
    """What a machine may do: let pass, show it to a person, or keep it back until a person has ruled."""

    PASS = "pass"  # noqa: S105 (no password)
    FLAG = "flag"
    HOLD = "hold"


@dataclass(frozen=True, slots=True)
class Finding:
    """A ground that may be met: how sure (0 to 1), and the words that caused it."""

    ground: Ground
    score: float
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """A concern: how sure (0 to 1), the words that caused it, and what is said of it to a moderator.

    Of a rule of the council's own also which check it has, how ``severe`` it is, and whether it ``holds`` the comment.
    """

    concern: Concern
    score: float
    spans: tuple[Span, ...]
    said: str
    check: str = ""
    severe: str = ""
    holds: bool = False


@dataclass(frozen=True, slots=True)
class OwnRule:
    """A rule of the council's own about comments: its ``check`` with its ``parameters``, and its clause as cited.

    ``severe`` is a policies.evaluate.Severity; ``holds``: what it finds waits for a person, where this comment came.
    """

    check: Check
    parameters: Mapping[str, Any]
    cited: str
    severe: str
    holds: bool = False


@dataclass(frozen=True, slots=True)
class Earlier:
    """A comment of before: by whom, when, and whether it stands in the same thread."""

    text: str
    author: str
    at: datetime
    same_thread: bool


@dataclass(frozen=True, slots=True)
class Heard:
    """A comment in its circumstances, gathered by whoever asks.

    ``closed``: the item takes no more comments. ``channel_closed``: the council closed its channel on the network,
    where people write all the same. ``holds``: what this channel keeps back until a person has ruled; all else is only
    flagged. ``published``: what the council said in the item. ``answers``: what it answered in the thread.
    ``own_contacts``: telephone numbers and addresses of the council itself. ``names``: its members and officers.
    ``rules``: the council's own about comments, that apply where it was said; ``known`` is what their checks know.
    """

    text: str
    author: str = ""
    at: datetime = datetime(2000, 1, 1, tzinfo=UTC)
    closed: bool = False
    channel_closed: bool = False
    holds: frozenset[Ground | Concern] = frozenset()
    allows_links: bool = True
    published: str = ""
    answers: tuple[str, ...] = ()
    earlier: tuple[Earlier, ...] = ()
    own_contacts: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    rules: tuple[OwnRule, ...] = ()
    known: Circumstances = field(default=NOTHING_SPECIAL)


@dataclass(frozen=True, slots=True)
class Screened:
    """What screening found. ``ended_by``: the phase after which nothing more decided, empty where all were asked; of
    what was said before, its tone, its questions, rights and personal data are told all the same.

    ``alert``: life or a person at risk; it goes to the top and is seen by few. ``model``: name and short hash of what
    judged.
    """

    outcome: Outcome
    findings: tuple[Finding, ...]
    notes: tuple[Note, ...]
    ended_by: str
    alert: bool
    model: str

    @property
    def grounds(self) -> frozenset[Ground]:
        """Return the grounds that may be met."""
        return frozenset(finding.ground for finding in self.findings)

    @property
    def concerns(self) -> frozenset[Concern]:
        """Return what a moderator should know besides."""
        return frozenset(note.concern for note in self.notes)
