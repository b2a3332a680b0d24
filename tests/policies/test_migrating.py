"""Migrations that touch rows, taken back and done again on a database that holds some.

In each test's own transaction, as the owner; PostgreSQL rolls all of it back.
"""

from typing import Any

import pytest
from django.apps.registry import Apps
from django.db import IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from policies.matters.releasing import release_decision
from policies.models import AgendaItem, Period, PeriodDecision
from portal.councils.people import Person
from portal.drafts.models import Communication
from tests.makers import make_revision
from tests.makers.circumstances import make_item, make_matter, make_period

pytestmark = pytest.mark.django_db
BEFORE_LISTING_AGAIN = "0011_hits_on_closed_matters"
LISTING_AGAIN = "0012_an_item_may_be_listed_again"


def migrated(name: str | None = None) -> Apps:
    """Bring policies to the migration ``name``, or everything to its newest; return the models as they are there."""
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # no table changes while rows wait to be checked
    executor = MigrationExecutor(connection)
    targets = [("policies", name)] if name else executor.loader.graph.leaf_nodes()
    executor.migrate(targets)
    apps: Apps = MigrationExecutor(connection).loader.project_state(targets).apps
    return apps


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

    old = migrated(BEFORE_LISTING_AGAIN).get_model("policies", "PeriodDecision")

    kept = {"period_id": period.pk, "communication_id": twice.pk, "why": "Once more."}
    assert list(old.objects.order_by("pk").values_list("pk", "outcome")) == [
        (latest.pk, "open"),
        (only.pk, "dropped"),
    ]
    with pytest.raises(IntegrityError, match="period_decision_once"), transaction.atomic():
        old.objects.create(**kept)

    migrated()

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

    old = migrated(LISTING_AGAIN).get_model("policies", "AgendaItem")

    assert "matter" not in {field.name for field in old._meta.get_fields()}
    assert dict(old.objects.values_list("pk", "released_text")) == {
        released.pk: "The depot is sold.",
        shut.pk: "",
    }

    migrated()

    assert dict(AgendaItem.objects.values_list("pk", "matter")) == {released.pk: matter.pk, shut.pk: None}
