"""Whoever writes for the council knows what for."""

from collections.abc import Iterable, Mapping
from typing import Any

from policies.checks.base import WORDS_ALONE, Check, Hit
from policies.subjects import Subject

_SAY = "Say what a reader should know or do afterwards."
_SAYING_NOTHING = (
    "-|.|?|x|n/a|na|none|nil|nothing|tbc|tba|tbd|test|testing|todo|information|info|inform|news|publicity|update|"
    "awareness|comms|communication|communications|purpose|general|various|misc|for information|for info|to inform|"
    "to inform people|to inform residents|to inform the public|for the public's information|for publication|"
    "to publish|as above|see above|see below|not applicable|no purpose|to be confirmed|press release|social post|"
    "post|notice|letter"
)
_NO_PURPOSE = frozenset(_SAYING_NOTHING.split("|"))


class Purpose(Check):
    """Asks what the text is for, and for more than a word that would fit every text."""

    id = "purpose"
    name = "Purpose"
    description = "Every communication has a purpose that its writer can name."
    apart = WORDS_ALONE
    of_form = True

    def run(self, subject: Subject, parameters: Mapping[str, Any]) -> Iterable[Hit]:  # noqa: ARG002
        """Yield a hit where the purpose is missing, says nothing, or only repeats the headline."""
        if "purpose" not in subject.fields:
            return
        purpose = subject.fields["purpose"]
        said = purpose.strip().rstrip(".!").casefold()
        title = subject.fields.get("title", "").strip().rstrip(".!").casefold()
        if not said:
            yield Hit("purpose", "It is not said what this is for.", _SAY, 0, len(purpose))
        elif said in _NO_PURPOSE:
            yield Hit("purpose", f"“{purpose.strip()}” would fit every text.", _SAY, 0, len(purpose))
        elif said == title:
            yield Hit("purpose", "The purpose only repeats the headline.", _SAY, 0, len(purpose))
