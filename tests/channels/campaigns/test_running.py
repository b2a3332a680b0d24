"""Paid campaigns: entered with regard to polls, their costs entered once, their results by what they cost."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from policies.models import Period
from portal.channels.campaigns.gates import why_regard
from portal.channels.campaigns.reading import HEADINGS, campaigns_of, table_of
from portal.channels.campaigns.running import (
    Came,
    Planned,
    count_entry,
    enter_campaign,
    note_regard,
    note_results,
    spend,
    stop_campaign,
)
from portal.channels.models import Campaign, CampaignCost
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.drafts.costs.recording import correct_cost
from portal.drafts.models import CostEntry
from portal.records.models import LedgerEntry
from portal.refusals import InvalidInput, NotYours, Refusal
from tests.makers import make_council, make_person, sign_in
from tests.makers.costs import a_cost, make_cost

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 1)
SOUND = Planned(
    "Buses on Sundays",
    "Facebook",
    "Who has no car",
    "Sign-ups for the bus",
    20_000,
    "41/26",
    TODAY,
    date(2026, 6, 30),
)


@pytest.fixture
def clerk() -> Person:
    return make_person(council=make_council(slug="ptc"), role=Role.CLERK)


def poll(clerk: Person, **changes: object) -> Period:
    facts = {
        "kind": "parish_election",
        "title": "Parish election",
        "latest_notice_on": date(2026, 6, 20),
        "poll_on": date(2026, 7, 25),
        **changes,
    }
    return Period.objects.create(council=clerk.council, announced_by=clerk.membership, **facts)


def last_verb(clerk: Person) -> str:
    return LedgerEntry.objects.filter(council_id=clerk.council.pk).latest("number").verb


def test_a_campaign_is_entered_with_what_it_is_for(clerk: Person) -> None:
    made = enter_campaign(actor=clerk, planned=SOUND)

    assert (made.title, made.budget_pence, made.regard) == ("Buses on Sundays", 20_000, "")
    assert last_verb(clerk) == "campaign_entered"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"title": " "}, "missing: name"),
        ({"aim": "", "audience": ""}, "missing: audience, aim"),
        ({"aim": "x" * 501}, "too long: aim"),
        ({"ends_on": date(2026, 5, 31)}, "before it begins"),
        ({"budget": -1}, "budget between"),
        ({"channel_id": 0}, "no such channel"),
        ({"regard": "x" * 1001}, "1,000 characters"),
    ],
)
def test_what_cannot_be_entered_is_refused_in_words(
    clerk: Person, changes: dict[str, object], words: str
) -> None:
    with pytest.raises(InvalidInput, match=words):
        enter_campaign(actor=clerk, planned=replace(SOUND, **changes))  # type: ignore[arg-type]
    assert not Campaign.objects.exists()


def test_before_a_poll_it_needs_regard_and_has_it_then(clerk: Person) -> None:
    poll(clerk)
    with pytest.raises(Refusal, match="time before a poll: Parish election"):
        enter_campaign(actor=clerk, planned=SOUND)

    made = enter_campaign(actor=clerk, planned=replace(SOUND, regard="Safety on roads, no candidate in it."))

    assert made.regard == "Safety on roads, no candidate in it."


@pytest.mark.parametrize(
    ("changes", "near"),
    [
        ({}, True),
        ({"noticed_on": date(2026, 6, 25)}, True),
        ({"noticed_on": date(2026, 7, 1)}, False),
        ({"latest_notice_on": date(2026, 7, 1)}, False),
        ({"poll_on": date(2026, 5, 31), "latest_notice_on": date(2026, 4, 1)}, False),
        ({"ended_early_at": timezone.now()}, False),
        ({"kind": "mourning"}, False),
    ],
)
def test_a_poll_is_near_from_its_notice_to_its_day(
    clerk: Person, changes: dict[str, object], near: bool
) -> None:
    poll(clerk, **changes)
    assert bool(why_regard(clerk.council.pk, SOUND.begins_on, SOUND.ends_on)) is near
    assert why_regard(make_council().pk, SOUND.begins_on, SOUND.ends_on) == ""


def test_a_gate_that_breaks_asks_for_regard(clerk: Person, settings: object) -> None:
    settings.CAMPAIGN_GATES = ["portal.channels.campaigns.gates.no_such_gate"]  # type: ignore[attr-defined]
    assert why_regard(clerk.council.pk, TODAY, TODAY).startswith("Whether a poll is near could not")


def test_a_cost_is_entered_once_and_its_correction_counts_in_its_place(clerk: Person) -> None:
    made = enter_campaign(actor=clerk, planned=SOUND)
    first = spend(actor=clerk, campaign_id=made.pk, cost=a_cost(net=9_000, vat=1_800))
    other = make_cost(by=clerk, net=500, vat=100)
    count_entry(actor=clerk, campaign_id=made.pk, entry_id=other.pk)

    assert CostEntry.objects.count() == 2
    assert [line.spent for line in campaigns_of(clerk.council)] == [9_500]
    second = correct_cost(actor=clerk, entry_id=first.pk, cost=a_cost(net=6_000, vat=0), reason="A slip.")
    correct_cost(actor=clerk, entry_id=second.pk, cost=a_cost(net=7_000, vat=0), reason="Another slip.")
    assert [line.spent for line in campaigns_of(clerk.council)] == [7_500]


def test_an_entry_counts_for_one_campaign_and_only_one_of_the_council_s_that_stands(clerk: Person) -> None:
    made = enter_campaign(actor=clerk, planned=SOUND)
    entry = make_cost(by=clerk)
    count_entry(actor=clerk, campaign_id=made.pk, entry_id=entry.pk)
    with pytest.raises(Refusal, match="counts for a campaign already"):
        count_entry(actor=clerk, campaign_id=made.pk, entry_id=entry.pk)
    theirs = make_cost(by=make_person(council=make_council(), role=Role.CLERK))
    wrong = make_cost(by=clerk)
    correct_cost(actor=clerk, entry_id=wrong.pk, cost=a_cost(), reason="A slip.")
    for pk in (theirs.pk, wrong.pk):
        with pytest.raises(InvalidInput, match="no such entry"):
            count_entry(actor=clerk, campaign_id=made.pk, entry_id=pk)
    assert CampaignCost.objects.count() == 1


def test_only_entries_that_stand_and_count_for_nothing_are_offered_for_a_campaign(clerk: Person) -> None:
    made = enter_campaign(actor=clerk, planned=SOUND)
    counted, wrong = make_cost(by=clerk), make_cost(by=clerk)
    count_entry(actor=clerk, campaign_id=made.pk, entry_id=counted.pk)
    later = correct_cost(actor=clerk, entry_id=wrong.pk, cost=a_cost(), reason="A slip.")
    make_cost(by=make_person(council=make_council(), role=Role.CLERK))

    page = sign_in(clerk).get(reverse("campaign_count", args=[clerk.council.slug, made.pk]))

    assert [value for value, _ in page.context["form"].fields["entry_id"].choices] == ["", str(later.pk)]


def test_results_say_what_they_are_and_what_each_cost(clerk: Person) -> None:
    made = enter_campaign(actor=clerk, planned=SOUND)
    spend(actor=clerk, campaign_id=made.pk, cost=a_cost(net=10_000, vat=0))
    with pytest.raises(InvalidInput, match="what the results are"):
        note_results(actor=clerk, campaign_id=made.pk, came=Came(results=3))
    with pytest.raises(InvalidInput, match="cannot be"):
        note_results(actor=clerk, campaign_id=made.pk, came=Came(clicks=-1))

    note_results(actor=clerk, campaign_id=made.pk, came=Came(8_000, 400, 30, "sign-ups"))

    (line,) = campaigns_of(clerk.council)
    assert (line.per_click, line.per_result, line.over_budget) == (25, 333, False)
    with pytest.raises(IntegrityError, match="campaign_names_its_results"), transaction.atomic():
        Campaign.objects.update(result_called="")


def test_a_zero_of_clicks_divides_nothing(clerk: Person) -> None:
    made = enter_campaign(actor=clerk, planned=SOUND)
    note_results(actor=clerk, campaign_id=made.pk, came=Came(clicks=0, results=0, result_called="sign-ups"))
    (line,) = campaigns_of(clerk.council)
    assert (line.per_click, line.per_result) == (None, None)


def test_the_table_has_a_cell_for_every_heading_and_no_formula(clerk: Person) -> None:
    enter_campaign(actor=clerk, planned=replace(SOUND, title="=1+1"))
    head, row = table_of(campaigns_of(clerk.council))
    assert head == HEADINGS
    assert len(row) == len(HEADINGS)
    assert row[0] == "'=1+1"


def test_it_is_stopped_once_and_regard_is_noted_later(clerk: Person) -> None:
    made = enter_campaign(actor=clerk, planned=SOUND)
    note_regard(actor=clerk, campaign_id=made.pk, reason="The poll was called since; it names nobody.")
    assert last_verb(clerk) == "campaign_regarded"
    stop_campaign(actor=clerk, campaign_id=made.pk, reason="The bus is full.")
    with pytest.raises(Refusal, match="stopped already"):
        stop_campaign(actor=clerk, campaign_id=made.pk, reason="Again.")


def test_the_clerk_enters_officers_note_costs_and_members_neither(clerk: Person) -> None:
    officer = make_person(council=clerk.council, role=Role.OFFICER)
    member = make_person(council=clerk.council, role=Role.COUNCILLOR)
    made = enter_campaign(actor=clerk, planned=SOUND)
    for person in (officer, member):
        with pytest.raises(NotYours):
            enter_campaign(actor=person, planned=SOUND)
    assert spend(actor=officer, campaign_id=made.pk, cost=a_cost()).pk
    with pytest.raises(NotYours):
        spend(actor=member, campaign_id=made.pk, cost=a_cost())
    with pytest.raises(NotYours):
        note_results(actor=member, campaign_id=made.pk, came=Came())
    assert sign_in(member).get(reverse("campaigns", args=["ptc"])).status_code == 403
    stranger = make_person(council=make_council(), role=Role.CLERK)
    with pytest.raises(Refusal, match="no such campaign"):
        spend(actor=stranger, campaign_id=made.pk, cost=a_cost())


def test_the_pages_show_cost_results_and_a_poll_that_came_near(clerk: Person) -> None:
    client = sign_in(clerk)
    today = timezone.localdate()
    typed = {
        "title": "Buses",
        "place": "Facebook",
        "audience": "Who has no car",
        "aim": "Sign-ups",
        "budget": "200.00",
        "authority": "41/26",
        "begins_on": today,
        "ends_on": today + timedelta(days=30),
    }
    assert client.post(reverse("enter_campaign", args=["ptc"]), {**typed, "aim": ""}).status_code == 422
    client.post(reverse("enter_campaign", args=["ptc"]), typed)
    made = Campaign.objects.get()
    assert made.budget_pence == 20_000
    poll(clerk, latest_notice_on=today, poll_on=today + timedelta(days=25))
    page = client.get(reverse("campaign", args=["ptc", made.pk])).content.decode()
    assert "It would run in the time before a poll: Parish election" in page
    cost = {"sort": "advertising", "what": "Space", "on": today, "net": "50.00"}
    client.post(reverse("campaign_spend", args=["ptc", made.pk]), cost)
    client.post(reverse("campaign_results", args=["ptc", made.pk]), {"clicks": "10"})
    assert "£50.00 of £200.00 spent; 10 clicks at £5.00 each" in " ".join(
        client.get(reverse("campaigns", args=["ptc"])).content.decode().split()
    )
    assert "Buses" in client.get(reverse("campaigns_csv", args=["ptc"])).content.decode()


def test_thirty_campaigns_cost_as_many_queries_as_one(clerk: Person) -> None:
    client, address = sign_in(clerk), reverse("campaigns", args=["ptc"])
    counts = []
    for many in (1, 29):
        for _ in range(many):
            made = enter_campaign(actor=clerk, planned=SOUND)
            spend(actor=clerk, campaign_id=made.pk, cost=a_cost())
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        counts.append(len(asked))
    assert counts[0] == counts[1]
