"""What the tree is made of: a clause, and a list of clauses that may go on."""

from dataclasses import dataclass, field


@dataclass(eq=False, slots=True)
class Clause:
    """One clause: a heading, a numbered or lettered clause, a bullet or a paragraph without any."""

    printed: str = ""
    kind: str = "paragraph"
    numbers: tuple[int, ...] = ()
    heading: str = ""
    text: str = ""
    shown: bool = True
    level: int = 0
    indent: int = 0
    parent: "Clause | None" = None
    children: list["Clause"] = field(default_factory=list)
    ref: str = ""
    path: tuple[str, ...] = ()
    run: int = 0
    """Which list it is in, counted through the document; 0 for what is in none."""

    def upwards(self) -> list["Clause"]:
        """Return the clause and those it stands under, up to the root."""
        found = [self]
        while found[-1].parent is not None:
            found.append(found[-1].parent)
        return found


@dataclass
class Run:
    """A list that may go on: what its items look like, where they hang, how far it has counted.

    ``level`` is that of its items where they are styled headings.
    """

    kind: str
    owner: Clause
    last: int
    number: int
    level: int = 0
    mixed: bool = False
    nests: bool = False
    """Whether numbered headings of the same look stand beneath one of its items."""


def depth_of(kind: str) -> int:
    """Return how deep in nested lists a word processor shows items of this kind; 0 for a printed list."""
    return int(kind.partition(" at ")[2] or 0)
