"""A comment of somebody on a network, which the clerk took down."""

import pytest

from moderation.models import Comment
from portal.councils.people import Person
from tests.moderation.errands.carried import down
from tests.moderation.networking import Net, heard


@pytest.fixture
def comment(net: Net, clerk: Person, officer: Person, clause: int) -> Comment:
    """Return what somebody said on the network, and the clerk took down."""
    return down(clerk, heard(net, clerk, officer, "guarded", "The warden is a fool and a liar."), clause)
