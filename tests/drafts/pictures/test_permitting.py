"""Who is in a picture and what each answered: what is noted, refused, kept and taken off."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from portal.councils.models import Council
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.councils.templatetags.words import day
from portal.drafts.models import Media, PicturePermission, PicturePerson
from portal.drafts.pictures.describing import About, describe
from portal.drafts.pictures.permitting import name_person, note_answer, take_off, withdraw_permission
from portal.drafts.pictures.standing import Standing, Where, standings_of
from portal.records.models import LedgerEntry, Snapshot
from portal.refusals import InvalidInput, NotYours, Refusal
from tests.makers import make_council, make_person
from tests.makers.pictures import answered, make_picture, make_pictured

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def clerk() -> Person:
    return make_person(council=make_council(), role=Role.CLERK)


def standing(media: Media) -> Standing:
    return standings_of([media])[media.pk]


def words(media: Media, on: date = TODAY) -> str:
    return standing(media).in_words(on)


def test_a_picture_waits_until_somebody_says_who_is_in_it(clerk: Person) -> None:
    media = make_picture(by=clerk, who="")
    assert (standing(media).where, words(media)) == (Where.UNSAID, "Not said yet who is in it")
    assert not standing(media).usable(TODAY)


@pytest.mark.parametrize("who", ["nobody", "crowd"])
def test_the_statement_of_who_is_in_it_is_kept_under_a_name(clerk: Person, who: str) -> None:
    media = make_picture(by=clerk, who=who)
    assert (media.said_by_id, standing(media).usable(TODAY), standing(media).source) == (
        clerk.membership.pk,
        True,
        "Clara Lowe",
    )
    entry = LedgerEntry.objects.get(verb="picture_described")
    filed = Snapshot.objects.get(object_type="media", object_id=media.pk)
    assert (entry.object_id, filed.sha256 in entry.body, "Made by: Clara Lowe" in (filed.text or "")) == (
        media.pk,
        True,
        True,
    )


def test_with_people_each_is_named_before_it_is_used(clerk: Person) -> None:
    media = make_picture(by=clerk, who="people")
    assert standing(media).where is Where.UNSAID
    make_pictured(by=clerk, media=media)
    assert (words(media), standing(media).usable(TODAY)) == ("May be used", True)
    make_pictured(by=clerk, media=media, name="Sam Example", given=False)
    assert (words(media), standing(media).usable(TODAY)) == ("Waits for a permission", False)


def test_the_permission_that_ends_first_counts(clerk: Person) -> None:
    media = make_picture(by=clerk, who="people")
    make_pictured(by=clerk, media=media)
    make_pictured(by=clerk, media=media, name="Sam", until=TODAY)
    assert (standing(media).usable(TODAY), standing(media).usable(TODAY + timedelta(days=1))) == (True, False)
    assert words(media, TODAY + timedelta(days=1)) == f"Permission ended on {day(TODAY)}"


@pytest.mark.parametrize(("limit", "guardian"), [(18, True), (16, True), (15, False), (13, False)])
def test_a_guardian_answers_below_the_councils_own_age(clerk: Person, limit: int, guardian: bool) -> None:
    Council.objects.filter(pk=clerk.council.pk).update(child_age=limit)
    clerk.council.child_age = limit
    media = make_picture(by=clerk, who="people")
    if guardian:
        with pytest.raises(InvalidInput, match=f"answers for a child below {limit}"):
            make_pictured(by=clerk, media=media, age=15)
        make_pictured(by=clerk, media=media, age=15, guardian="Kim Example")
    else:
        make_pictured(by=clerk, media=media, age=15)
    assert standing(media).usable(TODAY)


def test_a_higher_age_limit_asks_for_guardians_of_those_who_answered_themselves(clerk: Person) -> None:
    Council.objects.filter(pk=clerk.council.pk).update(child_age=13)
    clerk.council.child_age = 13
    media = make_picture(by=clerk, who="people")
    make_pictured(by=clerk, media=media, age=15)
    Council.objects.filter(pk=clerk.council.pk).update(child_age=16)
    assert words(media) == "Waits for a parent or guardian"


def test_who_agreed_to_print_alone_is_shown_on_no_screen(clerk: Person) -> None:
    media = make_picture(by=clerk, who="people")
    make_pictured(by=clerk, media=media, scope="print")
    assert (words(media), standing(media).usable(TODAY)) == ("For print only", False)


def test_a_withdrawal_stops_the_picture_and_moves_the_circumstances_on(clerk: Person) -> None:
    media = make_picture(by=clerk, who="people")
    person = make_pictured(by=clerk, media=media)
    before = Council.objects.get(pk=clerk.council.pk).circumstances_version
    withdraw_permission(actor=clerk, person_id=person.pk, reason="Letter of 3 May")
    assert Council.objects.get(pk=clerk.council.pk).circumstances_version == before + 1
    assert words(media) == "Not used: a permission was withdrawn"
    kept = PicturePermission.objects.get()
    assert (kept.state, kept.ended_by_id, kept.reason) == (
        "withdrawn",
        clerk.membership.pk,
        "Letter of 3 May",
    )
    entry = LedgerEntry.objects.get(verb="picture_permission_withdrawn")
    assert (entry.object_type, entry.object_id, "reason_sha256" in entry.body) == ("media", media.pk, True)
    with pytest.raises(Refusal, match="withdrawn already"):
        withdraw_permission(actor=clerk, person_id=person.pk, reason="Again")


def test_who_withdrew_may_agree_again_in_writing_and_both_answers_stay(clerk: Person) -> None:
    media = make_picture(by=clerk, who="people")
    person = make_pictured(by=clerk, media=media)
    withdraw_permission(actor=clerk, person_id=person.pk, reason="Letter")
    note_answer(actor=clerk, person_id=person.pk, answer=answered())
    assert standing(media).usable(TODAY)
    rows = PicturePermission.objects.order_by("pk").values_list("state", "is_current")
    assert list(rows) == [("withdrawn", False), ("given", True)]


def test_whoever_withdrew_cannot_be_forgotten_to_use_the_picture_again(clerk: Person) -> None:
    media = make_picture(by=clerk, who="people")
    person = make_pictured(by=clerk, media=media)
    withdraw_permission(actor=clerk, person_id=person.pk, reason="Letter")
    with pytest.raises(Refusal, match="stay named"):
        take_off(actor=clerk, person_id=person.pk)
    with pytest.raises(Refusal, match="People are named"):
        describe(actor=clerk, media_id=media.pk, about=About("A square", "Clara", "own", "nobody"))
    assert standing(media).where is Where.WITHDRAWN


def test_whoever_was_named_by_mistake_is_erased_and_the_record_keeps_the_act(clerk: Person) -> None:
    media = make_picture(by=clerk, who="people")
    make_pictured(by=clerk, media=media)
    wrong = make_pictured(by=clerk, media=media, name="Not There", age=4, guardian="Kim", given=True)
    take_off(actor=clerk, person_id=wrong.pk)
    wrong.refresh_from_db()
    assert (wrong.name, wrong.age, wrong.removed_at is not None) == ("", None, True)
    assert PicturePermission.objects.get(person=wrong).guardian == ""
    assert standing(media).usable(TODAY)
    assert LedgerEntry.objects.filter(verb="picture_person_removed").count() == 1


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "no name": ({"name": "  "}, "Enter the name"),
    "a grown-up's age": ({"age": 18}, "Enter the age of a child"),
    "spoken only": ({"how": ""}, "how the permission was written"),
    "a scope that is none": ({"scope": "all"}, "what it covers"),
    "a day to come": ({"on": TODAY + timedelta(days=1)}, "not come yet"),
    "over before it began": ({"until": TODAY - timedelta(days=1)}, "end before it was given"),
    "a child without a guardian": ({"age": 17}, "parent or guardian"),
    "a form that is a program": (
        {"form": SimpleUploadedFile("form.pdf", b"MZ\x90\0 not a PDF")},
        "must be a PDF, a JPEG or a PNG",
    ),
}


@pytest.mark.parametrize(("answer", "words"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_so_is_refused_and_nobody_is_named(
    clerk: Person, answer: dict[str, Any], words: str
) -> None:
    media = make_picture(by=clerk, who="people")
    with pytest.raises(InvalidInput, match=words):
        make_pictured(by=clerk, media=media, **answer)
    assert not PicturePerson.objects.exists()


def test_the_form_is_kept_under_its_hash(clerk: Person) -> None:
    media = make_picture(by=clerk, who="people")
    person = make_pictured(by=clerk, media=media, form=SimpleUploadedFile("x.png", b"%PDF-1.7 for x"))
    kept = PicturePermission.objects.get(person=person)
    with kept.form.open("rb") as file:
        assert file.read() == b"%PDF-1.7 for x"
    assert str(kept.form.name).endswith(f"{kept.form_sha256}.pdf")
    assert kept.form_sha256 in LedgerEntry.objects.get(verb="picture_permission_given").body


def test_who_neither_uploaded_it_nor_is_staff_says_nothing_of_it(clerk: Person) -> None:
    media = make_picture(by=clerk, who="people")
    other = make_person(council=clerk.council, role=Role.COUNCILLOR)
    with pytest.raises(NotYours):
        name_person(actor=other, shown=media, name="Pat", answer=answered())


ABOUT = {"alt": "A square", "source": "Clara", "licence": "own", "who": "nobody"}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"alt": " "}, "Describe the picture"),
        ({"source": ""}, "who made"),
        ({"licence": "mine"}, "answers offered"),
        ({"who": "me"}, "answers offered"),
        ({"licence": "open"}, "Note the terms"),
        ({"who": "crowd", "notice": "Pictures are taken."}, "Name the event"),
        ({"who": "crowd", "event": "Fair"}, "words of the notice"),
        ({"who": "crowd", "event": "Fair", "notice": "Pictures."}, "day of the event"),
        (
            {"who": "crowd", "event": "Fair", "notice": "Pictures.", "event_on": TODAY + timedelta(days=1)},
            "still to come",
        ),
    ],
)
def test_what_is_missing_about_a_picture_is_said(clerk: Person, changes: dict[str, Any], words: str) -> None:
    media = make_picture(by=clerk, who="")
    with pytest.raises(InvalidInput, match=words):
        describe(actor=clerk, media_id=media.pk, about=About(**{**ABOUT, **changes}))
    assert Media.objects.get().who == ""


@pytest.mark.parametrize(
    ("model", "changes"),
    [
        (Media, {"who": "crowd"}),
        (PicturePerson, {"name": ""}),
        (PicturePerson, {"age": 18}),
        (PicturePermission, {"given_on": None}),
        (PicturePermission, {"how": ""}),
        (PicturePermission, {"state": "withdrawn"}),
        (PicturePermission, {"until": date(1990, 1, 1)}),
    ],
)
def test_the_database_refuses_what_the_verbs_refuse(
    clerk: Person, model: Any, changes: dict[str, Any]
) -> None:
    make_pictured(by=clerk, media=make_picture(by=clerk, who="people"))
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.update(**changes)
