"""``manage.py screen``: what the rules of a council find in a text."""

import io
import json
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from policies.documents.adopting import Adoption, adopt
from policies.documents.wording import Wording, draft_version
from portal.councils.people import Person
from portal.councils.powers import Role
from tests.makers.circumstances import make_flag, make_matter
from tests.makers.councils import make_council, make_person
from tests.makers.policies import CLAUSES, make_adopted_policy, make_clause_rule

pytestmark = pytest.mark.django_db
MESSAGE = "“Sale of the old depot” is confidential: it is not in an open minute, report or agenda yet."


class _Input:
    def __init__(self, raw: bytes) -> None:
        self.buffer = io.BytesIO(raw)


@pytest.fixture
def clerk() -> Person:
    return make_person(council=make_council(slug="ashby"), role=Role.CLERK)


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch, clerk: Person) -> Any:
    def run(text: str | bytes, *options: str) -> list[dict[str, Any]]:
        raw = text if isinstance(text, bytes) else text.encode()
        monkeypatch.setattr("sys.stdin", _Input(raw))
        out = io.StringIO()
        call_command("screen", "--council", "ashby", *options, stdout=out)
        return [json.loads(line) for line in out.getvalue().splitlines()]

    return run


def test_a_text_with_nothing_in_it_is_clear(screen: Any) -> None:
    assert screen("The library opens at ten.", "--kind", "notice", "--json") == [
        {"verdict": "clear", "findings": []}
    ]


def test_a_finding_names_clause_policy_version_and_its_place_in_the_text_as_it_was_given(
    screen: Any, clerk: Person
) -> None:
    version = make_adopted_policy(clerk=clerk)
    make_clause_rule(
        clerk=clerk, version=version, ref="2.1", check_id="confidential-matter", severity="block"
    )
    make_matter(clerk=clerk, aliases=("old depot",))

    (answer,) = screen("“Dear” all,\r\n😀 the old depot is for sale.", "--kind", "notice", "--json")

    assert answer == {
        "verdict": "blocked",
        "findings": [
            {
                "check": "confidential-matter",
                "severity": "block",
                "clause": "2.1",
                "policy": "Communications policy",
                "version": 1,
                "start": 19,
                "end": 28,
                "message": MESSAGE,
            }
        ],
    }


def test_an_earlier_moment_is_judged_by_the_version_in_force_then(screen: Any, clerk: Person) -> None:
    first = make_adopted_policy(clerk=clerk)
    make_clause_rule(clerk=clerk, version=first, ref="2.1", check_id="confidential-matter", severity="block")
    make_matter(clerk=clerk, aliases=("old depot",))
    then = timezone.now().isoformat()
    second = draft_version(actor=clerk, policy=first.policy, clauses=[*CLAUSES, Wording("3", "More.")])
    adoption = Adoption(on=timezone.localdate(), minute_reference="50/26")
    adopt(actor=clerk, version_id=second.pk, adoption=adoption)

    (before,) = screen("the old depot", "--kind", "notice", "--at", then, "--json")
    (now,) = screen("the old depot", "--kind", "notice", "--json")

    assert [finding["version"] for answer in (before, now) for finding in answer["findings"]] == [1, 2]


def test_many_lines_are_answered_each_with_its_id(screen: Any, clerk: Person) -> None:
    make_flag(matter=make_matter(clerk=clerk, aliases=("old depot",)), by=clerk)
    lines = [
        {"id": "a", "text": "The library opens at ten.", "kind": "notice"},
        {"id": 2, "text": "I say keep the old depot.", "kind": "letter", "capacity": "personal"},
    ]

    answers = screen("\n".join(map(json.dumps, lines)) + "\n", "--jsonl")

    assert [(answer["id"], answer["verdict"]) for answer in answers] == [("a", "clear"), (2, "blocked")]
    assert [finding["check"] for finding in answers[1]["findings"]] == [
        "confidential-matter",
        "sensitive-matter",
    ]


def test_a_kind_of_channel_that_there_is_may_be_named(screen: Any) -> None:
    assert screen("Open at ten.", "--kind", "notice", "--channel", "newsroom", "--json")[0]["findings"] == []


@pytest.mark.parametrize(
    ("text", "options", "says"),
    [
        ("x", ["--kind", "sermon"], "no kind of communication"),
        ("x", ["--kind", "notice", "--capacity", "king"], "no capacity"),
        (
            "x",
            ["--kind", "notice", "--channel", "blusky"],
            "“blusky” is no kind of channel. Choose one of: bluesky, .*newsroom",
        ),
        (
            '{"text": "x", "kind": "notice", "channel": "blusky"}',
            ["--jsonl"],
            "“blusky” is no kind of channel",
        ),
        ("x", ["--kind", "notice", "--at", "soon"], "no date and time"),
        ("a\x00b", ["--kind", "notice"], "NUL"),
        (
            "x",
            ["--kind", "notice", "--at", "0001-01-01"],
            "“0001-01-01” is too far away: give a year from 1900",
        ),
        ("x", ["--kind", "notice", "--at", "9999-12-31T23:59"], "too far away"),
        (r'{"text": "a \ud800 b", "kind": "notice"}', ["--jsonl"], "half of a character"),
        (
            r'{"id": "\ud800", "text": "x", "kind": "notice"}',
            ["--jsonl"],
            "Line 1 has an “id” that cannot be",
        ),
        ("[" * 100_000, ["--jsonl"], "Line 1 is not JSON"),
        (b"\xff\xfe", ["--kind", "notice"], "not UTF-8"),
        ("x" * 100_001, ["--kind", "notice"], "the most is 100,000"),
        ("{", ["--jsonl"], "Line 1 is not JSON"),
        ('{"id": 1}', ["--jsonl"], "Line 1 has no “text”"),
        ("x", ["--council", "nowhere", "--kind", "notice"], "no council “nowhere”"),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_line(
    screen: Any, text: str | bytes, options: list[str], says: str
) -> None:
    with pytest.raises(CommandError, match=says):
        screen(text, *options)


def test_a_tag_in_a_bare_text_is_words_and_spans_count_it(screen: Any, clerk: Person) -> None:
    version = make_adopted_policy(clerk=clerk)
    make_clause_rule(clerk=clerk, version=version, ref="2.1", check_id="party-political", severity="block")
    text = 'Write <a href="https://www.labour.org.uk/join">Join us</a> in the template.'

    (answer,) = screen(text, "--kind", "web_page", "--json")

    assert [text[each["start"] : each["end"]] for each in answer["findings"]] == [
        "https://www.labour.org.uk/join"
    ]
