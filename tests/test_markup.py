"""Rich text in and out."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.markup import TooDeep, UnreadableText, clean_text, from_plain, is_blank, plain_text, sanitise

HOSTILE = [
    "<script>alert(1)</script>",
    "<scr<script></script>ipt>alert(1)</scr<script></script>ipt>",
    "<img src=x onerror=alert(1)>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href=' jav&#x09;ascript:alert(1)'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<p onclick='alert(1)' style='position:fixed' class='x' id='y'>x</p>",
    "<iframe src='//example.org'></iframe>",
    "<form action='//example.org'><input name=a></form>",
    "<svg><a xlink:href='javascript:alert(1)'><text>x</text></a></svg>",
    "<math><mi xlink:href='javascript:alert(1)'>x</mi></math>",
    "<style>@import '//example.org'</style>",
    "<!--[if IE]><script>alert(1)</script><![endif]-->",
    "<template><script>alert(1)</script></template>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<a href='https://example.org' target=_blank rel=opener>x</a>",
    "<base href='//example.org/'>",
    "<p>unclosed <strong>and <em>crossed</strong> over</em>",
]


@pytest.mark.parametrize("html", HOSTILE)
def test_nothing_that_acts_survives(html: str) -> None:
    clean = sanitise(html).lower()

    for word in (
        "<script",
        "<img",
        "onerror=",
        "onclick=",
        "javascript:",
        "style=",
        "<iframe",
        "<form",
        "<svg",
    ):
        assert word not in clean
    for word in (
        "<math",
        "data:",
        "class=",
        "id=",
        "target=",
        "<base",
        "<style",
        "@import",
        "<!--",
        "<template",
    ):
        assert word not in clean


@pytest.mark.parametrize("html", HOSTILE)
def test_what_is_sanitised_stays_as_it_is(html: str) -> None:
    assert sanitise(sanitise(html)) == sanitise(html)


TAGS = "p em ul li h2 blockquote strong".split()  # noqa: SIM905  it reads better
PIECES = st.sampled_from(
    [
        *[f"<{tag}>" for tag in TAGS],
        *[f"</{tag}>" for tag in TAGS],
        "<a href='https://e.org'>",
        "</a>",
        "<br>",
        "&amp;",
        "&lt;",
        "&#x41;",
        "<",
        ">",
        '"',
        "\n",
        " ",
        "é",
        "\u202e",
        "word",
        "<script>",
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=25))
def test_sanitising_twice_is_sanitising_once(pieces: list[str]) -> None:
    once = sanitise("".join(pieces))

    assert sanitise(once) == once


def test_what_people_write_survives() -> None:
    html = (
        "<h2>A</h2><p>B <strong>b</strong> <em>c</em> <s>d</s><br>e</p><ul><li>f</li></ul><ol><li>g</li></ol>"
        '<blockquote>h</blockquote><p><a href="https://example.org/?a=1&amp;b=2">i</a></p><hr>'
        '<p>H<sub>2</sub>O x<sup>2</sup> <a href="mailto:a@example.org">j</a> <a href="tel:+441632960220">k</a></p>'
    )

    assert sanitise(html) == html


@pytest.mark.parametrize("html", ["", "   ", "<p></p>", "<p><br></p>", "<ul><li></li></ul>", "<!-- x -->"])
def test_markup_without_words_is_empty(html: str) -> None:
    assert sanitise(html) in {"", "<ul><li></li></ul>"}
    assert plain_text(sanitise(html)) in {"", "•"}


@pytest.mark.parametrize("text", ["a\x00b", "\ud800", "x\udfff"])
def test_what_cannot_be_stored_is_refused(text: str) -> None:
    for read in (clean_text, sanitise, from_plain):
        with pytest.raises(UnreadableText):
            read(text)


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("a\r\nb\rc", "a\nb\nc"),
        ("ab\u202ecd\u202c", "abcd"),
        ("\u2066x\u2069\ufeff", "x"),
        ("bell\x07\x1b[0m", "bell[0m"),
        ("שלום\u200f!", "שלום\u200f!"),
        ("tab\tstays  \n", "tab\tstays"),
        ("👩\u200d🌾", "👩\u200d🌾"),
    ],
)
def test_unseen_controls_go_and_marks_of_real_scripts_stay(text: str, clean: str) -> None:
    assert clean_text(text) == clean


@pytest.mark.parametrize(
    "text", ["", " \n\t", "\u200b\u2060\u00ad", "\u3164\u115f\u2800", "\ufe0f\u200d", "\u061c\u200f"]
)
def test_what_nobody_can_see_is_blank(text: str) -> None:
    assert is_blank(text)


@pytest.mark.parametrize("text", [".", "\u200ba\u200b", "한글", "⠓", "👩\u200d🌾", "שלום\u200f"])
def test_what_can_be_seen_is_not_blank_whatever_unseen_signs_are_in_it(text: str) -> None:
    assert not is_blank(text)


DEEP = [
    "<ul><li>" * 12_000,
    "<em>" * 25_000,
    "<em><p>" * 14_000,
    "<blockquote>" * 8_000,
    "<em></s>" * 12_000,
    "<strong><em><s><a href=x>" * 4_000,
]


@pytest.mark.parametrize("html", DEEP, ids=lambda html: html[:12])
def test_text_that_is_nested_too_deeply_is_refused_at_once(html: str) -> None:
    begun = time.process_time()

    with pytest.raises(TooDeep, match="nested"):
        sanitise(html)

    assert time.process_time() - begun < 1


LONG = [
    "<p>word</p>" * 9_000,
    "<p>" * 30_000 + "x",
    "<li>" * 25_000 + "x",
    "<br>" * 25_000 + "x",
    "<em>a</em>" * 10_000,
    "<ul><li>a</li></ul>" * 5_000,
    "<" * 100_000,
    "&" * 100_000,
    "<script>" * 12_000,
    "<script></script " * 6_000,
    "</p>" * 25_000,
    "<a " + "x=1 " * 25_000 + ">x",
    "<a href=x>" * 50 + "<p>x" * 20_000,
    "<em><strong><s><sub><sup>" * 9 + "<p>x" * 20_000,
    "x" * 100_000,
]


@pytest.mark.parametrize(
    ("html", "clean"),
    [
        ("1 < 2 &lt; 3", "1 &lt; 2 &lt; 3"),
        ("<<p>a</p>", "&lt;<p>a</p>"),
        ("&lt;script>a&lt;/script>", "&lt;script&gt;a&lt;/script&gt;"),
        ("<<script>a</script>b", "&lt;b"),
        ('<a href="https://a.example/?b<c">d<</a>', '<a href="https://a.example/?b&lt;c">d&lt;</a>'),
        ('<a href="java&lt;script:a">b</a>', "<a>b</a>"),
        ("\ue000 < \ue001", "\ue000 &lt; \ue001"),
        ("&amp;lt;b>", "&amp;lt;b&gt;"),
    ],
)
def test_a_sign_that_begins_no_tag_stays_a_sign(html: str, clean: str) -> None:
    assert sanitise(html) == clean
    assert sanitise(clean) == clean


@pytest.mark.parametrize("html", LONG, ids=lambda html: html[:12])
def test_a_hundred_thousand_characters_take_a_moment(html: str) -> None:
    """Quadratic time would be minutes; what a moment is on a quiet machine, a busy one may take several times."""
    begun = time.process_time()

    clean = sanitise(html)
    plain_text(clean)

    assert time.process_time() - begun < 30
    assert len(clean) < 1_000_000


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One</p><p>Two</p>", "One\nTwo"),
        ("<p>One<br>Two</p>", "One\nTwo"),
        ("<ul><li>a</li><li>b</li></ul>", "• a\n• b"),
        ("<ol><li>a</li><li>b</li></ol>", "1. a\n2. b"),
        ("<h2>Head</h2>text", "Head\ntext"),
        ("Fish &amp; chips &lt; £5", "Fish & chips < £5"),
        ("<p> spaced \n out </p>", "spaced out"),
    ],
)
def test_plain_text_reads_one_block_a_line(html: str, text: str) -> None:
    assert plain_text(html) == text


def test_plain_text_with_links_names_each_address_once() -> None:
    html = '<p><a href="https://e.org/a">Read on</a> or <a href="https://e.org/b">https://e.org/b</a></p>'

    assert plain_text(html, with_links=True) == "Read on (https://e.org/a) or https://e.org/b"


def test_plain_words_become_paragraphs_and_lines_and_no_markup() -> None:
    assert from_plain("One & <b>\nTwo\n\n\nThree") == "<p>One &amp; &lt;b&gt;<br>Two</p><p>Three</p>"


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc", "Cf", "Zl", "Zp"]), max_size=80))
def test_plain_words_come_back_as_they_were(text: str) -> None:
    lines = [" ".join(line.split()) for line in text.split("\n")]

    assert plain_text(sanitise(from_plain(text))) == "\n".join(line for line in lines if line)
