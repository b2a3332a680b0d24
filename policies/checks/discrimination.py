"""Hostile generalisations about people with a protected characteristic, and shutting them out."""

from collections.abc import Mapping
from typing import ClassVar

from policies.checks.base import OF_ANYBODY, WORDS_ALONE
from policies.checks.phrases import Advice, PhraseCheck

_REMEDY = "Leave it out, or say it so that it is fair to everybody (Equality Act 2010)."


class Discrimination(PhraseCheck):
    """Finds slurs, generalisations about groups, and wording that excludes them."""

    id = "discrimination"
    name = "Discrimination"
    description = "Nothing is published that could be considered discriminatory."
    apart = WORDS_ALONE
    targets = OF_ANYBODY
    lexicon = "discrimination"
    advice: ClassVar[Mapping[str, Advice]] = {
        "slur": Advice("“{words}” is a slur or an outdated word for people.", _REMEDY),
        "generalisation": Advice("“{words}” says something hostile of a whole group of people.", _REMEDY),
        "exclusion": Advice("“{words}” shuts a group of people out.", _REMEDY),
    }
