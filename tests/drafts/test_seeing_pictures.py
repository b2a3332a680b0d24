"""Whose a picture is to see on the desk: of whoever may read a text that shows it."""

import pytest
from django.http import Http404
from pytest_django import DjangoAssertNumQueries

from portal.councils.models import Council
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.drafts.access import get_picture
from portal.drafts.editing import keep_typing
from portal.drafts.inviting import invite
from portal.drafts.models import Communication, Media, Revision
from portal.drafts.picturing import row_of, upload
from tests.makers import (
    make_channels,
    make_communication,
    make_council,
    make_person,
    make_revision,
    make_shared,
)
from tests.makers.standing import Cast, make_public
from tests.walks.world import picture

pytestmark = pytest.mark.django_db

READS_ALL = {Role.CLERK, Role.OFFICER, Role.AUDITOR}


@pytest.fixture
def council() -> Council:
    return make_council()


@pytest.fixture
def author(council: Council) -> Person:
    return make_person(council=council, role=Role.DEPUTY)


@pytest.fixture
def media(author: Person) -> Media:
    return upload(actor=author, file=picture(7))


def sees(person: Person, media: Media) -> bool:
    try:
        return get_picture(person, media.pk) == media
    except Http404:
        return False


def show(author: Person, media: Media, item: Communication | None = None) -> Revision:
    """Return a social post that shows ``media``."""
    return make_revision(
        author=author, kind="social_post", communication=item, images=[{**row_of(media), "alt": "A square"}]
    )


@pytest.mark.parametrize("role", Role.values)
def test_a_draft_s_picture_is_for_its_uploader_and_for_who_reads_all(
    role: str, council: Council, author: Person, media: Media
) -> None:
    item = show(author, media).communication
    person = make_person(council=council, role=role)
    assert not sees(person, media)
    make_shared(item)
    assert sees(person, media) is (role in READS_ALL)
    assert sees(author, media)
    assert not sees(make_person(council=make_council(), role=Role.CLERK), media)


def test_the_invited_see_the_pictures_of_every_version_and_no_longer_when_they_leave(
    council: Council, author: Person, media: Media
) -> None:
    item = show(author, media).communication
    make_revision(author=author, communication=item)
    friend = make_person(council=council)
    assert not sees(friend, media)
    made = invite(actor=author, communication=item, member_id=friend.membership.pk)
    assert sees(friend, media)
    made.delete()
    assert not sees(friend, media)


def test_everybody_sees_the_picture_of_what_is_public_but_not_one_of_an_earlier_version(
    council: Council, author: Person, media: Media
) -> None:
    make_channels(council)
    clerk = make_person(council=council, role=Role.CLERK)
    cast = Cast(author=author, clerk=clerk, other=clerk)
    earlier = upload(actor=author, file=picture(8))
    item = show(author, media, show(author, earlier).communication).communication
    member = make_person(council=council, role=Role.CONTRACTOR)
    assert (sees(member, earlier), sees(member, media)) == (False, False)
    make_public(item, cast)
    assert (sees(member, earlier), sees(member, media)) == (False, True)


def test_who_typed_a_picture_in_sees_it_only_with_the_hash_that_nobody_guesses(
    council: Council, author: Person, media: Media
) -> None:
    friend = make_person(council=council)
    own = make_communication(author=friend, kind="social_post")

    def type_in(row: dict[str, str], edition: int) -> None:
        keep_typing(
            actor=friend, communication=own, typed={"images": [row]}, based_on_id=None, edition=edition
        )

    type_in({"media": str(media.pk), "sha256": "", "alt": ""}, 0)
    assert not sees(friend, media)
    type_in(row_of(media), 1)
    assert sees(friend, media)


def test_a_picture_takes_few_queries_however_many_texts_show_it(
    council: Council, author: Person, media: Media, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(5):
        show(author, media)
    stranger = make_person(council=council)
    with django_assert_max_num_queries(3):
        assert not sees(stranger, media)
