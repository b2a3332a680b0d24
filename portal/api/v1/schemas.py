"""What the API reads and tells. Times are ISO 8601 with their offset; identifiers are the portal's own."""

from datetime import date, datetime
from typing import Annotated, Any

from ninja import Field, Schema
from pydantic import ConfigDict

from moderation.models import LONGEST_TEXT

LONGEST_SENT = 1_000_000
"""Characters of a comment that is pushed: five times what is kept of it, and a bound."""
LARGEST = 2**63 - 1
Id = Annotated[int, Field(ge=1, le=LARGEST)]


class Strict(Schema):
    """What is sent in: a field that is not known is refused, never dropped."""

    model_config = ConfigDict(extra="forbid")


class Changed(Strict):
    """Which publications are wanted."""

    after: str = Field("", max_length=200, description="The next or last of an earlier answer.")
    limit: int = Field(50, ge=1, le=100)


class Newest(Strict):
    """Which drafts are wanted."""

    before: Id = Field(LARGEST, description="The next of an earlier answer.")
    limit: int = Field(20, ge=1, le=50)


class Picture(Schema):
    """A picture of a publication."""

    url: str
    alt: str


class Noted(Schema):
    """A correction: when, and what changed."""

    at: datetime
    note: str


class PublicationOut(Schema):
    """An item of the newsroom. What was withdrawn has its note and no text; what was taken down has neither."""

    id: int = Field(description="The same through every correction.")
    tag: str = Field(description="As in the feeds.")
    state: str = Field(description="live, withdrawn, or taken_down (its text is gone)")
    url: str
    kind: str
    title: str
    summary: str
    html: str
    text: str
    capacity: str = Field(description="For whom it speaks, where that is one person.")
    body: str
    reference: str
    concerns_on: date | None
    pictures: list[Picture]
    published_at: datetime
    changed_at: datetime
    corrections: list[Noted]
    withdrawn_at: datetime | None
    withdrawal_note: str


class PublicationsOut(Schema):
    """Some publications in the order in which they changed, and where to go on."""

    publications: list[PublicationOut]
    next: str | None = Field(description="Send it as after for what changed since; null: that was all.")
    last: str | None = Field(description="Keep it, and send it as after the next time.")


class ChannelOut(Schema):
    """An official channel of the council.

    ``approval`` is founding, approved or ended; ``address`` is its public page outside while the council speaks there.
    """

    id: int
    name: str
    kind: str
    network: str
    body: str
    approval: str
    address: str
    is_open: bool
    closed_message: str


class ClauseOut(Schema):
    """A clause of a policy, with those below it."""

    ref: str
    printed: str
    heading: str
    text: str
    children: list["ClauseOut"]


class PolicyOut(Schema):
    """A policy with its version in force."""

    slug: str
    title: str
    kind: str
    url: str
    version: int
    adopted_on: date
    minute: str
    sha256: str
    review_due: date | None


class PolicyTextOut(PolicyOut):
    """A policy with the clauses of its version in force, in reading order."""

    clauses: list[ClauseOut]


class PartOut(Schema):
    """One part of a kind: what content may hold under name."""

    name: str
    label: str
    shape: str
    required: bool
    limit: int
    choices: list[str]


class KindOut(Schema):
    """A kind of communication that the key's holder may draft now."""

    slug: str
    label: str
    parts: list[PartOut]


class BodyOut(Schema):
    """A body in whose voice drafts are written."""

    id: int
    name: str


class DraftIn(Strict):
    """A new draft."""

    kind: str = Field(max_length=30)
    body: Id | None = Field(None, description="In whose voice; empty: the council's own.")
    content: dict[str, Any]


class RevisionIn(Strict):
    """The next version of a draft: the whole of it."""

    based_on: Id = Field(description="The revision that was read; another one since is a conflict (409).")
    content: dict[str, Any]


class SubmitIn(Strict):
    """A draft for the clerk, exactly in this revision."""

    revision: Id
    message: str = Field("", max_length=4_000)
    wished_at: datetime | None = Field(None, description="By when a decision is wanted.")
    answers: dict[str, str] = Field({}, description="Answers to findings, by their keys.")


class RevisionOut(Schema):
    """A version of a draft; its hash is over everything that it says."""

    id: int
    number: int
    sha256: str
    at: datetime


class DraftOut(Schema):
    """A draft, as it stands now."""

    id: int
    reference: str
    kind: str
    stage: str
    title: str
    body: int
    url: str
    changed_at: datetime
    revision: RevisionOut | None
    content: dict[str, Any]


class DraftsOut(Schema):
    """Some drafts, newest first, and where to go on."""

    drafts: list[DraftOut]
    next: int | None = Field(description="Send it as before; null: that was all.")


class FindingOut(Schema):
    """What a rule found: the clause, and the place as a half-open span of the part's plain text."""

    key: str
    check: str
    severity: str
    clause: str
    clause_text: str
    policy: str
    field: str
    start: int
    end: int
    message: str
    remedy: str
    wants_answer: bool


class FindingsOut(Schema):
    """Everything the council's rules find in the current revision."""

    revision: int
    findings: list[FindingOut]


class CommentIn(Strict):
    """What somebody of the public wrote on a channel of the council's."""

    channel: Id = Field(description="As /channels tells it.")
    name: str = Field(
        min_length=1, max_length=300, description="What it is called there: it is received once."
    )
    text: str = Field(
        min_length=1,
        max_length=LONGEST_SENT,
        description=f"Plain words. Of more than {LONGEST_TEXT:,} characters the rest is cut, and the cut is noted.",
    )
    author: str = Field("", max_length=200)
    author_name: str = Field(
        "",
        max_length=300,
        description="The name that its author goes by there. Without `author_id` it alone tells them from others.",
    )
    author_id: str = Field(
        "",
        max_length=300,
        description="What is their own there whatever they call themselves, such as the number of their account: names "
        "change hands, and no block or history is to fall on another person.",
    )
    author_link: str = Field("", max_length=500)
    link: str = Field("", max_length=500, description="Where it can be read.")
    item: str = Field("", max_length=40, description="The reference of the item that it answers.")
    answers: str = Field("", max_length=300, description="The name of the comment that it answers.")
    written_at: datetime | None = None


class CommentOut(Schema):
    """A comment that waits for whoever looks after what the public says."""

    reference: str
    version: int = Field(description="Raised when it came again with other words.")
    received_at: datetime


class SubmittedOut(Schema):
    """A draft in the clerk's queue."""

    draft: int
    revision: int
    stage: str
    due_at: datetime | None
