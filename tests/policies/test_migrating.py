"""Migrations that touch rows, taken back and done again on a database that holds some."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from policies.matters.releasing import release_decision
from policies.models import AgendaItem, MatterLink, Period, PeriodDecision
from portal.councils.people import Person
from portal.drafts.models import Communication
from tests.makers import make_revision
from tests.makers.circumstances import make_item, make_matter, make_period
from tests.migrating import done_again, taken_back

pytestmark = pytest.mark.django_db
LISTING_AGAIN = "0012_an_item_may_be_listed_again"
NAMING_MATTERS = "0013_closed_items_have_matters"
FOUND_BY_THE_PORTAL = "0022_the_portal_finds_what_an_item_is_about"


def decision(period: Period, item: Communication, clerk: Person, outcome: str) -> PeriodDecision:
    decided: dict[str, Any] = {}
    if outcome != "open":
        decided = {"decided_by": clerk.membership, "decided_at": timezone.now(), "reason": "It may stay."}
    return PeriodDecision.objects.create(
        period=period, communication=item, why=f"It is {outcome}.", outcome=outcome, **decided
    )


def test_of_several_decisions_about_an_item_the_latest_stays_on_the_way_back_and_all_is_well_on_the_way_on(
    clerk: Person,
) -> None:
    period = make_period(clerk=clerk)
    twice, once = (make_revision(author=clerk, title=f"Item {n}").communication for n in (1, 2))
    decision(period, twice, clerk, "released")
    latest = decision(period, twice, clerk, "open")
    only = decision(period, once, clerk, "dropped")

    old = taken_back("policies", LISTING_AGAIN).get_model("policies", "PeriodDecision")

    kept = {"period_id": period.pk, "communication_id": twice.pk, "why": "Once more."}
    assert list(old.objects.order_by("pk").values_list("pk", "outcome")) == [
        (latest.pk, "open"),
        (only.pk, "dropped"),
    ]
    with pytest.raises(IntegrityError, match="period_decision_once"), transaction.atomic():
        old.objects.create(**kept)

    done_again("policies", LISTING_AGAIN)

    assert list(PeriodDecision.objects.order_by("pk")) == [latest, only]
    with pytest.raises(IntegrityError, match="one_open_period_decision"), transaction.atomic():
        PeriodDecision.objects.create(**kept)
    PeriodDecision.objects.filter(pk=latest.pk).update(
        outcome="released", decided_by=clerk.membership, decided_at=timezone.now(), reason="It may stay."
    )
    PeriodDecision.objects.create(**kept)
    assert PeriodDecision.objects.filter(communication=twice).count() == 2


def test_an_item_whose_decision_was_released_finds_its_matter_again(clerk: Person) -> None:
    matter = make_matter(clerk=clerk)
    released = make_item(clerk=clerk)
    release_decision(actor=clerk, matter_id=matter.pk, item_id=released.pk, text="The depot is sold.")
    shut = make_item(clerk=clerk, reference="42/26", meeting=released.meeting)

    old = taken_back("policies", NAMING_MATTERS).get_model("policies", "AgendaItem")

    assert "matter" not in {field.name for field in old._meta.get_fields()}
    assert dict(old.objects.values_list("pk", "released_text")) == {
        released.pk: "The depot is sold.",
        shut.pk: "",
    }

    done_again("policies", NAMING_MATTERS)

    assert dict(AgendaItem.objects.values_list("pk", "matter")) == {released.pk: matter.pk, shut.pk: None}


def test_what_the_portal_found_is_said_by_the_author_of_the_item_on_the_way_back(
    clerk: Person, officer: Person
) -> None:
    item = make_revision(author=officer).communication
    found = MatterLink.objects.create(communication=item, matter=make_matter(clerk=clerk), about=True)

    old = taken_back("policies", FOUND_BY_THE_PORTAL).get_model("policies", "MatterLink")

    assert old.objects.get(pk=found.pk).said_by_id == officer.membership.pk
    done_again("policies", FOUND_BY_THE_PORTAL)
    with pytest.raises(IntegrityError, match="only_somebody_says"), transaction.atomic():
        MatterLink.objects.filter(pk=found.pk).update(said_by=None, about=False)
