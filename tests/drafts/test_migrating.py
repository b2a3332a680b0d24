"""A migration of drafts that touches rows, taken back and done again on a database that holds some.

In the test's own transaction, as the owner; PostgreSQL rolls all of it back.
"""

import pytest

from portal.councils.powers import Role
from portal.drafts.models import Recording
from tests.makers import make_council, make_person
from tests.makers.pictures import make_picture, make_pictured
from tests.makers.recordings import make_recording, mp4
from tests.migrating import done_again, taken_back

pytestmark = pytest.mark.django_db


def test_who_is_in_recordings_becomes_a_note_on_the_way_back_and_is_asked_anew_on_the_way_on() -> None:
    clerk = make_person(council=make_council(), role=Role.CLERK)
    shown = make_recording(by=clerk, who="people", agreed="Asked at the fair.")
    make_pictured(by=clerk, media=shown, name="Pat Example")
    plain = make_recording(by=clerk, raw=mp4(data=b"plain"))
    media = make_picture(by=clerk, who="people")
    kept = make_pictured(by=clerk, media=media, name="Sam Example")

    old = taken_back("drafts", "0012_people_in_recordings")
    notes = dict(old.get_model("drafts", "Recording").objects.values_list("pk", "agreed"))
    people = list(old.get_model("drafts", "PicturePerson").objects.values_list("pk", "name"))
    done_again("drafts", "0012_people_in_recordings")

    assert notes == {
        shown.pk: "Asked at the fair.\nPeople can be recognised; each is named with their permission\n"
        "Pat Example: Given",
        plain.pk: "Nobody can be recognised",
    }
    assert people == [(kept.pk, "Sam Example")]
    rows = Recording.objects.order_by("pk")
    assert list(rows.values_list("who", "agreed")) == [("", notes[shown.pk]), ("", notes[plain.pk])]
