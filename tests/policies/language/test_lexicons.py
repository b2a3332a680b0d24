"""The lexicons as data: each of their patterns is one that can be read, before a text first needs it."""

import re
from pathlib import Path

import pytest

from policies.language.lexicons import combinations, excuses, lexicon, phrasebook

LEXICONS = sorted(path.stem for path in (Path(__file__).parents[3] / "policies/lexicons").glob("*.toml"))


@pytest.mark.parametrize("name", LEXICONS)
def test_every_pattern_of_a_lexicon_compiles(name: str) -> None:
    books = [phrasebook(name), excuses(name), *(book for one in combinations(name) for book in one.books)]
    expressions = [pattern.regex for book in books for pattern in book.patterns]

    assert all(isinstance(expression, re.Pattern) for expression in expressions)
    found = lexicon(name)
    written = sum(map(len, (*found.patterns.values(), *found.allowed.values())))
    assert sum(len(book.patterns) for book in books[:2]) == written
