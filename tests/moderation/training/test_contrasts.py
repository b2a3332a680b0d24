"""What is kept apart: pairs stay together, and nothing that is kept apart is learnt from."""

import gzip
from pathlib import Path

import pytest

from moderation.training import contrasts
from moderation.training.contrasts import grouped, kept_apart, parted
from moderation.training.public import public


def test_what_hangs_together_by_any_number_of_pairs_is_one_group() -> None:
    found = grouped([("a", "b"), ("c", "d"), ("e", "e"), ("b", "d")])

    assert found == {"a": "a", "b": "a", "c": "a", "d": "a", "e": "e"}


def test_both_of_a_pair_are_kept_apart_or_neither(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, one, other in (("train", "good", "bad"), ("validation", "bad", "good"), ("test", "lone", "")):
        put(tmp_path, f"hatemojibuild_{name}", f"text,label_gold,matched_text\n{one},1,{other}\n")
    put(tmp_path, "edos", "text,label_sexist,split\n[USER] told,sexist,test\n[USER] learnt,sexist,train\n")
    put(tmp_path, "davidson", "class,tweet\n2,seen\n")
    put(tmp_path, "jigsaw_templates_en", "template,toxicity,phrase\nt,nontoxic,hug\n")
    put(tmp_path, "surge_toxicity_en", "text,is_toxic\nfoul,Toxic\n")
    monkeypatch.setattr(contrasts, "_drawn", lambda text: text in {"bad", "hug"})

    apart = kept_apart(tmp_path)

    assert apart == {"good", "bad", "told", "hug"}
    assert [each.text for each in parted(public(tmp_path), apart)] == ["lone", "learnt", "seen", "foul"]


def test_about_one_in_ten_is_drawn_and_always_the_same() -> None:
    drawn = [number for number in range(2_000) if contrasts._drawn(str(number))]

    assert 150 < len(drawn) < 250
    assert drawn == [number for number in range(2_000) if contrasts._drawn(str(number))]


def put(folder: Path, name: str, text: str) -> None:
    (folder / f"{name}.csv.gz").write_bytes(gzip.compress(text.encode()))
