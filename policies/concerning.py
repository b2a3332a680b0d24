"""Which of the periods that run a text is about: one in a single ward leaves the rest of the parish alone.

Source: practice in by-elections of one ward, where the period is observed for matters in that ward only; the 1986 Act
itself speaks of publicity that affects support for a candidate or a party, which names them or their ward.
"""

import re

from policies.circumstances import CandidateNow, PeriodNow
from policies.language.given_names import by_style, in_full
from policies.matching import places_of
from policies.subjects import Subject

_NOT_A_WORD = re.compile(r"[\W_]+")
_NO_NAME = frozenset({"the", "ward", "of"})
_ITS_POLL = ("by-election", "by-elections")


def ward_key(ward: str) -> str:
    """Return what tells a ward from another: “Mill”, “MILL WARD” and “the ward of Mill” are one; '' is all of them.

    A ward of which nothing else is left (“Ward”) keeps what was typed: only an empty name means the whole area.
    """
    words = _NOT_A_WORD.sub(" ", ward.casefold()).split()
    return " ".join(word for word in words if word not in _NO_NAME) or " ".join(words)


def names_of(candidate: CandidateNow) -> tuple[str, ...]:
    """Return how a text may name ``candidate``: in full, with short forms and initials, and by a style and surname."""
    return (*in_full(candidate.name), *by_style(candidate.name))


def polls_about(subject: Subject) -> tuple[PeriodNow, ...]:
    """Return the running polls that ``subject`` concerns: all of the whole area, and of a ward where it is about it."""
    return tuple(period for period in subject.circumstances.polls if concerns(period, subject))


def concerns(period: PeriodNow, subject: Subject) -> bool:
    """Return whether ``subject`` names what ``period`` is for, its ward or who stands, where it is of one ward.

    What the whole area keeps concerns every text.
    """
    if not period.ward:
        return True
    its_poll = _ITS_POLL if period.before_a_poll else ()
    named = (period.ward, ward_key(period.ward), period.title, *its_poll)
    standing = (name for candidate in period.candidates for name in names_of(candidate))
    return any(True for _ in places_of(subject.fields, (*named, *standing)))
