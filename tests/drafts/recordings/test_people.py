"""Who is in a recording: asked as of pictures, by the same rows and verbs, and kept as it came beside what is shown."""

from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from portal.councils.people import Person
from portal.councils.powers import Role
from portal.drafts.models import Media, PicturePermission, PicturePerson, Recording
from portal.drafts.pictures.permitting import note_answer, take_off, withdraw_permission
from portal.drafts.pictures.standing import NOTHING_KNOWN, Standing, Where, standings_of
from portal.drafts.recordings.describing import About, describe_recording
from portal.drafts.recordings.erasing import erase_recorded
from portal.records.models import LedgerEntry, Snapshot
from portal.records.retention import EraseOrder
from portal.refusals import InvalidInput, NotYours, Refusal
from tests.makers import make_council, make_person, make_revision, sign_in
from tests.makers.pictures import answered, make_picture, make_pictured
from tests.makers.recordings import box, make_recording, mp4, rows_of

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def clerk() -> Person:
    return make_person(council=make_council(slug="ptc"), role=Role.CLERK)


def standing(recording: Recording) -> Standing:
    return standings_of([recording])[recording.pk]


def test_a_recording_in_which_nobody_can_be_recognised_may_be_used(clerk: Person) -> None:
    made = make_recording(by=clerk)
    assert standing(made) == Standing(Where.GIVEN, source="Clara Lowe", called="recording")
    assert (made.who, made.said_by, made.said_at is not None) == ("nobody", clerk.membership, True)


def test_with_people_in_it_it_waits_until_each_of_them_has_agreed(clerk: Person) -> None:
    made = make_recording(by=clerk, who="people")
    assert standing(made).where is NOTHING_KNOWN.where
    make_pictured(by=clerk, media=made, name="Pat Example")
    asked = make_pictured(by=clerk, media=made, name="Sam Example", given=False, how="")
    assert (standing(made).where, standing(made).people) == (Where.ASKED, ("Pat Example", "Sam Example"))
    note_answer(actor=clerk, person_id=asked.pk, answer=answered())
    assert standing(made).usable(TODAY)
    withdraw_permission(actor=clerk, person_id=asked.pk, reason="Letter of 3 May")
    assert standing(made).in_words(TODAY) == "Not used: a permission was withdrawn"
    told = LedgerEntry.objects.filter(object_type="recording", object_id=made.pk).order_by("pk")
    assert list(told.values_list("verb", flat=True)) == [
        "recording_added",
        "recording_worded",
        "picture_person_named",
        "picture_permission_given",
        "picture_person_named",
        "picture_permission_asked",
        "picture_permission_given",
        "picture_permission_withdrawn",
    ]


def test_naming_somebody_says_that_people_are_in_it(clerk: Person) -> None:
    made = make_recording(by=clerk, who="crowd", event="Fair", event_on=TODAY, notice="This is recorded.")
    make_pictured(by=clerk, media=made)
    made.refresh_from_db()
    assert (made.who, made.event, made.event_on, made.notice) == ("people", "", None, "")


def test_a_child_needs_a_guardian_and_nothing_of_a_recording_is_for_print_alone(clerk: Person) -> None:
    made = make_recording(by=clerk, who="people")
    with pytest.raises(InvalidInput, match="parent or guardian"):
        make_pictured(by=clerk, media=made, age=9)
    with pytest.raises(InvalidInput, match="not printed"):
        make_pictured(by=clerk, media=made, scope="print")
    assert not PicturePerson.objects.exists()


def test_whoever_withdrew_stays_named_and_who_was_named_by_mistake_is_erased(clerk: Person) -> None:
    made = make_recording(by=clerk, who="people")
    gone, wrong = (make_pictured(by=clerk, media=made, name=name) for name in ("Pat", "Not There"))
    withdraw_permission(actor=clerk, person_id=gone.pk, reason="Letter")
    take_off(actor=clerk, person_id=wrong.pk)
    with pytest.raises(Refusal, match="stay named"):
        take_off(actor=clerk, person_id=gone.pk)
    with pytest.raises(Refusal, match="People are named in this recording"):
        describe_recording(actor=clerk, recording_id=made.pk, about=About("A", "B", "nobody"))
    wrong.refresh_from_db()
    assert wrong.name == ""


def test_what_is_said_later_takes_the_place_of_what_was_said_and_moves_the_circumstances(
    clerk: Person,
) -> None:
    made = make_recording(by=clerk, agreed="A word of my own")
    before = type(clerk.council).objects.get(pk=clerk.council.pk).circumstances_version
    about = About(" The fair ", "Clara", "crowd", "Spring fair", TODAY, "This is recorded.")
    describe_recording(actor=clerk, recording_id=made.pk, about=about)
    made.refresh_from_db()
    assert (made.title, made.who, made.event, made.agreed) == ("The fair", "crowd", "Spring fair", "")
    assert type(clerk.council).objects.get(pk=clerk.council.pk).circumstances_version == before + 1
    filed = Snapshot.objects.get(object_type="recording", status="recording_described")
    assert "Notice: This is recorded." in (filed.text or "")


