"""When two texts are the same words, and when two names are the same speaker (docs/adr/0014-quotations.md)."""

import re
import unicodedata

from portal.records.canonical import sha256_of
from portal.typed import stated

LONGEST = 2000
"""Characters of one quotation, as in the part of a release."""
LONGEST_NAME = 200
_SAME = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "\u00a0": " "})
_TITLES = re.compile(r"^(?:(?:cllrs?|councillors?|coun|mr|mrs|ms|miss|mx|dr|prof|rev|sir|dame)\b\.?\s*)+")


def exact(words: str) -> str:
    """Return ``words`` as a quote keeps them: NFC, newlines LF, without space around them.

    Raises InvalidInput for what no database stores.
    """
    return unicodedata.normalize("NFC", stated(words))


def digest(words: str) -> str:
    """Return the sha256 of ``words`` as they are kept: what an approval is of."""
    return sha256_of(exact(words))


def fold(words: str) -> str:
    """Return what counts of ``words``: every character but the shape of quotation marks and the width of spaces.

    An editor or a telephone turns ' into ’ by itself; nobody says anything else by it. All else counts: capitals,
    commas, accents.
    """
    return " ".join(unicodedata.normalize("NFC", words).translate(_SAME).split()).strip('"')


def bare_name(name: str) -> str:
    """Return ``name`` without titles before it, in small letters: whose name it is, not how they are addressed."""
    return _TITLES.sub("", fold(name).casefold()).strip()
