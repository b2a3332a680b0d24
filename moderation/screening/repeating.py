"""Whether a comment was said before: the very same, or nearly, by the same author or by many."""

import re
from collections.abc import Iterator
from datetime import timedelta

from moderation.screening.hearing import Concern, Earlier, Note, Span
from moderation.screening.material import Material
from policies.language.fingerprint import fingerprint, likeness

_SPACE = re.compile(r"\s+")
MOST = 200
"""Earlier comments that one comment is compared with, the latest first."""
_ALIKE = 0.75
_SOON = timedelta(days=7)


def duplicate(material: Material) -> Iterator[Note]:
    """Yield that the same author said the very same in the same thread."""
    heard = material.heard
    words = _bare(heard.text)
    for earlier in heard.earlier[:MOST]:
        same = earlier.same_thread and earlier.author == heard.author
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
    alike = [each for each in recent if _alike(each, material)]
    if not alike:
        return
    own = sum(each.author == heard.author for each in alike)
    said = (
        f"The same author said nearly the same {own} times within a week."
        if own
        else f"{len(alike)} comments within a week say nearly the same. They can be ruled together."
    )
    yield Note(Concern.REPEATED, min(0.95, 0.6 + 0.1 * len(alike)), _all(material), said)


def _alike(earlier: Earlier, material: Material) -> bool:
    one, other = fingerprint(material.heard.text), fingerprint(earlier.text)
    return likeness(one, other) >= _ALIKE or (
        not one.sketch and _bare(earlier.text) == _bare(material.heard.text) != ""
    )


def _bare(text: str) -> str:
    return _SPACE.sub(" ", text).strip().casefold()


def _all(material: Material) -> tuple[Span, ...]:
    length = len(material.heard.text)
    return ((0, length),) if length else ()
