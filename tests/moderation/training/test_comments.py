"""The comments that were written for training: each says which grounds it meets, and none of them measures anything."""

import json
from collections import Counter
from pathlib import Path

import pytest

from moderation.screening.hearing import Ground
from moderation.screening.judging.interface import Head
from moderation.training import comments
from moderation.training.comments import APART, SOURCE, every, kept_apart, to_learn

LABELLED = Path(__file__).resolve().parents[1] / "screening" / "labelled"
PLACE = {head: place for place, head in enumerate(Head)}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder of comments of our own, of which nothing is kept apart."""
    monkeypatch.setattr(comments, "FOLDER", tmp_path)
    monkeypatch.setattr(comments, "_is_apart", lambda _: False)
    return tmp_path


def test_no_comment_is_there_twice_and_each_ground_has_hundreds() -> None:
    texts = Counter(text for text, _ in every())
    of = Counter(ground for _, met in every() for ground in met)

    assert [text for text, often in texts.items() if often > 1 or not text.strip()] == []
    assert [ground for ground in Ground if of[ground] < 150] == []
    assert sum(not met for _, met in every()) >= 500


def test_nothing_is_learnt_from_that_screening_is_measured_with() -> None:
    measured = {
        json.loads(line)["text"]
        for path in LABELLED.glob("*.jsonl")
        for line in path.read_text("utf-8").splitlines()
    }
    apart = {text for text, _ in kept_apart()}
    learnt = {example.text for example in to_learn()}

    assert learnt & (measured | apart) == set()
    assert len(learnt) + len(apart) == sum(1 for _ in every())
    assert len(learnt) / APART < len(apart) * 1.5


@pytest.mark.parametrize(
    ("grounds", "labels"),
    [
        (["abusive", "obscene"], {Head.ABUSE: 1, Head.HATE: 0, Head.SEXUAL: 0, Head.ILLEGAL: 0}),
        (["obscene"], {Head.ABUSE: None, Head.HATE: 0, Head.DECEPTIVE: 0}),
        (["discriminatory"], {Head.ABUSE: None, Head.HATE: 1}),
        (["sexual"], {Head.ABUSE: None, Head.SEXUAL: 1, Head.HATE: 0}),
        (["illegal", "deceptive"], {Head.ABUSE: 0, Head.ILLEGAL: 1, Head.DECEPTIVE: 1}),
        ([], dict.fromkeys(Head, 0)),
    ],
)
def test_a_comment_teaches_each_head_what_its_grounds_say_and_nothing_where_they_leave_it_open(
    folder: Path, grounds: list[str], labels: dict[Head, int | None]
) -> None:
    (folder / "a.jsonl").write_text(json.dumps({"text": "Words.", "grounds": grounds}), encoding="utf-8")

    [example] = to_learn(2.0)

    assert (example.text, example.source, example.weight) == ("Words.", SOURCE, 6.0 if grounds else 2.0)
    assert {head: example.labels[PLACE[head]] for head in labels} == labels


def test_a_ground_that_there_is_not_is_refused(folder: Path) -> None:
    (folder / "a.jsonl").write_text('{"text": "Words.", "grounds": ["rude"]}', encoding="utf-8")

    with pytest.raises(ValueError, match="rude"):
        list(to_learn())
