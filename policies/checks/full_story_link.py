"""A shortened version leads to the full story."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from policies.checks.base import Apart, Hit
from policies.checks.phrases import Advice, Options, Typed, hit
from policies.language.addresses import lead_alike, links
from policies.language.reading import read
from policies.subjects import Subject

_POINTS = re.compile(
    r"\b(?:read (?:the )?(?:full|whole|rest of the|more about)|(?:for |see |"
    r"get )?(?:the )?full (?:story|article|report|press release|release|statement|details)|"
    r"read (?:more|on)\b|continue reading|see (?:the )?(?:link|our website for|full)|"
    r"link (?:in bio|below|in (?:the )?(?:first )?comments?)|"
    r"find out more(?: at| on| below|:)|more (?:on|at) (?:our|the council's) website|(?:summary|"
    r"extract|abridged|edited version|shortened version|highlights) (?:of|from) (?:our|the|"
    r"today's|a longer))"
)
_CUT = re.compile(r"(?:\.\.\.|…|\[(?:more|cont(?:inued|d)?\.?)\]|\((?:cont(?:inue)?d?\.?|more)\))\s*$")
_ELSEWHERE = re.compile(
    r"\b(?:noticeboards?|library|reception|town hall|parish office|magazine|newsletter|gazette|"
    r"herald|phone|call)\b"
)
_ADVICE = Advice(
    "“{words}” points to a full story, but there is no link to it.", "Add the link to the full story."
)
_SHORT = "This is a shortened version without a link to the full story."
_AT = "Put {page} into “Link”: it is then sent with every version."
_IN_NEWSROOM = (
    "Add the link to the full story. Once it is issued, the newsroom shows the whole text at {page}"
)
_LEAST_SHARE = 0.6
_ENDED = "The full story that this leads to {ended}: readers would not find what it promises."
_WITHOUT = (
    "Leave the link out and say here all that should be said, or wait until the full story is approved again. If "
    "nothing of it holds any more, do not send this."
)


class FullStoryLink(Typed[Options]):
    """Finds a shortened version on a social channel from which nothing leads to the full story.

    What was made of another item leads to that item, unless that was rejected, stopped or withdrawn: then nothing
    leads there. A version for one network that is much shorter than the text leads somewhere. What stands under “Link”
    the portal sends with every version.
    """

    id = "full-story-link"
    name = "Link to the full story"
    description = "An edited version on social media carries a link to the full story."
    apart = Apart(kinds=frozenset({"social_post"}))

    def run(self, subject: Subject, parameters: Mapping[str, Any]) -> Iterable[Hit]:
        """Yield what is shortened, or points to more, and has no link; and the link to what ended."""
        self.compiled(parameters)
        if subject.kind.slug == "social_post" and subject.circumstances.full_story_ended:
            yield from _ended(subject)
            return
        if subject.kind.slug != "social_post" or _leads(subject.fields.get("link", ""), subject):
            return
        around = subject.circumstances
        advice = _AT.format(page=around.full_story_at[0]) if around.full_story_at else _ADVICE.remedy
        text = subject.fields.get("text", "")
        yield from _unlinked(subject, _Version("text", text, 0, text, bool(around.full_story), advice))
        if not around.full_story_at and around.own_page:
            advice = _IN_NEWSROOM.format(page=around.own_page)
        place = 0
        for slug, version in subject.content.get("versions", {}).items():
            begun = place + len(slug) + 2
            short = bool(around.full_story) or len(version) < _LEAST_SHARE * len(text)
            whole = subject.fields["versions"]
            yield from _unlinked(subject, _Version("versions", version, begun, whole, short, advice))
            place = begun + len(version) + 1


@dataclass(frozen=True)
class _Version:
    """One text as it is sent: where it stands in ``whole``, whether it is shortened, and what to do about it."""

    field: str
    text: str
    place: int
    whole: str
    shortened: bool
    remedy: str


def _leads(address: str, subject: Subject) -> bool:
    """Return whether ``address`` leads to the full story; where nobody knows that one, whether there is any."""
    around = subject.circumstances
    if not address or not around.full_story_at:
        return bool(address)
    seen = around.links.get(address)
    reached = [address, seen.address] if seen is not None and seen.address else [address]
    return any(lead_alike(each, page) for each in reached for page in around.full_story_at)


def _ended(subject: Subject) -> Iterable[Hit]:
    """Yield each link that leads to a full story which ended. A text without one stands for itself."""
    around = subject.circumstances
    if not around.full_story_at:
        return
    message = _ENDED.format(ended=around.full_story_ended)
    for field in ("text", "versions"):
        reading = read(subject.fields.get(field, ""))
        for link in links(reading):
            if _leads(link.text, subject):
                yield Hit(field, message, _WITHOUT, *reading.normal.place(link.start, link.end))
    address = subject.fields.get("link", "")
    if address and _leads(address, subject):
        yield Hit("link", message, _WITHOUT, 0, len(address))


def _unlinked(subject: Subject, version: _Version) -> Iterable[Hit]:
    reading = read(version.text)
    if not version.text.strip() or any(_leads(link.text, subject) for link in links(reading)):
        return
    found = _POINTS.search(reading.lower) or _CUT.search(reading.lower)
    place = version.place
    if found and not _ELSEWHERE.search(reading.around(reading.at(found.start()), 0, 0)):
        told = hit(version.field, reading, found.span(), _ADVICE)
        end = min(len(version.whole), place + told.end)
        yield Hit(version.field, told.message, version.remedy, place + told.start, end)
    elif version.shortened:
        yield Hit(version.field, _SHORT, version.remedy, place, place + len(version.text))
