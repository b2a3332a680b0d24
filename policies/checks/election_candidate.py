"""Before a poll nothing that the council issues is about somebody who stands."""

from collections.abc import Iterable, Mapping
from typing import Any

from policies.checks.base import A_LIST_OF_KINDS, Check, Hit, Parameter, are_kinds
from policies.circumstances import CandidateNow, PeriodNow
from policies.concerning import names_of
from policies.matching import places_of
from policies.subjects import Subject


class ElectionCandidate(Check):
    """Finds candidates by name while the period before their poll lasts.

    A plain list of who stands is a statutory notice: ``listing`` names the kinds in which naming every
    candidate of the poll, two at least, passes (Local Government Act 1986 s.6(6) leaves statutory notices alone).
    """

    id = "election-candidate"
    name = "Candidate in an election"
    description = "From the notice of election to the poll, no publicity about anybody who stands."

    def takes(self) -> tuple[Parameter, ...]:
        """Return its one parameter."""
        does = "The kinds that may list all who stand: naming every candidate, two at least, passes in them."
        return (Parameter("listing", A_LIST_OF_KINDS, "[]", does),)

    def read(self, parameters: Mapping[str, Any]) -> None:
        """Raise ValueError unless the only parameter is "listing", a list of kinds."""
        if not set(parameters) <= {"listing"} or not are_kinds(parameters.get("listing", ())):
            raise ValueError("it takes “listing”, a list of kinds of communication.")

    def run(self, subject: Subject, parameters: Mapping[str, Any]) -> Iterable[Hit]:
        """Yield a hit for each place that names a candidate of a running period."""
        for period in subject.circumstances.polls:
            hits = [
                (candidate, place)
                for candidate in period.candidates
                for place in places_of(subject.fields, names_of(candidate))
            ]
            named = {candidate.name for candidate, _ in hits}
            listed = len(named) > 1 and len(named) == len(period.candidates)
            if subject.kind.slug in parameters.get("listing", ()) and listed:
                continue
            for candidate, place in sorted(hits, key=lambda hit: hit[1][1:]):
                yield _hit(period, candidate, place)


def _hit(period: PeriodNow, candidate: CandidateNow, place: tuple[str, int, int]) -> Hit:
    name, start, end = place
    return Hit(
        name,
        f"{candidate.name} stands in the {period.title}: until the poll the council gives no publicity to candidates.",
        "Take the name out, quote an authorised officer instead, or wait until after the poll.",
        start,
        end,
    )
