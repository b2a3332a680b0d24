"""Who gets in where: every page and every act of the clerk's desk, for every role."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from approvals.urls import urlpatterns
from portal.channels.models import Delivery
from portal.channels.states import Delivering
from portal.councils.models import Suspension
from portal.councils.powers import Role
from tests.approvals.views.conftest import Town
from tests.makers import make_approved, make_council, make_person, make_review, sign_in

pytestmark = pytest.mark.django_db

READERS, DECIDERS, ALL, WRITERS = "readers", "deciders", "all", "writers"

PAGES = {
    "": READERS,
    "decided/": READERS,
    "scheduled/": READERS,
    "confirm/": READERS,
    "deliveries/": READERS,
    "second-looks/": ALL,
    "report/": READERS,
    "report/csv/": READERS,
    "{review}/": READERS,
    "{review}/return/": DECIDERS,
    "{review}/reject/": DECIDERS,
    "urgent/{waiting}/": DECIDERS,
    "item/{approved}/export/": READERS,
    "item/{approved}/stop/": DECIDERS,
    "item/{approved}/time/": DECIDERS,
    "item/{approved}/withdraw/": DECIDERS,
    "item/{approved}/headline/": DECIDERS,
    "delivery/delivery/{delivery}/settle/": DECIDERS,
}
ACTS = {
    "{review}/claim/": DECIDERS,
    "{review}/read/": DECIDERS,
    "{review}/put-back/": DECIDERS,
    "{review}/approve/": DECIDERS,
    "{review}/return/": DECIDERS,
    "{review}/reject/": DECIDERS,
    "{review}/amend/": DECIDERS,
    "urgent/{waiting}/": DECIDERS,
    "item/{approved}/stop/": DECIDERS,
    "item/{approved}/time/": DECIDERS,
    "item/{approved}/withdraw/": DECIDERS,
    "item/{approved}/headline/": DECIDERS,
    "item/{approved}/pin/": DECIDERS,
    "item/{approved}/unpin/": DECIDERS,
    "confirm/{issue}/": DECIDERS,
    "delivery/delivery/{delivery}/again/": DECIDERS,
    "delivery/delivery/{delivery}/settle/": DECIDERS,
}
NOT_YET = {"item/{approved}/headline/"}
"""Pages that tell who may act that there is nothing to do yet: the approved item is live, not withdrawn."""
MAY = {
    Role.CLERK: {READERS, DECIDERS, ALL},
    "delegated": {READERS, DECIDERS, ALL},
    Role.OFFICER: {READERS, ALL},
    Role.AUDITOR: {READERS, ALL},
    Role.CHAIR: {ALL},
    Role.DEPUTY: {ALL},
    Role.COMMITTEE_CHAIR: {ALL},
    Role.COUNCILLOR: {ALL},
}


@pytest.fixture
def address(town: Town) -> Callable[[str], str]:
    """Return what fills in the keys of one waiting and one approved item."""
    review = make_review(author=town.author)
    publication = make_approved(author=town.author, clerk=town.clerk)
    delivery = Delivery.objects.order_by("pk").first()
    assert delivery is not None
    Delivery.objects.filter(pk=delivery.pk).update(state=Delivering.UNKNOWN)
    keys = {
        "review": review.pk,
        "waiting": review.communication_id,
        "approved": publication.communication_id,
        "issue": publication.pk,
        "delivery": delivery.pk,
    }
    return lambda path: town.at(path.format(**keys))


def _client(town: Town, role: str) -> Client:
    return sign_in(town.delegated_officer() if role == "delegated" else town.somebody(role))


@pytest.mark.parametrize("role", MAY)
def test_each_page_opens_for_those_whom_it_is_for(
    town: Town, address: Callable[[str], str], role: str
) -> None:
    client = _client(town, role)
    answers = {path: client.get(address(path)).status_code for path in PAGES}
    let_in = {path: 409 if path in NOT_YET else 200 for path in PAGES}
    assert answers == {path: let_in[path] if whom in MAY[role] else 403 for path, whom in PAGES.items()}


@pytest.mark.parametrize("role", [role for role, may in MAY.items() if DECIDERS not in may])
def test_nobody_acts_without_the_power_to_decide(
    town: Town, address: Callable[[str], str], role: str
) -> None:
    client = _client(town, role)
    answers = {path: client.post(address(path)).status_code for path in ACTS}
    assert answers == dict.fromkeys(ACTS, 403)


def test_a_stranger_to_the_council_finds_nothing(town: Town, address: Callable[[str], str]) -> None:
    elsewhere = make_council(slug="elsewhere")
    client = sign_in(make_person(council=elsewhere, role=Role.CLERK))
    assert {client.get(address(path)).status_code for path in PAGES} == {404}
    assert {client.post(address(path)).status_code for path in ACTS} == {404}


def test_another_councils_keys_lead_nowhere(town: Town, address: Callable[[str], str]) -> None:
    elsewhere = make_council(slug="elsewhere")
    client = sign_in(make_person(council=elsewhere, role=Role.CLERK))
    keyed = [path for path in {**PAGES, **ACTS} if "{" in path]
    here = {path: address(path).replace("/ptc/", "/elsewhere/") for path in keyed}
    assert {path: client.get(here[path]).status_code for path in keyed} == dict.fromkeys(keyed, 404)
    typed = {"reason": "Because", "return-reason": "Because", "revision_id": 1, "when": "now"}
    posted = {path: client.post(here[path], typed).status_code for path in ACTS}
    assert posted == dict.fromkeys(ACTS, 404)
    for path in ("submit", "recall"):
        assert client.post(address(path + "/{waiting}/").replace("/ptc/", "/elsewhere/")).status_code == 404


def test_who_is_not_signed_in_is_sent_to_sign_in(town: Town, address: Callable[[str], str]) -> None:
    answer = Client().get(address("{review}/"))
    assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/accounts/login/")


def test_every_address_of_the_desk_is_in_these_tables() -> None:
    names = {str(path.pattern) for path in urlpatterns}
    known = {path.replace("{review}", "<int:pk>") for path in {**PAGES, **ACTS}}
    known = {path.replace("{issue}", "<int:pk>") for path in known}
    known = {path.replace("{waiting}", "<int:communication>") for path in known}
    known = {path.replace("{approved}", "<int:communication>") for path in known}
    known = {path.replace("delivery/delivery/{delivery}", "delivery/<slug:kind>/<int:pk>") for path in known}
    apart = {  # each has tests of its own
        "second-looks/<int:pk>/",
        "<int:pk>/letter.pdf",
        "<int:pk>/sheet/<int:channel>.png",
        "mailing/<int:pk>/again/",
        "submit/<int:communication>/",
        "recall/<int:communication>/",
        "time/<int:communication>/",
        "expired/",
        "filters/",
        "filters/<int:pk>/remove/",
        "item/<int:communication>/",
    }
    assert names == known | apart


@pytest.mark.parametrize("number", ["0", "999999999", "9" * 40])
def test_a_number_that_is_nobodys_is_not_found(town: Town, number: str) -> None:
    for path in (
        "{}/",
        "{}/return/",
        "item/{}/",
        "urgent/{}/",
        "second-looks/{}/",
        "delivery/dispatch/{}/settle/",
    ):
        assert town.desk.get(town.at(path.format(number))).status_code == 404
    assert town.desk.get(town.at("delivery/parcel/1/settle/")).status_code == 404


def test_a_suspended_clerk_reads_and_does_not_act(town: Town, address: Callable[[str], str]) -> None:
    now = timezone.now()
    Suspension.objects.create(
        member=town.clerk.membership,
        ordered_by=town.somebody(Role.CHAIR).membership,
        starts_at=now - timedelta(hours=1),
        until=now + timedelta(days=1),
        reason="Inquiry",
    )
    assert town.desk.get(address("{review}/")).status_code == 200
    assert town.desk.post(address("{review}/claim/")).status_code == 403
