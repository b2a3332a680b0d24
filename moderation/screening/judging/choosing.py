"""Which classifier judges: the small one, or the large one by setting; each loaded once a process, when first asked."""

from functools import cache
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from moderation.screening.judging.interface import Judge
from moderation.screening.judging.meanings import load as load_meanings
from moderation.screening.judging.small import Small, load

_FOLDER = Path(__file__).resolve().parent / "weights"
SMALL = _FOLDER / "small.npz"
"""The weights that are shipped; `manage.py train_screening` makes them again."""
MEANINGS = _FOLDER / "meanings.npz"
"""Its other half; `python -m moderation.training.meanings` makes it again."""
LARGE = _FOLDER / "large.onnx"
"""The large classifier; `python -m moderation.training.large` makes it again, with its sum beside it."""
TIERS = ("small", "large")
_READY = "moderation.screening.judging.large.ready"
"""By its path: where the small classifier judges, what runs the large one is never loaded."""
_RUNS = "onnxruntime"
_OR = "Or judge by the small classifier: SCREENING_MODEL=small, or --model small."


class Missing(Exception):
    """A classifier that this installation does not have."""


@cache
def small() -> Small:
    """Return the small classifier. Raises OSError where its weights are not there."""
    return Small(load(SMALL), load_meanings(MEANINGS))


@cache
def large() -> Judge:
    """Return the large classifier. Raises Missing as ``shipped`` does."""
    content, digest = shipped(LARGE)
    judge: Judge = import_string(_READY)(content, digest, small())
    return judge


def chosen(tier: str) -> Judge:
    """Return the classifier called ``tier``. Raises Missing where there is none."""
    if tier == "small":
        return small()
    if tier == "large":
        return large()
    raise Missing(f"There is no classifier “{tier}” in this installation. Use --model small.")


def by_setting() -> Judge:
    """Return the classifier that SCREENING_MODEL names."""
    return chosen(settings.SCREENING_MODEL)


def shipped(path: Path) -> tuple[bytes, str]:
    """Return what the file of the large classifier holds, and its SHA-256.

    Raises Missing, with what to do, where it is not there, is not the one of the sum beside it, or cannot be run.
    """
    again = f"Fetch {path.name} and {path.name}.sha256 again from the release that is installed here. {_OR}"
    try:
        content = path.read_bytes()
        wanted = path.with_name(f"{path.name}.sha256").read_text("utf-8").strip()
    except (OSError, ValueError) as error:
        raise Missing(f"The large classifier cannot be read from “{path}”. {again}") from error
    digest = sha256(content).hexdigest()
    if digest != wanted:
        raise Missing(f"The large classifier in “{path}” is not the one that was shipped. {again}")
    if find_spec(_RUNS) is None:
        raise Missing(f"The large classifier needs {_RUNS}: install requirements/base.txt. {_OR}")
    return content, digest


def stand_ready() -> None:
    """Stop a start whose setting names a classifier that is not there. Raises ImproperlyConfigured with what to do."""
    if settings.SCREENING_MODEL == "large":
        try:
            shipped(LARGE)
        except Missing as missing:
            raise ImproperlyConfigured(f"SCREENING_MODEL is “large”. {missing}") from missing
