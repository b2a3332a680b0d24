"""Clearing: this exact revision may go out."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from portal.channels.models import Publication
from portal.councils.appointing import end_membership
from portal.councils.delegating import delegate
from portal.councils.models import Council
from portal.councils.people import Person, person_now
from portal.councils.powers import Role
from portal.drafts.clearing import SecondOfficerNeeded, clear
from portal.drafts.models import Clearance, Communication, Revision
from portal.drafts.retaining import erase_drafts
from portal.records.retention import EraseOrder
from portal.refusals import NotYours
from tests.makers import (
    make_approved,
    make_channels,
    make_council,
    make_membership,
    make_person,
    make_revision,
    make_shared,
)
from tests.makers.threads import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def council() -> Council:
    return make_council(slug="ptc")


@pytest.fixture
def clerk(council: Council) -> Person:
    return make_person(council=council, role=Role.CLERK)


def cleared(actor: Person, revision: Revision, **changes: Any) -> Clearance:
    item = Communication.objects.select_related("author").get(pk=revision.communication_id)
    council = Council.objects.get(pk=item.council_id)
    clearance, _ = clear(actor=actor, council=council, communication=item, revision=revision, **changes)
    Communication.objects.filter(pk=item.pk).update(reference=item.reference)
    return clearance


def test_a_clearance_holds_the_hash_of_the_revision_and_on_whose_authority(
    council: Council, clerk: Person
) -> None:
    revision = make_revision(author=make_person(council=council))

    made = cleared(clerk, revision)

    assert (made.revision_id, made.sha256, made.cleared_by_id) == (
        revision.pk,
        revision.sha256,
        clerk.membership.pk,
    )
    assert (made.basis, made.basis_id, made.urgent) == ("clerk", None, False)
    assert (made.authored_by_clearer, made.edited_by_clearer) == (False, False)


def test_an_officer_clears_on_a_delegation_that_the_clearance_names(council: Council, clerk: Person) -> None:
    officer = make_person(council=council, role=Role.OFFICER)
    now = timezone.now()
    given = delegate(
        actor=clerk, holder=officer.membership, starts_at=now, until=now + timedelta(days=1), reason="Leave"
    )

    made = cleared(person_now(officer.membership.pk), make_revision(author=clerk))

    assert (made.basis, made.basis_id) == ("delegation", given.pk)


@pytest.mark.parametrize("role", [role for role in Role.values if role != Role.CLERK])
def test_nobody_else_clears(council: Council, role: str) -> None:
    revision = make_revision(author=make_person(council=council))

    with pytest.raises(NotYours):
        cleared(make_person(council=council, role=role), revision)

    assert Clearance.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_clear_refuses_to_run_outside_the_decisions_transaction() -> None:
    clerk = make_person(council=make_council(), role=Role.CLERK)

    with pytest.raises(RuntimeError):
        cleared(clerk, make_revision(author=clerk))


def test_own_work_is_marked_as_self_cleared(clerk: Person) -> None:
    made = cleared(clerk, make_revision(author=clerk))

    assert (made.authored_by_clearer, made.edited_by_clearer) == (True, True)


def test_work_that_the_clearer_edited_is_noted_separately(council: Council, clerk: Person) -> None:
    first = make_revision(author=make_person(council=council))
    edited = make_revision(author=clerk, communication=make_shared(first.communication), title="Edited")

    made = cleared(clerk, edited)

    assert (made.authored_by_clearer, made.edited_by_clearer) == (False, True)


def test_own_work_from_an_earlier_office_is_own_work(council: Council, clerk: Person) -> None:
    """A councillor who became the clerk has another membership and is the same person."""
    councillor = make_person(council=council)
    revision = make_revision(author=councillor)
    end_membership(actor=clerk, membership_id=councillor.membership.pk)
    again = person_now(make_membership(council=council, role=Role.CLERK, user=councillor.membership.user).pk)

    assert cleared(again, revision).authored_by_clearer is True
    Council.objects.update(second_officer_required=True)
    with pytest.raises(SecondOfficerNeeded):
        cleared(again, revision)


def test_where_a_second_officer_is_required_own_work_is_refused_by_the_verb(
    council: Council, clerk: Person
) -> None:
    Council.objects.update(second_officer_required=True)

    with pytest.raises(SecondOfficerNeeded):
        cleared(clerk, make_revision(author=clerk))

    assert cleared(clerk, make_revision(author=make_person(council=council))).second_officer_required is True
    assert cleared(clerk, make_revision(author=clerk), urgent_reason="Flood").urgent is True


ROW = {
    "basis": "clerk",
    "second_officer_required": False,
    "authored_by_clearer": False,
    "edited_by_clearer": False,
}


@pytest.mark.parametrize(
    ("columns", "constraint"),
    [
        (
            {"second_officer_required": True, "authored_by_clearer": True},
            "no_self_clearing_where_a_second_officer_is_required",
        ),
        ({"urgent": True}, "urgent_clearance_says_why"),
        ({"basis": "delegation"}, "clearance_names_its_delegation"),
        ({"basis_id": 3}, "clearance_names_its_delegation"),
    ],
)
def test_the_database_refuses_a_clearance_that_cannot_be(
    clerk: Person, columns: dict[str, Any], constraint: str
) -> None:
    revision = make_revision(author=clerk)

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Clearance.objects.create(
            revision=revision, sha256=revision.sha256, cleared_by=clerk.membership, **{**ROW, **columns}
        )


@pytest.mark.parametrize("role", ["web", "owner"])
@pytest.mark.parametrize("act", ["update", "delete"])
def test_a_clearance_cannot_be_rewritten(clerk: Person, role: str, act: str) -> None:
    made = cleared(clerk, make_revision(author=clerk))
    if role == "owner":
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")
    row = Clearance.objects.filter(pk=made.pk)

    with pytest.raises(DatabaseError), transaction.atomic():
        row.update(sha256="0" * 64) if act == "update" else row.delete()


def test_why_it_was_cleared_is_erased_with_the_texts_and_only_once(clerk: Person) -> None:
    made = cleared(clerk, make_revision(author=clerk), urgent_reason="Mrs Smith rang about the flood.")
    item, now = made.revision.communication_id, timezone.now()
    row = Clearance.objects.filter(pk=made.pk)
    for changes in ({"reason": "Another"}, {"reason": ""}, {"reason": "Another", "erased_at": now}):
        with pytest.raises(DatabaseError), transaction.atomic():
            row.update(**changes)

    erase_drafts(EraseOrder(clerk.council.pk, (item,), now))

    made.refresh_from_db()
    assert (made.reason, made.erased_at, made.urgent, made.sha256) == ("", now, True, made.revision.sha256)
    with pytest.raises(DatabaseError), transaction.atomic():
        row.update(erased_at=timezone.now())


def check_constraints() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.parametrize(
    ("other", "constraint"),
    [("clearance", "publication_is_cleared"), ("communication", "publication_of_its_communication")],
)
def test_the_database_refuses_a_publication_with_anothers_clearance_or_text(
    clerk: Person, other: str, constraint: str
) -> None:
    make_channels(clerk.council, "newsroom")
    mine = make_approved(author=clerk, clerk=clerk, kind="notice")
    theirs = make_approved(author=clerk, clerk=clerk, kind="notice", title="Another")
    wrong: dict[str, Any] = {f"{other}_id": getattr(theirs, f"{other}_id")}
    check_constraints()  # from here on each statement is checked at once

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Publication.objects.filter(pk=mine.pk).update(**wrong, issue=9, public_note="x", state="live")


def test_a_publication_cannot_exist_without_a_clearance(clerk: Person) -> None:
    make_channels(clerk.council, "newsroom")
    made = make_approved(author=clerk, clerk=clerk, kind="notice")

    with pytest.raises(IntegrityError), transaction.atomic():
        Publication.objects.filter(pk=made.pk).update(clearance=None)


def test_references_count_up_per_council_and_stay_with_their_item(council: Council, clerk: Person) -> None:
    year = timezone.localdate().year
    first, second = make_revision(author=clerk), make_revision(author=clerk)
    other = make_person(council=make_council(slug="pitstone"), role=Role.CLERK)

    cleared(clerk, first), cleared(clerk, second), cleared(clerk, first)
    cleared(other, make_revision(author=other))

    assert list(Communication.objects.order_by("pk").values_list("reference", flat=True)) == [
        f"PTC/{year}/0001",
        f"PTC/{year}/0002",
        f"PITSTONE/{year}/0001",
    ]


def test_a_council_with_the_longest_address_can_approve() -> None:
    clerk = make_person(
        council=make_council(slug="great-and-little-hampden-with-upper-lower-xyz-abc"), role=Role.CLERK
    )

    cleared(clerk, make_revision(author=clerk))

    reference = Communication.objects.get().reference
    assert reference.startswith("GREAT-AND-LITTLE/")
    assert reference.endswith("/0001")


@pytest.mark.django_db(transaction=True)
def test_eight_who_clear_at_once_get_eight_references() -> None:
    clerk = make_person(council=make_council(slug="ptc"), role=Role.CLERK)
    revisions = [make_revision(author=clerk) for _ in range(8)]

    def act(revision: Revision) -> Clearance:
        with transaction.atomic():
            return cleared(clerk, revision)

    results = at_once(*[lambda r=revision: act(r) for revision in revisions])

    assert {type(result) for result in results} == {Clearance}
    numbers = sorted(
        int(reference[-4:]) for reference in Communication.objects.values_list("reference", flat=True)
    )
    assert numbers == list(range(1, 9))
