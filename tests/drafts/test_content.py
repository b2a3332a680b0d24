"""What a communication says: normalised, read plainly, hashed."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.drafts.content import InvalidContent, normalise, plain_fields, plain_whole, serialise
from portal.drafts.kinds import KINDS, Shape
from tests.makers import content_for

RELEASE, POST, LETTER, NOTICE = (KINDS[k] for k in ("press_release", "social_post", "letter", "notice"))
SURVEY = KINDS["survey_invitation"]
OF_SHAPE = {
    Shape.LINE: (RELEASE, "contact_name"),
    Shape.TEXT: (LETTER, "address"),
    Shape.RICH: (RELEASE, "body"),
    Shape.MOMENT: (RELEASE, "embargo"),
    Shape.DAY: (NOTICE, "concerns_on"),
    Shape.EMAIL: (RELEASE, "contact_email"),
    Shape.LINK: (POST, "link"),
    Shape.CHOICE: (RELEASE, "capacity"),
    Shape.QUOTES: (RELEASE, "quotes"),
    Shape.IMAGES: (POST, "images"),
    Shape.RECORDINGS: (POST, "recordings"),
    Shape.VERSIONS: (POST, "versions"),
    Shape.QUESTIONS: (SURVEY, "questions"),
    Shape.PEOPLE: (LETTER, "cc"),
}


def test_every_shape_is_tried_here() -> None:
    assert set(OF_SHAPE) == set(Shape)


def part_of(shape: Shape, value: Any) -> Any:
    kind, name = OF_SHAPE[shape]
    return normalise(kind, content_for(kind.slug, **{name: value}))[name]


RECORDING = {"recording": "3", "sha256": "ab" * 32, "said": "", "title": "The square"}
PICTURE = {"media": "3", "sha256": "ab", "alt": "x"}
GOOD: list[tuple[Shape, Any, Any]] = [
    (Shape.LINE, "  Ann \t\n Clerk ", "Ann Clerk"),
    (Shape.LINE, "Ann \u202e Clerk", "Ann Clerk"),
    (Shape.LINE, "\u200b\u3164 \u2800", ""),
    (Shape.LINE, "<b>&</b>", "<b>&</b>"),
    (Shape.TEXT, "1 Road\r\nTown  \n\n", "1 Road\nTown"),
    (Shape.RICH, "<p onclick=x>Hi</p><script>x</script>", "<p>Hi</p>"),
    (Shape.MOMENT, "2026-12-01T10:00", "2026-12-01T10:00+00:00"),
    (Shape.MOMENT, "2026-07-01T10:00", "2026-07-01T10:00+01:00"),
    (Shape.MOMENT, "2026-07-01T10:00Z", "2026-07-01T11:00+01:00"),
    (Shape.MOMENT, "2026-03-29T01:30", "2026-03-29T02:30+01:00"),
    (Shape.DAY, " 2026-12-01 ", "2026-12-01"),
    (Shape.EMAIL, " press@example.org", "press@example.org"),
    (Shape.LINK, "https://example.org/a?b=c", "https://example.org/a?b=c"),
    (Shape.CHOICE, "official", "official"),
    (
        Shape.QUOTES,
        [{"speaker": " A ", "words": "w", "x": "y"}, {}],
        [{"speaker": "A", "office": "", "words": "w"}],
    ),
    (Shape.RECORDINGS, [{**RECORDING, "x": "y"}, {"title": "y"}], [RECORDING]),
    (
        Shape.IMAGES,
        [{"media": "3", "sha256": "ab", "alt": "x"}, {"alt": "y"}],
        [{"media": "3", "sha256": "ab", "alt": "x"}],
    ),
    (Shape.VERSIONS, {"mastodon": "Hi ", "empty": " "}, {"mastodon": "Hi"}),
    (
        Shape.PEOPLE,
        ' "Example, Jo"  <jo@example.org>\r\n\nHighways',
        "Example, Jo <jo@example.org>\nHighways",
    ),
    (Shape.PEOPLE, "jo@example.org; b@example.org, Jo <JO@example.org>", "jo@example.org\nb@example.org"),
]


@pytest.mark.parametrize(("shape", "raw", "clean"), GOOD)
def test_each_shape_is_read_as_meant(shape: Shape, raw: Any, clean: Any) -> None:
    assert part_of(shape, raw) == clean


BAD: list[tuple[Shape, Any, str]] = [
    (Shape.LINE, "x" * 121, "121 characters long; the most is 120"),
    (Shape.LINE, "a\x00b", "cannot be stored"),
    (Shape.LINE, "a\ud800", "cannot be stored"),
    (Shape.TEXT, "x" * 601, "601 characters long; the most is 600"),
    (Shape.TEXT, "\x00", "cannot be stored"),
    (Shape.RICH, "x" * 100_001, "the most is 100,000"),
    (Shape.RICH, "<p></p>" * 60_000, "the most is 100,000"),
    (Shape.RICH, "<p>a\x00</p>", "cannot be stored"),
    (Shape.RICH, "<em>" * 25_000, "nested too deeply"),
    (Shape.MOMENT, "soon", "must be a date and a time"),
    (Shape.MOMENT, "2026-13-01T10:00", "must be a date and a time"),
    (Shape.MOMENT, "0001-01-01T00:00+14:00", "must be a date and a time"),
    (Shape.MOMENT, "9999-12-31T23:59-12:00", "must be a date and a time"),
    (Shape.MOMENT, "0800-01-01T00:00", "must be a date and a time"),
    (Shape.DAY, "tomorrow", "must be a date"),
    (Shape.DAY, "2026-02-30", "must be a date"),
    (Shape.EMAIL, "not an address", "must be an email address"),
    (Shape.EMAIL, "a@example.org\x00", "cannot be stored"),
    (Shape.EMAIL, "a@example.org,b@example.org", "must be an email address"),
    (Shape.LINK, "javascript:alert(1)", "must be a web address"),
    (Shape.LINK, "//example.org", "must be a web address"),
    (Shape.LINK, "https://", "must be a web address"),
    (Shape.LINK, "https://[::1", "must be a web address"),
    (Shape.LINK, "https://exa mple.org", "must be a web address"),
    (Shape.LINK, "https://bank.example@evil.example/", "must be a web address"),
    (Shape.CHOICE, "emperor", "choose one of the answers"),
    (Shape.QUOTES, [{"words": "w"}] * 21, "the most is 20"),
    (Shape.QUOTES, [{"words": "w" * 2001}], "2,001 characters"),
    (Shape.QUOTES, [{"words": "\x00"}], "cannot be stored"),
    (Shape.RECORDINGS, [RECORDING] * 21, "the most is 20"),
    (Shape.RECORDINGS, [{**RECORDING, "recording": "../etc/passwd"}], "recording"),
    (Shape.RECORDINGS, [{**RECORDING, "sha256": "ab"}], "recording"),
    (Shape.RECORDINGS, [{**RECORDING, "said": "x"}], "recording"),
    (Shape.IMAGES, [{"media": "1"}] * 21, "the most is 20"),
    (Shape.IMAGES, [{"media": "../etc/passwd"}], "picture"),
    (Shape.IMAGES, [{"media": "9" * 30}], "picture"),
    (Shape.PEOPLE, "Jo jo@example.org", "is not an email address with a name"),
    (Shape.PEOPLE, "Jo <jo@example>", "is not an email address with a name"),
    (Shape.PEOPLE, "a@example.org <jo@example.org>", "is not an email address with a name"),
    (Shape.PEOPLE, "jö@example.org", "is not an email address with a name"),
    (Shape.PEOPLE, "\n".join(f"a{n}@example.org" for n in range(31)), "31 people are named; the most is 30"),
    (Shape.VERSIONS, {"a\x00": "x"}, "channel"),
    (Shape.VERSIONS, {"\ud800": "x"}, "channel"),
    (Shape.VERSIONS, {"Mast odon": "x"}, "channel"),
    (Shape.VERSIONS, {f"v{n}": "x" for n in range(21)}, "the most is 20"),
    (Shape.VERSIONS, {"mastodon": "x" * 5001}, "5,001 characters"),
]


@pytest.mark.parametrize(("shape", "raw", "why"), BAD, ids=lambda value: str(value)[:30])
def test_each_shape_refuses_what_cannot_be_read_and_names_the_part(shape: Shape, raw: Any, why: str) -> None:
    with pytest.raises(InvalidContent) as refusal:
        part_of(shape, raw)

    assert list(refusal.value.errors) == [OF_SHAPE[shape][1]]
    assert why in refusal.value.errors[OF_SHAPE[shape][1]]


EMPTY: dict[Shape, Any] = {
    **{shape: [] for shape in (Shape.QUOTES, Shape.IMAGES, Shape.RECORDINGS, Shape.QUESTIONS)},
    Shape.VERSIONS: {},
}
WRONG_TYPES = [None, 5, 1.5, True, b"x", {1, 2}, (), [], {}, [1, "x", None], {"a": 1}]


@pytest.mark.parametrize("shape", Shape)
@pytest.mark.parametrize("value", WRONG_TYPES, ids=repr)
def test_a_value_of_another_type_reads_as_nothing(shape: Shape, value: Any) -> None:
    assert part_of(shape, value) == EMPTY.get(shape, "")


def test_all_unreadable_parts_are_named_at_once() -> None:
    with pytest.raises(InvalidContent) as refusal:
        normalise(RELEASE, content_for("press_release", embargo="soon", contact_email="x", title="\x00"))

    assert list(refusal.value.errors) == ["title", "contact_email", "embargo"]


@pytest.mark.parametrize("kind", KINDS.values(), ids=list(KINDS))
def test_nothing_typed_is_every_part_empty_and_nothing_else(kind: Any) -> None:
    content = normalise(kind, {"unknown": "x"})

    assert list(content) == [part.name for part in kind.parts]
    assert not any(content.values())
    assert plain_whole(kind, content) == ""


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)
LIKELY = st.sampled_from(
    [
        "2026-03-29T01:30",
        "2026-10-25T01:30",
        "a \u202e b",
        " x\ufeff ",
        "https://e.org",
        "<p>a <em>b</p>",
        "official",
        "1",
        "\u2029",
        "\x85x",
        "x\x1f",
        "\u200b",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_normalising_twice_is_normalising_once_or_a_refusal(data: st.DataObject) -> None:
    """Otherwise saving a text that nobody changed would make a revision and void an approval."""
    kind = data.draw(st.sampled_from([RELEASE, POST, LETTER, NOTICE]))
    raw = {part.name: data.draw(LIKELY | ANYTHING) for part in kind.parts}
    try:
        once = normalise(kind, raw)
    except InvalidContent:
        return

    assert normalise(kind, json.loads(json.dumps(once))) == once
    serialise(kind, 1, once)
    plain_whole(kind, once)


def test_the_hash_of_a_text_is_the_same_as_ever() -> None:
    """Golden: if this changes, no approved text matches its clearance any more. Raise FORMAT instead."""
    stored, digest = serialise(
        RELEASE, 3, normalise(RELEASE, content_for("press_release", title="Ünïcode “x”"))
    )

    assert stored.startswith('{"body":3,"content":{"basis":"minute","basis_reference":"Minute 34/26",')
    assert json.loads(stored)["content"]["title"] == "Ünïcode “x”"
    assert digest == "9358899c8835850667515a448c20ab64f9e4351d302bd13bc55a4fe6320472dd"


def test_a_part_that_a_kind_got_later_is_hashed_once_it_holds_something() -> None:
    images = [{"media": "1", "sha256": "a" * 64, "alt": "x"}]
    ways: list[dict[str, Any]] = [{}, {"images": []}, {"images": images}]
    without, empty, shown = (
        serialise(RELEASE, 3, normalise(RELEASE, content_for("press_release", **more))) for more in ways
    )

    assert RELEASE.part("images").later
    assert "images" not in json.loads(without[0])["content"]
    assert without == empty
    assert json.loads(shown[0])["content"]["images"] == images
    assert shown[1] != without[1]


def test_the_hash_holds_kind_voice_and_every_part() -> None:
    content = normalise(RELEASE, content_for("press_release"))
    _, digest = serialise(RELEASE, 3, content)

    changed = [serialise(RELEASE, 4, content)[1], serialise(NOTICE, 3, content)[1]]
    for part in RELEASE.parts:
        value = [{"speaker": "x", "office": "y", "words": "z"}] if part.shape is Shape.QUOTES else "other"
        changed.append(serialise(RELEASE, 3, {**content, part.name: value})[1])

    assert len({digest, *changed}) == len(changed) + 1


def test_a_picture_that_was_swapped_is_another_text() -> None:
    def digest(sha256: str) -> str:
        images = [{"media": "1", "sha256": sha256, "alt": "x"}]
        return serialise(POST, 1, normalise(POST, content_for("social_post", images=images)))[1]

    assert digest("a" * 64) != digest("b" * 64)


def test_the_plain_fields_read_as_people_do() -> None:
    content = normalise(RELEASE, content_for("press_release", body="<p>One &amp;</p><p>Two</p>"))

    plain = plain_fields(RELEASE, content)

    assert plain["body"] == "One &\nTwo"
    assert plain["capacity"] == "For the council"
    assert plain["quotes"] == "“We are glad that the square is open.” Ada Example, Mayor"
    assert list(plain) == [part.name for part in RELEASE.parts]


def test_the_whole_is_labelled_and_leaves_out_what_is_empty() -> None:
    whole = plain_whole(POST, normalise(POST, content_for("social_post", link="", versions={"x": "Short"})))

    assert whole.split("\n\n")[:3] == [
        "Working title: Bins on Tuesday",
        "Text: Bins are collected on Tuesday this week.",
        "Versions per channel: x: Short",
    ]
    assert "Link:" not in whole
