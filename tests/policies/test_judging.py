"""Judging an item by statute and by the council's own policy."""

import pytest

from policies.evaluate import Rule, Severity
from policies.judging import effective


def _rule(check: str, severity: Severity, *, version: int = 0, kinds: frozenset[str] = frozenset()) -> Rule:
    return Rule(check=check, severity=severity, clause="1", clause_text="", version=version, kinds=kinds)


@pytest.mark.parametrize(
    ("statute", "own", "kinds", "both"),
    [
        (Severity.BLOCK, Severity.BLOCK, frozenset(), False),
        (Severity.ANSWER, Severity.BLOCK, frozenset(), False),
        (Severity.BLOCK, Severity.ADVISE, frozenset(), True),
        (Severity.BLOCK, Severity.BLOCK, frozenset({"notice"}), True),
    ],
    ids=["as severe", "more severe", "weaker", "for one kind only"],
)
def test_a_councils_own_clause_is_cited_in_place_of_the_statute_where_it_asks_as_much_everywhere(
    statute: Severity, own: Severity, kinds: frozenset[str], both: bool
) -> None:
    law, clause = _rule("timing", statute), _rule("timing", own, version=3, kinds=kinds)

    assert effective((law, clause)) == ((law, clause) if both else (clause,))


def test_a_statute_without_a_clause_of_the_council_stands() -> None:
    law, other = _rule("timing", Severity.BLOCK), _rule("basis-stated", Severity.BLOCK, version=1)

    assert effective((law, other)) == (law, other)
