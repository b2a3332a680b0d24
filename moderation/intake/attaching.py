"""What stands with a comment beside its words, as it is kept, compared, screened and filed. Pure."""

from collections.abc import Iterator, Mapping, Sequence

from moderation.intake.reading import kept_words
from portal.channels.connectors.attaching import Attached
from portal.channels.connectors.base import RemoteComment
from portal.records.canonical import canonical_json, sha256_of

MOST = 20
LONGEST_ALT = 4_000
"""Things of one comment that are kept, and signs of the description of one: no network allows more today."""
BETWEEN = "\n\n"
SAID = {
    "picture": "A picture stands with it",
    "video": "A video stands with it",
    "sound": "A sound recording stands with it",
    "poll": "A poll stands with it, between these answers",
}
OTHERWISE = "Something stands with it"

Kept = dict[str, str]
"""One thing as it is kept: kind, name, alt, address."""


def kept_attached(attached: Sequence[Attached]) -> list[Kept]:
    """Return ``attached`` as it is stored: bounded, and without what no database takes."""
    return [
        {
            "kind": one.kind.value,
            "name": one.name,
            "alt": kept_words(one.alt.strip()[:LONGEST_ALT]).text if one.alt.strip() else "",
            "address": one.address,
        }
        for one in attached[:MOST]
    ]


def known_as(words: str, kept: Sequence[Kept]) -> str:
    """Return what tells a version from another: its words, or their hash, and one of what stands with them if anything.

    By its name there, not by its address, which a network may word anew whenever it is asked.
    """
    if not kept:
        return words
    marks = [[one["kind"], one["name"] or one["address"], one["alt"]] for one in kept]
    return f"{words} {sha256_of(canonical_json({'attached': marks}))}"


def told_as(said: RemoteComment) -> str:
    """Return known_as() of what a network says now."""
    return known_as(sha256_of(kept_words(said.text).text), kept_attached(said.attached))


def screened_words(text: str, kept: Sequence[Kept]) -> str:
    """Return what screening hears: the words, and behind them the descriptions, which readers are read aloud."""
    return BETWEEN.join([text, *(one["alt"] for one in kept if one["alt"])])


def placed(text: str, kept: Sequence[Kept]) -> Iterator[tuple[Kept, int]]:
    """Yield each thing of ``kept`` with where its description begins in screened_words()."""
    place = len(text)
    for one in kept:
        yield one, place + len(BETWEEN)
        place += len(BETWEEN) + len(one["alt"]) if one["alt"] else 0


def filed_as(kept: Sequence[Kept]) -> str:
    """Return what the archive keeps of it: a paragraph for each thing, '' for nothing."""
    return BETWEEN.join(map(_lines, kept))


def said_of(one: Mapping[str, str]) -> str:
    """Return that it stands there, in words."""
    return SAID.get(one["kind"], OTHERWISE)


def _lines(one: Kept) -> str:
    parts = (said_of(one), one["alt"], one["address"], one["name"])
    return "\n".join(part for place, part in enumerate(parts) if part and part not in parts[:place])
