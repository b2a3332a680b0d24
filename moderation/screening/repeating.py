"""Whether a comment was said before: the very same, or nearly, by the same author or by many."""

import re
from collections.abc import Iterator
from datetime import timedelta

from moderation.screening.hearing import Concern, Earlier, Heard, Note, Span
from moderation.screening.material import Material
from policies.language.fingerprint import Fingerprint, fingerprint, likeness

_SPACE = re.compile(r"\s+")
MOST = 200
"""Earlier comments that one comment is compared with, the latest first."""
_ALIKE = 0.75
_READ = 4_000
"""Signs of each comment that are compared for being nearly the same, so that long ones cost no more than others."""
_SOON = timedelta(days=7)


def duplicate(material: Material) -> Iterator[Note]:
    """Yield that the same author said the very same in the same thread; an unknown author is nobody's same."""
    heard = material.heard
    words = _bare(heard.text)
    for earlier in heard.earlier[:MOST]:
        same = earlier.same_thread and _by_the_same(earlier, heard)
        if same and len(earlier.text) == len(heard.text) and _bare(earlier.text) == words:
            yield Note(
                Concern.DUPLICATE, 1.0, _all(material), "The same author said the very same here before."
            )
            return


def repeated(material: Material) -> Iterator[Note]:
    """Yield that nearly the same was said in the last week: by this author elsewhere, or by others (a
    campaign, a bot)."""
    heard = material.heard
    recent = [each for each in heard.earlier[:MOST] if abs(heard.at - each.at) <= _SOON]
    if not recent:
        return
    own = fingerprint(heard.text[:_READ])
    alike = [each for each in recent if _alike(each, heard, own)]
    if not alike:
        return
    same = sum(_by_the_same(each, heard) for each in alike)
    said = (
        f"The same author said nearly the same {same} times within a week."
        if same
        else f"{len(alike)} comments within a week say nearly the same. They can be ruled together."
    )
    yield Note(Concern.REPEATED, min(0.95, 0.6 + 0.1 * len(alike)), _all(material), said)


def _by_the_same(earlier: Earlier, heard: Heard) -> bool:
    """Return whether one author said both; two who are unknown may be anybody."""
    return heard.author != "" and earlier.author == heard.author


def _alike(earlier: Earlier, heard: Heard, own: Fingerprint) -> bool:
    if own.sketch:
        return likeness(own, fingerprint(earlier.text[:_READ])) >= _ALIKE
    # Without a sketch it has hardly a word, however long it is; what differs in length by far is something else.
    return _bare(earlier.text[:_READ]) == _bare(heard.text[:_READ]) != ""


def _bare(text: str) -> str:
    return _SPACE.sub(" ", text).strip().casefold()


def _all(material: Material) -> tuple[Span, ...]:
    length = len(material.heard.text)
    return ((0, length),) if length else ()
