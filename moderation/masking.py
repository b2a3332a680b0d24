"""Words that may hurt whoever must read them: masked on the page until they are asked for."""

from collections.abc import Iterable

_MASK = "▒"


def masked(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """Return ``text`` with every letter and figure within ``spans`` (half-open, code points) masked, its length kept.

    Spaces and marks stay, so that the shape of what was said can be seen.
    """
    letters = list(text)
    for start, end in spans:
        for place in range(max(0, start), min(len(letters), end)):
            if not letters[place].isspace():
                letters[place] = _MASK
    return "".join(letters)
