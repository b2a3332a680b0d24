"""The people of the tests of consulting, for the routes of what they write."""

from tests.approvals.consulting.conftest import author, clerk, council, councillor, mayor

__all__ = ["author", "clerk", "council", "councillor", "mayor"]
