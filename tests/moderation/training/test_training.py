"""Training: the same seed gives the same weights, labels that nobody gave teach nothing, files are as they say."""

import gzip
import random
import tomllib
from pathlib import Path

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from moderation.screening.judging.choosing import MEANINGS
from moderation.screening.judging.interface import Head
from moderation.screening.judging.meanings import load as load_meanings
from moderation.screening.judging.small import Small, load
from moderation.training import fitting, grammar
from moderation.training.fitting import fit, laid, rounded, save
from moderation.training.grammar import Example, families, written
from moderation.training.noise import noisy
from moderation.training.public import public

GOOD, BAD = "the bins were emptied on time", "you pathetic little worm"
FEW = [
    Example(text, tuple(int(head is Head.ABUSE and text == BAD) for head in Head), "test")
    for text in (GOOD, BAD) * 20
]


@pytest.fixture(autouse=True)
def two_rounds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Learn in less time."""
    monkeypatch.setattr(fitting, "ROUNDS", 2)


def test_the_same_seed_gives_the_same_weights() -> None:
    one, other = (rounded(fit(FEW, lambda _: None, seed=7)) for _ in range(2))

    assert all(np.array_equal(one[name], other[name]) for name in one)


def test_what_was_learnt_is_what_is_judged_by(tmp_path: Path) -> None:
    save(fit(FEW, lambda _: None), tmp_path / "w" / "small.npz")
    judge = Small(load(tmp_path / "w" / "small.npz"), load_meanings(MEANINGS))

    bad, good = judge.judge([BAD, GOOD])

    assert bad.score(Head.ABUSE) > 0.5 > good.score(Head.ABUSE)


def test_a_label_that_nobody_gave_weighs_nothing() -> None:
    data = laid([Example(BAD, (None, 1, None, None, None, None), "test", 0.5)])

    assert data.weights.tolist() == [[0.0, 0.5, 0.0, 0.0, 0.0, 0.0]]


def test_the_sentences_are_the_same_for_a_seed_and_no_slot_is_left_open() -> None:
    one, other = (list(written(random.Random(3))) for _ in range(2))

    assert one == other
    assert [each.text for each in one if "{" in each.text or "}" in each.text] == []
    assert {each.source for each in one} == set(families())


def test_no_line_is_taught_as_two_things() -> None:
    taught: dict[str, set[tuple[str, ...]]] = {}
    for path in sorted(grammar._FOLDER.glob("*.toml")):
        for family in tomllib.loads(path.read_text("utf-8"))["family"]:
            for line in family["lines"]:
                taught.setdefault(line, set()).add(tuple(family.get("positive", [])))

    assert [line for line, labels in taught.items() if len(labels) > 1] == []


def test_every_line_of_a_family_is_taught() -> None:
    short = [
        family["name"]
        for path in sorted(grammar._FOLDER.glob("*.toml"))
        for family in tomllib.loads(path.read_text("utf-8"))["family"]
        if family["times"] < len(family["lines"])
    ]

    assert short == []


def test_a_family_can_be_held_out() -> None:
    assert "threats" not in {
        each.source for each in written(random.Random(3), without=frozenset({"threats"}))
    }


def test_noise_changes_letters_and_keeps_most_of_a_text() -> None:
    text = "The clerk answered every question at the meeting"

    assert noisy(text, random.Random(1)) != text
    assert abs(len(noisy(text, random.Random(1))) - len(text)) <= 12


def put(folder: Path, name: str, text: str) -> None:
    (folder / name).write_bytes(gzip.compress(text.encode()))


def test_the_public_data_are_read_with_the_labels_that_they_give(tmp_path: Path) -> None:
    for name in ("train", "validation", "test"):
        put(tmp_path, f"hatemojibuild_{name}.csv.gz", "text,label_gold\nbad,1\n")
    put(tmp_path, "edos.csv.gz", "text,label_sexist\n[USER] x,sexist\n")
    put(tmp_path, "davidson.csv.gz", "class,tweet\n1,RT @a: said\n")
    put(tmp_path, "jigsaw_templates_en.csv.gz", "template,toxicity,phrase\nt,nontoxic,hug\n")
    put(tmp_path, "surge_toxicity_en.csv.gz", "text,is_toxic\nfoul,Toxic\n")

    read = list(public(tmp_path))
    found = [(each.source, each.text, each.labels[:2]) for each in read]

    crime_or_trick = (list(Head).index(Head.ILLEGAL), list(Head).index(Head.DECEPTIVE))
    assert all(
        {each.labels[place] for place in crime_or_trick} == {0 if each.labels[0] == 0 else None}
        for each in read
    )
    assert found == [
        *[("hatemoji", "bad", (1, None))] * 3,
        ("edos", "x", (1, None)),
        ("davidson", "said", (0, None)),
        ("templates", "hug", (0, 0)),
        ("surge", "foul", (None, 1)),
    ]


def test_a_folder_without_the_data_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"has no hatemojibuild_train\.csv\.gz"):
        call_command("train_screening", str(tmp_path))
