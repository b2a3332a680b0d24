"""Said once: what was issued already is not issued again, and a debate gets one answer."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar

from policies.checks.base import Hit
from policies.checks.phrases import Advice, PhraseCheck, quoted
from policies.circumstances import Earlier
from policies.language.fingerprint import fingerprint, likeness
from policies.subjects import Subject
from portal.drafts.content import LONDON

_ALIKE = 0.7
_REMINDER = re.compile(
    r"\b(?:remind(?:er|ing)?|last chance|final call|don['’]t forget|still time)\b", re.IGNORECASE
)
_ANSWERS = frozenset({"social_post"})


class Repeat(PhraseCheck):
    """Finds what was issued already, and a second answer in one debate."""

    id = "repeat"
    name = "Said already"
    description = "What was said and answered before is not said again; a debate gets one answer."
    lexicon = "repeat"
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
        if subject.circumstances.earlier and not subject.kind.private:
            yield from _issued_before(subject, field, text)


def _issued_before(subject: Subject, field: str, text: str) -> Iterator[Hit]:
    """Yield at most one hit. Another date, time or sum makes another item, and a reminder may say the same."""
    if _REMINDER.search(text) or _REMINDER.search(subject.fields.get("title", "")):
        return
    now = fingerprint(text)
    for item in subject.circumstances.earlier:
        if item.fingerprint.figures == now.figures and likeness(item.fingerprint, now) >= _ALIKE:
            named = " ".join(part for part in (item.reference, f"“{quoted(item.title)}”") if part)
            message = f"This was issued before as {named}{_on(item)}."
            remedy = "Leave it out, say what is new, or call it a reminder."
            yield Hit(field, message, remedy, 0, len(text))
            return


def _on(item: Earlier) -> str:
    moment = item.issued_at
    return f" on {moment.astimezone(LONDON):%-d %B %Y}" if moment else ""
