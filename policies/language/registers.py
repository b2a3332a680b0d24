"""What sort of text it is: a statutory notice of an election, a letter to the press, the end of a letter."""

import re

from policies.language.reading import Reading

_ELECTION_NOTICE = re.compile(
    r"\b(notice of (?:uncontested )?(?:election|poll|vacancy)|statement (?:of|"
    r"as to) persons nominated|notice is hereby given|"
    r"returning officer|declaration of result|nomination papers?|polling stations? (?:will be|are) open|"
    r"persons nominated|result of (?:the )?(?:uncontested )?election)\b"
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


def is_election_notice(reading: Reading) -> bool:
    """Say whether the text is an official notice about an election: such notices name candidates and parties."""
    return bool(_ELECTION_NOTICE.search(reading.lower))


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
