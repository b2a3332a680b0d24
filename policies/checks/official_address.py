"""The council is reached at its own addresses, not at somebody's mailbox, handle or page."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar
from urllib.parse import unquote

from policies.checks.base import Apart, Hit
from policies.checks.phrases import Advice, Options, Typed, hit, parameter, prose, quoted
from policies.language.addresses import FREE_MAIL, Address, emails, handles, host_of, links
from policies.language.reading import Reading, read
from policies.subjects import Subject
from portal.drafts.kinds import Shape
from portal.drafts.marking import Link, links_in

_HOSTED = (
    "wixsite.com",
    "weebly.com",
    "blogspot.com",
    "wordpress.com",
    "webs.com",
    "godaddysites.com",
    "sites.google.com",
    "tumblr.com",
    "btck.co.uk",
    "freewebs.com",
    "moonfruit.com",
    "jimdo.com",
    "squarespace.com",
)
_SOCIAL = (
    "facebook.com",
    "instagram.com",
    "twitter.com",
    "x.com",
    "nextdoor.co.uk",
    "tiktok.com",
    "youtube.com",
)
_COUNCILS = re.compile(
    r"\b(clerk|council|councillors?|cllr|parish office|town hall|the office|our (?:new |"
r"own )?(?:email|website|site|page|facebook|group|account|twitter|instagram|blog|address)|"
    r"(?:email|contact|write to|reply to|follow|message|dm|send (?:\w+ ){0,4}to|visit|tag) (?:us|"
r"me)\b|us at|us on|to us|let us know|rsvp|mayor(?:'s)?)\b"
)  # fmt: skip
_GIVEN = re.compile(
    r"\b(?:(?:follow|find|like|contact|message|reach|join|tag|dm|catch|see|write to|get in touch with) "
    r"(?:us|(?:the|your|our|@\w+) (?:parish |town |village |city )?council)\b|"
    r"(?:our|the council's|the parish council's|the town council's) (?:\w+ ){0,2}"
    r"(?:page|account|profile|feed|channel|facebook|twitter|instagram|group|handle)\b)"
)
"""What leads to a page on a social network as to the council's own."""
_OTHERS = re.compile(
    r"\b(club|society|association|group|charity|church|school|pta|committee of the|scouts?|guides|"
    r"wi|institute|trust|u3a|"
    r"organis(?:er|ers|ed by)|friends of|fundraiser|volunteers?|hospice|band|choir|team|"
    r"hall bookings?|police|nhs|surgery|farm|league|festival)\b"
)
_PUBLIC = (".gov.uk", ".police.uk", ".nhs.uk", ".parliament.uk", ".ac.uk", ".sch.uk")
_REMEDY = "Give the council's official address instead."
_MOST = 200
"""Links of one part that are looked behind; no text of a council has as many."""


@dataclass(frozen=True)
class AddressOptions(Options):
    """``official``: addresses, handles, domains and sites that are the council's own, besides those of the register."""

    official: tuple[str, ...] = parameter(
        (), "Addresses, handles, domains and sites that are the council’s own, besides those of its register."
    )


class OfficialAddress(Typed[AddressOptions]):
    """Finds unofficial mailboxes, handles and sites that are given as the council's."""

    id = "official-address"
    name = "Official addresses"
    description = "Only the council's official addresses are used for official purposes."
    apart = Apart(capacity=True)
    options: ClassVar[Any] = AddressOptions

    def run(self, subject: Subject, parameters: Mapping[str, Any]) -> Iterable[Hit]:
        """Yield addresses that pass for the council's and are not."""
        options = self.compiled(parameters)
        if subject.capacity in {"personal", "councillor"}:
            return
        own = {
            address.lower().strip()
            for address in (*subject.circumstances.official_addresses, *options.official)
        }
        known = {_bare(address) for address in own}
        contact = subject.fields.get("contact_email", "").lower()
        if contact and contact.rpartition("@")[2] in FREE_MAIL and contact not in own:
            yield Hit(
                "contact_email",
                f"“{contact}” is not one of the council's addresses.",
                _REMEDY,
                0,
                len(contact),
            )
        for field, reading in prose(subject):
            for address, what in _found(reading):
                if not _is_known(address, own, known) and _unofficial(address, what, reading, known):
                    advice = Advice(
                        f"“{{words}}” is given as the council's {what} and is not an official one.", _REMEDY
                    )
                    yield hit(field, reading, (address.start, address.end), advice)
        for part in subject.kind.parts:
            if part.shape is Shape.RICH:
                yield from _hidden(part.name, subject, own, known)


