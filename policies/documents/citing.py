"""How a clause is cited in a sentence: by its printed number where that is its own, else by its place, in words."""

import re

_LONGEST = 120
_COUNTED = {"p": "paragraph", "b": "bullet"}
_COUNT = re.compile(r"([pb])(\d+)")


def cited(ref: str, printed: str = "") -> str:
    """Return how the clause ``ref``, printed as ``printed``, is cited: “7.11.2”, “Terms of use, list 2, 1”.

    A bullet, a letter below a number, or a number that restarts under each heading, says nothing by itself; ``ref`` is
    unique within a version, so what is made of it is.
    """
    if printed and _bare(printed) == _bare(ref):
        return printed
    words = ", ".join(_in_words(part) for part in ref.split("/"))
    return words if len(words) <= _LONGEST else ref


def _bare(number: str) -> str:
    """Return a number without what stands around it: “3.1(a)” is not “(a)”, and “1.” is “1”."""
    return "-".join(number.casefold().strip("().:[] ").split())


def _in_words(part: str) -> str:
    counted = _COUNT.fullmatch(part)
    if counted is not None:
        return f"{_COUNTED[counted[1]]} {counted[2]}"
    if re.fullmatch(r"list-\d+", part):
        return part.replace("-", " ")
    if not part[:1].isalpha():
        return part
    return part.replace("-", " ").capitalize()
