"""The screen of pictures serves recordings too: every use, each stopped or shown with another recording."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from portal.channels.models import Publication
from portal.channels.outbox.carrying import carry
from portal.channels.outbox.rows import RowKind
from portal.channels.states import PublicState
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.drafts.models import Communication, Recording
from portal.drafts.pictures.permitting import withdraw_permission
from portal.drafts.recordings.wording import Said, put_into_words
from portal.drafts.states import Stage
from tests.makers import (
    make_approved,
    make_channels,
    make_council,
    make_person,
    make_review,
    make_revision,
    sign_in,
)
from tests.makers.pictures import images_of, make_picture, make_pictured
from tests.makers.recordings import VTT, make_recording, mp4, rows_of

pytestmark = pytest.mark.django_db
TOMORROW = {"go_at": timezone.now() + timedelta(days=1)}


@pytest.fixture
def clerk() -> Person:
    council = make_council(slug="ptc")
    make_channels(council, "newsroom")
    return make_person(council=council, role=Role.CLERK)


@pytest.fixture
def author(clerk: Person) -> Person:
    return make_person(council=clerk.council, role=Role.OFFICER)


@pytest.fixture
def office(clerk: Person) -> Client:
    return sign_in(clerk)


@pytest.fixture
def recording(clerk: Person) -> Recording:
    made = make_recording(by=clerk, who="people")
    make_pictured(by=clerk, media=made)
    return made


def live(clerk: Person, author: Person, recording: Recording, **changes: Any) -> Publication:
    rows = rows_of(recording)
    issue = make_approved(author=author, clerk=clerk, kind="social_post", recordings=rows, **changes)
    carry(RowKind.DELIVERY, issue.deliveries.get().pk)
    issue.refresh_from_db()
    return issue


def decide(office: Client, recording: Recording, item: Communication, **typed: str) -> Any:
    return office.post(f"/ptc/desk/recordings/{recording.pk}/uses/{item.pk}/", typed, follow=True)


def test_a_withdrawal_leads_to_every_use_with_where_it_stands(
    clerk: Person, author: Person, office: Client, recording: Recording
) -> None:
    rows = rows_of(recording)
    live(clerk, author, recording, title="Out already")
    make_approved(
        author=author, clerk=clerk, kind="social_post", title="Later", recordings=rows, issue=TOMORROW
    )
    make_review(author=author, kind="social_post", title="In the queue", recordings=rows)
    make_revision(author=author, kind="social_post", title="A draft", recordings=rows)
    member = make_person(council=clerk.council, role=Role.COUNCILLOR)
    make_revision(author=member, kind="social_post", title="A member's own", recordings=rows)
    first = make_revision(author=author, kind="social_post", title="No more", recordings=rows)
    make_revision(author=author, communication=first.communication, title="No more", recordings=[])
    media = make_picture(by=clerk)
    make_revision(author=author, kind="social_post", title="Pictures alone", images=images_of(media))

    address = f"/ptc/desk/media/people/{recording.people.get().pk}/withdraw/"
    answer = office.post(address, {"reason": "Letter of today"})

    assert answer.headers["Location"] == f"/ptc/desk/recordings/{recording.pk}/uses/"
    page = office.get(answer.headers["Location"]).content.decode()
    for words in (
        "What uses this recording",
        "nothing new shows this recording",
        "Out already",
        "In public now",
        "Later",
        "Scheduled",
        "In the queue",
        "A draft",
        "1 draft that was never submitted shows it too",
    ):
        assert words in page
    for words in ("No more", "A member", "Pictures alone"):
        assert words not in page


@pytest.mark.parametrize("scheduled", [False, True], ids=["live", "scheduled"])
def test_what_is_out_or_waits_is_stopped_with_a_reason(
    clerk: Person, author: Person, office: Client, recording: Recording, scheduled: bool
) -> None:
    issue = (
        make_approved(
            author=author, clerk=clerk, kind="social_post", recordings=rows_of(recording), issue=TOMORROW
        )
        if scheduled
        else live(clerk, author, recording)
    )
    withdraw_permission(actor=clerk, person_id=recording.people.get().pk, reason="Letter")
    item = issue.communication
    assert decide(office, recording, item, outcome="stop", reason=" ").status_code == 422
    decide(office, recording, item, outcome="stop", reason="It is not shown any more.")
    issue.refresh_from_db()
    item.refresh_from_db()
    assert (issue.state, item.stage) == (
        (PublicState.CANCELLED, Stage.DRAFT) if scheduled else (PublicState.WITHDRAWN, Stage.WITHDRAWN)
    )


def test_what_waits_is_returned_by_the_clause_of_the_permission_that_is_gone(
    clerk: Person, author: Person, office: Client, recording: Recording
) -> None:
    review = make_review(author=author, kind="social_post", recordings=rows_of(recording))
    withdraw_permission(actor=clerk, person_id=recording.people.get().pk, reason="Letter")

    decide(office, recording, review.communication, outcome="stop", reason="Her mother wrote.")

    review.refresh_from_db()
    assert (review.state, review.reason) == (
        "returned",
        "Her mother wrote.\n\nUnder: UK GDPR, Article 7(3).",
    )


def test_what_waits_with_a_recording_that_may_be_used_is_returned_from_the_queue_alone(
    clerk: Person, author: Person, office: Client, recording: Recording
) -> None:
    review = make_review(author=author, kind="social_post", recordings=rows_of(recording))

    answer = decide(office, recording, review.communication, outcome="stop", reason="Badly worded.")

    page = answer.content.decode()
    review.refresh_from_db()
    assert (answer.status_code, review.state, review.reason) == (409, "waiting", "")
    assert "This recording may be used, so the item cannot be returned because of it." in page
    assert "open it in the queue, where the clause is chosen." in page
    assert "Badly worded.</textarea>" in page


def test_another_recording_is_shown_in_a_new_draft_with_its_own_words(
    clerk: Person, author: Person, office: Client, recording: Recording
) -> None:
    issue = live(clerk, author, recording)
    other = make_recording(by=clerk, raw=mp4(data=b"another square"), title="The other square")
    withdraw_permission(actor=clerk, person_id=recording.people.get().pk, reason="Letter")
    item = issue.communication
    page = decide(office, recording, item, outcome="replace", instead=str(other.pk))
    item.refresh_from_db()
    issue.refresh_from_db()
    assert item.current_revision is not None
    assert item.current_revision.content["recordings"] == rows_of(other)
    assert (item.stage, issue.state) == (Stage.DRAFT, PublicState.LIVE)
    assert "shows the other recording in a new draft" in page.content.decode()
    again = decide(office, recording, item, outcome="replace", instead=str(other.pk))
    assert (again.status_code, "does not show the recording any more" in again.content.decode()) == (
        409,
        True,
    )


def test_one_without_words_or_without_permission_takes_nobodys_place(
    clerk: Person, author: Person, office: Client, recording: Recording
) -> None:
    item = live(clerk, author, recording).communication
    silent = make_recording(by=clerk, raw=mp4(data=b"silent"), vtt=b"", title="Silent film")
    unnamed = make_recording(by=clerk, raw=mp4(data=b"unnamed"), who="people", title="Unnamed film")
    for one in (silent, unnamed):
        answer = decide(office, recording, item, outcome="replace", instead=str(one.pk))
        assert answer.status_code == 422
        assert str(one) not in answer.content.decode()
    put_into_words(actor=clerk, recording_id=silent.pk, said=Said(vtt=VTT))
    assert "Silent film" in office.get(f"/ptc/desk/recordings/{recording.pk}/uses/").content.decode()


def test_an_item_that_does_not_use_it_or_another_councils_is_not_found_there(
    clerk: Person, author: Person, office: Client, recording: Recording
) -> None:
    other = make_review(author=author, kind="social_post")
    assert decide(office, recording, other.communication, outcome="stop", reason="x").status_code == 404
    stranger = sign_in(make_person(council=make_council(slug="pitstone"), role=Role.CLERK))
    assert stranger.get(f"/pitstone/desk/recordings/{recording.pk}/uses/").status_code == 404


def test_the_pages_say_where_a_recording_stands_and_keep_the_names_from_others(
    clerk: Person, office: Client, recording: Recording
) -> None:
    page = office.get(f"/ptc/desk/recordings/{recording.pk}/").content.decode()
    assert "Pat Example" in page
    assert "May be used" in page
    member = sign_in(make_person(council=clerk.council, role=Role.COUNCILLOR))
    assert "Pat Example" not in member.get(f"/ptc/desk/recordings/{recording.pk}/").content.decode()
    withdraw_permission(actor=clerk, person_id=recording.people.get().pk, reason="Letter")
    for address in (f"/ptc/desk/recordings/{recording.pk}/", "/ptc/desk/recordings/"):
        assert "Not used: a permission was withdrawn" in member.get(address).content.decode()


def test_adding_one_leads_through_what_is_missing_of_it(clerk: Person, office: Client) -> None:
    raw = mp4(data=b"three questions")
    said = {"title": "A film", "source": "Clara", "who": "people"}
    from_device = {"file": _file(raw), **said}
    answer = office.post("/ptc/desk/recordings/add/", from_device)
    made = Recording.objects.get()
    assert answer.headers["Location"] == f"/ptc/desk/recordings/{made.pk}/people/"
    page = office.get(answer.headers["Location"]).content.decode()
    assert "Name somebody in this recording" in page
    assert "Print only" not in page
    named = {"name": "Pat", "given": "yes", "on": timezone.localdate().isoformat(), "how": "form"}
    answer = office.post(f"/ptc/desk/recordings/{made.pk}/people/", named)
    assert answer.headers["Location"] == f"/ptc/desk/recordings/{made.pk}/"
    answer = office.post(f"/ptc/desk/recordings/{made.pk}/describe/", {**said, "title": "The film"})
    assert answer.headers["Location"] == f"/ptc/desk/recordings/{made.pk}/words/"
    made.refresh_from_db()
    assert (made.title, made.people.get().name) == ("The film", "Pat")


def _file(raw: bytes) -> Any:
    return SimpleUploadedFile("film.mp4", raw, "video/mp4")
