"""No parameters, one of them alone, and whatever a clerk may type as one: a check answers or says what is wrong."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from django.conf import settings
from django.utils.module_loading import import_string
from hypothesis import given
from hypothesis import settings as of_hypothesis
from hypothesis import strategies as st

from policies.checks.base import Check
from policies.circumstances import Circumstances, Envelope
from policies.subjects import Subject
from portal.drafts.kinds import KINDS
from tests.policies.checks.contract import empty, subject

CHECKS: tuple[Check, ...] = tuple(import_string(path)() for path in settings.CHECKS)
ODD: tuple[Any, ...] = (
    *(None, True, 0, -1, 10**30, 1.5, float("nan"), "", "letter", "sermon", "07:00", "[", "*", "a|", "<x>"),
    *([], [""], ["letter"], ["sermon"], ["!"], ["*"], ["..9"], ["?"], ["|"], [1], [None], [["letter"]], [{}]),
    *({}, {"x": 1}, {"x": "1"}, {"": None}, {"x": {"x": []}}, {"letter": 280}),
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)


def subjects() -> list[Subject]:
    around = Circumstances(
        council="Otter TC", at=datetime(2026, 6, 1, 23, tzinfo=UTC), envelope=Envelope(("a@example.org",))
    )
    items = [*map(empty, KINDS), *map(subject, KINDS)]
    return items + [replace(item, circumstances=around, channel="x") for item in items]


SUBJECTS = subjects()


def run(check: Check, parameters: Mapping[str, Any]) -> None:
    for seen in SUBJECTS:
        list(check.run(seen, parameters))


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.id)
def test_without_parameters_and_with_each_alone_as_it_is_by_default_a_check_answers(check: Check) -> None:
    check.read({})
    run(check, {})
    for one in check.takes():
        alone = {one.name: json.loads(one.default)}
        check.read(alone)
        run(check, alone)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.id)
def test_an_odd_parameter_is_refused_in_words_or_heeded(check: Check) -> None:
    for one in (*check.takes(), None):
        for value in ODD:
            read_then_run(check, {one.name if one else "surprise": value})


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.id)
@given(value=JSON)
@of_hypothesis(max_examples=40, deadline=None)
def test_whatever_json_is_sent_as_a_parameter_is_refused_in_words_or_heeded(check: Check, value: Any) -> None:
    for one in check.takes():
        read_then_run(check, {one.name: value})


def read_then_run(check: Check, parameters: Mapping[str, Any]) -> None:
    """Assert that ``parameters`` are refused by a ValueError in words, or that the check runs with them."""
    said = why_refused(check, parameters)
    assert not said or said.endswith(".")
    if not said:
        run(check, parameters)


def why_refused(check: Check, parameters: Mapping[str, Any]) -> str:
    try:
        check.read(parameters)
    except ValueError as why:
        return str(why)
    return ""
