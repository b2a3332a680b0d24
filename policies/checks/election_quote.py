"""Before a poll only officers whom the council authorised are quoted."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from policies.checks.base import WORDS_ALONE, Check, Hit
from policies.checks.phrases import prose
from policies.circumstances import Circumstances, PeriodNow
from policies.concerning import names_of, polls_about
from policies.language.given_names import by_style, in_full
from policies.language.speaking import speakers
from policies.matching import spans_of
from policies.subjects import Subject
from portal.drafts.kinds import Shape


class ElectionQuote(Check):
    """Finds quotations of anybody but the authorised officers while a period before a poll lasts.

    The poll of one ward restrains what is about that ward or its poll, and whoever stands in it.
    """

    id = "election-quote"
    name = "Quotation before a poll"
    description = "From the notice of election to the poll, only authorised officers are quoted."
    apart = WORDS_ALONE

    def run(self, subject: Subject, parameters: Mapping[str, Any]) -> Iterable[Hit]:  # noqa: ARG002
        """Yield a hit for each quotation whose speaker is not authorised, at the speaker's name.

        In their own part and in the text itself, where it says who speaks the words in quotation marks.
        """
        if not subject.circumstances.polls:
            return
        about = polls_about(subject)
        for quote in subject.content.get("quotes") or ():
            speaker = str(quote.get("speaker", ""))
            polls = _polls(speaker, subject, about)
            if not polls or not speaker.strip() or _allowed(speaker, polls):
                continue
            start, end = next(spans_of(subject.fields.get("quotes", ""), (speaker,)), (0, 0))
            yield _hit("quotes", speaker, polls[0], start, end)
        yield from _in_the_text(subject, about)


def _in_the_text(subject: Subject, about: Sequence[PeriodNow]) -> Iterator[Hit]:
    known = _known(subject.circumstances)
    for field, reading in prose(subject):
        if subject.kind.part(field).shape is Shape.QUOTES:
            continue
        for each in speakers(reading, known):
            start, end = reading.normal.place(each.start, each.end)
            speaker = " ".join(reading.raw[start:end].split())
            polls = _polls(speaker, subject, about)
            if polls and not _is_authorised(speaker, polls):
                yield _hit(field, speaker[:1].upper() + speaker[1:], polls[0], start, end)


def _hit(field: str, speaker: str, period: PeriodNow, start: int, end: int) -> Hit:
    return Hit(
        field,
        f"{speaker} is quoted in the period before the {period.title}.",
        "Quote an officer whom the clerk authorised for the period, or leave the quotation out.",
        start,
        end,
    )


def _known(circumstances: Circumstances) -> tuple[str, ...]:
    """Return the names by which a speaker is known although their first name is an unusual one."""
    return tuple(
        dict.fromkeys(
            [
                *(member.name for member in circumstances.members),
                *circumstances.officers,
                *(name for period in circumstances.polls for name in period.authorised),
                *(candidate.name for period in circumstances.polls for candidate in period.candidates),
            ]
        )
    )


def _polls(speaker: str, subject: Subject, about: Sequence[PeriodNow]) -> list[PeriodNow]:
    """Return the polls before which ``subject`` may not quote ``speaker``: those it is about, or where they stand."""
    return [period for period in subject.circumstances.polls if period in about or _stands(speaker, period)]


def _is_authorised(speaker: str, polls: Sequence[PeriodNow]) -> bool:
    """Return whether a text that names ``speaker``, in full or by a style, may quote them before each of ``polls``."""
    return all(
        any(
            True
            for name in period.authorised
            for _ in spans_of(speaker, (name, *in_full(name), *by_style(name)))
        )
        for period in polls
    )


def _stands(speaker: str, period: PeriodNow) -> bool:
    return any(any(True for _ in spans_of(speaker, names_of(candidate))) for candidate in period.candidates)


def _allowed(speaker: str, polls: Sequence[PeriodNow]) -> bool:
    """Return whether ``speaker`` may be quoted before each of ``polls``."""
    said = _bare(speaker)
    return all(said in {_bare(name) for name in period.authorised} for period in polls)


def _bare(name: str) -> str:
    """Return ``name`` as it is compared: one space between its words, whichever was typed."""
    return " ".join(name.split()).casefold()
