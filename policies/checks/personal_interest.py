"""Official pages are not for anybody's own money or own campaign."""

from collections.abc import Mapping
from typing import ClassVar

from policies.checks.phrases import Advice, PhraseCheck

_REMEDY = "Leave it out, and declare the interest to the clerk."


class PersonalInterest(PhraseCheck):
    """Finds somebody's own business, property, application, fund-raising page or campaign."""

    id = "personal-interest"
    name = "Own interest"
    description = (
        "The council's channels are not used for personal financial interests or personal campaigns."
    )
    lexicon = "interest"
    advice: ClassVar[Mapping[str, Advice]] = {
        "own": Advice("“{words}” is about the author's own business.", _REMEDY),
        "gain": Advice("“{words}” is about the author's own property or application.", _REMEDY),
        "campaign": Advice("“{words}” is the author's own campaign or collection.", _REMEDY),
        "third": Advice("“{words}” promotes what belongs to a member or officer.", _REMEDY),
    }
