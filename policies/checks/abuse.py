"""Insults and threats against people."""

from collections.abc import Mapping
from typing import ClassVar

from policies.checks.base import OF_ANYBODY, WORDS_ALONE
from policies.checks.phrases import Advice, PhraseCheck


class Abuse(PhraseCheck):
    """Finds insults aimed at people, and threats."""

    id = "abuse"
    name = "Abuse"
    description = "Communications are not used in an abusive or hateful manner."
    apart = WORDS_ALONE
    targets = OF_ANYBODY
    lexicon = "abuse"
    advice: ClassVar[Mapping[str, Advice]] = {
        "insult": Advice("“{words}” insults somebody.", "Say what was done, without judging the person."),
        "threat": Advice(
            "“{words}” can be read as a threat.", "Leave it out. Name the lawful step, if there is one."
        ),
    }
