"""Before a poll only officers whom the council authorised are quoted."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from policies.checks.base import WORDS_ALONE, Check, Hit
from policies.circumstances import PeriodNow
from policies.concerning import names_of, polls_about
from policies.matching import spans_of
from policies.subjects import Subject


class ElectionQuote(Check):
    """Finds quotations of anybody but the authorised officers while a period before a poll lasts.

    The poll of one ward restrains what is about that ward or its poll, and whoever stands in it.
    """

    id = "election-quote"
    name = "Quotation before a poll"
    description = "From the notice of election to the poll, only authorised officers are quoted."
    apart = WORDS_ALONE

    def run(self, subject: Subject, parameters: Mapping[str, Any]) -> Iterable[Hit]:  # noqa: ARG002
        """Yield a hit for each quotation whose speaker is not authorised, at the speaker's name."""
        about = polls_about(subject)
        for quote in subject.content.get("quotes") or ():
            speaker = str(quote.get("speaker", ""))
            polls = [
                period
                for period in subject.circumstances.polls
                if period in about or _stands(speaker, period)
            ]
            if not polls or not speaker.strip() or _allowed(speaker, polls):
                continue
            start, end = next(spans_of(subject.fields.get("quotes", ""), (speaker,)), (0, 0))
            yield Hit(
                "quotes",
                f"{speaker} is quoted in the period before the {polls[0].title}.",
                "Quote an officer whom the clerk authorised for the period, or leave the quotation out.",
                start,
                end,
            )


def _stands(speaker: str, period: PeriodNow) -> bool:
    return any(any(True for _ in spans_of(speaker, names_of(candidate))) for candidate in period.candidates)


def _allowed(speaker: str, polls: Sequence[PeriodNow]) -> bool:
    """Return whether ``speaker`` may be quoted before each of ``polls``."""
    said = speaker.strip().casefold()
    return all(said in {name.casefold() for name in period.authorised} for period in polls)
