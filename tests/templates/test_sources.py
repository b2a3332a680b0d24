"""What every template of the project keeps to, its own and the other apps' alike."""

import re
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.template import TemplateSyntaxError
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


def _compile(name: str) -> str:
    """Return what is wrong with a template, or ''."""
    try:
        get_template(name)
    except TemplateSyntaxError as error:
        return str(error)
    return ""


def test_a_template_compiles() -> None:
    assert {name: wrong for name in NAMES if (wrong := _compile(name))} == {}
    assert len(NAMES) > 200


def test_a_template_holds_nothing_that_the_policy_refuses() -> None:
    sources = {name: path.read_text(encoding="utf-8") for name, path in zip(NAMES, EVERY, strict=True)}
    wrong = {
        name: [what for what, pattern in FORBIDDEN.items() if pattern.search(source)]
        for name, source in sources.items()
    }
    assert {name: what for name, what in wrong.items() if what} == {}


def test_the_static_files_that_a_template_names_exist() -> None:
    named = re.compile(r"{%\s*static\s+['\"]([^'\"]+)['\"]|\"/static/([^\"]+)\"")
    missing = {
        f"{name}: {file}"
        for name, path in zip(NAMES, EVERY, strict=True)
        for pair in named.findall(path.read_text(encoding="utf-8"))
        if not finders.find(file := "".join(pair))
    }
    assert missing == set()


def test_the_icon_is_part_of_the_page_only_by_its_address() -> None:
    assert "<script" not in (ROOT / "static/favicon.svg").read_text(encoding="utf-8")
