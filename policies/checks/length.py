"""How long a text may be on the network it is for, counted as that network counts."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from policies.checks.base import Apart, Hit
from policies.checks.phrases import Options, Typed, parameter
from policies.subjects import Subject
from portal.drafts.kinds import KINDS
from portal.drafts.kinds.online import THREAD, THREADED
from portal.graphemes import cut_after, graphemes, weights_for_mastodon, weights_for_x

LIMITS: dict[str, int] = {
    "bluesky": 300,
    "x": 280,
    "twitter": 280,
    "mastodon": 500,
    "facebook": 63_206,
    "instagram": 2_200,
    "threads": 500,
    "sms": 918,
    "nextdoor": 8_192,
    "youtube": 5_000,
    "linkedin": 3_000,
}
_BLUESKY_BYTES = 3_000
_WORD = re.compile(r"\S+")
MAGAZINE = "magazine"
"""The channel whose limit counts words, not signs."""
_IN_MAGAZINE = frozenset(kind.slug for kind in KINDS.values() if MAGAZINE in kind.outputs)
_NAMES = {"bluesky": "Bluesky", "x": "X", "twitter": "X", "mastodon": "Mastodon"}


@dataclass(frozen=True)
class LengthOptions(Options):
    """``limits``: other limits by network (pairs of network and number); ``headline_words``: 0 for any number."""

    limits: tuple[tuple[str, int], ...] = parameter(
        (),
        "The most characters of a text on a network, where that is another number than the network’s own.",
        'names of networks with whole numbers, such as {"x": 280}',
        "{}",
    )
    headline_words: int = parameter(0, "The most words of a headline; 0 for any number.")


class Length(Typed[LengthOptions]):
    """Finds what is too long: graphemes for Bluesky, weighted signs for X, the server's own number for Mastodon."""

    id = "length"
    name = "Length"
    description = "A text fits the channel on which it is published."
    apart = Apart(kinds=_IN_MAGAZINE, channel=True)
    options: ClassVar[Any] = LengthOptions

    def run(self, subject: Subject, parameters: Mapping[str, Any]) -> Iterable[Hit]:
        """Yield where each text begins to be too long for its network."""
        options = self.compiled(parameters)
        limits = {**LIMITS, **subject.circumstances.limits, **dict(options.limits)}
        yield from _headline(subject, options.headline_words)
        yield from _article(subject)
        field = subject.kind.body
        versions = subject.content.get("versions", {})  # only posts have such a part
        if subject.content.get("length") == THREAD:
            limits = {name: most for name, most in limits.items() if _network(name) not in THREADED}
        place = 0
        for slug, text in versions.items():
            yield from _too_long("versions", place + len(slug) + 2, slug, text, limits)
            place += len(slug) + 2 + len(text) + 1
        network = subject.channel.lower()
        if network in limits and not any(_network(slug) == network for slug in versions):
            yield from _too_long(field, 0, network, subject.fields.get(field, ""), limits)


def _network(slug: str) -> str:
    return slug.lower().replace("-", "_").split("_")[0]


def _too_long(field: str, place: int, slug: str, text: str, limits: Mapping[str, int]) -> Iterable[Hit]:
    network = slug if slug in limits else _network(slug)
    if network not in limits:
        return
    limit = limits[network]
    count, cut = _measure(network, text, limit)
    if cut is None:
        return
    name = _NAMES.get(network, network.capitalize())
    message = f"This is {count:,} characters long as {name} counts; the most is {limit:,}."
    yield Hit(
        field,
        message,
        f"Take out {count - limit:,} or more, and link to the full story.",
        place + cut,
        place + len(text),
    )


def _measure(network: str, text: str, limit: int) -> tuple[int, int | None]:
    """Return how long ``text`` is as ``network`` counts, and where it exceeds ``limit`` (None: it does not)."""
    if network in {"x", "twitter"}:
        units = weights_for_x(text)
    elif network == "mastodon":
        units = weights_for_mastodon(text)
    elif len(text) > limit or network == "bluesky":
        units = [(start, end, 1) for start, end in graphemes(text)]
    else:
        return len(text), None  # a grapheme is at least one code point
    count = sum(weight for _, _, weight in units)
    cut = cut_after(units, limit)
    if cut is None and network == "bluesky" and len(text.encode()) > _BLUESKY_BYTES:
        return max(count, limit + 1), len(text.encode()[:_BLUESKY_BYTES].decode(errors="ignore"))
    return count, cut


def _article(subject: Subject) -> Iterable[Hit]:
    """Yield the words of an article that are more than its issue of the magazine takes."""
    most = subject.circumstances.limits.get(MAGAZINE, 0) if subject.kind.slug in _IN_MAGAZINE else 0
    text = subject.fields.get(subject.kind.body, "")
    words = list(_WORD.finditer(text))
    if most and len(words) > most:
        message = f"The article has {len(words):,} words; the issue takes {most:,}."
        yield Hit(
            subject.kind.body,
            message,
            f"Take out {len(words) - most:,} or more.",
            words[most].start(),
            len(text),
        )


def _headline(subject: Subject, most: int) -> Iterable[Hit]:
    title = subject.fields.get("title", "")
    if most and len(title.split()) > most:
        message = f"The headline has {len(title.split())} words; the most is {most}."
        yield Hit("title", message, "Say what happened in fewer words.", 0, len(title))
