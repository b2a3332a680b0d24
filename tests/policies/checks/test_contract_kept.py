"""No check without the contract test."""

from importlib import import_module
from pkgutil import iter_modules

from django.conf import settings
from django.utils.module_loading import import_string

import tests.policies.checks as package
from tests.policies.checks.contract import CheckContract


def test_every_check_of_the_settings_inherits_the_contract() -> None:
    for module in iter_modules(package.__path__):
        import_module(f"{package.__name__}.{module.name}")

    tested = {type(cls.check) for cls in _all_below(CheckContract) if hasattr(cls, "check")}

    assert {import_string(path) for path in settings.CHECKS} == tested


def _all_below(contract: type[CheckContract]) -> list[type[CheckContract]]:
    return [found for cls in contract.__subclasses__() for found in (cls, *_all_below(cls))]
