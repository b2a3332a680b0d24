"""The benchmarks stand on the suite's servers and rights; `--large` measures 100,000 items in 10,000 councils."""

import pytest

from tests.conftest import (  # noqa: F401  fixtures are found by their names
    _as_the_web_role,
    _static_files_under_their_own_names,
    django_db_setup,
)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Offer --large, --items and --channels."""
    parser.addoption("--large", action="store_true", help="100,000 communications among 10,000 councils")
    parser.addoption("--channels", type=int, default=1_000, help="how many channels one publication goes to")
    parser.addoption("--items", type=int, default=3_000, help="how many communications beside the 1,000")


@pytest.fixture
def many(request: pytest.FixtureRequest) -> int:
    """Give how many communications the larger of the two councils has."""
    config = request.config
    return 100_000 if config.getoption("--large") else int(config.getoption("--items"))


@pytest.fixture
def others(request: pytest.FixtureRequest) -> int:
    """Give how many councils are written with the larger one: all that there may be, with --large."""
    return 10_000 if request.config.getoption("--large") else 100


@pytest.fixture
def channels(request: pytest.FixtureRequest) -> int:
    """Give to how many channels one publication goes."""
    return int(request.config.getoption("--channels"))
