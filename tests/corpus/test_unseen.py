"""Texts written before anybody had seen how the checks do on them: the floors under precision and recall."""

import pytest

from tests.corpus.judging_unseen import SETS, found_in, judge_unseen, judge_whole, texts

RECALL = {
    "abuse": 0.8,
    "accessibility": 0.75,
    "capacity": 0.9,
    "commercial": 0.8,
    "commitment": 0.85,
    "copyright": 0.85,
    "councillor-prefix": 0.85,
    "councillor-promotion": 0.7,
    "defamation": 0.85,
    "discrimination": 0.8,
    "links": 1.0,
    "obscenity": 0.9,
    "officer-identity": 0.8,
    "officer-opinion": 0.85,
    "official-address": 0.9,
    "party-identity": 0.9,
    "party-political": 0.85,
    "personal-data": 0.85,
    "personal-interest": 0.85,
    "persuasion": 0.85,
    "quoted-trail": 1.0,
    "safeguarding": 0.85,
    "tone": 0.8,
}
PRECISION = 0.95


def test_each_check_finds_its_share_of_what_it_should_find() -> None:
    scores = judge_unseen(*SETS)

    assert {name: scores[name].recall for name, floor in RECALL.items() if scores[name].recall < floor} == {}


def test_no_check_warns_wrongly_more_than_once_in_twenty_findings() -> None:
    scores = judge_unseen(*SETS)

    assert {name: score.remarks for name, score in scores.items() if score.precision < PRECISION} == {}


def test_every_check_of_the_sets_has_a_floor() -> None:
    assert {row["check"] for name in SETS for row in texts(name)} - {""} == RECALL.keys()


def test_ordinary_texts_of_a_council_give_no_finding_at_all() -> None:
    innocent = [row for name in SETS for row in texts(name) if not row["check"]]
    found = {row["text"]: found_in(row["text"], row["kind"], row["capacity"]) for row in innocent}

    assert len(innocent) >= 100
    assert {text: checks for text, checks in found.items() if checks} == {}


@pytest.mark.parametrize(
    ("name", "wrong", "recall"),
    [("sixth", set(), 0.9), ("eighth", {"tone"}, 0.8), ("ninth", {"commercial"}, 0.65)],
)
def test_texts_that_are_labelled_for_every_check_give_what_they_should_and_hardly_anything_else(
    name: str, wrong: set[str], recall: float
) -> None:
    scores = judge_whole(name)
    wanted = sum(score.right + score.missed for score in scores.values())

    assert {check for check, score in scores.items() if score.wrong} == wrong
    assert sum(score.wrong for score in scores.values()) == len(wrong)
    assert sum(score.right for score in scores.values()) >= recall * wanted
