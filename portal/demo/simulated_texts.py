"""Words for simulated councils: plainly made up, the same for the same number, and clear of every rule."""

import random
from dataclasses import dataclass

from portal.drafts.content import Content, normalise, plain_whole
from portal.drafts.kinds import KINDS, Kind

PLACES = ("Upper", "Nether", "Great", "Little", "East", "West", "Long", "Old")
NAMES = ("Inkwell", "Foolscap", "Blotting", "Quillby", "Ledgerton", "Stampford", "Paperham", "Margin")
FIRST = ("Ada", "Bede", "Clemency", "Dunstan", "Edith", "Fabian", "Griselda", "Hubert")
LAST = ("Inkpen", "Folio", "Vellum", "Parchment", "Docket", "Blotter", "Quill", "Sealwax")
SUBJECTS = (
    "The paving of the market square",
    "The benches by the duck pond",
    "The footpath behind the mill",
    "The allotments in Orchard Way",
    "The clock on the village hall",
    "The hedges along Church Lane",
    "The playground at the green",
    "The bus shelter in Station Road",
)
WHAT = ("is finished", "is looked after", "opens again", "gets new signs", "is surveyed", "is painted")
_HEADLINE = "HEADLINE"
_STANDING = {
    "capacity": "official",
    "basis": "minute",
    "basis_reference": "Minute 34/26",
    "purpose": "Residents know what is done where.",
}
_RELEASE = {
    "contact_name": "The Clerk",
    "contact_email": "press@sim.example",
    "contact_phone": "01632 960000",
}
_KINDS = ("press_release", "press_release", "notice", "social_post")


@dataclass(frozen=True)
class Words:
    """The content of one item, normalised, and all of it as plain text."""

    kind: Kind
    content: Content
    plain: str


class Writer:
    """Makes content of a few bodies and many headlines: what is slow is done once for each body."""

    def __init__(self) -> None:
        self._made: dict[tuple[str, str], tuple[Content, str]] = {}

    def words(self, chance: random.Random, number: int) -> Words:
        """Return the words of item ``number``."""
        kind = KINDS[chance.choice(_KINDS)]
        subject = chance.choice(SUBJECTS)
        content, plain = self._body(kind, subject)
        title = f"{subject} {chance.choice(WHAT)} ({number})"
        return Words(kind, {**content, "title": title}, plain.replace(_HEADLINE, title))

    def _body(self, kind: Kind, subject: str) -> tuple[Content, str]:
        key = (kind.slug, subject)
        if key not in self._made:
            text = f"{subject} was on the agenda in public. The work begins on Monday and takes two weeks."
            raw = {"title": _HEADLINE, kind.body: text, **_STANDING, **_RELEASE}
            if kind.body == "body":
                raw["body"] = f"<p>{text}</p><p>Ask the clerk, who knows the details.</p>"
            content = normalise(kind, raw)
            self._made[key] = (content, plain_whole(kind, content))
        return self._made[key]
