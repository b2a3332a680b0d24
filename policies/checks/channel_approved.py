"""What speaks for the council goes out on channels that the council approved."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from policies.checks.base import Apart, Hit
from policies.checks.phrases import Options, Typed, prose, quoted
from policies.circumstances import ChannelState
from policies.language.reading import Reading
from policies.subjects import Subject
from portal.drafts.kinds.common import OFFICIAL

NAMES = {
    "press_email": "press list",
    "newsroom": "newsroom",
    "letter": "letterhead",
    "letter_mail": "letters by email",
    "x": "X",
    "linkedin": "LinkedIn",
    "tiktok": "TikTok",
    "whatsapp": "WhatsApp",
    "youtube": "YouTube",
}
_BEGUN = re.compile(
    r"\b(?:set(?:ting)? up|start(?:ed|ing)?|creat(?:ed|ing)|launch(?:ed|ing)?|open(?:ed|ing)?|made)"
    r"(?: [\w'-]{1,20}){0,6}? "
    r"(facebook|whatsapp|tiktok|instagram|bluesky|mastodon|threads|discord|telegram|linkedin|nextdoor|youtube|"
    r"twitter|snapchat|reddit|signal) (?:group|page|account|channel|profile|feed|server|forum)\b"
)
_AGREED = re.compile(r"\b(?:agreed|approved|approval|resolved|resolution|minute|decided|consulted)\b")
_CONTACT = "Ask the council to approve it first, or use a channel in its register."


class ChannelApproved(Typed[Options]):
    """Finds texts of the council for channels that are not in its register, or are closed."""

    id = "channel-approved"
    name = "Approved channel"
    description = "The council speaks on channels that it approved."
    apart = Apart(capacity=True, channel=True)

    def run(self, subject: Subject, parameters: Mapping[str, Any]) -> Iterable[Hit]:
        """Yield a hit for the channel, for each version on another one, and where a new one is announced."""
        self.compiled(parameters)
        if subject.capacity in {OFFICIAL, ""}:
            yield from _of_the_item(subject)
            yield from _of_the_versions(subject)
        for field, reading in prose(subject):
            yield from _announced(subject, field, reading)


def _why(subject: Subject, kind: str) -> tuple[str, str] | None:
    """Return why a kind of channel cannot be used and what to do, or None: also where nothing is known of it."""
    name = NAMES.get(kind, kind.replace("_", " ").capitalize())
    for period in subject.circumstances.running:
        if kind in period.closed_channels:
            return (
                f"The channel {name} is closed during the {period.title or 'period'}.",
                "Wait until the period is over, or use another channel.",
            )
    state = subject.circumstances.channels.get(kind)
    if state is ChannelState.MISSING:
        return f"The council has not approved any channel of this kind: {name}.", _CONTACT
    if state is ChannelState.CLOSED:
        return (
            f"The council's channel of this kind is closed: {name}.",
            "Use another channel, or ask the clerk.",
        )
    return None


def _of_the_item(subject: Subject) -> Iterator[Hit]:
    field = subject.kind.body
    if subject.channel and (why := _why(subject, subject.channel.lower())):
        yield Hit(field, *why, 0, len(subject.fields.get(field, "")))


def _of_the_versions(subject: Subject) -> Iterator[Hit]:
    place = 0
    for slug, text in subject.content.get("versions", {}).items():
        start = place + len(slug) + 2
        if why := _why(subject, slug.lower()):
            yield Hit("versions", *why, start, start + len(text))
        place = start + len(text) + 1


def _announced(subject: Subject, field: str, reading: Reading) -> Iterator[Hit]:
    """Yield where a new channel is announced that nobody approved.

    For the council: where the register can hold such a channel and has none. By a member alone: where the text says
    that it is the council's.
    """
    for found in _BEGUN.finditer(reading.lower):
        state = subject.circumstances.channels.get(found.group(1))
        sentence = reading.at(found.start())
        unknown = state is None and (
            subject.capacity in {OFFICIAL, ""} or "council" not in reading.around(sentence, 0, 0)
        )
        if state is ChannelState.OPEN or unknown or _AGREED.search(reading.around(sentence)):
            continue
        start, end = reading.normal.place(*found.span())
        words = quoted(reading.raw[start:end])
        yield Hit(field, f"“{words}”: no such channel is approved.", _CONTACT, start, end)
