"""The corpus of whole drafts: every finding that it should give, and no other."""

from tests.corpus.judging import drafts, judge_corpus


def test_the_corpus_is_wide_enough_and_a_part_of_it_was_held_out() -> None:
    ids = [draft["id"] for draft in drafts()]

    assert len(ids) >= 60
    assert len(set(ids)) == len(ids)
    assert sum(1 for draft in drafts() if draft.get("held_out", False)) >= 20
    assert sum(1 for draft in drafts() if not draft["expected"]) >= 30


def test_every_draft_gives_what_it_should_and_nothing_else() -> None:
    assert [remark for score in judge_corpus().values() for remark in score.remarks] == []
