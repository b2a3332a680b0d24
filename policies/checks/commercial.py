"""Official pages do not promote businesses and carry no paid advertising."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import ClassVar

from policies.checks.base import OF_ANYBODY, WORDS_ALONE
from policies.checks.phrases import Advice, PhraseCheck
from policies.language.lexicons import part_of
from policies.language.patterns import Match, Phrasebook
from policies.language.people import firms, named_in
from policies.language.reading import Reading
from policies.subjects import Subject

_REMEDY = "Leave the promotion out. Facts about a contract or an event of the council may stay."
_GOOD_CAUSE = re.compile(
    r"\b(charit\w*|hospice|in aid of|rais(?:e|ing) (?:money|funds)|fundrais\w*|food ?bank|"
    r"macmillan|raffle|tombola|church|"
    r"pta|scouts?|guides|women's institute|\bwi\b|school|coffee morning|jumble|village hall|"
    r"town hall|community|library|"
    r"museum|allotment\w*|volunteer\w*|council(?:'s)?(?: is| offers| will| has)|library|"
    r"leisure centre|concession\w*|"
    r"residents' discount|bus pass|nhs|royal british legion|poppy|air ambulance|rotary|lions club)\b"
)
_OWN_ADVERT = re.compile(
    r"\b(?:advert(?:isement|ising)?|paid for|placed) (?:by|for|on behalf of) [\w ]{0,40}council\b"
)
_COSTED = re.compile(
    r"\b(?:cost\w*|paid|spent)\b[^.\n]{0,40}£ ?\d|£ ?\d[\d,.]*[^.\n]{0,60}\b(?:cost|spent|paid)\b"
)
_HOST = re.compile(
    r"\b(?:mayor\w*|civic|council\w*|society|club|association|branch|twinning|committee|institute|friends of|choir|"
    r"band|legion|proceeds|collection|library|bus|licen[cs]\w*|application|planning|police|fined|sold|bought|paid|wages?|"
    r"damage\w*|fire|theft|thief|thieves|stol\w+|raised|grant|repair\w*|rent|rates|worth|auction|invoice|budget|found)\b"
)
_ALWAYS = frozenset({"strong", "paid", "also"})


def is_own_advert(words: str) -> bool:
    """Return whether ``words`` say that the council pays for them as advertising."""
    return bool(_OWN_ADVERT.search(words.lower()))


@lru_cache(maxsize=24)
def _as_own_advert(lower: str) -> tuple[bool, bool]:
    """Return whether a text, in small letters, is the council's own advertising and whether it names a cost."""
    own = bool(_OWN_ADVERT.search(lower))
    return own, own and bool(_COSTED.search(lower))


class Commercial(PhraseCheck):
    """Finds offers, sales talk, recommendations of a trader, and advertising that the council is paid to carry."""

    id = "commercial"
    name = "Commercial promotion"
    description = (
        "The council's channels are not used to promote commercial ventures, and carry no paid advertising."
    )
    apart = WORDS_ALONE
    targets = OF_ANYBODY
    lexicon = "commercial"
    advice: ClassVar[Mapping[str, Advice]] = {
        "strong": Advice("“{words}” is sales talk.", _REMEDY),
        "praise": Advice("“{words}” recommends a business.", _REMEDY),
        "paid": Advice(
            "“{words}” reads as advertising that somebody else pays for.",
            (
                "The council accepts no payment for advertising. Its own advertisement is labelled and its "
                "cost recorded."
            ),
        ),
        "business": Advice("“{words}” promotes a business.", _REMEDY),
        "hosted": Advice("“{words}” invites people to a business and names its price.", _REMEDY),
        "declared": Advice("“{words}” promotes a business that a member declared as theirs.", _REMEDY),
        "also": Advice("“{words}” is on this council's list of commercial wording.", _REMEDY),
    }

    def matches(
        self, reading: Reading, book: Phrasebook, excused: Phrasebook, subject: Subject
    ) -> Iterator[Match]:
        """Yield wording, then a business that a member declared where the text invites to it or praises it."""
        spoken = set()
        for match in super().matches(reading, book, excused, subject):
            spoken.add(match.sentence.number)
            yield match
        named = named_in(reading, subject.circumstances.businesses)
        inviting = part_of("commercial", "invite").find(reading) if named else []
        near = {match.sentence.number + step for match in inviting for step in (-1, 0, 1)}
        for start, end in named:
            sentence = reading.at(start)
            if sentence.number in near and sentence.number not in spoken:
                spoken.add(sentence.number)
                yield Match("declared", start, end, sentence)

    def counts(self, match: Match, reading: Reading, subject: Subject) -> bool:
        """A good cause or a public service excuses all but advertising; own labelled and costed advertising passes.

        An invitation to a house of business with its price is that business's, unless somebody else is the host.
        """
        own, costed = _as_own_advert(reading.lower)
        if own and (costed or subject.circumstances.cost_recorded):
            return False
        near = reading.around(match.sentence)
        if match.label == "also":
            return True
        words = reading.sentence(match.sentence)
        if match.label == "hosted" and _HOST.search(words.lower()):
            return False
        named = bool(firms(words)) or any(name in words for name in subject.circumstances.businesses)
        return (named and match.label in _ALWAYS) or not _GOOD_CAUSE.search(near)
