"""What checks of wording share: reading the prose of a subject, and parameters that are typed and compiled once."""

import dataclasses
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import Any, ClassVar, Generic, TypeVar

from policies.checks.base import A_LIST_OF_KINDS, Check, Hit, Parameter
from policies.language.covering import Covering
from policies.language.lexicons import combinations, excuses, phrasebook
from policies.language.patterns import Match, Phrasebook, compile_pattern, room_of
from policies.language.reading import Reading, read
from policies.subjects import Subject
from portal.drafts.kinds import Shape

_PROSE = frozenset(
    {
        Shape.LINE,
        Shape.TEXT,
        Shape.RICH,
        Shape.QUOTES,
        Shape.IMAGES,
        Shape.RECORDINGS,
        Shape.VERSIONS,
        Shape.QUESTIONS,
    }
)
_INTERNAL = frozenset({"basis_reference", "purpose", "reference", "their_reference", "area", "issue"})
_CONTACT = frozenset(
    {"contact_name", "contact_phone", "addressee", "address", "signatory", "signatory_title"}
)


_PATTERNS = frozenset({"also", "allowed"})
MOST_ROOM = 200
"""Ways in which a clerk's own pattern may be laid over a text (patterns.room_of): two gaps of nine words are 100."""
_WORDS = {tuple: "a list of texts", bool: "yes or no", int: "a whole number", str: "a text"}


def parameter(default: Any, does: str, is_a: str = "", written: str = "") -> Any:
    """Return a field of options that says what it ``does``.

    It says too what it ``is_a`` and how its default is ``written`` as JSON, where its type does not say enough.
    """
    said = {
        "does": does,
        "is_a": is_a or _WORDS[type(default)],
        "written": written or json.dumps(default, ensure_ascii=False),
    }
    return dataclasses.field(default=default, metadata=said)


def kinds_of_communication(default: tuple[str, ...], does: str) -> Any:
    """Return a field of options that lists kinds."""
    return parameter(default, does, A_LIST_OF_KINDS)


@dataclass(frozen=True)
class Options:
    """Parameters of a check of wording: more patterns that count, and patterns that excuse what they cover."""

    also: tuple[str, ...] = parameter((), "Further wordings that it finds, besides its own.")
    allowed: tuple[str, ...] = parameter((), "Wordings that it passes over, and whatever stands within them.")


OptionsT = TypeVar("OptionsT")


def prose(subject: Subject, *, contacts: bool = False) -> Iterator[tuple[str, Reading]]:
    """Yield each part of ``subject`` that readers see as words, read; who is addressed and signs only if asked."""
    for part in subject.kind.parts:
        skipped = part.name in _INTERNAL or (part.name in _CONTACT and not contacts)
        if part.shape in _PROSE and not skipped and (text := subject.fields.get(part.name, "")):
            yield part.name, read(text)


class Typed(Check, Generic[OptionsT]):
    """A check whose parameters are a frozen dataclass, ``options``, with defaults for everything."""

    options: ClassVar[Any] = Options
    of_wording: ClassVar[bool] = False
    """Whether it heeds ``also`` and ``allowed``. A check that does not still runs where an old rule gives it one."""

    def takes(self) -> tuple[Parameter, ...]:
        """Return what its options are, in their order."""
        return tuple(
            Parameter(each.name, each.metadata["is_a"], each.metadata["written"], each.metadata["does"])
            for each in fields(self.options)
            if self.of_wording or each.name not in _PATTERNS
        )

    def read(self, parameters: Mapping[str, Any]) -> None:
        """Raise ValueError unless ``parameters`` can be used, each of them."""
        self.compiled(parameters)
        for name in sorted(_PATTERNS & parameters.keys()):
            _leave_little_room(parameters[name])
            if not self.of_wording:
                raise ValueError(f"it looks for no wordings of yours, so {name!r} would do nothing.")

    def compiled(self, parameters: Mapping[str, Any]) -> OptionsT:
        """Return ``parameters`` as options, made once for equal ones. Raises ValueError."""
        frozen = tuple(sorted((name, _frozen(value)) for name, value in parameters.items()))
        made: OptionsT = _made(self.options, frozen)
        return made


