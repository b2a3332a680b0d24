"""Every kind of communication is complete."""

import pytest

from portal.drafts.kinds import KIND_CHOICES, KINDS, Kind, Shape

SHAPES_OF_TEXT = {Shape.RICH, Shape.TEXT}
BESIDES = {"press_release", "web_page", "email_bulletin"}
every_kind = pytest.mark.parametrize("kind", KINDS.values(), ids=list(KINDS))


def test_the_kinds_are_these_and_go_to_these_channels() -> None:
    assert {slug: (kind.outputs, kind.together) for slug, kind in KINDS.items()} == {
        "press_release": (("newsroom", "press_email", "webhook"), True),
        "notice": (
            ("newsroom", "wordpress", "webhook", "noticeboard", "poster", "meeting", "manual"),
            False,
        ),
        "social_post": (
            ("newsroom", "mastodon", "bluesky", "facebook", "x", "wordpress", "webhook", "manual"),
            False,
        ),
        "letter": (("letter", "letter_mail"), True),
        "magazine_article": (("magazine",), False),
        "leaflet": (("leaflet",), False),
        "web_page": (("webhook",), False),
        "survey_invitation": (("newsroom", "webhook"), False),
        "email_bulletin": (("webhook",), False),
    }
    assert [slug for slug, _ in KIND_CHOICES] == list(KINDS)


@every_kind
def test_each_kind_has_a_required_title_text_capacity_basis_and_purpose(kind: Kind) -> None:
    required = {part.name for part in kind.parts if part.required}

    assert {"title", kind.body, "capacity", "basis", "purpose"} <= required
    assert kind.part("title").limit == 200
    assert kind.part(kind.body).shape in SHAPES_OF_TEXT
    assert kind.part("basis_reference").required is False


@every_kind
def test_each_part_has_one_name_a_label_and_room(kind: Kind) -> None:
    names = [part.name for part in kind.parts]

    assert len(names) == len(set(names))
    assert all(part.label and part.limit > 0 for part in kind.parts)
    assert all(bool(part.choices) is (part.shape is Shape.CHOICE) for part in kind.parts)
    assert all(len(name) <= 40 and name.isidentifier() for name in names)


@every_kind
def test_each_kind_says_what_it_is(kind: Kind) -> None:
    assert kind.label
    assert kind.description.endswith(".")
    assert len(kind.slug) <= 30


def test_a_part_that_a_kind_does_not_have_is_an_error() -> None:
    with pytest.raises(KeyError):
        KINDS["letter"].part("embargo")


@every_kind
def test_what_may_be_left_out_is_an_output_beside_others_that_go_together(kind: Kind) -> None:
    assert set(kind.besides) <= set(kind.outputs)
    assert not kind.besides or (kind.together and not kind.goes_nowhere_else) or not kind.needs_channel
    assert kind.besides == (("webhook",) if kind.slug in BESIDES else ())
    assert kind.goes_nowhere_else is (kind.slug in {"web_page", "email_bulletin"})
