"""The benchmarks stand on the suite's servers and rights; `--large` measures with 20,000 communications."""

import pytest

from tests.conftest import (  # noqa: F401  fixtures are found by their names
    _as_the_web_role,
    _static_files_under_their_own_names,
    django_db_setup,
)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Offer --large."""
    parser.addoption("--large", action="store_true", help="20,000 communications in place of 1,000")


@pytest.fixture
def many(request: pytest.FixtureRequest) -> int:
    """Give how many communications the council has."""
    return 20_000 if request.config.getoption("--large") else 1_000
