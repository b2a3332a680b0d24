"""What the readers hand over: a document as blocks in reading order, and what of it is no clause."""

from dataclasses import dataclass, field

from portal.refusals import InvalidInput

LARGEST_TEXT = 1_000_000
"""Characters of a document; the longest standing orders seen have about 150,000."""


class CannotImport(InvalidInput):
    """A document that cannot be read as a policy."""

    next_step = "Nothing was changed. Paste the text instead, or bring the document in another format."


@dataclass(frozen=True, slots=True)
class Block:
    """A line of a text or PDF, or a paragraph of a word processor.

    ``label`` is a number or bullet that a word processor shows and does not store in the text; ``depth`` its place in
    nested lists. ``level`` is that of a styled heading (1 the highest), 0 for anything else. ``gap`` is how many
    blank lines stand before it, ``indent`` how many columns before the words of a text's line. ``whole`` says that the
    author ended the paragraph here, ``strong`` that all is bold.
    """

    text: str
    level: int = 0
    label: str = ""
    depth: int = 0
    gap: int = 0
    page: int = 0
    whole: bool = False
    strong: bool = False
    contents: bool = False
    indent: int = 0


@dataclass(frozen=True)
class SetAside:
    """Words of the document that are in no clause, and why."""

    why: str
    text: str


@dataclass
class Reading:
    """A document as it was read."""

    source: str
    blocks: list[Block]
    title: str = ""
    set_aside: list[SetAside] = field(default_factory=list)
