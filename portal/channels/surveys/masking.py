"""Taking out of people's own words what leads to a person and a machine can find. Other names it cannot find."""

import re
from collections.abc import Collection

from portal.channels.models import Contact
from portal.councils.models import Membership
from portal.drafts.models import PicturePerson, Quote

MOST_NAMES = 2_000

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


def masked(words: str, names: Collection[str] = ()) -> str:
    """Return ``words`` with what leads to a person named instead of shown; ``names`` are people's whole names. Pure."""
    for pattern, instead in _MASKS:
        words = pattern.sub(instead, words)
    known = [r"\s+".join(map(re.escape, name.split())) for name in names if len(name.split()) > 1]
    if known:
        longest_first = "|".join(sorted(known, key=len, reverse=True))
        words = re.sub(rf"(?<!\w)(?:{longest_first})(?!\w)", "[name]", words, flags=re.IGNORECASE)
    return words


def known_names(council_id: int) -> frozenset[str]:
    """Return the names of people that the council knows: members of any time, press, pictured, quoted. One query."""
    members = Membership.objects.filter(council_id=council_id).order_by().values_list("user__name")
    contacts = Contact.objects.filter(council_id=council_id).order_by().values_list("name")
    pictured = PicturePerson.objects.filter(media__council_id=council_id).order_by().values_list("name")
    quoted = Quote.objects.filter(council_id=council_id).order_by().values_list("speaker")
    rows = members.union(contacts, pictured, quoted)[:MOST_NAMES]
    return frozenset(str(row[0]) for row in rows if row[0])
