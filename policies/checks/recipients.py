"""Whom a message goes to: those who need it, and for internal papers nobody outside."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from policies.checks.base import Apart, Hit
from policies.checks.phrases import Options, Typed, parameter, prose, quoted
from policies.circumstances import Envelope
from policies.language.addresses import FREE_MAIL, host_of
from policies.language.given_names import by_style, in_full
from policies.language.reading import Reading
from policies.matching import spans_of
from policies.subjects import Circumstances, Subject

_HEADER = re.compile(
    r"^[ \t>*]{0,8}(to|cc|bcc|c\.c\.|b\.c\.c\.|copy to|copies to|copied to)[ \t]{0,3}:[ \t]{0,8}([^\n]{1,8000})",
    re.IGNORECASE | re.MULTILINE,
)
_EMAIL = re.compile(r"(?<![\w.+@-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
_REPLY_ALL = re.compile(r"\brepl(?:y|ies|ied|ying)[ -](?:to[ -])?(?:all\b|everyone\b|everybody\b)")
_UNWANTED = re.compile(
    r"\b(?:not|don't|do not|never|avoid\w*|without|rather than|instead of|refrain\w*|stop|unless|careful)\b"
)
_NOT_A_BUTTON = re.compile(
    r"repl(?:y|ies|ied|ying)[ -](?:to[ -])?all (?:of |the |your |his |her |their |our |those |these |letters|emails|"
    r"enquiries|queries|questions|comments|messages|correspondence|residents|complaints|who)"
)
_INTERNAL = re.compile(
    r"\b(?:private and confidential|strictly confidential|in strict confidence|"
    r"not for (?:publication|onward|circulation|distribution|sharing|release)|(?:councillors?|members?) only|"
    r"for (?:councillors?|members?)'? (?:eyes|use) only|internal (?:use|paper|memo|briefing|note|report)|"
    r"exempt (?:report|paper|appendix)|confidential (?:report|paper|briefing|appendix|annex|item|minutes?)|"
    r"private briefing|closed session (?:papers?|notes?|minutes?))\b"
)

_FOR_INSIDE = re.compile(
    r"\b(?:not for (?:onward|circulation|distribution|sharing)|councillors only|"
    r"for (?:councillors?|members?)'? (?:eyes|use) only|internal (?:use only|paper|memo|memorandum|briefing))\b"
)
"""What makes a letter an internal paper: “private and confidential” is between two people, whoever they are."""
_MOST_NAMED = 3
_IN_ADDRESS = r"\w.!#$%&'*+/=?^`{|}~@-"
"""What may stand in an address before its @ (RFC 5321: dot-string), so that what follows it is no address alone."""
PRESS = "press_email"


@dataclass(frozen=True)
class RecipientsOptions(Options):
    """``most``: how many people may see one another's addresses in one message."""

    most: int = parameter(12, "How many people may see one another’s addresses in one message.")


class Recipients(Typed[RecipientsOptions]):
    """Finds too many recipients, answers to all, and outsiders who are sent internal papers."""

    id = "recipients"
    name = "Recipients"
    description = "A message goes to those who need it; internal papers to nobody outside."
    apart = Apart(kinds=None)
    options: ClassVar[Any] = RecipientsOptions

    def run(self, subject: Subject, parameters: Mapping[str, Any]) -> Iterable[Hit]:
        """Yield what is wrong with the recipients as they are known, then with those that the text itself names."""
        options = self.compiled(parameters)
        readings = list(prose(subject))
        internal = any(_INTERNAL.search(reading.lower) for _, reading in readings)
        pattern = _FOR_INSIDE if subject.kind.private else _INTERNAL
        inside = any(pattern.search(reading.lower) for _, reading in readings)
        if (envelope := subject.circumstances.envelope or _known(subject)) is not None:
            yield from _of_the_envelope(subject, envelope, options.most)
            yield from _outsiders(subject, envelope, to=inside, copied=internal)
        for field, reading in readings:
            yield from _of_the_text(subject, field, reading, options.most, internal=internal)


def _of_the_envelope(subject: Subject, envelope: Envelope, most: int) -> Iterator[Hit]:
    """Yield a hit where too many see one another's addresses, and where everybody is answered."""
    seen = len(envelope.to) + len(envelope.cc)
    if seen > most:
        yield _hit(subject, "cc" if envelope.cc else "to", _too_many(seen, most))
    if envelope.reply_all and seen + len(envelope.bcc) > 1:
        yield _hit(subject, "answers", ("This answers everybody who had the message.", _TO_ONE))


