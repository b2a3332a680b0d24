"""The remarks that were written for training: each says which grounds it meets, and none of them measures anything."""

import json
import random
import re
from collections import Counter
from pathlib import Path

import pytest

from moderation.screening.hearing import Ground
from moderation.screening.judging.interface import Head
from moderation.training import comments, remarks
from moderation.training.remarks import FOLDER, SOURCE, every, told

LABELLED = Path(__file__).resolve().parents[1] / "screening" / "labelled"
PLACE = {head: place for place, head in enumerate(Head)}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder of remarks of our own."""
    monkeypatch.setattr(remarks, "FOLDER", tmp_path)
    return tmp_path


def test_every_line_names_known_letters_each_once_and_has_words() -> None:
    wrong = [
        f"{path.name}: {line}"
        for path in sorted(FOLDER.glob("*.txt"))
        for line in path.read_text("utf-8").splitlines()
        if not re.fullmatch(r"(?:-|(?!.*(.).*\1.*\t)[asodic]+)\t\S.*\S", line)
    ]

    assert wrong == []


def test_no_remark_is_there_twice_and_each_ground_has_a_thousand() -> None:
    said = Counter(re.sub(r"\W+", " ", text.lower()).strip() or text for text, _ in every())
    of = Counter(ground for _, met in every() for ground in met)

    assert [text for text, often in said.items() if often > 1] == []
    assert [ground for ground in Ground if of[ground] < 1_000] == []
    assert sum(not met for _, met in every()) >= 4_000


def test_nothing_is_learnt_from_that_screening_is_measured_with() -> None:
    measured = {
        json.loads(line)["text"]
        for path in LABELLED.glob("*.jsonl")
        for line in path.read_text("utf-8").splitlines()
    }
    apart = {text for text, _ in comments.kept_apart()}

    assert {text for text, _ in every()} & (measured | apart) == set()


def test_each_is_told_by_itself_and_beside_a_harmless_one(folder: Path) -> None:
    (folder / "some.txt").write_text("s\tSaid so.\n-\tNothing here.\n", encoding="utf-8")

    learnt = list(told(3.0, random.Random(1)))

    assert [(one.text, one.weight) for one in learnt[::2]] == [
        ("Said so.", 3.0),
        ("Nothing here.", 3.0),
    ]
    assert learnt[1].text in {"Said so. Nothing here.", "Nothing here. Said so."}
    assert [one.weight for one in learnt[1::2]] == [1.5, 1.5]
    assert learnt[1].labels == learnt[0].labels
    assert {one.source for one in learnt} == {SOURCE}


@pytest.mark.parametrize(
    ("letters", "labels"),
    [
        ("ao", {Head.ABUSE: 1, Head.OBSCENE: 1, Head.HATE: 0, Head.SEXUAL: 0}),
        ("d", {Head.HATE: 1, Head.ABUSE: None, Head.OBSCENE: None, Head.ILLEGAL: 0}),
        ("ci", {Head.DECEPTIVE: 1, Head.ILLEGAL: 1, Head.SEXUAL: 0}),
        ("-", dict.fromkeys(Head, 0)),
    ],
)
def test_a_remark_teaches_each_head_what_its_letters_say_and_nothing_where_they_leave_it_open(
    folder: Path, letters: str, labels: dict[Head, int | None]
) -> None:
    (folder / "some.txt").write_text(f"{letters}\tSaid so.\n-\tNothing here.\n", encoding="utf-8")

    first = next(told(1.0, random.Random(1)))

    assert {head: first.labels[PLACE[head]] for head in labels} == labels
