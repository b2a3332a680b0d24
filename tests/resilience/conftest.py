"""One portal on its own servers for all tests here: starting it costs more than any of them."""

from collections.abc import Iterator

import pytest

from tests.resilience.stack import Stack, running_stack


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    """Give the running portal; each test makes a council of its own in it."""
    with running_stack() as running:
        yield running
