"""Migrations of channels that touch rows, taken back and done again on a database that holds some.

In each test's own transaction, as the owner; PostgreSQL rolls all of it back.
"""

from datetime import date

import pytest
from django.apps.registry import Apps
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from portal.channels.models import Delivery, NewsItem, Publication
from portal.channels.outbox.carrying import carry
from portal.channels.outbox.rows import RowKind
from portal.channels.states import Delivering
from portal.councils.people import Person
from portal.councils.powers import Role
from tests.makers import make_approved, make_channels, make_council, make_person, make_scheduled

pytestmark = pytest.mark.django_db
BEFORE_THE_MARK = "0009_notices_in_one_mail"
BEFORE_THE_DAYS = "0011_notices_to_people_outside"
WAITED = (
    "What held it is over, but its hour has passed. It goes out once somebody confirms that it still should."
)


@pytest.fixture
def clerk() -> Person:
    council = make_council(slug="mill")
    make_channels(council, "newsroom")
    return make_person(council=council, role=Role.CLERK)


@pytest.fixture
def author(clerk: Person) -> Person:
    return make_person(council=clerk.council, role=Role.OFFICER)


def migrated(name: str | None = None) -> Apps:
    """Bring channels to the migration ``name``, or everything to its newest; return the models as they are there."""
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # no table changes while rows wait to be checked
    executor = MigrationExecutor(connection)
    targets = [("channels", name)] if name else executor.loader.graph.leaf_nodes()
    executor.migrate(targets)
    apps: Apps = MigrationExecutor(connection).loader.project_state(targets).apps
    return apps


def test_what_waits_for_a_person_says_so_in_words_on_the_way_back_and_is_marked_on_the_way_on(
    clerk: Person, author: Person
) -> None:
    marked, held, due = (make_scheduled(author=author, clerk=clerk) for _ in range(3))
    rows = Delivery.objects
    rows.filter(publication=marked).update(state=Delivering.HELD, problem="All was held back.", confirm=True)
    rows.filter(publication=held).update(state=Delivering.HELD, problem="The council held it.")

    old = migrated(BEFORE_THE_MARK).get_model("channels", "Delivery")

    assert "confirm" not in {field.name for field in old._meta.get_fields()}
    assert dict(old.objects.values_list("publication", "problem")) == {
        marked.pk: WAITED,
        held.pk: "The council held it.",
        due.pk: "",
    }

    migrated()

    assert dict(rows.values_list("publication", "confirm")) == {
        marked.pk: True,
        held.pk: False,
        due.pk: False,
    }
    assert dict(rows.values_list("publication", "state"))[marked.pk] == Delivering.HELD


def test_the_days_that_notices_concern_are_read_again_from_what_went_out(
    clerk: Person, author: Person
) -> None:
    dated = live(make_approved(author=author, clerk=clerk, kind="notice", concerns_on="2027-03-04"))
    undated = live(make_approved(author=author, clerk=clerk, kind="notice", concerns_on=""))
    release = live(make_approved(author=author, clerk=clerk))
    assert NewsItem.objects.get(publication=dated).concerns_on == date(2027, 3, 4)

    old = migrated(BEFORE_THE_DAYS).get_model("channels", "NewsItem")

    assert "concerns_on" not in {field.name for field in old._meta.get_fields()}
    assert old.objects.count() == 3

    migrated()

    assert dict(NewsItem.objects.values_list("publication", "concerns_on")) == {
        dated.pk: date(2027, 3, 4),
        undated.pk: None,
        release.pk: None,
    }


def live(publication: Publication) -> Publication:
    for row in Delivery.objects.filter(publication=publication, channel__connector="newsroom"):
        carry(RowKind.DELIVERY, row.pk)
    return publication
