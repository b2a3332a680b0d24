"""What the public says, as a check is shown it: the words and where they were said, and nothing else."""

from types import MappingProxyType

from policies.circumstances import Circumstances
from policies.subjects import Subject
from portal.drafts.kinds import Kind
from portal.drafts.kinds.spec import Part, Shape

TEXT = "text"
COMMENT = Kind(
    "comment",
    "Comment",
    "What somebody says to the council.",
    (Part(TEXT, "What they say", Shape.TEXT),),
    body=TEXT,
)
"""Nobody drafts it, so it is none of KINDS."""


def comment_subject(text: str, known: Circumstances, channel: str = "") -> Subject:
    """Return ``text``, said on ``channel`` by anybody, as the subject of a check; ``known`` is of the council alone."""
    return Subject(COMMENT, MappingProxyType({}), MappingProxyType({TEXT: text}), channel, known)
