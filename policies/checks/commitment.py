"""Only the council decides: a member does not promise what it has not decided."""

import re
from collections.abc import Mapping
from typing import ClassVar

from policies.checks.base import Apart
from policies.checks.phrases import Advice, PhraseCheck
from policies.language.patterns import Match
from policies.language.reading import Reading
from policies.subjects import Subject

_MEMBER = re.compile(r"\b(cllr|councillor|coun|mayor|chairman|chair of|vice-chairman)\b")
_BUSINESS = re.compile(
    r"\b(council\w*|clerk|parish|committee|precept|rents?|grants?|bench(?:es)?|bins?|lamps?|lights?|lighting|hedges?|"
    r"playgrounds?|play area|fields?|hall|paths?|roads?|fence|toilets|bus shelter|shelter|allotments?|tenders?|"
    r"budget|parking|car park|cemetery|verges?|drains?|potholes?|trees|crossing|pavements?|permits?|fees?|charges)\b"
)
_REMEDY = "Say what you will ask the council to do, and that it is for the council to decide."


class Commitment(PhraseCheck):
    """Finds a member's promise of what only the council, a committee or the clerk under delegation can decide."""

    id = "commitment"
    name = "Commitment"
    description = "No councillor can commit the council to a viewpoint or a course of action."
    apart = Apart(capacity=True)
    lexicon = "commitment"
    advice: ClassVar[Mapping[str, Advice]] = {
        "promise": Advice("“{words}” promises what only the council can decide.", _REMEDY),
        "we_will": Advice("“{words}” promises what only the council can decide.", _REMEDY),
        "council": Advice("“{words}” commits the council to what it has not decided.", _REMEDY),
    }

    def counts(self, match: Match, reading: Reading, subject: Subject) -> bool:
        """In a text for the council only what a member is quoted with counts."""
        if subject.capacity in {"personal", "councillor"}:
            return match.label != "we_will" or bool(_BUSINESS.search(reading.around(match.sentence)))
        if match.label == "we_will":
            return False  # the council may say what it will do
        signed = f"{subject.fields.get('signatory', '')} {subject.fields.get('signatory_title', '')}".lower()
        text = reading.lower[match.start : match.end]
        said = re.match(r"[\s\"]*(?:i|i'll|i'm|my|you have|over|on|leave|consider|rest)\b", text)
        near = reading.around(match.sentence, before=2, after=2)
        return bool(said) and bool(_MEMBER.search(signed) or _MEMBER.search(near))
