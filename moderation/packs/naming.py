"""Whether what somebody typed for the police names an offence or an Act: that is for others to say. Pure."""

import re

_OFFENCES = (
    *("criminal", "an offence", "offences? (?:of|under|against)", "guilty of", "hate crimes?", "stalking"),
    *("malicious communications?", "blackmail", "incitement", "public order", "threats? to kill"),
    *("common assault", "racially aggravated"),
)
_ACT = r"\b(?:[A-Z][\w’'-]*,? \(?(?:(?:of|and|from|etc\.?)\)? )*)+Act\b(?: \d{4})?"
_SECTION = r"\b(?:[Ss]ections?|ss?\.) ?\d+[A-Z]?\b"
_LAW = re.compile(rf"{_ACT}|{_SECTION}|(?i:\b(?:{'|'.join(_OFFENCES)})\b)")
ADVICE = (
    "What you typed seems to name an offence or a statute (“{}”). It was kept as you typed it. Which offence it may be "
    "is for the police to say: tell them what happened, in plain words."
)


def advice_on(words: str) -> str:
    """Return the advice for who typed ``words`` for the police, '' where these name no offence and no statute."""
    found = _LAW.search(" ".join(words.split()))
    return ADVICE.format(found[0]) if found else ""
