"""Marks fall on the very words whose place was counted in the plain text, whatever formats them."""

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.drafts.marking import Link, Mark, links_in, mark_plain, mark_rich
from portal.markup import plain_text, sanitise

_WORD = st.text(alphabet="ab <>&\"'\n\u00a0é😀•", min_size=1, max_size=8)


def _element(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    tags = st.sampled_from(["p", "strong", "em", "li", "ul", "ol", "blockquote", "h2", "s"])
    return st.builds(lambda tag, parts: f"<{tag}>{''.join(parts)}</{tag}>", tags, st.lists(inner, max_size=4))


_HTML = st.lists(
    st.recursive(
        _WORD.map(lambda word: word.replace("&", "&amp;").replace("<", "&lt;")) | st.just("<br>"),
        _element,
        max_leaves=12,
    ),
    max_size=5,
).map("".join)


def mark(start: int, end: int, name: str = "mark-1") -> Mark:
    """Return a mark for a finding that stops an item."""
    return Mark(start, end, "finding-mark", name)


def marked_words(html: str) -> str:
    """Return what stands in <mark>, one after the other, without tags."""
    inside = re.findall(r"<mark[^>]*>(.*?)</mark>", html, re.DOTALL)
    return unescape(re.sub(r"<[^>]+>", "", "".join(inside)))


@pytest.mark.parametrize(
    ("html", "words", "expected"),
    [
        (
            "<p>The <strong>developer</strong> lied</p>",
            "developer lied",
            (
                '<p>The <strong><mark class="finding-mark" id="mark-1">developer</mark></strong>'
                '<mark class="finding-mark"> lied</mark></p>'
            ),
        ),
        (
            "<p>One</p><p>a &amp; b</p>",
            "a & b",
            '<p>One</p><p><mark class="finding-mark" id="mark-1">a &amp; b</mark></p>',
        ),
        (
            '<ul><li>two</li></ul><p><a href="https://example.org/?a=1&amp;b">link</a></p>',
            "link",
            (
                '<ul><li>two</li></ul><p><a href="https://example.org/?a=1&amp;b">'
                '<mark class="finding-mark" id="mark-1">link</mark></a></p>'
            ),
        ),
        (
            "<p>so  \n many<br>lines</p>",
            "many\nlines",
            (
                '<p>so  \n <mark class="finding-mark" id="mark-1">many</mark><br>'
                '<mark class="finding-mark">lines</mark></p>'
            ),
        ),
    ],
)
def test_the_words_are_marked_inside_what_formats_them(html: str, words: str, expected: str) -> None:
    start = plain_text(html).index(words)
    assert mark_rich(html, [mark(start, start + len(words))]) == expected


@given(_HTML, st.data())
def test_any_span_of_the_plain_text_is_found_again(html: str, data: st.DataObject) -> None:
    source = sanitise(html)
    plain = plain_text(source)
    start = data.draw(st.integers(0, len(plain)))
    end = data.draw(st.integers(start, len(plain)))
    made = mark_rich(source, [mark(start, end)])
    # Bullets and the ends of lines are the reader's own; what is left of the span is marked, and nothing else.
    loose = re.compile(r"[\s•]|\d+\. ")
    wanted = loose.sub("", plain[start:end])
    if not re.search(r"\d", source) and "<ol>" not in source:
        assert loose.sub("", marked_words(made)) == wanted
    assert plain_text(re.sub(r"</?mark[^>]*>", "", made)) == plain
    assert sanitise(made) == sanitise(source)


@given(st.text(max_size=30), st.integers(0, 30), st.integers(0, 30))
def test_plain_words_are_escaped_and_marked(text: str, start: int, end: int) -> None:
    made = mark_plain(text, [mark(start, end)])
    assert unescape(re.sub(r"</?mark[^>]*>", "", made).replace("<br>", "\n")) == unescape(
        text.replace("&", "&amp;")
    )
    assert ("<mark" in made) is bool(text[start:end])


def test_marks_that_overlap_show_the_first_and_keep_a_place_for_the_other() -> None:
    made = mark_rich("<p>abcd</p>", [mark(1, 3), mark(0, 4, "mark-2")])
    assert made == (
        '<p><mark class="finding-mark" id="mark-2">a</mark><mark class="finding-mark" id="mark-1">bc</mark>'
        '<mark class="finding-mark">d</mark></p>'
    )
    hidden = mark_rich("<p>ab</p>", [mark(0, 2), mark(0, 1, "mark-2")])
    assert hidden == (
        '<p><span id="mark-2"></span><mark class="finding-mark" id="mark-1">a</mark>'
        '<mark class="finding-mark">b</mark></p>'
    )


def test_a_finding_about_the_whole_part_marks_no_word() -> None:
    assert mark_rich("<p>ab</p>", [mark(0, 0)]) == "<p>ab</p>"


def test_a_long_text_is_marked_in_a_time_that_grows_with_its_length() -> None:
    html = "<p>word</p>" * 20_000
    assert mark_rich(html, [mark(5, 9)]).count("<mark") == 1


@pytest.mark.parametrize(
    ("html", "found"),
    [
        (
            '<p>See <a href="https://a.example/?x=1&amp;y=2">Q&amp;A <em>here</em></a>.</p>',
            [("https://a.example/?x=1&y=2", "Q&A here")],
        ),
        ('<p>here</p><p>or <a href="https://a.example/">here</a></p>', [("https://a.example/", "here")]),
        ('<p><a href="https://a.example/">  two\n words </a></p>', [("https://a.example/", "two words")]),
        ('<p><a href="https://a.example/">one<br>two</a></p>', [("https://a.example/", "one\ntwo")]),
        ('<p><a href="https://a.example/"></a>nothing <a>no address</a></p>', []),
        ('<p><a href="https://a.example/">never closed</p>', []),
        ("<p>no link</p>", []),
    ],
)
def test_links_are_found_with_the_place_of_their_words(html: str, found: list[tuple[str, str]]) -> None:
    plain = plain_text(html)

    assert [(link.address, plain[link.start : link.end]) for link in links_in(html)] == found


def test_the_place_of_a_links_words_is_theirs_and_not_that_of_the_same_words_before() -> None:
    assert links_in('<p>here, <a href="https://a.example/">here</a></p>') == (
        Link("https://a.example/", 6, 10),
    )
