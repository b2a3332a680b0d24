"""Which classifier judges, and what is said at the start where the one that is wanted is not there."""

from hashlib import sha256
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.exceptions import ImproperlyConfigured

from moderation.intake.assessing import look_at
from moderation.screening.hearing import Heard
from moderation.screening.judging import choosing
from moderation.screening.judging.choosing import (
    Missing,
    by_setting,
    chosen,
    large,
    shipped,
    small,
    stand_ready,
)


@pytest.fixture
def model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a whole file that stands for the large classifier's."""
    path = tmp_path / "large.onnx"
    path.write_bytes(b"model")
    (tmp_path / "large.onnx.sha256").write_text(f"{sha256(b'model').hexdigest()}\n")
    monkeypatch.setattr(choosing, "LARGE", path)
    return path


def test_the_setting_chooses(settings: LazySettings) -> None:
    assert by_setting() is small()

    settings.SCREENING_MODEL = "large"

    assert by_setting() is large()
    assert look_at(Heard("When is the next meeting?")).model == large().name


def test_a_classifier_that_nobody_made_is_refused() -> None:
    with pytest.raises(Missing, match="no classifier “huge”"):
        chosen("huge")


def test_a_whole_file_is_taken(model: Path) -> None:
    assert shipped(model) == (b"model", sha256(b"model").hexdigest())


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda path: path.unlink(), "cannot be read"),
        (lambda path: path.with_name("large.onnx.sha256").unlink(), "cannot be read"),
        (lambda path: path.write_bytes(b"mode"), "not the one that was shipped"),
        (lambda path: path.with_name("large.onnx.sha256").write_bytes(b"\xff"), "cannot be read"),
        (lambda path: path.with_name("large.onnx.sha256").write_text(""), "not the one that was shipped"),
    ],
)
def test_the_start_stops_with_what_to_do_where_the_file_is_not_whole(
    model: Path, settings: LazySettings, spoil: object, said: str
) -> None:
    settings.SCREENING_MODEL = "large"
    stand_ready()
    assert callable(spoil)

    spoil(model)

    with pytest.raises(
        ImproperlyConfigured, match=rf"SCREENING_MODEL is “large”.*{said}.*SCREENING_MODEL=small"
    ):
        stand_ready()


def test_the_start_stops_where_what_runs_it_is_not_installed(
    model: Path, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.SCREENING_MODEL = "large"
    monkeypatch.setattr(choosing, "_RUNS", "nobody_installed_this")

    with pytest.raises(ImproperlyConfigured, match=r"install requirements/base\.txt"):
        stand_ready()


def test_the_small_one_needs_none_of_it(model: Path) -> None:
    model.unlink()

    stand_ready()
