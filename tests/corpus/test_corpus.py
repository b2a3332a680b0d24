"""The corpus of whole drafts: every finding that it should give, and no other."""

from collections import Counter

from django.conf import settings
from django.utils.module_loading import import_string

from tests.corpus.judging import drafts, judge_corpus


def test_the_corpus_is_wide_enough_and_a_part_of_it_was_held_out() -> None:
    ids = [draft["id"] for draft in drafts()]

    assert len(ids) >= 60
    assert len(set(ids)) == len(ids)
    assert sum(1 for draft in drafts() if draft.get("held_out", False)) >= 20
    assert sum(1 for draft in drafts() if not draft["expected"]) >= 30


def test_every_draft_gives_what_it_should_and_nothing_else() -> None:
    assert [remark for score in judge_corpus().values() for remark in score.remarks] == []


def test_of_every_shipped_check_two_drafts_are_to_give_a_finding_and_its_score_is_kept() -> None:
    shipped = {import_string(path).id for path in settings.CHECKS}
    wanted = Counter(check for draft in drafts() for check in {each["check"] for each in draft["expected"]})

    assert sorted(check for check in shipped if wanted[check] < 2) == []
    assert set(judge_corpus()) == shipped
