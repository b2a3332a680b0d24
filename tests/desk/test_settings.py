"""The council's settings."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from policies.models import DraftingRule
from portal.channels.models import Delivery
from portal.channels.outbox.carrying import carry
from portal.channels.outbox.rows import RowKind
from portal.channels.outbox.standstill import hold_everything, resume
from portal.councils.bodies import create_body
from portal.councils.delegating import delegate
from portal.councils.models import Council
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.councils.settling import change_details
from portal.records.models import LedgerEntry, Snapshot
from portal.refusals import InvalidInput, NotYours, Refusal
from tests.makers import make_approved, make_channels, make_council, make_person, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def council() -> Council:
    return make_council(slug="ptc")


@pytest.fixture
def clerk(council: Council) -> Person:
    return make_person(council=council, role=Role.CLERK)


@pytest.fixture
def client(clerk: Person) -> Client:
    return sign_in(clerk)


def last_verb(council: Council) -> str:
    entry = LedgerEntry.objects.filter(council_id=council.pk).order_by("-number").first()
    return entry.verb if entry else ""


def test_details_are_changed_and_only_their_names_recorded(client: Client, council: Council) -> None:
    typed = {
        "name": council.name,
        "clerk_title": "Town Clerk",
        "chair_title": "Mayor",
        "deputy_title": council.deputy_title,
        "retention_years": "7",
        "child_age": "16",
        "press_hours": "48",
        "answers_within": "day",
        "minutes_within": "fortnight",
        "address": "The Town Hall\r\nMarket Square",
        "telephone": "01632 960220",
        "email": "office@pellworth-tc.gov.uk",
        "website": "https://www.pellworth-tc.gov.uk",
        "social_handle": "",
    }

    assert client.post(reverse("settings_details", args=["ptc"]), typed).status_code == 302

    council.refresh_from_db()
    assert council.address == "The Town Hall\nMarket Square"
    entry = LedgerEntry.objects.filter(council_id=council.pk).latest("number")
    assert entry.verb == "setting_changed"
    assert "Market Square" not in entry.body
    unchanged = {"name", "deputy_title", "social_handle"}
    assert json.loads(entry.body)["facts"]["details"] == sorted(set(typed) - unchanged)
    filed = Snapshot.objects.get(object_type="council", status="setting_changed")
    assert filed.text is not None
    assert (
        "Title of the chairman: Chairman → Mayor\nPostal address: – → The Town Hall\nMarket Square"
        in filed.text
    )
    assert "Years that texts are kept: 6 → 7" in filed.text
    assert json.loads(entry.body)["facts"]["text_sha256"] == filed.sha256


def test_a_new_name_is_the_name_of_the_council_s_own_voice_and_has_decisions_judged_again(
    clerk: Person, council: Council
) -> None:
    change_details(actor=clerk, name="Pellworth and Mill Town Council")

    council.refresh_from_db()
    assert (council.name, council.slug) == ("Pellworth and Mill Town Council", "ptc")
    assert council.bodies.get(kind="council").name == "Pellworth and Mill Town Council"
    assert council.circumstances_version == 2


def test_a_name_that_a_charity_of_the_council_has_is_refused(clerk: Person, council: Council) -> None:
    create_body(actor=clerk, council=council, kind="charity", name="The Green Charity")

    with pytest.raises(InvalidInput, match="has this name already"):
        change_details(actor=clerk, name="The Green Charity")


def test_the_same_details_again_record_nothing(clerk: Person, council: Council) -> None:
    change_details(actor=clerk, telephone="1")
    before = LedgerEntry.objects.count()

    change_details(actor=clerk, telephone="1")

    assert LedgerEntry.objects.count() == before


@pytest.mark.parametrize(
    "details",
    [
        {"slug": "other"},
        {"email": "no address"},
        {"website": "ftp//x"},
        {"name": "  "},
        {"chair_title": ""},
        {"retention_years": 0},
        {"retention_years": 51},
        {"child_age": 12},
        {"child_age": 19},
        {"press_hours": 0},
        {"press_hours": 121},
        {"second_officer_required": True},
    ],
)
def test_details_that_cannot_be_are_refused(clerk: Person, council: Council, details: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput):
        change_details(actor=clerk, **details)


def test_bad_details_keep_what_was_typed(client: Client) -> None:
    response = client.post(
        reverse("settings_details", args=["ptc"]),
        {"address": "Kept", "email": "nonsense", "telephone": "0163"},
    )

    assert response.status_code == 422
    page = response.content.decode()
    assert "Kept" in page
    assert 'value="nonsense"' in page
    assert 'href="#id_email"' in page


def test_a_second_officer_cannot_be_required_where_there_is_none(client: Client, council: Council) -> None:
    response = client.post(reverse("settings_second_officer", args=["ptc"]), {"required": "yes"})

    assert response.status_code == 409
    assert "only one person here may clear items" in response.content.decode()
    council.refresh_from_db()
    assert not council.second_officer_required


def test_a_second_officer_is_required_where_there_are_two(client: Client, council: Council) -> None:
    make_person(council=council, role=Role.CLERK)

    assert (
        client.post(reverse("settings_second_officer", args=["ptc"]), {"required": "yes"}).status_code == 302
    )

    council.refresh_from_db()
    assert council.second_officer_required


def test_drafting_rules_are_set_with_their_clause_and_opened_again(client: Client, council: Council) -> None:
    address = reverse("settings_drafting", args=["ptc", "press_release"])

    client.post(address, {"everybody": "no", "roles": ["chair", "deputy"], "clause": "4.2"})
    rules = list(DraftingRule.objects.order_by("role").values_list("kind", "role", "clause"))
    assert rules == [("press_release", "chair", "4.2"), ("press_release", "deputy", "4.2")]
    assert "4.2" in client.get(reverse("settings", args=["ptc"])).content.decode()

    client.post(address, {"everybody": "yes", "clause": ""})
    assert not DraftingRule.objects.exists()


def test_a_limit_to_nobody_is_refused_and_an_unknown_kind_does_not_exist(client: Client) -> None:
    refused = client.post(
        reverse("settings_drafting", args=["ptc", "letter"]), {"everybody": "no", "clause": "9.9"}
    )

    assert refused.status_code == 422
    assert "Choose at least one office" in refused.content.decode()
    assert 'value="9.9"' in refused.content.decode()
    assert client.get(reverse("settings_drafting", args=["ptc", "telegram"])).status_code == 404


def test_holding_everything_stops_what_is_due_and_resuming_lets_nothing_burst_out(
    client: Client, clerk: Person, council: Council
) -> None:
    make_channels(council, "newsroom", "press_email")
    make_approved(author=make_person(council=council, role=Role.DEPUTY), clerk=clerk)
    version = council.circumstances_version
    waiting = Delivery.objects.get(channel__connector="newsroom")

    assert client.post(reverse("hold_everything", args=["ptc"]), {"reason": "A death."}).status_code == 302
    carry(RowKind.DELIVERY, waiting.pk)
    waiting.refresh_from_db()
    assert waiting.state == "held"
    assert "A death." in client.get(reverse("settings", args=["ptc"])).content.decode()
    assert (
        client.post(reverse("resume_issuing", args=["ptc"]), {"reason": "After the funeral."}).status_code
        == 302
    )

    carry(RowKind.DELIVERY, waiting.pk)
    waiting.refresh_from_db()
    assert waiting.state == "held"
    council.refresh_from_db()
    assert council.circumstances_version == version + 2
    assert not council.issuing_on_hold
    assert last_verb(council) == "issuing_resumed"
    filed = Snapshot.objects.filter(object_type="council").order_by("pk").values_list("status", "text")
    assert list(filed) == [("issuing_held", "A death."), ("issuing_resumed", "After the funeral.")]


def test_holding_twice_or_without_a_reason_is_refused(clerk: Person, council: Council) -> None:
    with pytest.raises(InvalidInput):
        hold_everything(actor=clerk, reason="  ")
    with pytest.raises(Refusal, match="not on hold"):
        resume(actor=clerk, reason="x")
    hold_everything(actor=clerk, reason="Once")
    with pytest.raises(Refusal, match="already"):
        hold_everything(actor=clerk, reason="Twice")


def test_the_nominated_officer_may_hold_everything_and_the_mayor_may_not(
    clerk: Person, council: Council
) -> None:
    officer = make_person(council=council, role=Role.OFFICER)
    now = timezone.now()
    delegate(
        actor=clerk, holder=officer.membership, starts_at=now, until=now + timedelta(days=1), reason="Leave."
    )
    mayor = make_person(council=council, role=Role.CHAIR)

    with pytest.raises(NotYours):
        hold_everything(actor=mayor, reason="x")
    response = sign_in(officer).post(reverse("hold_everything", args=["ptc"]), {"reason": "Crisis."})

    assert response.status_code == 302
    council.refresh_from_db()
    assert council.issuing_on_hold
