"""The data that ship with the project: each lexicon says where it comes from and may be used, and so do the docs."""

import re
import tomllib
from pathlib import Path

import pytest

from tests.house.source import ROOT

FOLDERS = ("policies/lexicons", "moderation/screening/lexicons")
LEXICONS = sorted(str(path.relative_to(ROOT)) for folder in FOLDERS for path in (ROOT / folder).iterdir())
_ROW = re.compile(
    r"^\| `(?P<path>[^`]+/lexicons/\w+\.toml)` \| [^|]+ \| (?P<source>[^|]+) \| (?P<licence>[^|]+) \|$",
    re.MULTILINE,
)


def _told() -> dict[str, tuple[str, str]]:
    """Return what docs/data.md says of each file of a lexicon: its source and its licence."""
    text = (ROOT / "docs" / "data.md").read_text(encoding="utf-8")
    return {row["path"]: (row["source"], row["licence"]) for row in _ROW.finditer(text)}


@pytest.mark.parametrize("path", LEXICONS)
def test_every_lexicon_names_its_source_and_its_licence_and_the_docs_say_the_same(path: str) -> None:
    assert Path(path).suffix == ".toml"
    written = tomllib.loads((ROOT / path).read_text(encoding="utf-8"))

    assert written["source"].strip()
    assert written["licence"].strip()
    assert _told().get(path) == (written["source"], written["licence"])


def test_the_docs_name_no_lexicon_that_is_not_there() -> None:
    assert sorted(_told()) == LEXICONS
