"""A migration of drafts that touches rows, taken back and done again on a database that holds some.

In the test's own transaction, as the owner; PostgreSQL rolls all of it back.
"""

import pytest
from django.apps.registry import Apps
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from portal.councils.powers import Role
from tests.makers import make_council, make_person
from tests.makers.pictures import make_picture, make_pictured
from tests.makers.recordings import make_recording, mp4

pytestmark = pytest.mark.django_db


def migrated(name: str | None = None) -> Apps:
    """Bring drafts to the migration ``name``, or everything to its newest; return the models as they are there."""
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # no table changes while rows wait to be checked
    executor = MigrationExecutor(connection)
    targets = [("drafts", name)] if name else executor.loader.graph.leaf_nodes()
    executor.migrate(targets)
    apps: Apps = MigrationExecutor(connection).loader.project_state(targets).apps
    return apps


def test_who_is_in_recordings_becomes_a_note_on_the_way_back_and_is_asked_anew_on_the_way_on() -> None:
    clerk = make_person(council=make_council(), role=Role.CLERK)
    shown = make_recording(by=clerk, who="people", agreed="Asked at the fair.")
    make_pictured(by=clerk, media=shown, name="Pat Example")
    plain = make_recording(by=clerk, raw=mp4(data=b"plain"))
    media = make_picture(by=clerk, who="people")
    kept = make_pictured(by=clerk, media=media, name="Sam Example")

    old = migrated("0011_recordings")
    notes = dict(old.get_model("drafts", "Recording").objects.values_list("pk", "agreed"))
    people = list(old.get_model("drafts", "PicturePerson").objects.values_list("pk", "name"))
    new = migrated()

    assert notes == {
        shown.pk: "Asked at the fair.\nPeople can be recognised; each is named with their permission\n"
        "Pat Example: Given",
        plain.pk: "Nobody can be recognised",
    }
    assert people == [(kept.pk, "Sam Example")]
    rows = new.get_model("drafts", "Recording").objects.order_by("pk")
    assert list(rows.values_list("who", "agreed")) == [("", notes[shown.pk]), ("", notes[plain.pk])]
