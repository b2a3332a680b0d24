"""What a check is: pure, with a name, answering spans in the text and what to do about them."""

import json
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from policies.circumstances import Closed
from policies.subjects import Subject
from portal.drafts.kinds import KINDS


@dataclass(frozen=True)
class Hit:
    """One place where a check found something. ``start`` and ``end`` are code points in the field's plain text.

    ``closed`` is set where it comes of a matter that the reader may not know of. ``about`` stands for the message of a
    hit without words where the message tells a clock: what was ticked a minute ago stays ticked.
    """

    field: str
    message: str
    remedy: str
    start: int = 0
    end: int = 0
    closed: Closed | None = None
    about: str = ""


@dataclass(frozen=True)
class Parameter:
    """What a rule may tell a check: its name, what it is and what it does, in words; ``default`` as JSON, "" for none.

    A check needs a parameter that has no default.
    """

    name: str
    is_a: str
    default: str
    does: str


A_LIST_OF_KINDS = "a list of kinds of communication"
DRAFT, COMMENT = "draft", "comment"
"""What a rule may judge: what the council says, and what is said to the council (policies.models.Rule.Target)."""


@dataclass(frozen=True)
class Apart:
    """What a check tells apart beside the words themselves: whatever else changes, it finds the same in them.

    ``kinds`` are those that it treats apart from all others; None: each from every other. The kinds that a parameter
    lists need not be named, they are told apart besides. ``writer``: who they are and in which role.
    """

    kinds: frozenset[str] | None = frozenset()
    capacity: bool = False
    writer: bool = False
    channel: bool = False


EVERYTHING = Apart(None, capacity=True, writer=True, channel=True)
WORDS_ALONE = Apart()
OF_ANYBODY = frozenset({DRAFT, COMMENT})
"""The targets of a check that judges the words of anybody."""


class Check(ABC):
    """Judges a Subject. No ORM, no clock, no network: time and circumstances are in the subject."""

    id: ClassVar[str]
    name: ClassVar[str]
    description: ClassVar[str]
    of_form: ClassVar[bool] = False
    """Whether it asks for the parts that an item needs, rather than judging the words of a text."""
    apart: ClassVar[Apart] = EVERYTHING
    """A new check is tried in every way until it says what it tells apart; tests hold it to what it says."""
    targets: ClassVar[frozenset[str]] = frozenset({DRAFT})
    """What it can judge. Only a check that goes by the words alone, whoever wrote them, judges comments as well."""

    def takes(self) -> tuple[Parameter, ...]:
        """Return the parameters that the check heeds, for whoever writes a rule. This one has none."""
        return ()

    def read(self, parameters: Mapping[str, Any]) -> None:
        """Raise ValueError, saying what is wrong in plain words, unless ``parameters`` are ones that run() can use.

        Asked when a clerk saves a rule. A check with parameters overrides it; this one knows none.
        """
        if parameters:
            raise ValueError(f"it has no parameter called {min(parameters)!r}.")

    @abstractmethod
    def run(self, subject: Subject, parameters: Mapping[str, Any]) -> Iterable[Hit]:
        """Return the hits in ``subject``, in the order of the text."""

    def kinds_apart(self, parameters: Mapping[str, Any]) -> frozenset[str] | None:
        """Return the kinds that it treats apart where a rule gives it ``parameters``; None: each from every other."""
        if self.apart.kinds is None:
            return None
        lists = [
            parameters.get(each.name, json.loads(each.default or "[]"))
            for each in self.takes()
            if each.is_a == A_LIST_OF_KINDS
        ]
        return self.apart.kinds.union(*lists)


def are_kinds(value: Any) -> bool:
    """Return whether ``value``, which a clerk wrote, is a list of short names of kinds."""
    return isinstance(value, list | tuple) and all(isinstance(one, str) and one in KINDS for one in value)