MISSING: list[tuple[dict[str, Any], str]] = [
    ({"title": " "}, "Give it a title"),
    ({"source": ""}, "who made it"),
    ({"who": ""}, "who can be recognised"),
    ({"who": "me"}, "who can be recognised"),
    ({"who": "crowd", "notice": "It is recorded."}, "Name the event"),
    ({"who": "crowd", "event": "Fair"}, "words of the notice"),
    ({"who": "crowd", "event": "Fair", "notice": "It is recorded."}, "day of the event"),
]


@pytest.mark.parametrize(("changes", "words"), MISSING)
def test_what_is_missing_about_a_recording_is_said(
    clerk: Person, changes: dict[str, Any], words: str
) -> None:
    said = About(**{"title": "The fair", "source": "Clara", "who": "nobody", **changes})
    with pytest.raises(InvalidInput, match=words):
        make_recording(by=clerk, **changes)
    made = make_recording(by=clerk)
    with pytest.raises(InvalidInput, match=words):
        describe_recording(actor=clerk, recording_id=made.pk, about=said)
    assert Recording.objects.get().who == "nobody"


def test_who_neither_added_it_nor_is_staff_says_nothing_of_it(clerk: Person) -> None:
    made = make_recording(by=clerk, who="people")
    other = make_person(council=clerk.council, role=Role.COUNCILLOR)
    with pytest.raises(NotYours):
        describe_recording(actor=other, recording_id=made.pk, about=About("A", "B", "nobody"))
    with pytest.raises(NotYours):
        make_pictured(by=other, media=made)


@pytest.mark.parametrize(
    ("model", "changes"),
    [
        (Recording, {"who": "crowd"}),
        (Recording, {"said_by": None}),
        (Recording, {"title": ""}),
        (Recording, {"erased_at": timezone.now()}),
        (PicturePerson, {"recording": None}),
    ],
)
def test_the_database_refuses_what_the_verbs_refuse(
    clerk: Person, model: Any, changes: dict[str, Any]
) -> None:
    make_pictured(by=clerk, media=make_recording(by=clerk, who="people"))
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.update(**changes)


def test_nobody_is_in_a_picture_and_a_recording_at_once(clerk: Person) -> None:
    person = make_pictured(by=clerk, media=make_recording(by=clerk, who="people"))
    with pytest.raises(IntegrityError), transaction.atomic():
        PicturePerson.objects.filter(pk=person.pk).update(media=make_picture(by=clerk))
    assert Media.objects.count() == 0


def test_the_file_as_it_came_is_kept_and_given_to_nobody_but_who_it_is_for(clerk: Person) -> None:
    raw = mp4(movie=(box(b"udta", b"+51.85-000.65/"),))
    member = make_person(council=clerk.council, role=Role.COUNCILLOR)
    made = make_recording(by=member, raw=raw)
    assert Path(made.original.path).read_bytes() == raw != Path(made.published.path).read_bytes()
    address = f"/ptc/desk/recordings/{made.pk}/original/"
    for person in (clerk, member):
        answer = sign_in(person).get(address)
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert b"".join(answer.streaming_content) == raw  # type: ignore[attr-defined]
    other = make_person(council=clerk.council, role=Role.COUNCILLOR)
    assert sign_in(other).get(address).status_code == 404
    Recording.objects.update(original="")  # added before originals were kept
    assert sign_in(clerk).get(address).status_code == 404


def test_the_last_text_takes_the_original_and_the_names_with_it(
    clerk: Person, django_capture_on_commit_callbacks: Any
) -> None:
    made = make_recording(by=clerk, who="people")
    make_pictured(by=clerk, media=made, name="Pat", guardian="Kim", age=9)
    item = make_revision(author=clerk, kind="social_post", recordings=rows_of(made)).communication
    kept = Path(made.original.path), Path(made.published.path)
    assert all(path.exists() for path in kept)
    with django_capture_on_commit_callbacks(execute=True):
        assert erase_recorded(EraseOrder(clerk.council.pk, (item.pk,), timezone.now())) == 1
    made.refresh_from_db()
    assert (made.original.name, made.who, made.erased_at is not None) == ("", "", True)
    assert (PicturePerson.objects.get().name, PicturePermission.objects.get().guardian) == ("", "")
    assert not any(path.exists() for path in kept)
