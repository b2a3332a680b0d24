"""One screen for everything that uses a picture: stopped, or shown with another picture; nothing for whom it is not."""

import io
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from portal.channels.models import Publication
from portal.channels.outbox.carrying import carry
from portal.channels.outbox.rows import RowKind
from portal.channels.states import PublicState
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.drafts.models import Communication, Media, PicturePerson
from portal.drafts.pictures.describing import About, describe
from portal.drafts.pictures.permitting import withdraw_permission
from portal.drafts.pictures.standing import Hashes, standings
from portal.drafts.picturing import upload
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
from tests.makers.pictures import images_of, make_picture, make_pictured, picture_file

pytestmark = pytest.mark.django_db
YESTERDAY = timezone.localdate() - timedelta(days=1)
A_YEAR_AGO = YESTERDAY - timedelta(days=365)
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
def media(clerk: Person) -> Media:
    media = make_picture(by=clerk, who="people")
    make_pictured(by=clerk, media=media)
    return media


def withdrawn(clerk: Person, media: Media) -> None:
    withdraw_permission(actor=clerk, person_id=media.people.get().pk, reason="Letter")


def live(clerk: Person, author: Person, media: Media, **changes: Any) -> Publication:
    issue = make_approved(author=author, clerk=clerk, kind="social_post", images=images_of(media), **changes)
    carry(RowKind.DELIVERY, issue.deliveries.get().pk)
    issue.refresh_from_db()
    return issue


def decide(office: Client, media: Media, item: Communication, **typed: str) -> Any:
    return office.post(f"/ptc/desk/media/{media.pk}/uses/{item.pk}/", typed, follow=True)


def test_every_use_is_listed_with_where_it_stands(
    clerk: Person, author: Person, office: Client, media: Media
) -> None:
    live(clerk, author, media, title="Out already")
    make_approved(
        author=author, clerk=clerk, kind="social_post", title="Later", images=images_of(media), issue=TOMORROW
    )
    make_review(author=author, kind="social_post", title="In the queue", images=images_of(media))
    make_revision(author=author, kind="social_post", title="A draft", images=images_of(media))
    member = make_person(council=clerk.council, role=Role.COUNCILLOR)
    make_revision(author=member, kind="social_post", title="A member's own", images=images_of(media))
    first = make_revision(author=author, kind="social_post", title="No more", images=images_of(media))
    make_revision(author=author, communication=first.communication, title="No more", images=[])
    withdrawn(clerk, media)

    page = office.get(f"/ptc/desk/media/{media.pk}/uses/").content.decode()

    for words in ("Out already", "In public now", "Later", "Scheduled", "In the queue", "A draft"):
        assert words in page
    assert "No more" not in page
    assert "A member" not in page
    assert "1 draft that was never submitted shows it too" in page


@pytest.mark.parametrize("scheduled", [False, True], ids=["live", "scheduled"])
def test_what_is_out_or_waits_is_stopped_with_a_reason(
    clerk: Person, author: Person, office: Client, media: Media, scheduled: bool
) -> None:
    if scheduled:
        issue = make_approved(
            author=author, clerk=clerk, kind="social_post", images=images_of(media), issue=TOMORROW
        )
    else:
        issue = live(clerk, author, media)
    withdrawn(clerk, media)
    item = issue.communication
    assert decide(office, media, item, outcome="stop", reason=" ").status_code == 422
    decide(office, media, item, outcome="stop", reason="The picture is not used any more.")
    issue.refresh_from_db()
    item.refresh_from_db()
    assert (issue.state, item.stage) == (
        (PublicState.CANCELLED, Stage.DRAFT) if scheduled else (PublicState.WITHDRAWN, Stage.WITHDRAWN)
    )
    form = f"/ptc/desk/media/{media.pk}/uses/{item.pk}/"
    page = office.get(f"/ptc/desk/media/{media.pk}/uses/").content.decode()
    assert (form in page) is scheduled, "what is over asks for nothing more"


def test_what_waits_is_returned_by_the_clause_of_the_permission_that_is_gone(
    clerk: Person, author: Person, office: Client, media: Media
) -> None:
    review = make_review(author=author, kind="social_post", images=images_of(media))
    withdrawn(clerk, media)

    decide(office, media, review.communication, outcome="stop", reason="Her mother wrote.")

    review.refresh_from_db()
    assert (review.state, review.reason) == (
        "returned",
        "Her mother wrote.\n\nUnder: UK GDPR, Article 7(3).",
    )


def test_what_waits_with_a_picture_that_may_be_used_is_returned_from_the_queue_alone(
    clerk: Person, author: Person, office: Client, media: Media
) -> None:
    review = make_review(author=author, kind="social_post", images=images_of(media))

    answer = decide(office, media, review.communication, outcome="stop", reason="Badly worded.")

    page = answer.content.decode()
    review.refresh_from_db()
    assert (answer.status_code, review.state, review.reason) == (409, "waiting", "")
    assert "This picture may be used, so the item cannot be returned because of it." in page
    assert "open it in the queue, where the clause is chosen." in page
    assert "Badly worded.</textarea>" in page


