"""The contrast of every colour pair in use, in numbers (WCAG 2.2, 1.4.3 and 1.4.11)."""

import re
from pathlib import Path

import pytest
from django.conf import settings

STYLE = Path(settings.BASE_DIR) / "static/css/portal.css"
COLOURS = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", STYLE.read_text(encoding="utf-8")))

TEXT = [
    *[(ink, ground) for ink in ("ink", "ink-soft") for ground in ("white", "ground", "paper", "paper-deep")],
    *[
        (ink, ground)
        for ink in ("green", "green-deep", "plum")
        for ground in ("white", "ground", "paper", "paper-deep")
    ],
    *[(ink, f"{ink}-pale") for ink in ("green", "red", "ochre", "blue", "plum")],
    *[("ink", f"{name}-pale") for name in ("green", "red", "ochre", "blue", "plum")],
    *[(ink, "white") for ink in ("red", "ochre", "blue")],
    *[("red", ground) for ground in ("ground", "paper")],
    ("blue", "ground"),
    ("green-deep", "green-pale"),
    ("cream", "green-deep"),
    ("white", "green"),
    ("white", "green-deep"),
    ("white", "red"),
    ("white", "ochre"),
    ("green-deep", "cream"),
    ("ink", "amber"),
]
EDGES = [
    *[("edge", ground) for ground in ("white", "ground", "paper", "paper-deep")],
    *[("ink", ground) for ground in ("white", "ground", "paper", "amber")],
    ("amber", "green-deep"),
    ("cream", "green-deep"),
]


def _light(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    darker, lighter = sorted((_light(COLOURS[one]), _light(COLOURS[other])))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize(("ink", "ground"), TEXT)
def test_text_is_at_least_four_and_a_half_to_one(ink: str, ground: str) -> None:
    assert _contrast(ink, ground) >= 4.5


@pytest.mark.parametrize(("edge", "ground"), EDGES)
def test_an_edge_of_a_control_is_at_least_three_to_one(edge: str, ground: str) -> None:
    assert _contrast(edge, ground) >= 3
