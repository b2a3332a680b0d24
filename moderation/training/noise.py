"""Spelling as people type on telephones: letters left out, doubled, swapped, signs for letters, no apostrophes."""

import random

_SIGNS = {"a": "@4", "e": "3", "i": "1!", "o": "0", "s": "5$", "t": "7"}


def noisy(text: str, random_: random.Random) -> str:
    """Return ``text`` with one to three slips of the fingers in longer words."""
    words = text.split(" ")
    for _ in range(random_.randint(1, 3)):
        place = random_.randrange(len(words))
        word = words[place]
        if len(word) > 3:
            words[place] = _slip(word, random_.randrange(1, len(word) - 1), random_.randrange(6), random_)
    return " ".join(words)


def _slip(word: str, at: int, kind: int, random_: random.Random) -> str:
    if kind == 0:
        return word[:at] + word[at + 1 :]
    if kind == 1:
        return word[:at] + word[at] * random_.randint(2, 4) + word[at + 1 :]
    if kind == 2:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    if kind == 3:
        return word[:at] + random_.choice(_SIGNS.get(word[at].lower(), word[at])) + word[at + 1 :]
    return word.replace("'", "") if kind == 4 else word[:at] + " " + word[at:]
