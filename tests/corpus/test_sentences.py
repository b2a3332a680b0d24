"""Single sentences beside those of the checks' own tests: what each should give, and what nothing should find."""

import tomllib
from pathlib import Path
from typing import Any

from tests.corpus.judging import checks_of_meaning
from tests.policies.checks.meaning import text_subject

_FOLDER = Path(__file__).parent / "sentences"


def sentences() -> list[dict[str, Any]]:
    """Return every sentence of the folder."""
    return [
        row
        for path in sorted(_FOLDER.glob("*.toml"))
        for row in tomllib.loads(path.read_text(encoding="utf-8"))["sentence"]
    ]


def found_in(row: dict[str, Any]) -> set[str]:
    """Return the ids of the checks that find something in ``row``."""
    parts = {name: value for name, value in row.items() if name not in {"check", "text"}}
    seen = text_subject(row["text"], **parts)
    return {check.id for check in checks_of_meaning() if list(check.run(seen, {}))}


def test_what_should_be_found_is_found() -> None:
    assert [row for row in sentences() if row["check"] and row["check"] not in found_in(row)] == []


def test_harmless_sentences_are_left_alone_by_every_check() -> None:
    assert [
        (row["text"], found) for row in sentences() if not row["check"] and (found := found_in(row))
    ] == []
