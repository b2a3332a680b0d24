"""Taking out of people's own words what leads to a person and a machine can find. Names it cannot find."""

import re

_MASKS = (
    (re.compile(r"\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b"), "[email address]"),
    (re.compile(r"\b(?:https?://|www\.)\S+", re.IGNORECASE), "[web address]"),
    (re.compile(r"(?<!\w)@[A-Za-z_]\w{2,}"), "[account]"),
    (re.compile(r"\b[A-Z]{1,2}[0-9][A-Z0-9]?\s?[0-9][A-Z]{2}\b", re.IGNORECASE), "[postcode]"),
    (re.compile(r"(?<![\w£])(?:\+44|0)[\d ()-]{8,14}\d\b"), "[telephone number]"),
    (re.compile(r"\b\d{1,4}[a-z]?,? (?:[A-Z][\w'’]+ ){1,3}(?:Road|Street|Lane|Avenue|Close|Drive|Way|Crescent|Court|"
                r"Gardens|Terrace|Place|Hill|Row|Mews|Green)\b"), "[address]"),
    (re.compile(r"\b[A-Z]{2}\d{2} ?[A-Z]{3}\b"), "[number plate]"),
    (re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Rev|Revd|Cllr|Councillor)\.? [A-Z][\w'’-]+(?: [A-Z][\w'’-]+)?"), "[name]"),
)  # fmt: skip


def masked(words: str) -> str:
    """Return ``words`` with what leads to a person named instead of shown. Pure."""
    for pattern, instead in _MASKS:
        words = pattern.sub(instead, words)
    return words