def _frozen(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return tuple(_frozen(inner) for inner in value)
    if isinstance(value, Mapping):
        return tuple(sorted((str(name), _frozen(inner)) for name, inner in value.items()))
    return value


@lru_cache(maxsize=512)
def _made(options: Any, frozen: tuple[tuple[str, Any], ...]) -> Any:
    defaults: dict[str, Any] = {each.name: each.default for each in fields(options)}
    for name, value in frozen:
        if name not in defaults:
            raise ValueError(f"it has no parameter called {name!r}.")
        wanted = type(defaults[name])
        if type(value) is not wanted:
            raise ValueError(f"{name!r} must be {_WORDS.get(wanted, 'of another kind')}.")
        texts = isinstance(value, tuple) and all(isinstance(inner, str) for inner in value)
        if name == "limits":
            _check_limits(value)
        elif wanted is tuple and not texts:
            raise ValueError(f"{name!r} must be a list of texts.")
    for name, value in frozen:
        if name in {"also", "allowed"}:
            for source in value:
                _try(source)
    return options(**dict(frozen))


def _check_limits(value: tuple[Any, ...]) -> None:
    """Raise ValueError unless ``value`` pairs names with whole numbers."""
    for pair in value:
        if not isinstance(pair, tuple) or [type(each) for each in pair] != [str, int]:
            raise ValueError("'limits' must give each network a whole number, such as {\"x\": 280}.")


def _leave_little_room(sources: Iterable[str]) -> None:
    """Raise ValueError where a pattern that a clerk enters could take seconds over a text that somebody pastes."""
    for source in sources:
        if room_of(source) > MOST_ROOM:
            raise ValueError(
                f"the pattern “{source}” leaves too much room between its words. Leave out one of its gaps, or make "
                "them shorter."
            )


def _try(source: str) -> None:
    """Raise ValueError where a pattern that a clerk wrote cannot be read."""
    try:
        compile_pattern(source, {})
    except (KeyError, IndexError) as error:
        raise ValueError(f"the pattern “{source}” cannot be read.") from error


@dataclass(frozen=True)
class Advice:
    """What a group of patterns means: why it matters, and what to do. ``{words}`` stands for what was found."""

    message: str
    remedy: str


def quoted(words: str) -> str:
    """Return ``words`` fit for a message: one line, not too long."""
    line = " ".join(words.split())
    return line if len(line) <= 80 else f"{line[:77].rstrip()}…"


def hit(field: str, reading: Reading, place: tuple[int, int], advice: Advice) -> Hit:
    """Return the hit at ``place`` (normalised) of ``reading``."""
    start, end = reading.normal.place(*place)
    words = quoted(reading.raw[start:end])
    return Hit(field, advice.message.replace("{words}", words), advice.remedy, start, end)


class PhraseCheck(Typed[Options]):
    """A check that rests on a lexicon's patterns: excused where an allowed pattern covers it, one hit a sentence."""

    lexicon: ClassVar[str]
    advice: ClassVar[Mapping[str, Advice]]
    groups: ClassVar[tuple[str, ...]] = ()
    contacts: ClassVar[bool] = False
    of_wording: ClassVar[bool] = True

    def run(self, subject: Subject, parameters: Mapping[str, Any]) -> Iterable[Hit]:
        """Yield the hits in the order of the text."""
        options = self.compiled(parameters)
        if not self.applies(subject):
            return
        book = phrasebook(self.lexicon, *self.groups, also=options.also)
        excused = excuses(self.lexicon, options.allowed)
        for field, reading in prose(subject, contacts=self.contacts):
            for match in self.matches(reading, book, excused, subject):
                yield hit(field, reading, (match.start, match.end), self.advice_for(match))

    def advice_for(self, match: Match) -> Advice:
        """Return what is said about ``match``."""
        return self.advice.get(match.label) or next(iter(self.advice.values()))

    def applies(self, subject: Subject) -> bool:  # noqa: ARG002
        """Say whether the check looks at ``subject`` at all."""
        return True

    def counts(self, match: Match, reading: Reading, subject: Subject) -> bool:  # noqa: ARG002
        """Say whether ``match`` counts in its context."""
        return True

    def matches(
        self, reading: Reading, book: Phrasebook, excused: Phrasebook, subject: Subject
    ) -> Iterator[Match]:
        """Yield what counts, at most once a sentence."""
        found = book.find(reading)
        if not self.groups:
            found += [match for each in combinations(self.lexicon) for match in each.find(reading)]
        if not found:
            return
        found.sort(key=lambda match: (match.start, -match.end, match.label))
        free = Covering((match.start, match.end) for match in excused.find(reading))
        spoken: set[int] = set()
        for match in found:
            if match.sentence.number in spoken or free.touches(match.start, match.end):
                continue
            if self.counts(match, reading, subject):
                spoken.add(match.sentence.number)
                yield match
