"""In a pre-election period: nothing on controversial matters or tied to one politician."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from policies.checks.base import Apart, Hit
from policies.checks.nominations import NOTICES, in_listing
from policies.checks.phrases import Advice, PhraseCheck, hit, prose
from policies.concerning import polls_about
from policies.language.patterns import Match
from policies.language.reading import Reading
from policies.matching import spans_of
from policies.subjects import Subject

ELECTION_PERIODS = frozenset(
    {"parish_election", "principal_election", "parliament", "referendum", "pre_election"}
)
_REMEDY = "Hold it until after the poll, or keep to facts that people need now."
_LISTED = Advice("“{words}” is in controversy at the poll that is coming.", _REMEDY)


class ElectionControversy(PhraseCheck):
    """Within a period, finds disputes, proposals of one member or group, launches, and politicians in the news."""

    id = "election-controversy"
    name = "Controversy before an election"
    description = (
        "Before a poll no publicity deals with controversial issues or reports views tied to one "
        "member or group."
    )
    apart = Apart(kinds=NOTICES)
    lexicon = "controversy"
    advice: ClassVar[Mapping[str, Advice]] = {
        "dispute": Advice("“{words}” is controversial in a pre-election period.", _REMEDY),
        "proposal": Advice("“{words}” reports a proposal or promise in a pre-election period.", _REMEDY),
        "launch": Advice("“{words}” starts or reports a consultation in a pre-election period.", _REMEDY),
        "politician": Advice("“{words}” shows a politician in a pre-election period.", _REMEDY),
    }

    def applies(self, subject: Subject) -> bool:
        """Look only while an election or a referendum is pending; before that of one ward, in what is about it."""
        return _pending(subject) and bool(polls_about(subject) or not subject.circumstances.polls)

    def counts(self, match: Match, reading: Reading, subject: Subject) -> bool:
        """The list of a statutory notice stays possible."""
        return not in_listing(subject, reading, match.sentence)

    def run(self, subject: Subject, parameters: Mapping[str, Any]) -> Iterable[Hit]:
        """Yield wording, then the subjects that the clerk listed for this poll, whatever its ward."""
        yield from super().run(subject, parameters)
        if not _pending(subject):
            return
        for field, reading in prose(subject):
            for span in spans_of(reading.raw, subject.circumstances.controversies):
                start, end = map(reading.normal.back, span)
                if not in_listing(subject, reading, reading.at(start)):
                    yield hit(field, reading, (start, end), _LISTED)


def _pending(subject: Subject) -> bool:
    return bool(subject.circumstances.periods & ELECTION_PERIODS)
