"""Before a poll: who is quoted in the text itself, and the statutory list of one ward of several."""

from dataclasses import replace
from typing import Any, ClassVar

import pytest

from policies.checks.base import Check
from policies.checks.election_candidate import ElectionCandidate
from policies.checks.election_quote import ElectionQuote
from policies.circumstances import CandidateNow, Circumstances, PeriodNow
from tests.policies.checks.meaning import text_subject

POLL = PeriodNow(
    key=1,
    kind="parish_election",
    title="town election",
    candidates=(
        CandidateNow("Bea Ash", ward="North"),
        CandidateNow("Ulf Rook", ward="North"),
        CandidateNow("Tom Lowe", ward="South Ward"),
        CandidateNow("Ann Dale", ward="South Ward"),
        CandidateNow("Sid Fenn", ward="Mill"),
    ),
    authorised=("Wenna Quillfeather",),
)
FOUND = [
    ("“We will build the pool,” said Councillor Jane Marsh.", "Councillor Jane Marsh"),
    ("“We will build the pool!” said Cllr. Marsh, “and soon.”", "Cllr. Marsh"),
    ("Jane Marsh said: “We will build the pool.”", "Jane Marsh"),
    ("Jane Marsh, who chairs the committee, said: ‘We’ll build the pool.’", "Jane Marsh"),
    ("Mrs Lowe told the meeting: “The pool is ours.”", "Mrs Lowe"),
    ("“The pool is ours,” Ulf Rook added.", "Ulf Rook"),
    ("“The pool is ours,” said the head of the school, Dora Fleet.", "Dora Fleet"),
    ("“The pool is ours,” says the mayor.", "the mayor"),
    ("“The pool is ours,” said the leader of the council.", "the leader of the council"),
    ("Cllr Jane Marsh opened the fair. “The pool is ours,” she said.", "Cllr Jane Marsh"),
    ("Councillor Jane Marsh: “We are delighted with the new pool.”", "Councillor Jane Marsh"),
    ("According to Jane Marsh, “we are delighted with the new pool”.", "Jane Marsh"),
    ("Jane Marsh said:\n\n“We will build the pool.”", "Jane Marsh"),
    ("Wenna Quillfeather was there. “The pool is ours,” said Mr Dunn.", "Mr Dunn"),
]
CLEAN = [
    "“The pool opens at 7 am,” said Wenna Quillfeather, the Town Clerk.",
    "Ms Quillfeather said: “The pool opens at 7 am.”",
    "Wenna Quillfeather answered the calls. “The pool opens at 7 am,” she said.",
    "“The pool opens at 7 am,” Wenna Quillfeather told Cllr Jane Marsh.",
    "The film “Paddington” is shown on Friday. Cllr Jane Marsh gives out the tickets.",
    "A sign says “No swimming”. It stands by Marsh Lane.",
    "The band’s “Songs of the Sea” is on at the hall.",
    "Don’t park at the clerk’s office; it’s the caretaker’s space, as the notice says.",
    "The clerk said that the pool opens at 7 am.",
    "“The pool opens at 7 am,” said the clerk.",
    "“The pool opens at 7 am,” said Ms W. Quillfeather.",
    "Wenna Quillfeather: “The pool opens at 7 am.”",
    "Questions for Cllr Jane Marsh: “When does the pool open?”",
    "“The pool opens at 7 am,” said the Deputy Town Clerk of Upper Otter Parish Council.",
]


class TestInTheText:
    check: ClassVar[Check] = ElectionQuote()

    def _found(self, text: str, *polls: PeriodNow, **parts: Any) -> list[str]:
        seen = text_subject(text, around=Circumstances(running=polls), **parts)
        hits = list(self.check.run(seen, {}))
        assert all(hit.message.endswith("is quoted in the period before the town election.") for hit in hits)
        return [seen.fields[hit.field][hit.start : hit.end] for hit in hits]

    @pytest.mark.parametrize(("text", "speaker"), FOUND)
    def test_whoever_is_quoted_in_the_text_is_found_at_their_name(self, text: str, speaker: str) -> None:
        assert self._found(text, POLL) == [speaker]
        assert self._found(text) == []

    @pytest.mark.parametrize("text", CLEAN)
    def test_authorised_officers_and_words_that_nobody_says_are_left_alone(self, text: str) -> None:
        assert self._found(text, POLL) == []

    def test_the_poll_of_a_ward_restrains_who_stands_in_it_wherever_they_are_quoted(self) -> None:
        ward = replace(POLL, ward="North")

        assert self._found("“The fair is ours,” said Jane Marsh.", ward) == []
        assert self._found("“The fair is ours,” said Bea Ash.", ward) == ["Bea Ash"]
        assert self._found("In North ward, “the fair is ours,” said Jane Marsh.", ward) == ["Jane Marsh"]

    def test_one_who_is_quoted_twice_at_one_place_is_named_once_and_each_at_theirs(self) -> None:
        text = "“The fair is ours,” said Bea Ash, “all ours.” “It is not,” said Tom Lowe."

        assert self._found(text, POLL) == ["Bea Ash", "Tom Lowe"]


@pytest.mark.parametrize(
    ("text", "kind", "found"),
    [
        ("Statement of persons nominated, North ward: Bea Ash; Ulf Rook.", "notice", 0),
        ("Candidates for the South Ward: Tom Lowe, Ann Dale.", "notice", 0),
        ("North ward: Bea Ash, Ulf Rook. South Ward: Tom Lowe, Ann Dale.", "notice", 0),
        ("North ward: Bea Ash.", "notice", 1),
        ("Mill ward: Sid Fenn.", "notice", 1),
        ("Bea Ash and Ulf Rook opened the fair.", "notice", 2),
        ("North ward: Bea Ash, Ulf Rook, and Tom Lowe.", "notice", 3),
        ("Statement of persons nominated, North ward: Bea Ash, Ulf Rook.", "press_release", 2),
    ],
)
def test_the_list_of_all_who_stand_in_a_ward_that_it_names_is_a_statutory_notice(
    text: str, kind: str, found: int
) -> None:

    seen = text_subject(text, kind=kind, around=Circumstances(running=(POLL,)))

    assert len(list(ElectionCandidate().run(seen, {"listing": ["notice"]}))) == found
