"""Before a poll only officers whom the council authorised are quoted."""

from collections.abc import Iterable, Mapping
from typing import Any

from policies.checks.base import Check, Hit
from policies.matching import spans_of
from policies.subjects import Subject


class ElectionQuote(Check):
    """Finds quotations of anybody but the authorised officers while a period before a poll lasts."""

    id = "election-quote"
    name = "Quotation before a poll"
    description = "From the notice of election to the poll, only authorised officers are quoted."

    def run(self, subject: Subject, parameters: Mapping[str, Any]) -> Iterable[Hit]:  # noqa: ARG002
        """Yield a hit for each quotation whose speaker is not authorised, at the speaker's name."""
        polls = subject.circumstances.polls
        if not polls:
            return
        allowed = set.intersection(*({name.casefold() for name in period.authorised} for period in polls))
        for quote in subject.content.get("quotes") or ():
            speaker = str(quote.get("speaker", ""))
            if speaker.strip().casefold() in allowed or not speaker.strip():
                continue
            start, end = next(spans_of(subject.fields.get("quotes", ""), (speaker,)), (0, 0))
            yield Hit(
                "quotes",
                f"{speaker} is quoted in the period before the {polls[0].title}.",
                "Quote an officer whom the clerk authorised for the period, or leave the quotation out.",
                start,
                end,
            )
