"""No check without the contract test, and none without texts that it must find or leave alone."""

from importlib import import_module
from pkgutil import iter_modules
from typing import TypeVar

from django.conf import settings
from django.utils.module_loading import import_string

import tests.policies.checks as package
from tests.policies.checks.contract import CheckContract
from tests.policies.checks.meaning import Example, Examples

T = TypeVar("T")


def test_every_check_of_the_settings_inherits_the_contract() -> None:
    shipped = _shipped()

    assert {type(cls.check) for cls in _all_below(CheckContract) if hasattr(cls, "check")} == shipped


def test_every_check_of_the_settings_has_eight_texts_that_it_finds_and_eight_that_it_leaves_alone() -> None:
    shipped = _shipped()
    told = [cls for cls in _all_below(Examples) if hasattr(cls, "check")]

    assert {type(cls.check) for cls in told} == shipped
    assert [cls.__name__ for cls in told if min(_different(cls.found), _different(cls.clean)) < 8] == []


def _shipped() -> set[type]:
    """Return every check of the settings, with the tests of all of them read."""
    for module in iter_modules(package.__path__):
        import_module(f"{package.__name__}.{module.name}")
    return {import_string(path) for path in settings.CHECKS}


def _different(examples: list[Example]) -> int:
    return len({repr(example) for example in examples})


def _all_below(contract: type[T]) -> list[type[T]]:
    return [found for cls in contract.__subclasses__() for found in (cls, *_all_below(cls))]
