"""The council reports its work; it does not publicise one councillor."""

from collections.abc import Mapping
from typing import ClassVar

from policies.checks.base import Apart
from policies.checks.phrases import Advice, PhraseCheck
from policies.language.patterns import Match
from policies.language.reading import Reading
from policies.subjects import Subject

_REMEDY = "Report what the council did, and name a councillor only for the office held."


class CouncillorPromotion(PhraseCheck):
    """Finds praise for one councillor, the council's work told as one councillor's, and self-praise."""

    id = "councillor-promotion"
    name = "Promotion of a councillor"
    description = "Releases do not publicise the activities of individual councillors."
    apart = Apart(capacity=True)
    lexicon = "promotion"
    advice: ClassVar[Mapping[str, Advice]] = {
        "praise": Advice("“{words}” praises one councillor.", _REMEDY),
        "achievement": Advice("“{words}” gives one councillor the credit for the council's work.", _REMEDY),
        "publicity": Advice("“{words}” publicises one councillor.", _REMEDY),
        "self": Advice("“{words}” claims the council's work for one person.", _REMEDY),
    }

    def applies(self, subject: Subject) -> bool:
        """What a councillor says for himself is not the council's publicity."""
        return subject.capacity != "personal"

    def counts(self, match: Match, reading: Reading, subject: Subject) -> bool:
        """Self-praise counts where a councillor can be speaking; a letter from the office says “I have” too."""
        if match.label != "self":
            return True
        near = reading.around(match.sentence, before=2, after=2)
        return subject.capacity == "councillor" or any(
            word in near for word in ("cllr", "councillor", "mayor", "chairman")
        )
