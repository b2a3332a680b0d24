"""What every check must be: a test class that each check's own tests inherit."""

import json
import time
from collections.abc import Mapping
from typing import Any, ClassVar

import pytest
from django.conf import settings
from django.utils.module_loading import import_string
from pytest_django import DjangoAssertNumQueries

from policies.checks.base import Check, Hit
from policies.rules import STATUTORY
from policies.subjects import Subject, subject_of
from portal.drafts.content import normalise
from portal.drafts.kinds import KINDS, Shape
from tests.makers import content_for

HOSTILE = {
    "one word": "x" * 100_000,
    "no words": " \n" * 50_000,
    "brackets": "([{<" * 25_000,
    "nearly addresses": "a@" * 50_000,
    "nearly links": "http://" * 14_000,
    "nearly numbers": "1.1" * 33_000,
    "nearly file names": "a.jp" * 25_000,
    "another script": "Ж" * 100_000,
    "right to left": "א" * 100_000,
    "combining": "e\u0301" * 50_000,
    "astral": "𝕏" * 50_000,
}


def subject(kind: str, **changes: Any) -> Subject:
    """Return a complete subject of ``kind`` with ``changes``."""
    return subject_of(kind, normalise(KINDS[kind], content_for(kind, **changes)))


def empty(kind: str) -> Subject:
    """Return a subject of which nothing has been written."""
    return subject_of(kind, normalise(KINDS[kind], {}))


class CheckContract:
    """Inherit it, name the check, and add what it finds."""

    check: ClassVar[Check]
    parameters: ClassVar[Mapping[str, Any]] = {}

    def hits(self, seen: Subject) -> list[Hit]:
        """Return what the check finds, with its parameters."""
        return list(self.check.run(seen, self.parameters))

    def test_it_is_listed_in_the_settings_and_says_what_it_is(self) -> None:
        assert self.check.id in {import_string(path).id for path in settings.CHECKS}
        assert len(self.check.id) <= 40
        assert self.check.name
        assert self.check.description[-1] == "."

    def test_it_reads_its_parameters_and_no_others(self) -> None:
        self.check.read(self.parameters)

        with pytest.raises(ValueError, match=r"\w"):
            self.check.read({**self.parameters, "surprise": 1})

    def test_it_says_in_words_what_it_can_be_told_and_reads_its_own_defaults(self) -> None:
        takes = self.check.takes()
        defaults = {one.name: json.loads(one.default) for one in takes if one.default}

        assert all(one.does[-1] == "." and one.is_a for one in takes)
        assert set(self.parameters) <= {one.name for one in takes}
        self.check.read({**self.parameters, **defaults})

    @pytest.mark.parametrize("kind", KINDS)
    def test_it_finds_nothing_in_a_complete_item(self, kind: str) -> None:
        extra = {"survey_link": "https://example.org", "closes_on": "2026-12-01"}

        assert self.hits(subject(kind, **extra)) == []

    @pytest.mark.parametrize("kind", KINDS)
    def test_it_answers_for_an_item_in_which_nothing_is_written(self, kind: str) -> None:
        self.sound(empty(kind))

    def sound(self, seen: Subject) -> None:
        """Assert that every hit names a part, lies in its text, and says what and what to do."""
        for hit in self.hits(seen):
            assert hit.field in seen.fields
            assert 0 <= hit.start <= hit.end <= len(seen.fields[hit.field])
            assert hit.message.endswith(".")
            assert hit.remedy

    @pytest.mark.django_db
    def test_it_asks_the_database_nothing(self, django_assert_num_queries: DjangoAssertNumQueries) -> None:
        with django_assert_num_queries(0):
            for kind in KINDS:
                self.hits(empty(kind))
                self.hits(subject(kind))

    def test_it_answers_the_same_twice_and_changes_nothing(self) -> None:
        for kind in KINDS:
            seen = empty(kind)
            before = (dict(seen.content), dict(seen.fields))
            assert self.hits(seen) == self.hits(seen)
            assert (dict(seen.content), dict(seen.fields)) == before

    @pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
    def test_a_hundred_thousand_hostile_characters_take_a_moment(self, text: str) -> None:
        for kind in KINDS.values():
            seen = subject_of(kind.slug, _filled(kind.slug, text))
            begun = time.process_time()
            self.sound(seen)
            assert time.process_time() - begun < 2


class StatutoryContract(CheckContract):
    """For a check that applies in every council, before it adopts anything."""

    def test_a_statutory_rule_uses_it_with_the_parameters_that_it_needs(self) -> None:
        (rule,) = [rule for rule in STATUTORY if rule.check == self.check.id]

        assert dict(rule.parameters) == dict(self.parameters)


def _filled(kind: str, text: str) -> dict[str, Any]:
    """Return content with ``text`` in every part that holds text, as much of it as the part can hold."""
    content = normalise(KINDS[kind], {})
    for part in KINDS[kind].parts:
        kept = text[: part.limit]
        if part.shape in {Shape.LINE, Shape.TEXT, Shape.LINK}:
            content[part.name] = kept
        if part.shape is Shape.RICH:
            content[part.name] = f"<p>{kept.replace('<', '&lt;')}</p>"
        if part.shape is Shape.QUOTES:
            content[part.name] = [{"speaker": kept, "office": kept, "words": kept}] * 20
        if part.shape is Shape.IMAGES:
            content[part.name] = [{"media": "1", "sha256": "", "alt": kept}] * 20
    return content
