"""Official pages are not for anybody's own money or own campaign."""

from collections.abc import Iterator, Mapping
from typing import ClassVar

from policies.checks.base import Apart
from policies.checks.phrases import Advice, PhraseCheck
from policies.language.patterns import Match, Phrasebook
from policies.language.people import named_in
from policies.language.reading import Reading
from policies.subjects import Circumstances, Subject

_REMEDY = "Leave it out, and declare the interest to the clerk."


class PersonalInterest(PhraseCheck):
    """Finds somebody's own business, property, application, fund-raising page or campaign."""

    id = "personal-interest"
    name = "Own interest"
    description = (
        "The council's channels are not used for personal financial interests or personal campaigns."
    )
    apart = Apart(writer=True)
    lexicon = "interest"
    advice: ClassVar[Mapping[str, Advice]] = {
        "own": Advice("“{words}” is about the author's own business.", _REMEDY),
        "gain": Advice("“{words}” is about the author's own property or application.", _REMEDY),
        "campaign": Advice("“{words}” is the author's own campaign or collection.", _REMEDY),
        "third": Advice("“{words}” promotes what belongs to a member or officer.", _REMEDY),
        "writers": Advice("“{words}” is a business that the writer declared as theirs.", _REMEDY),
        "party": Advice(
            "“{words}” is the other party to a matter in which an interest was declared.", _REMEDY
        ),
    }

    def matches(
        self, reading: Reading, book: Phrasebook, excused: Phrasebook, subject: Subject
    ) -> Iterator[Match]:
        """Yield wording, then the writer's declared businesses and the parties to their matters, where they are named.

        A sentence that declares the interest is left alone; so is a matter that the reader may not know of.
        """
        found = list(super().matches(reading, book, excused, subject))
        yield from found
        free = [(each.start, each.end) for each in excused.find(reading)]
        spoken = {match.sentence.number for match in found}
        for label, names in _known_of(subject.circumstances).items():
            for start, end in named_in(reading, names):
                sentence = reading.at(start)
                declared = any(sentence.start <= at < sentence.end for at, _ in free)
                if sentence.number not in spoken and not declared:
                    spoken.add(sentence.number)
                    yield Match(label, start, end, sentence)


def _known_of(around: Circumstances) -> dict[str, tuple[str, ...]]:
    """Return what is known of the writer's interests, by what is said of it."""
    own = tuple(
        name for member in around.members if member.name == around.author for name in member.businesses
    )
    parties = tuple(
        matter.party
        for matter in around.matters
        if matter.interested and matter.visible and matter.party and matter.linked is not False
    )
    return {"writers": own, "party": parties}