def _outsiders(subject: Subject, envelope: Envelope, *, to: bool, copied: bool) -> Iterator[Hit]:
    """Yield a hit for each outsider who is sent what is for inside.

    ``to``: even whom it is addressed to are none of those that it is for. ``copied``: it is private between whoever
    writes and whoever it is addressed to, so that a third party is none of them.
    """
    for place in ("addressee", "to", "cc", "bcc"):
        addressed = place in {"addressee", "to"}
        if envelope.internal or (to if addressed else copied):
            why = "this is an internal paper"
        elif envelope.confidential and not addressed:
            why = "not all of what this is about is open"
        else:
            continue
        outside = [one for one in getattr(envelope, place) if _is_outside(one, subject.circumstances)]
        for address in outside[:_MOST_NAMED]:
            yield _hit(subject, place, _outside(address, place, why), address)
        if len(outside) > _MOST_NAMED:
            others = f"{len(outside) - _MOST_NAMED} more"
            yield _hit(subject, "", _outside(others, place, why))


def _hit(subject: Subject, place: str, why: tuple[str, str], words: str = "") -> Hit:
    """Return the hit at ``words`` in the part that says who gets it, else at what the message is called."""
    said = subject.fields.get(place, "")
    if said and (at := _place(words, said) if words else (0, len(said))):
        return Hit(place, *why, *at)
    head = "title" if "title" in subject.fields else subject.kind.body
    return Hit(head, *why, 0, len(subject.fields.get(head, "")))


def _place(words: str, said: str) -> tuple[int, int] | None:
    """Return where ``said`` names the recipient ``words``, never inside a longer address or name; None for nowhere.

    The letter case of a domain makes no difference, that of what stands before the @ may (RFC 5321, 2.4). Whoever has
    no address has a line of their own.
    """
    local, at, domain = words.rpartition("@")
    address = rf"(?<![{_IN_ADDRESS}]){re.escape(local)}@(?i:{re.escape(domain)})(?![\w@-]|\.\w)"
    found = re.search(address if at else rf"^{re.escape(words)}$", said, re.MULTILINE)
    return found.span() if found else None


def _of_the_text(
    subject: Subject, field: str, reading: Reading, most: int, *, internal: bool
) -> Iterator[Hit]:
    for header in _HEADER.finditer(reading.text):
        place = re.sub(r"\W", "", header.group(1).lower())
        place = place if place in {"to", "cc", "bcc"} else "cc"
        addresses = list(_EMAIL.finditer(reading.text, *header.span(2)))
        if place != "bcc" and len(addresses) > most:
            yield Hit(field, *_too_many(len(addresses), most), *reading.normal.place(*header.span(2)))
        for address in addresses if internal else ():
            if _is_outside(address.group(), subject.circumstances):
                why = _outside(address.group(), place)
                yield Hit(field, *why, *reading.normal.place(*address.span()))
    for found in _REPLY_ALL.finditer(reading.lower) if "repl" in reading.lower else ():
        before = reading.lower[max(0, found.start() - 60) : found.start()]
        if _UNWANTED.search(before) or _NOT_A_BUTTON.match(reading.lower, found.start()):
            continue
        start, end = reading.normal.place(*found.span())
        yield Hit(
            field, f"“{quoted(reading.raw[start:end])}” sends an answer to everybody.", _TO_ONE, start, end
        )


def _known(subject: Subject) -> Envelope | None:
    """Return to whom a letter is written, or a release mailed: each on the press list gets one of their own."""
    if addressee := " ".join(subject.fields.get("addressee", "").split()):
        return Envelope(to=(addressee,))
    press = subject.circumstances.press
    mailed = press > 0 and PRESS in subject.kind.outputs
    return Envelope(bcc=(f"the press list, {press:,} in number",)) if mailed else None


_TO_ONE = "Answer the person who asked, and copy in only those who need to know."


def _too_many(count: int, most: int) -> tuple[str, str]:
    return (
        f"{count} people would see this and one another's addresses; the most is {most}.",
        "Leave out whoever does not need it, or send it as a bulletin.",
    )


def _outside(address: str, place: str, why: str = "this is an internal paper") -> tuple[str, str]:
    return (
        f"“{quoted(address)}” in “{place}” is outside the council, and {why}.",
        "Take the address out, or ask the clerk for leave to share the paper.",
    )


def _is_outside(address: str, around: Circumstances) -> bool:
    """Say whether ``address`` is neither a member's or officer's nor under a domain of the council's.

    False where neither is known: nobody is called an outsider on a guess. An addressee without an address is known by
    name: a member, an officer, or the council. With a free provider the council shares its domain with everybody: there
    its very address alone is inside.
    """
    if "@" not in address:
        people = (*(member.name for member in around.members), *around.officers)
        names = (around.council, *(way for name in people for way in (*in_full(name), *by_style(name))))
        return bool(people) and not any(True for _ in spans_of(address, names))
    reached = {each.lower() for each in around.official_addresses if "." in each and not each.startswith("@")}
    domains = {each.rpartition("@")[2] if "@" in each else host_of(each) for each in reached}
    own = domains - FREE_MAIL - {""}
    inside = around.insiders | {each for each in reached if "@" in each}
    if not own and not inside:
        return False
    mailbox = address.strip().lower().rpartition("<")[2].rstrip(">")
    return mailbox not in inside and mailbox.rpartition("@")[2] not in own
