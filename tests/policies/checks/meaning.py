"""The contract of a check of meaning: what every check must be, and sentences that it must find or leave alone."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, ClassVar

import pytest
from django.conf import settings
from django.utils.module_loading import import_string

from policies.checks.base import Check, Hit
from policies.subjects import Circumstances, Subject, subject_of
from portal.drafts.content import normalise
from portal.drafts.kinds import KINDS
from portal.markup import from_plain
from tests.makers import content_for
from tests.policies.checks.contract import HOSTILE, CheckContract, _filled

Example = str | tuple[str, Mapping[str, Any]]


def text_subject(
    text: str,
    *,
    kind: str = "press_release",
    around: Circumstances | None = None,
    channel: str = "",
    **parts: Any,
) -> Subject:
    """Return ``text`` as the body of an otherwise complete item, without the maker's own pictures and quotations."""
    body = KINDS[kind].body
    emptied: dict[str, dict[str, Any]] = {
        "press_release": {"quotes": [], "notes_to_editors": ""},
        "notice": {"concerns_on": ""},
    }
    written = {body: text if body == "text" else from_plain(text), **emptied.get(kind, {}), **parts}
    made = subject_of(kind, normalise(KINDS[kind], content_for(kind, **written)))
    return replace(made, circumstances=around or Circumstances(), channel=channel)


class Examples:
    """Inherit it, name the check, and write down from a council's texts what it finds and what it leaves alone."""

    __test__ = False
    check: ClassVar[Check]
    parameters: ClassVar[Mapping[str, Any]] = {}
    context: ClassVar[Mapping[str, Any]] = {}
    found: ClassVar[list[Example]] = []
    clean: ClassVar[list[Example]] = []

    def __init_subclass__(cls) -> None:
        """Collect each class that inherits and names a check, not this one."""
        cls.__test__ = hasattr(cls, "check")

    def judged(self, example: Example) -> list[Hit]:
        """Return the hits in one example."""
        text, changes = example if isinstance(example, tuple) else (example, {})
        seen = text_subject(text, **{**self.context, **changes})
        hits = list(self.check.run(seen, self.parameters))
        for hit in hits:
            assert 0 <= hit.start <= hit.end <= len(seen.fields[hit.field])
            assert hit.message.endswith(".")
            assert hit.remedy
        return hits

    def test_there_are_at_least_eight_of_each(self) -> None:
        assert min(len(self.found), len(self.clean)) >= 8

    def test_it_finds_what_it_is_there_for(self) -> None:
        assert [example for example in self.found if not self.judged(example)] == []

    def test_it_leaves_alone_what_only_looks_like_it(self) -> None:
        assert [(example, hits[0].message) for example in self.clean if (hits := self.judged(example))] == []


class MeaningContract(Examples, CheckContract):
    """The contract and the examples of a check of meaning in one."""

    def test_it_is_listed_in_the_settings_and_a_rule_uses_it(self) -> None:
        listed = {import_string(path).id for path in settings.CHECKS}

        assert self.check.id in listed
        assert (len(self.check.id) <= 40, bool(self.check.name), self.check.description[-1]) == (
            True,
            True,
            ".",
        )

    def test_its_rule_gives_it_the_parameters_that_it_needs(self) -> None:
        self.check.read({})
        self.check.read(dict(self.parameters))
        with pytest.raises(ValueError, match="no parameter called 'surprise'"):
            self.check.read({"surprise": 1})

    @pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
    def test_a_hundred_thousand_hostile_characters_take_a_moment(self, text: str) -> None:
        for kind in ("press_release", "social_post"):
            self.sound(subject_of(kind, _filled(kind, text)))
