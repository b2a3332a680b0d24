"""A release of 300 words as a council of some size judges it: every check, and whatever a check can be told of."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from policies.circumstances import (
    ApprovedQuote,
    CandidateNow,
    Circumstances,
    Earlier,
    EnteredBasis,
    MatterNow,
    Member,
    PeriodNow,
)
from policies.evaluate import Rule, Severity, all_checks
from policies.language.fingerprint import fingerprint
from policies.packs.reading import pack_called
from policies.rules import STATUTORY
from policies.subjects import Subject
from tests.corpus.judging import drafts, release

_FIRST = ("Jane", "Thomas", "Margaret", "Elizabeth", "William")
_LAST = ("Marsh", "Reed", "Fernleigh", "Ashdown", "Quill", "Tregear")
_NAMES = tuple(f"{first} {last}" for last in _LAST for first in _FIRST)
_NOW = datetime(2026, 11, 4, 12, tzinfo=UTC)
_POLL = PeriodNow(
    1,
    "parish_election",
    "town election",
    candidates=tuple(CandidateNow(name, ward=f"Ward {place % 3}") for place, name in enumerate(_NAMES)),
    authorised=("Sue Pond",),
    subjects=("Mill Meadow", "pool"),
)


def circumstances() -> Circumstances:
    """Return what a busy council knows: thirty members, forty matters, a hundred earlier items, a poll that is near."""
    texts = [draft["text"] for draft in drafts()]
    return Circumstances(
        council="Ottermouth Town Council",
        official_addresses=frozenset({"clerk@example.org", "https://www.example.org", "01632 960100"}),
        members=tuple(Member(name, "Ottermouth First", (f"{name.split()[1]} Builders",)) for name in _NAMES),
        officers=("Sue Pond", "Ian Brook"),
        places=tuple(f"{name} Lane" for name in _LAST),
        businesses=tuple(f"{name} Builders" for name in _LAST),
        author="Sue Pond",
        author_role="officer",
        periods=frozenset({_POLL.kind, "celebration"}),
        running=(_POLL, PeriodNow(2, "celebration", "the Jubilee")),
        controversies=_POLL.subjects,
        matters=tuple(_matter(number) for number in range(40)),
        earlier=tuple(
            Earlier(
                f"OTC-2026-{number:03}",
                "News",
                fingerprint(f"{texts[number % len(texts)]} {number}"),
                _NOW - timedelta(days=number),
            )
            for number in range(100)
        ),
        bases=tuple(
            EnteredBasis("item", key, f"{key}/26", "Item", "Council", _NOW.date()) for key in range(60)
        ),
        quotes_kept=True,
        approved_quotes=tuple(
            ApprovedQuote(f"It is day {day} of the works.", "Sue Pond") for day in range(50)
        ),
        permissions_kept=True,
        at=_NOW,
    )


def _matter(number: int) -> MatterNow:
    title = f"Sale of depot {number}"
    released = f"The council has agreed to sell depot {number}." if number % 3 == 0 else ""
    return MatterNow(
        number,
        title,
        (f"depot {number}", f"Yard {number} site"),
        confidential=number % 3 == 1,
        sensitive=number % 3 == 2,
        decision_only=bool(released),
        released=released,
        interested=number % 10 == 0,
    )


def subject() -> Subject:
    """Return a release of about 300 words in these circumstances."""
    return replace(release(), circumstances=circumstances())


def rules() -> list[Rule]:
    """Return what applies by statute, the rules of the town's pack for a release, and the checks that neither uses."""
    release = subject()
    bound = [
        *STATUTORY,
        *(
            Rule(
                terms.check_id,
                Severity(terms.severity),
                clause.wording.ref,
                clause.wording.text,
                parameters=terms.parameters,
                kinds=frozenset(terms.kinds),
                channels=frozenset(terms.channels),
                capacities=frozenset(terms.capacities),
            )
            for clause in pack_called("town").clauses
            for terms in clause.rules
            if terms.target == "draft"
        ),
    ]
    applying = [rule for rule in bound if rule.applies(release)]
    used = {rule.check for rule in applying}
    return applying + [
        Rule(check.id, Severity.ADVISE, "1", "A clause.") for check in all_checks() if check.id not in used
    ]
