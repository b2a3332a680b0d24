"""A shortened version leads to the full story."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from policies.checks.base import Apart, Hit
from policies.checks.phrases import Advice, Options, Typed, hit
from policies.language.addresses import links
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
_LEAST_SHARE = 0.6


class FullStoryLink(Typed[Options]):
    """Finds a shortened version on a social channel from which nothing leads to the full story."""

    id = "full-story-link"
    name = "Link to the full story"
    description = "An edited version on social media carries a link to the full story."
    apart = Apart(kinds=frozenset({"social_post"}))

    def run(self, subject: Subject, parameters: Mapping[str, Any]) -> Iterable[Hit]:
        """Yield what is shortened, or points to more, and has no link."""
        self.compiled(parameters)
        if subject.kind.slug != "social_post" or subject.fields.get("link", ""):
            return
        text = subject.fields.get("text", "")
        yield from _unlinked("text", text, 0, text, shortened=bool(subject.circumstances.full_story))
        place = 0
        for slug, version in subject.content.get("versions", {}).items():
            begun = place + len(slug) + 2
            short = bool(subject.circumstances.full_story) or len(version) < _LEAST_SHARE * len(text)
            yield from _unlinked("versions", version, begun, subject.fields["versions"], shortened=short)
            place = begun + len(version) + 1


def _unlinked(field: str, text: str, place: int, whole: str, *, shortened: bool) -> Iterable[Hit]:
    reading = read(text)
    if not text.strip() or any(True for _ in links(reading)):
        return
    found = _POINTS.search(reading.lower) or _CUT.search(reading.lower)
    if found and not _ELSEWHERE.search(reading.around(reading.at(found.start()), 0, 0)):
        told = hit(field, reading, found.span(), _ADVICE)
        yield Hit(field, told.message, told.remedy, place + told.start, min(len(whole), place + told.end))
    elif shortened:
        yield Hit(field, _SHORT, "Add the link to the full story.", place, place + len(text))
