"""What every template of the project keeps to, its own and the other apps' alike."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import get_template

ROOT = Path(settings.BASE_DIR)
EVERY = sorted((ROOT / "templates").rglob("*.html"))
NAMES = [str(path.relative_to(ROOT / "templates")) for path in EVERY]

FORBIDDEN = {
    "an inline style": re.compile(r"<[a-z][^>]*\sstyle\s*=", re.IGNORECASE),
    "a style element": re.compile(r"<style\b", re.IGNORECASE),
    "an inline handler": re.compile(r"<[a-z][^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "a script with a body": re.compile(r"<script\b(?![^>]*\bsrc=)", re.IGNORECASE),
    "a script that is neither deferred nor a module": re.compile(
        r"<script\b(?![^>]*(?:\bdefer\b|type=\"module\"))", re.IGNORECASE
    ),
    "a javascript: address": re.compile(r"javascript:", re.IGNORECASE),
    "an htmx expression": re.compile(r"\bhx-(?:on|vals|headers)[^=]*=\s*['\"]\s*js:|\bhx-on", re.IGNORECASE),
    "a file of somebody else's server": re.compile(
        r"<(?:script|link|img|iframe|source)\b[^>]*(?:src|href)=\"(?:https?:)?//", re.IGNORECASE
    ),
    "an embedded picture": re.compile(r"src=\"data:", re.IGNORECASE),
}


@pytest.mark.parametrize("name", NAMES)
def test_a_template_compiles(name: str) -> None:
    assert get_template(name) is not None


@pytest.mark.parametrize("path", EVERY, ids=NAMES)
def test_a_template_holds_nothing_that_the_policy_refuses(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert [what for what, pattern in FORBIDDEN.items() if pattern.search(source)] == []


@pytest.mark.parametrize("path", EVERY, ids=NAMES)
def test_the_static_files_that_a_template_names_exist(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    named = re.findall(r"{%\s*static\s+['\"]([^'\"]+)['\"]", source) + re.findall(
        r"\"/static/([^\"]+)\"", source
    )
    assert [name for name in named if not finders.find(name)] == []


def test_the_icon_is_part_of_the_page_only_by_its_address() -> None:
    assert "<script" not in (ROOT / "static/favicon.svg").read_text(encoding="utf-8")
