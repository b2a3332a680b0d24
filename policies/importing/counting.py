"""Letters and roman numerals as numbers, and back."""

from functools import lru_cache

_ROMAN = (
    (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
HIGHEST = 399


def as_roman(number: int) -> str:
    """Return ``number`` as a small roman numeral, or in figures where it is out of reach."""
    if not 0 < number <= HIGHEST:
        return str(number)
    made = ""
    for worth, sign in _ROMAN:
        while number >= worth:
            made += sign
            number -= worth
    return made


@lru_cache(maxsize=500)
def from_roman(text: str) -> int:
    """Return the number that a small roman numeral stands for; 0 for what is none."""
    if not text or len(text) > 12:
        return 0
    number, rest = 0, text
    for worth, sign in _ROMAN:
        while rest.startswith(sign):
            number += worth
            rest = rest[len(sign) :]
    return number if not rest and as_roman(number) == text else 0


def as_letters(number: int) -> str:
    """Return a, b, … z, aa, bb, … as word processors count."""
    if not 0 < number <= HIGHEST:
        return str(number)
    times, place = divmod(number - 1, 26)
    return chr(ord("a") + place) * (times + 1)


def from_letters(text: str) -> int:
    """Return the number of a, b, … z, aa, bb, …; 0 for anything else."""
    if not text or len(set(text)) != 1 or not "a" <= text[0] <= "z":
        return 0
    return ord(text[0]) - ord("a") + 1 + 26 * (len(text) - 1)


def shaped(shape: str, number: int) -> str:
    """Return ``number`` in the shape that HTML and OpenDocument call 1, a, A, i or I."""
    if shape in {"a", "A"}:
        return as_letters(number) if shape == "a" else as_letters(number).upper()
    if shape in {"i", "I"}:
        return as_roman(number) if shape == "i" else as_roman(number).upper()
    return str(number)
