"""What is known of the logo around a text."""

from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from policies.branded import with_brand
from policies.circumstances import NOTHING_SPECIAL
from policies.evaluate import Finding
from policies.judging import judge
from portal.channels.models import Channel
from portal.councils.models import Body
from portal.councils.people import Person
from portal.councils.powers import Role
from tests.makers import make_channels, make_council, make_person, make_revision
from tests.makers.policies import make_adopted_policy, make_clause_rule

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk() -> Person:
    return make_person(council=make_council(), role=Role.CLERK)


def branding(clerk: Person, kind: str, **parts: Any) -> list[Finding]:
    """Return what the council's own rule on branding finds in an item."""
    version = make_adopted_policy(clerk=clerk)
    make_clause_rule(clerk=clerk, version=version, ref="2.1", check_id="branding", severity="advise")
    item = make_revision(author=clerk, kind=kind, **parts)
    return [each for each in judge(item.communication, item.content).findings if each.check == "branding"]


@pytest.mark.parametrize(
    ("kind", "capacity", "queries", "logo", "kept"),
    [
        ("social_post", "personal", 0, False, None),
        ("social_post", "councillor", 0, False, None),
        ("social_post", "official", 0, None, None),
        ("letter", "personal", 0, None, None),
        ("leaflet", "official", 1, None, False),
    ],
)
def test_what_the_portal_lays_out_it_knows_of(
    clerk: Person,
    kind: str,
    capacity: str,
    queries: int,
    logo: bool | None,
    kept: bool | None,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    item = make_revision(author=clerk, kind=kind, capacity=capacity)

    with django_assert_num_queries(queries):
        seen = with_brand(NOTHING_SPECIAL, item.communication, item.content)

    assert (seen.logo, seen.logo_kept) == (logo, kept)


def test_a_personal_view_in_the_newsroom_carries_no_logo_and_a_letter_does(clerk: Person) -> None:
    assert branding(clerk, "social_post", capacity="personal") == []


def test_a_personal_letter_would_go_out_on_the_letterhead(clerk: Person) -> None:
    (found,) = branding(clerk, "letter", capacity="personal")

    assert found.message == "A personal view would go out with the council's letterhead."


@pytest.mark.parametrize(("logo", "named"), [("", False), ("logos/1.png", True)])
def test_a_leaflet_without_the_council_s_name_is_told_of_the_logo_where_there_is_one(
    clerk: Person, logo: str, named: bool
) -> None:
    Body.objects.filter(council=clerk.council).update(logo=logo)

    (found,) = branding(clerk, "leaflet", body="<p>Come to the fair.</p>")

    assert ("and the logo on the front" in found.remedy) is named


def test_a_leaflet_that_the_portal_sets_has_the_council_s_name_at_its_head(clerk: Person) -> None:
    make_channels(clerk.council, "leaflet")

    assert branding(clerk, "leaflet", body="<p>Come to the fair.</p>") == []


def test_a_personal_view_is_not_set_under_the_council_s_name(clerk: Person) -> None:
    make_channels(clerk.council, "leaflet")

    (found,) = branding(clerk, "leaflet", capacity="personal", body="<p>Come to the fair.</p>")

    assert found.message == "A personal view would go out with the council's name."


def test_a_channel_for_leaflets_that_is_closed_sets_none(clerk: Person) -> None:
    for channel in make_channels(clerk.council, "leaflet"):
        Channel.objects.filter(pk=channel.pk).update(is_open=False)

    assert len(branding(clerk, "leaflet", body="<p>Come to the fair.</p>")) == 1
