"""Whether a colour can carry words: the contrast of WCAG 2.2, success criterion 1.4.3."""

WHITE = "#ffffff"
ENOUGH = 4.5
"""The least contrast of text in its usual size."""


def contrast(one: str, other: str = WHITE) -> float:
    """Return the contrast of two colours (# and six hexadecimal digits each), from 1 to 21. Pure.

    Raises ValueError for what is no such colour.
    """
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def carries_white(colour: str) -> bool:
    """Return whether white words on ``colour``, and words of it on white, can be read by everybody."""
    return contrast(colour) >= ENOUGH


def _luminance(colour: str) -> float:
    """Return the relative luminance as WCAG 2.2 defines it, from 0 (black) to 1 (white)."""
    if len(colour) != 7 or not colour.startswith("#"):
        raise ValueError(colour)
    red, green, blue = (_linear(int(colour[place : place + 2], 16) / 255) for place in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    linear: float = part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
    return linear
