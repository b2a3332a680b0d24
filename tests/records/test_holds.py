"""A hold is released once and never changed; its reason is erased with the texts that it protected, once."""

from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from portal.records.models import LegalHold
from portal.records.retention import EraseOrder, erase

pytestmark = pytest.mark.django_db
NOW = timezone.now()
RELEASE = {"released_at": NOW, "released_by_name": "Ann"}


def hold(**changes: Any) -> LegalHold:
    facts = {"council_id": 1, "communication_id": 3, "reason": "Request of Mr Smith"}
    return LegalHold.objects.create(**{**facts, "placed_by_id": 1, "placed_by_name": "Ann", **changes})


def change(made: LegalHold, **changes: Any) -> int:
    with transaction.atomic():
        return LegalHold.objects.filter(pk=made.pk).update(**changes)


@pytest.mark.parametrize(
    "changes",
    [
        {"reason": "Another"},
        {"council_id": 2},
        {"communication_id": None},
        {"placed_by_name": "Bob"},
        {"reason": "", "erased_at": NOW},
        {**RELEASE, "reason": "Another"},
        {**RELEASE, "reason": "", "erased_at": NOW},
    ],
)
def test_a_hold_in_force_can_be_released_and_never_changed(changes: dict[str, Any]) -> None:
    made = hold()

    with pytest.raises(DatabaseError):
        change(made, **changes)

    assert change(made, **RELEASE) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"released_at": None},
        {"released_by_name": "Bob"},
        {"reason": "Another"},
        {"reason": ""},
        {"erased_at": NOW},
    ],
)
def test_a_released_hold_can_be_erased_and_never_changed(changes: dict[str, Any]) -> None:
    made = hold(**RELEASE)

    with pytest.raises(DatabaseError):
        change(made, **changes)

    assert change(made, reason="", erased_at=NOW) == 1
    with pytest.raises(DatabaseError):
        change(made, erased_at=timezone.now())


def test_a_hold_is_never_deleted() -> None:
    made = hold(**RELEASE)

    with pytest.raises(DatabaseError), transaction.atomic():
        made.delete()


def test_the_reason_goes_with_the_texts_that_the_hold_protected_and_no_others_do() -> None:
    erased = hold(**RELEASE)
    kept = [
        hold(**RELEASE, communication_id=4),
        hold(**RELEASE, council_id=2),
        hold(**RELEASE, communication_id=None),
    ]

    with transaction.atomic():
        erase(EraseOrder(1, (3,), NOW))

    erased.refresh_from_db()
    assert (erased.reason, erased.erased_at, erased.placed_by_name) == ("", NOW, "Ann")
    assert LegalHold.objects.filter(reason="Request of Mr Smith").count() == len(kept)
