"""What a person types and others read holds no mark that turns the direction of writing, whichever form it came by."""

import json
import re

import pytest
from django.db import transaction

from portal.refusals import InvalidInput
from portal.typed import stated
from tests.makers import sign_in
from tests.walks.belonging import everything
from tests.walks.forms import Data, Form
from tests.walks.world import World

pytestmark = pytest.mark.django_db

MARKS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_MARK = re.compile(f"[{MARKS}]")
_WORDS = {"text", "textarea", "search", "tel"}


def words_of(form: Form) -> list[str]:
    """Return the names of the fields in which somebody types words."""
    return [field.name for field in form.fields.values() if field.sort in _WORDS]


def hidden_in(form: Form) -> Data:
    """Return the form as a person fills it in, with every mark inside each text."""
    filled = form.filled()
    for name in words_of(form):
        text = filled[name]
        if isinstance(text, str):
            filled[name] = f"{text[:1]}{MARKS}{text[1:]}{MARKS}"
    return filled


def marked() -> list[str]:
    """Return each table that holds a mark in any column."""
    return [
        table
        for table, rows in everything().items()
        if _MARK.search(json.dumps(rows, ensure_ascii=False, default=str))
    ]


@pytest.fixture
def with_words(clerk_s_forms: dict[str, Form]) -> dict[str, Form]:
    return {path: form for path, form in clerk_s_forms.items() if words_of(form)}


def test_no_form_stores_a_mark_that_nobody_sees(world: World, with_words: dict[str, Form]) -> None:
    client = sign_in(world.clerk)
    assert marked() == []
    found, taken = {}, 0
    for path, form in with_words.items():
        before = transaction.savepoint()
        taken += client.post(path, hidden_in(form)).status_code == 302
        if tables := marked():
            found[path] = tables
        transaction.savepoint_rollback(before)
    assert found == {}
    assert taken > 25


def test_a_nul_is_refused_and_nothing_is_done(world: World, with_words: dict[str, Form]) -> None:
    client = sign_in(world.clerk)
    done = []
    for path, form in with_words.items():
        before = transaction.savepoint()
        answer = client.post(path, {**form.filled(), **dict.fromkeys(words_of(form), "Words\x00words")})
        transaction.savepoint_rollback(before)
        if answer.status_code not in {400, 409, 413, 422}:
            done.append((path, answer.status_code))
    assert done == []


def test_what_a_verb_keeps_is_cleaned_on_every_other_road_too() -> None:
    assert stated(f" Wrong{MARKS} road.\r\nSee minute 3. ") == "Wrong road.\nSee minute 3."
    with pytest.raises(InvalidInput, match="characters that cannot be stored"):
        stated("Wrong\x00road")
