"""How a kind of communication is described: its parts, what is required, where it can go out."""

from dataclasses import dataclass, field
from enum import StrEnum


class Shape(StrEnum):
    """What a part holds; content.py normalises each shape, forms.py makes its field."""

    LINE = "line"
    TEXT = "text"
    RICH = "rich"
    MOMENT = "moment"
    DAY = "day"
    EMAIL = "email"
    LINK = "link"
    CHOICE = "choice"
    QUOTES = "quotes"
    IMAGES = "images"
    VERSIONS = "versions"
    QUESTIONS = "questions"
    RECORDINGS = "recordings"
    PEOPLE = "people"


@dataclass(frozen=True)
class Part:
    """One part of a communication. ``limit`` counts characters of the stored value (code points).

    ``later``: texts of this kind were approved before it had the part. While it is empty it is left out of what is
    hashed, so that these texts are still the ones that were approved. ``by_email``: whom it names are reached by email
    alone, so that a name without an address would tell nobody.
    """

    name: str
    label: str
    shape: Shape
    required: bool = False
    hint: str = ""
    limit: int = 300
    choices: tuple[tuple[str, str], ...] = ()
    later: bool = False
    by_email: bool = False


@dataclass(frozen=True)
class Kind:
    """One kind of communication.

    ``outputs`` are the connectors (by their slug) that can carry it. ``together``: whoever issues it uses all of
    the council's open channels of these connectors, none can be left out but those of ``besides``, which never carry
    it alone where one of the others is open. Of a kind that needs no channel, ``besides`` may be left out altogether.
    ``private``: it is for its addressee; that
    it was issued opens it to nobody else. ``needs_channel`` False: where the council has no open channel for it, it is
    approved and gets its reference, and somebody else publishes it.
    """

    slug: str
    label: str
    description: str
    parts: tuple[Part, ...]
    outputs: tuple[str, ...] = ()
    together: bool = False
    besides: tuple[str, ...] = ()
    private: bool = False
    body: str = "body"
    title_label: str = "Headline"
    needs_channel: bool = True
    _by_name: dict[str, Part] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._by_name.update({part.name: part for part in self.parts})

    @property
    def goes_nowhere_else(self) -> bool:
        """Return whether it is done with its approval, unless somebody chose to tell another system of it."""
        return set(self.outputs) <= set(self.besides)

    @property
    def one(self) -> str:
        """Return one of the kind in the middle of a sentence: "a press release", "an email bulletin"."""
        article = "an" if self.label[0] in "AEIOU" else "a"
        return f"{article} {self.label.lower()}"

    def part(self, name: str) -> Part:
        """Return the part called ``name``; KeyError for a name that this kind does not have."""
        return self._by_name[name]
