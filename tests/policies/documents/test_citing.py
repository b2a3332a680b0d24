"""How clauses are cited: by a number that is their own, else by their place in words."""

import pytest

from policies.documents.citing import cited
from policies.models import Version


@pytest.mark.parametrize(
    ("ref", "printed", "said"),
    [
        ("7.11.2", "7.11.2", "7.11.2"),
        ("3.1(a)", "(a)", "3.1(a)"),
        ("1", "1.", "1."),
        ("part-1", "Part 1", "Part 1"),
        ("part-1-2", "Part 1", "Part 1 2"),
        ("7.1-2", "7.1", "7.1-2"),
        ("a", "(a)", "(a)"),
        ("7.9/b3", "•", "7.9, bullet 3"),
        ("terms-of-use/5", "5.", "Terms of use, 5"),
        ("terms-of-use/list-2/1", "1.", "Terms of use, list 2, 1"),
        ("social-media/p4/b1", "•", "Social media, paragraph 4, bullet 1"),
        ("enforcement/p1", "", "Enforcement, paragraph 1"),
        ("statement-of-purpose", "", "Statement of purpose"),
        ("conduct/3.2", "3.2", "Conduct, 3.2"),
    ],
)
def test_a_clause_is_cited_so_that_a_reader_finds_it(ref: str, printed: str, said: str) -> None:
    assert cited(ref, printed) == said


def test_a_citation_is_never_longer_than_a_finding_can_hold() -> None:
    ref = "/".join(["a" * 28, "p1", "p2", "p3", "p4", "p5", "p6", "p7", "p8", "p9", "p1"])

    assert cited(ref) == ref


@pytest.mark.parametrize(
    ("typed", "named"),
    [("34/26", "minute 34/26"), ("Minute 34/26", "minute 34/26"), ("minute no. 7", "minute no. 7")],
)
def test_a_minute_is_named_once_however_the_clerk_typed_it(typed: str, named: str) -> None:
    assert Version(minute_reference=typed).minuted == named