def test_another_picture_is_shown_in_a_new_draft_and_what_is_live_stays_until_it_is_approved(
    clerk: Person, author: Person, office: Client, media: Media
) -> None:
    issue = live(clerk, author, media)
    other = make_picture(by=clerk, colour=99, alt="Bulbs in a wheelbarrow")
    withdrawn(clerk, media)
    item = issue.communication
    page = decide(office, media, item, outcome="replace", instead=str(other.pk))
    item.refresh_from_db()
    issue.refresh_from_db()
    assert item.current_revision is not None
    assert item.current_revision.content["images"] == [
        {"media": str(other.pk), "sha256": other.sha256, "alt": "Bulbs in a wheelbarrow"}
    ]
    assert (item.stage, issue.state) == (Stage.DRAFT, PublicState.LIVE)
    assert "shows the other picture in a new draft" in page.content.decode()
    assert "In public now" in page.content.decode()
    again = decide(office, media, item, outcome="replace", instead=str(other.pk))
    assert (again.status_code, "does not show the picture any more" in again.content.decode()) == (409, True)


def test_a_picture_that_may_not_be_used_takes_nobodys_place(
    clerk: Person, author: Person, office: Client, media: Media
) -> None:
    issue = live(clerk, author, media)
    unsaid = make_picture(by=clerk, colour=99, who="")
    assert (
        decide(office, media, issue.communication, outcome="replace", instead=str(unsaid.pk)).status_code
        == 422
    )


def test_an_item_that_does_not_use_the_picture_is_not_found_there(
    clerk: Person, author: Person, office: Client, media: Media
) -> None:
    other = make_review(author=author, kind="social_post")
    assert decide(office, media, other.communication, outcome="stop", reason="x").status_code == 404


@pytest.fixture
def twin(clerk: Person, media: Media) -> Media:
    """Return the same picture from another file, which says beside it where it was taken."""
    noted = PngInfo()
    noted.add_text("Comment", "Taken at the pond")
    written = io.BytesIO()
    Image.open(picture_file()).save(written, "PNG", pnginfo=noted)
    file = SimpleUploadedFile("again.png", written.getvalue(), content_type="image/png")
    twin = upload(actor=clerk, file=file, offered=True)
    assert (twin.pk != media.pk, twin.sha256) == (True, media.sha256)
    about = About(alt="The square", source="Clara Lowe", licence="own", who="people")
    return describe(actor=clerk, media_id=twin.pk, about=about)


def test_what_shows_the_same_picture_from_another_file_is_listed_and_stopped_too(
    clerk: Person, author: Person, office: Client, media: Media, twin: Media
) -> None:
    make_pictured(by=clerk, media=twin, name="Quinn Example")
    issue = live(clerk, author, twin, title="Under another name")
    withdrawn(clerk, media)

    assert "Under another name" in office.get(f"/ptc/desk/media/{media.pk}/uses/").content.decode()
    decide(office, media, issue.communication, outcome="stop", reason="She said no.")

    issue.refresh_from_db()
    assert issue.state == PublicState.WITHDRAWN


def test_the_same_picture_from_another_file_takes_nobodys_place(
    clerk: Person, author: Person, office: Client, media: Media, twin: Media
) -> None:
    make_pictured(by=clerk, media=twin, name="Quinn Example")
    issue = live(clerk, author, media)
    withdrawn(clerk, media)

    answer = decide(office, media, issue.communication, outcome="replace", instead=str(twin.pk))

    assert answer.status_code == 400
    assert "Choose a picture that may be used." in answer.content.decode()


@pytest.mark.parametrize(
    ("first", "second", "stands"),
    [
        ({}, {"on": A_YEAR_AGO, "until": YESTERDAY}, "Permission ended on "),
        ({}, {"scope": "print"}, "For print only"),
        ({"age": 7, "guardian": "Gil Example"}, {"age": 8, "guardian": "Gil Example"}, "May be used"),
        ({}, {}, "May be used"),
    ],
)
@pytest.mark.parametrize("turned", [False, True])
def test_whatever_limits_one_of_two_files_limits_the_picture(
    clerk: Person,
    media: Media,
    twin: Media,
    first: dict[str, Any],
    second: dict[str, Any],
    stands: str,
    turned: bool,
) -> None:
    PicturePerson.objects.filter(media=media).update(removed_at=timezone.now())
    one, other = (twin, media) if turned else (media, twin)
    make_pictured(by=clerk, media=one, name="Pat Example", **first)
    make_pictured(by=clerk, media=other, name="Quinn Example", **second)

    found = standings(clerk.council.pk, Hashes(pictures=frozenset([media.sha256])))[media.sha256]

    assert found.in_words(timezone.localdate()).startswith(stands)
    assert sorted(found.people) == ["Pat Example", "Quinn Example"]
    assert found.child is bool(first)
