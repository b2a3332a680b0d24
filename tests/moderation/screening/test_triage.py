"""Screening by the line: what goes in, what comes out, and lines that cannot be read."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from moderation.screening.judging import choosing
from moderation.screening.judging.choosing import small
from moderation.screening.triage import BadLine, rounds_of, triage, triage_rounds

ROOT = Path(__file__).resolve().parents[3]
RUDE = "Oh 😀 you gormless morons, resign."
CALM = "The verge on Fallow Lane was cut on Tuesday."


def line(identity: object, text: object) -> bytes:
    return json.dumps({"id": identity, "text": text}).encode() + b"\n"


def run(given: bytes, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    variables = {
        **os.environ,
        "DATABASE_URL": "postgres://nobody@127.0.0.1:9/none",
        "REDIS_URL": "redis://127.0.0.1:9",
    }
    command = [sys.executable, str(ROOT / "manage.py"), "triage", "--jsonl", *arguments]
    return subprocess.run(command, input=given, capture_output=True, cwd=ROOT, env=variables, check=False)


def test_each_text_gets_one_answer_in_its_order_with_spans_in_code_points() -> None:
    rude, calm = triage([line(1, RUDE), line("b", CALM)], small())

    assert isinstance(rude, dict)
    assert isinstance(calm, dict)
    assert (rude["id"], rude["flagged"], calm["id"], calm["flagged"], calm["grounds"]) == (
        1,
        True,
        "b",
        False,
        [],
    )
    assert [each["ground"] for each in rude["grounds"]] == ["abusive"]
    assert [RUDE[start:end] for start, end in rude["grounds"][0]["spans"]] == ["you gormless morons"]
    assert 0 <= calm["score"] < 0.5 <= rude["score"] <= 1


BAD = {
    b"{": "is not JSON",
    b"[1]": "has no “text”",
    b'{"id": 1}': "has no “text”",
    b'{"id": 1, "text": 7}': "has no “text”",
    b'{"id": [], "text": ""}': "has an “id” that is neither a text nor a number",
    b"\xff\xfe": "is not UTF-8",
    b"[" * 100_000: "is not JSON",
}


@pytest.mark.parametrize("given", BAD)
def test_a_line_that_cannot_be_read_is_named_and_the_next_one_is_read(given: bytes) -> None:
    first, second = triage([b"\n", given, line(3, CALM)][1:], small())

    assert first == BadLine(1, BAD[given])
    assert isinstance(second, dict)


def test_blank_lines_are_passed_over_and_counted() -> None:
    (found,) = triage([b"\n", b"  \n", b"{\n"], small())

    assert found == BadLine(3, "is not JSON")


def test_lines_that_come_together_are_answered_as_each_would_be_alone() -> None:
    given = [line(place, text) for place, text in enumerate([RUDE, CALM, "", "ok", f"{CALM} {RUDE}"] * 20)]
    given[7:7] = [b"\n", b"{\n"]

    assert list(triage_rounds([given], small())) == list(triage(given, small()))


class Dripping(io.RawIOBase):
    """Gives its bytes a few at a time, as a pipe does."""

    def __init__(self, content: bytes, size: int) -> None:
        self.content, self.size = content, size

    def readable(self) -> bool:
        return True

    def readinto(self, room: "memoryview") -> int:  # type: ignore[override]
        some, self.content = self.content[: self.size], self.content[self.size :]
        room[: len(some)] = some
        return len(some)


@pytest.mark.parametrize("size", [1, 3, 7, 1000])
def test_lines_are_read_whole_however_their_bytes_come_and_none_waits_for_the_next(size: int) -> None:
    read = rounds_of(io.BufferedReader(Dripping(b"one\n\ntwo\r\nthr\xc3\xa9e", size)))

    assert [each for lines in read for each in lines] == [b"one", b"", b"two\r", b"thr\xc3\xa9e"]
    first = next(rounds_of(io.BufferedReader(Dripping(b"one\ntwo", 4))))
    assert first == [b"one"]


def test_the_command_needs_no_database_and_ends_with_an_error_where_a_line_was_bad() -> None:
    done = run(line("ü\ud800", RUDE) + b"{\n" + line(2, ""))

    answers = [json.loads(each) for each in done.stdout.decode().splitlines()]
    assert [(each["id"], each["flagged"]) for each in answers] == [("ü\ud800", True), (2, False)]
    assert done.returncode == 1
    assert "Line 2 is not JSON." in done.stderr.decode()
    assert "1 line was passed over." in done.stderr.decode()


def test_the_large_classifier_judges_where_it_is_asked_for() -> None:
    done = run(line(1, RUDE) + line(2, CALM), "--model", "large")

    assert [json.loads(each)["flagged"] for each in done.stdout.decode().splitlines()] == [True, False]
    assert (done.returncode, done.stderr) == (0, b"")


def test_a_classifier_that_is_not_whole_is_refused_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(choosing, "LARGE", tmp_path / "large.onnx")
    choosing.large.cache_clear()

    with pytest.raises(CommandError, match=r"cannot be read.*--model small"):
        call_command("triage", "--jsonl", "--model", "large")

    choosing.large.cache_clear()
