"""Migrations say what the models say, and each can be taken back and done again."""

import inspect
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.operations import RunPython, RunSQL
from django.db.migrations.operations.base import Operation

from policies.matters.releasing import release_decision
from policies.models import PeriodDecision
from portal.channels.models import Delivery
from portal.channels.outbox.carrying import carry
from portal.channels.outbox.rows import RowKind
from portal.channels.states import Delivering
from portal.councils.permitting import permit_drafting
from portal.councils.powers import Role
from tests.makers import (
    make_approved,
    make_channels,
    make_council,
    make_person,
    make_revision,
    make_scheduled,
)
from tests.makers.circumstances import make_item, make_matter, make_period
from tests.migrating import as_owner

OURS = (
    "records",
    "councils",
    "drafts",
    "channels",
    "policies",
    "approvals",
    "moderation",
    "desk",
    "demo",
    "api",
)


@pytest.mark.django_db
def test_no_change_of_a_model_lacks_its_migration() -> None:
    out = StringIO()

    call_command("makemigrations", check=True, dry_run=True, stdout=out)

    assert out.getvalue().strip() == "No changes detected"


def operations() -> list[tuple[str, Operation]]:
    loader = MigrationExecutor(connection).loader
    return [
        (f"{app}.{name}", operation)
        for (app, name), migration in sorted(loader.disk_migrations.items())
        if app in OURS
        for operation in migration.operations
    ]


@pytest.mark.django_db
def test_every_operation_can_be_taken_back() -> None:
    found = operations()

    assert len(found) > 30
    assert [name for name, operation in found if not operation.reversible] == []
    noops = [
        name
        for name, operation in found
        if isinstance(operation, RunSQL | RunPython) and not getattr(operation, "reverse_sql", "x")
    ]
    assert noops == []


@pytest.mark.django_db
def test_data_are_moved_by_the_connection_that_changes_the_tables() -> None:
    """By another one a migration would wait for ever for its own lock: tables are the owner's, the web role is not."""
    functions = {
        (name, one)
        for name, operation in operations()
        if isinstance(operation, RunPython)
        for one in (operation.code, operation.reverse_code)
        if one not in {None, RunPython.noop}
    }
    assert functions
    elsewhere = [
        name
        for name, one in functions
        if f"{list(inspect.signature(one).parameters)[1]}." not in inspect.getsource(one)
    ]
    assert elsewhere == []


@pytest.mark.django_db
def test_the_whole_house_can_be_taken_down_and_built_again() -> None:
    """Over the rows of a council at work; as the owner, in the test's own transaction: PostgreSQL rolls it back."""
    put_a_council_to_work()
    executor = as_owner()
    leaves = executor.loader.graph.leaf_nodes()  # of all apps: what leans on ours goes down with it
    before = tables()

    executor.migrate([(app, None) for app in OURS if app in executor.loader.migrated_apps])
    without = tables()
    again = MigrationExecutor(connection)
    again.migrate(leaves)

    assert {name for name in without if name.split("_")[0] in OURS} == set()
    assert tables() == before


def put_a_council_to_work() -> None:
    """Have items drafted, scheduled and issued, one held in a period and one told from a matter, and a permission."""
    council = make_council()
    make_channels(council, "newsroom", "noticeboard")
    clerk, author, member = (
        make_person(council=council, role=role) for role in (Role.CLERK, Role.OFFICER, Role.COUNCILLOR)
    )
    make_scheduled(author=author, clerk=clerk)
    for kind in ("notice", "press_release"):
        issued = make_approved(author=author, clerk=clerk, kind=kind)
        for delivery in issued.deliveries.all():
            carry(RowKind.DELIVERY, delivery.pk)
    assert Delivery.objects.filter(state=Delivering.HANDED).exists()
    held = make_revision(author=author, title="Held in the period").communication
    PeriodDecision.objects.create(period=make_period(clerk=clerk), communication=held, why="In public now.")
    released = make_item(clerk=clerk)
    release_decision(
        actor=clerk, matter_id=make_matter(clerk=clerk).pk, item_id=released.pk, text="The depot is sold."
    )
    permit_drafting(actor=clerk, holder=member.membership, kind="letter", reason="A task of their own")


def tables() -> dict[str, list[str]]:
    """Return every table with its triggers and its constraints."""
    query = """
        SELECT c.relname, array_agg(DISTINCT t.tgname::text), array_agg(DISTINCT k.conname::text)
        FROM pg_class c LEFT JOIN pg_trigger t ON t.tgrelid = c.oid AND NOT t.tgisinternal
        LEFT JOIN pg_constraint k ON k.conrelid = c.oid
        WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace GROUP BY c.relname
    """
    with connection.cursor() as cursor:
        cursor.execute(query)
        rows = cursor.fetchall()
    return {
        name: sorted(word for word in (*triggers, *constraints) if word)
        for name, triggers, constraints in rows
    }
