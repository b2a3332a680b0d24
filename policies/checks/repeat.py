"""Said once: what was issued already is not issued again, and a debate gets one answer."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar
from zlib import crc32

from policies.checks.base import Apart, Hit
from policies.checks.phrases import Advice, Options, PhraseCheck, parameter, quoted
from policies.circumstances import Earlier
from policies.language.fingerprint import fingerprint, likeness
from policies.language.threads import threads_in
from policies.subjects import Subject
from portal.drafts.content import LONDON
from portal.drafts.kinds import Kind, Shape

_ALIKE = 0.7
_REMINDER = re.compile(
    r"\b(?:remind(?:er|ing)?|last chance|final call|don['’]t forget|still time)\b", re.IGNORECASE
)
_ANSWERS = frozenset({"social_post"})
OFFLINE, NOTHING = "offline", "nothing"
OFFER_WORDS = 70
"""An offer to go on elsewhere fits into so many words; what is longer goes on with the argument."""


@dataclass(frozen=True)
class RepeatOptions(Options):
    """``second_answer``: what becomes of a second answer to the public in one debate (moderation.replies)."""

    second_answer: str = parameter(
        "",
        "What is drafted where somebody whom the council has answered goes on: an offer to talk elsewhere, or nothing. "
        "Left out, another answer may be drafted.",
        '"offline" or "nothing"',
        '""',
    )

    def __post_init__(self) -> None:
        """Raise ValueError for anything else."""
        if self.second_answer not in {"", OFFLINE, NOTHING}:
            raise ValueError("“second_answer” is “offline” or “nothing”.")


class Repeat(PhraseCheck):
    """Finds what was issued already, and a second answer in one debate."""

    id = "repeat"
    name = "Said already"
    description = "What was said and answered before is not said again; a debate gets one answer."
    apart = Apart(kinds=None)
    lexicon = "repeat"
    options: ClassVar[Any] = RepeatOptions
    advice: ClassVar[Mapping[str, Advice]] = {
        "again": Advice(
            "“{words}” answers a second time.",
            "One answer is enough: leave it there, or offer to go on away from the public thread.",
        ),
    }

    def applies(self, subject: Subject) -> bool:
        """Look for second answers where answers are given in public."""
        return subject.kind.slug in _ANSWERS

    def run(self, subject: Subject, parameters: Mapping[str, Any]) -> Iterable[Hit]:
        """Yield wording that answers again, then an earlier answer that is known, then an item that says the same."""
        yield from super().run(subject, parameters)
        field = subject.kind.body
        text = subject.fields.get(field, "")
        if subject.circumstances.answered and subject.kind.slug in _ANSWERS:
            message = (
                f"The council already answered in this debate: {quoted(subject.circumstances.answered)}."
            )
            yield Hit(field, message, self.advice["again"].remedy, 0, len(text))
        elif subject.kind.slug in _ANSWERS:
            yield from self._second_answer(subject, field, text)
        if subject.circumstances.offering:
            yield from _goes_on(subject, field, text)
        if subject.circumstances.earlier and not subject.kind.private:
            yield from _issued_before(subject, field, text)

    def _second_answer(self, subject: Subject, field: str, text: str) -> Iterator[Hit]:
        """Yield at most one hit: the council joined the same debate before. Below its own posts it may go on."""
        own = {each.lstrip("@").lower() for each in subject.circumstances.official_addresses}
        joined = threads_of(subject.kind, subject.fields, but=own)
        for item in subject.circumstances.earlier if joined else ():
            if joined & item.threads:
                message = f"The council already answered in this debate: {_named(item)}{_on(item)}."
                yield Hit(field, message, self.advice["again"].remedy, 0, len(text))
                return


def threads_of(kind: Kind, said: Mapping[str, str], *, but: Collection[str] = ()) -> frozenset[int]:
    """Return hashes of the debates that a text joins, by its parts as plain text; without those on pages of ``but``."""
    parts = [part.name for part in kind.parts if part.shape in {Shape.LINK, Shape.VERSIONS}]
    joined = " ".join(said.get(name, "") for name in (kind.body, *parts))
    return frozenset(crc32(one.key.encode()) for one in threads_in(joined) if one.owner not in but)


def _named(item: Earlier) -> str:
    return " ".join(part for part in (item.reference, f"“{quoted(item.title)}”") if part)


def _goes_on(subject: Subject, field: str, text: str) -> Iterator[Hit]:
    """Yield what makes an offer to talk elsewhere another answer, or no offer (town 7.8.3)."""
    words = len(text.split())
    if words > OFFER_WORDS:
        message = f"The council answered in this debate, and now offers to talk elsewhere: {words} words are too many."
        yield Hit(field, message, f"Say in {OFFER_WORDS} words at most where to talk.", 0, len(text))
    ways = [_squeezed(way) for way in subject.circumstances.official_addresses]
    if ways and not any(way in _squeezed(text) for way in ways):
        message = "It offers to talk elsewhere, and does not say where the council is reached."
        yield Hit(field, message, "Give the office’s telephone number or email address.", 0, len(text))


def _squeezed(words: str) -> str:
    """Return ``words`` without spaces, small: as numbers and addresses are compared."""
    return "".join(words.casefold().split())


def _issued_before(subject: Subject, field: str, text: str) -> Iterator[Hit]:
    """Yield at most one hit. Another date, time or sum makes another item, and a reminder may say the same."""
    if _REMINDER.search(text) or _REMINDER.search(subject.fields.get("title", "")):
        return
    now = fingerprint(text)
    for item in subject.circumstances.earlier:
        if item.fingerprint.figures == now.figures and likeness(item.fingerprint, now) >= _ALIKE:
            message = f"This was issued before as {_named(item)}{_on(item)}."
            remedy = "Leave it out, say what is new, or call it a reminder."
            yield Hit(field, message, remedy, 0, len(text))
            return


def _on(item: Earlier) -> str:
    moment = item.issued_at
    return f" on {moment.astimezone(LONDON):%-d %B %Y}" if moment else ""
