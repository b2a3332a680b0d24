"""Migrations of channels that touch rows, taken back and done again on a database that holds some."""

from datetime import date

import pytest

from portal.channels.models import Delivery, NewsItem, Publication
from portal.channels.outbox.carrying import carry
from portal.channels.outbox.rows import RowKind
from portal.channels.states import Delivering
from portal.councils.people import Person
from portal.councils.powers import Role
from tests.makers import make_approved, make_channels, make_council, make_person, make_scheduled
from tests.migrating import done_again, taken_back

pytestmark = pytest.mark.django_db
THE_MARK = "0010_confirmed_one_by_one"
THE_DAYS = "0012_days_of_issues"
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


def test_what_waits_for_a_person_says_so_in_words_on_the_way_back_and_is_marked_on_the_way_on(
    clerk: Person, author: Person
) -> None:
    marked, held, due = (make_scheduled(author=author, clerk=clerk) for _ in range(3))
    rows = Delivery.objects
    rows.filter(publication=marked).update(state=Delivering.HELD, problem="All was held back.", confirm=True)
    rows.filter(publication=held).update(state=Delivering.HELD, problem="The council held it.")

    old = taken_back("channels", THE_MARK).get_model("channels", "Delivery")

    assert "confirm" not in {field.name for field in old._meta.get_fields()}
    assert dict(old.objects.values_list("publication", "problem")) == {
        marked.pk: WAITED,
        held.pk: "The council held it.",
        due.pk: "",
    }

    done_again("channels", THE_MARK)

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

    old = taken_back("channels", THE_DAYS).get_model("channels", "NewsItem")

    assert "concerns_on" not in {field.name for field in old._meta.get_fields()}
    assert old.objects.count() == 3

    done_again("channels", THE_DAYS)

    assert dict(NewsItem.objects.values_list("publication", "concerns_on")) == {
        dated.pk: date(2027, 3, 4),
        undated.pk: None,
        release.pk: None,
    }


def live(publication: Publication) -> Publication:
    for row in Delivery.objects.filter(publication=publication, channel__connector="newsroom"):
        carry(RowKind.DELIVERY, row.pk)
    return publication
