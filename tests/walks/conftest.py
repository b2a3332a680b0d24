"""What the walks share: one world, and the forms that its clerk finds in it, built once and given back after each test.

Both stand in a transaction around the tests of this package, each test in one of its own inside it: what it does is
undone, and the next one finds the world as it was built.
"""

from collections.abc import Iterator
from copy import deepcopy
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.test import TestCase
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker

from approvals.models import Review
from tests.conftest import WEB_ROLE
from tests.makers import sign_in
from tests.walks.forms import Form, harvest
from tests.walks.world import World, make_world


@pytest.fixture(scope="package")
def standing_world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """Keep a world, built with the rights that the web has, for as long as tests of this package follow each other."""
    with django_db_blocker.unblock():
        around = TestCase._enter_atomics()  # type: ignore[attr-defined]  # as each test's own
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL ROLE {WEB_ROLE}")
        made = make_world("here")
        # A claim lasts for half an hour; on a slow machine the walks may take longer.
        Review.objects.filter(pk=made.things["claimed review"].pk).update(
            claimed_until=timezone.now() + timedelta(days=1)
        )
        made.things["claimed review"].refresh_from_db()
    yield made
    with django_db_blocker.unblock():
        TestCase._rollback_atomics(around)  # type: ignore[attr-defined]


@pytest.fixture(scope="package")
def standing_forms(standing_world: World, django_db_blocker: DjangoDbBlocker) -> dict[str, Form]:
    """Return the forms that the clerk finds; what opening the pages noted is undone."""
    with django_db_blocker.unblock():
        before = transaction.savepoint()
        found = harvest(sign_in(standing_world.clerk), standing_world)
        transaction.savepoint_rollback(before)
    return found


@pytest.fixture
def world(standing_world: World, db: None) -> Iterator[World]:
    """Return the world as it was built: nobody has asked anything of it yet, and nothing is remembered of an answer."""
    cache.clear()
    yield deepcopy(standing_world)
    cache.clear()


@pytest.fixture
def clerk_s_forms(standing_forms: dict[str, Form], world: World) -> dict[str, Form]:
    """Return every form that the desk shows to the clerk of ``world``, by the path that it posts to."""
    return deepcopy(standing_forms)
