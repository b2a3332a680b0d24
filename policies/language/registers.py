"""What sort of text it is: a statutory notice of an election, a letter to the press, the end of a letter."""

import re
from functools import lru_cache

_ELECTION_HEADING = re.compile(
    r"^[^.!?\n]{0,60}\b(?:notice of (?:an? )?(?:uncontested )?(?:parish |town |local |by-)?"
    r"(?:election|poll|vacancy|referendum)|"
    r"statement (?:of|as to) (?:the )?persons nominated|persons nominated|"
    r"declaration of (?:the )?results?(?: of (?:the )?(?:poll|election))?|"
    r"results? of (?:the )?(?:uncontested |contested |by-)?(?:election|poll))\b",
    re.MULTILINE | re.IGNORECASE,
)
_STANDS = re.compile(
    r"\b(?:is|are|was|were|has been|have been)(?: (?:duly|hereby|validly|therefore))* (?:nominated|elected|declared)\b"
)
_WORD = re.compile(r"[^\W\d_]+")
_OF_AN_ENTRY = re.compile(
    r"a|an|and|as|at|by|commonly|known|forenames?|why|longer|reason|del?|der|di|for|in|la|le|of|on|or|st|the|to|van|von|with|address|candidates?|"
    r"councillors?|council|declaration|description|elected|elections?|electoral|home|independent|names?|nominated|"
    r"nominees|none|no|notice|parish|parties|party|persons?|poll|proposers?|result|seconders?|standing|statement|"
    r"subscribers?|surnames?|town|uncontested|vacancy|valid|votes?|wards?"
)
"""The small words of a statement of persons nominated or a result; names and descriptions have a capital."""
_URGES = re.compile(
    r"back|best|get|join|now|oppose|out|save|stop|support|vote|wins?|tories|tory", re.IGNORECASE
)
_TO_PRESS = re.compile(
    r"^\s*(?:dear (?:sir|editor|madam|letters page)|sir,|to the editor|"
    r"for (?:the )?(?:attention of the )?letters page)"
    r"|\b(?:the editor|letters page|letter to the editor|your (?:newspaper|readers|letters page|paper)"
    r"|(?:last|this) week's (?:gazette|herald|mercury|news|post|times|echo|chronicle|advertiser|"
    r"journal|observer))\b",
    re.MULTILINE,
)
_CLOSING = re.compile(
    r"^\s*(?:yours|kind(?:est)? regards|best wishes|regards|sincerely|many thanks|with best wishes|signed)\b"
)


@lru_cache(maxsize=24)
def is_headed_as_election_notice(text: str) -> bool:
    """Say whether a line of ``text`` is headed as an official notice about an election, a poll or a vacancy is."""
    return bool(_ELECTION_HEADING.search(text))


def is_entry(sentence: str) -> bool:
    """Say whether ``sentence`` does no more than list who stands or was elected, with descriptions and addresses.

    Such lists name parties by law (Representation of the People Act 1983, Sch. 1; Local Elections (Parishes and
    Communities) Rules 2006); a sentence that says anything of a party besides is none.
    """
    if "!" in sentence or "?" in sentence:
        return False
    words = _WORD.findall(_STANDS.sub(" ", sentence))
    return all(
        _OF_AN_ENTRY.fullmatch(word) if word.islower() and len(word) > 1 else not _URGES.fullmatch(word)
        for word in words
    )


def is_to_the_press(text: str) -> bool:
    """Say whether ``text`` is addressed to an editor or a newspaper."""
    return bool(_TO_PRESS.search(text.lower()[:4000]))


def sign_off(text: str) -> tuple[int, int]:
    """Return where the lines of a letter's end stand (its last five, or those behind the closing)."""
    lines = [(found.start(), found.end()) for found in re.finditer(r"[^\n]+", text) if found.group().strip()]
    last = lines[-6:]
    for start, end in reversed(last):
        if _CLOSING.match(text[start:end].lower()):
            return start, len(text)
    return (last[-3][0] if len(last) > 2 else last[-1][0] if last else 0), len(text)