def _hidden(field: str, subject: Subject, own: set[str], known: set[str]) -> Iterator[Hit]:
    """Yield the words of links behind which an unofficial mailbox or site stands, as if it were written there."""
    plain = subject.fields.get(field, "")
    behind = [link for link in links_in(str(subject.content.get(field, ""))) if _shows_not(link, plain)][
        :_MOST
    ]
    if not behind:
        return
    written, places, done = "", [], 0
    for link in behind:
        written += f"{plain[done : link.end]} "
        begins = len(written)
        written += f"{_mailbox(link.address)} "
        places.append((begins, len(written), link))
        done = link.end
    reading = read(written + plain[done:])
    for address, what in _found(reading):
        start, _ = reading.normal.place(address.start, address.end)
        inside = next((link for begins, ends, link in places if begins <= start < ends), None)
        if inside and not _is_known(address, own, known) and _unofficial(address, what, reading, known):
            words = quoted(address.text)
            message = f"The link gives “{words}” as the council's {what}, and it is not an official one."
            yield Hit(field, message, _REMEDY, inside.start, inside.end)


def _shows_not(link: Link, plain: str) -> bool:
    """Say whether the words of ``link`` are others than its address."""
    return _mailbox(link.address).lower() not in plain[link.start : link.end].lower()


def _mailbox(address: str) -> str:
    """Return ``address``, of a link that begins a mail the mailbox alone."""
    if not address.lower().startswith("mailto:"):
        return address
    return unquote(address[len("mailto:") :].partition("?")[0])


def _bare(address: str) -> str:
    """Return what is compared: an email's domain, a handle, or a site's host with its path."""
    if "@" in address:
        return address if address.startswith("@") else address.rpartition("@")[2]
    return address.removeprefix("https://").removeprefix("http://").removeprefix("www.").rstrip("/")


def _found(reading: Reading) -> Iterator[tuple[Address, str]]:
    taken = []
    for address in emails(reading):
        taken.append((address.start, address.end))
        yield address, "email address"
    for what, found in (("site", links(reading)), ("handle", handles(reading))):
        for address in found:
            if not any(start <= address.start < end for start, end in taken):
                yield address, what


def _is_known(address: Address, own: set[str], known: set[str]) -> bool:
    text = address.text.lower()
    if text in own or _bare(text) in known - FREE_MAIL:
        return True
    hosts = {host_of(each) for each in known if "." in each}
    return bool(address.host) and (
        address.host.endswith(_PUBLIC)
        or (address.host in hosts and address.host not in FREE_MAIL and not address.host.endswith(_SOCIAL))
    )


def _unofficial(address: Address, what: str, reading: Reading, known: set[str]) -> bool:
    sentence = reading.at(address.start)
    near = reading.lower[max(sentence.start, address.start - 140) : min(sentence.end, address.end + 40)]
    words = near.replace(address.text.lower(), " ")
    given = what == "site" and address.host.endswith(_SOCIAL) and bool(known) and bool(_GIVEN.search(words))
    passes = given or bool(_COUNCILS.search(words))
    local = address.text.partition("@")[0].lower()
    if what == "email address":
        named = any(word in local for word in ("clerk", "council", "parish", "mayor", "townhall", "cllr"))
        unlisted = bool(known) and (named or passes) and not _OTHERS.search(near)
        return (
            (named or (passes and not _OTHERS.search(near)))
            if address.host in FREE_MAIL
            else unlisted and passes
        )
    if not passes or _OTHERS.search(near.replace("facebook group", "")):
        return False
    if what == "site":
        hosted = address.host.endswith(_HOSTED) or (
            "council" in near and address.host.endswith(_SOCIAL) and "/groups/" in address.text
        )
        claimed = re.search(
            (
                r"\b(our|council's|the council) (?:new |own |official |parish |town )?(?:website|site|page|"
                r"facebook|group|blog|account|web)"
            ),
            near,
        )
        return given or hosted or (any("." in each for each in known) and bool(claimed))
    followed = re.search(r"\b(follow|message|dm|find|contact|tag|our|council's|us on|tweet|updates)\b", near)
    personal = re.search(r"\b(my|personal) (?:own )?(?:account|page|handle|profile)\b", near)
    return bool(personal) or (any(each.startswith("@") for each in known) and bool(followed))
