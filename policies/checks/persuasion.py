"""The council may explain what it decided; it may not urge the public to hold a view."""

from collections.abc import Mapping
from typing import ClassVar

from policies.checks.base import Apart
from policies.checks.phrases import Advice, PhraseCheck
from policies.subjects import Subject

_REMEDY = "Say what the council decided and why, and how people can give their own view, whatever it is."


class Persuasion(PhraseCheck):
    """Finds calls to support or oppose a proposal, and wording that leaves the reader only one opinion."""

    id = "persuasion"
    name = "Persuasion"
    description = "Publicity does not persuade the public to hold a particular view on a question of policy."
    apart = Apart(capacity=True)
    lexicon = "persuasion"
    advice: ClassVar[Mapping[str, Advice]] = {
        "call": Advice("“{words}” urges people to take a side.", _REMEDY),
        "imperative": Advice("“{words}” calls on people to take a side.", _REMEDY),
        "rhetoric": Advice("“{words}” leaves the reader only one opinion.", _REMEDY),
    }

    def applies(self, subject: Subject) -> bool:
        """A personal text may take a side. A statutory notice says how to object or to vote, and takes none."""
        return subject.capacity != "personal"
