"""Every part is marked where plain_part() counted, whatever its shape."""

import re
from html import unescape

import pytest

from portal.drafts.content import normalise, plain_part
from portal.drafts.highlighting import marked_part, marked_quotes
from portal.drafts.kinds import KINDS
from portal.drafts.marking import Mark
from tests.makers import content_for


def marked(html: str) -> str:
    """Return the words in <mark>."""
    return unescape("".join(re.findall(r"<mark[^>]*>(.*?)</mark>", html)))


@pytest.mark.parametrize(
    ("kind", "name", "words"),
    [
        ("press_release", "body", "Saturday 12 December"),
        ("press_release", "title", "reopens"),
        ("social_post", "text", "Bins"),
        ("letter", "address", "Exampleton"),
        ("press_release", "basis", "open meeting"),
    ],
)
def test_the_words_of_a_part_are_marked(kind: str, name: str, words: str) -> None:
    part = KINDS[kind].part(name)
    content = normalise(KINDS[kind], content_for(kind))
    start = plain_part(part, content[name]).index(words)
    html = marked_part(part, content, [Mark(start, start + len(words), "finding-mark", "mark-1")])
    assert marked(html) == words


def test_a_quotation_is_marked_in_its_words_speaker_and_office() -> None:
    kind = KINDS["press_release"]
    quotes = [
        {"words": "First & last", "speaker": "Ada Example", "office": "Mayor"},
        {"words": "Then “this”", "speaker": "Ben Example", "office": ""},
    ]
    content = normalise(kind, content_for("press_release", quotes=quotes))
    plain = plain_part(kind.part("quotes"), content["quotes"])
    for words, row, name in (("& last", 0, "words"), ("“this”", 1, "words"), ("Ben", 1, "speaker")):
        start = plain.index(words)
        mark = Mark(start, start + len(words), "finding-mark", "mark-1")
        made = marked_quotes(kind.part("quotes"), content, [mark])
        assert marked(made[row][name]) == words
        assert sum("<mark" in html for one in made for html in one.values()) == 1


def test_an_empty_part_is_empty() -> None:
    kind = KINDS["press_release"]
    content = normalise(kind, {})
    assert [marked_part(part, content, []) for part in kind.parts] == [""] * len(kind.parts)
    assert marked_quotes(kind.part("quotes"), content, []) == []
