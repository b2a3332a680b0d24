"""What was said, as it was said."""

from typing import Any

import pytest
from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from portal.records.archive import Filing, erase_snapshots, file_snapshots
from portal.records.canonical import sha256_of
from portal.records.models import LegalHold, Snapshot
from portal.records.retention import EraseOrder, UnderHold, erase

pytestmark = pytest.mark.django_db


def filed(text: str = "The square reopens on Saturday.", **changes: Any) -> Snapshot:
    facts: dict[str, Any] = {
        "council_id": 1,
        "status": "revision",
        "object_type": "revision",
        "object_id": 5,
        "title": "Market Square",
        "text": text,
        "communication_id": 3,
    }
    (made,) = file_snapshots([Filing(**{**facts, **changes})])
    return made


def order(*communication_ids: int, council_id: int = 1) -> EraseOrder:
    return EraseOrder(council_id, communication_ids, timezone.now())


def test_a_text_is_filed_with_its_hash_and_its_keys() -> None:
    made = filed(people_ids=(4, 5), matter_ids=(6,), channel_id=7, actor_id=8, title="T" * 400)

    kept = Snapshot.objects.get(pk=made.pk)
    assert (kept.sha256, kept.text) == (sha256_of("The square reopens on Saturday."), made.text)
    assert (kept.people_ids, kept.matter_ids, kept.channel_id, kept.actor_id) == ([4, 5], [6], 7, 8)
    assert kept.title == "T" * 300


def test_words_are_found_in_any_of_their_forms_by_the_index() -> None:
    wanted = filed("Residents were consulted about the closures.")
    filed("Bins are collected on Tuesday.")
    words = SearchVector("title", "text", config="english")

    found = Snapshot.objects.annotate(words=words).filter(words=SearchQuery("closure", config="english"))

    assert [row.pk for row in found] == [wanted.pk]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    assert "snapshot_words" in found.explain()


def test_erasing_nulls_the_text_and_keeps_the_hash() -> None:
    made = filed()

    assert erase_snapshots(order(3)) == 1

    kept = Snapshot.objects.get(pk=made.pk)
    assert (kept.text, kept.title, kept.sha256) == (None, "", made.sha256)
    assert kept.erased_at is not None


def test_erasing_is_done_once_and_touches_no_other_council_or_item() -> None:
    filed(), filed(council_id=2), filed(communication_id=4), filed(communication_id=None)

    assert [erase_snapshots(order(3)), erase_snapshots(order(3))] == [1, 0]

    assert Snapshot.objects.filter(erased_at__isnull=True).count() == 3


NOW = timezone.now()
CHANGES: list[dict[str, Any]] = [
    {"text": "Another text."},
    {"title": "Another title"},
    {"text": None},
    {"text": None, "title": ""},
    {"erased_at": NOW},
    {"text": "", "title": "", "erased_at": NOW, "sha256": "0" * 64},
    {"text": None, "title": "", "erased_at": NOW, "council_id": 2},
    {"text": None, "title": "", "erased_at": NOW, "object_id": 6},
    {"text": None, "title": "", "erased_at": NOW, "people_ids": [1]},
    {"text": None, "title": "kept", "erased_at": NOW},
    {"sha256": "0" * 64},
]


@pytest.mark.parametrize("changes", CHANGES, ids=lambda changes: "+".join(sorted(changes)))
@pytest.mark.parametrize("role", ["web", "owner"])
def test_any_other_change_of_a_snapshot_is_refused(changes: dict[str, Any], role: str) -> None:
    made = filed()
    if role == "owner":
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")

    with pytest.raises(DatabaseError), transaction.atomic():
        Snapshot.objects.filter(pk=made.pk).update(**changes)

    assert Snapshot.objects.filter(pk=made.pk, text=made.text, sha256=made.sha256, council_id=1).exists()


@pytest.mark.parametrize(
    "changes", [{"text": "Back"}, {"erased_at": None, "text": "Back"}, {"erased_at": NOW}]
)
def test_what_was_erased_cannot_be_written_again(changes: dict[str, Any]) -> None:
    made = filed()
    erase_snapshots(order(3))

    with pytest.raises(DatabaseError), transaction.atomic():
        Snapshot.objects.filter(pk=made.pk).update(**changes)


@pytest.mark.parametrize("role", ["web", "owner"])
def test_a_snapshot_cannot_be_deleted(role: str) -> None:
    filed()
    if role == "owner":
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")

    with pytest.raises(DatabaseError), transaction.atomic():
        Snapshot.objects.all().delete()


@pytest.mark.parametrize("digest", ["", "x" * 64, "AB" * 32, "0" * 63])
def test_a_snapshot_without_a_hash_cannot_be_filed(digest: str) -> None:
    with pytest.raises(DatabaseError, match="snapshot_keeps_hash"), transaction.atomic():
        Snapshot.objects.create(
            council_id=1, status="x", object_type="x", object_id=1, text="x", sha256=digest
        )


def hold(**changes: Any) -> LegalHold:
    facts: dict[str, Any] = {"council_id": 1, "reason": "FOI 12", "placed_by_id": 1, "placed_by_name": "Ann"}
    return LegalHold.objects.create(**{**facts, **changes})


@pytest.mark.parametrize(
    ("placed", "protects"),
    [
        ({}, True),
        ({"communication_id": 3}, True),
        ({"communication_id": 4}, False),
        ({"council_id": 2}, False),
        ({"released_at": NOW}, False),
    ],
    ids=["whole council", "this item", "another item", "another council", "released"],
)
def test_a_hold_in_force_protects_what_it_covers(placed: dict[str, Any], protects: bool) -> None:
    made = filed()
    hold(**placed)

    if protects:
        with pytest.raises(UnderHold, match="FOI 12"):
            erase(order(3))
    else:
        erase(order(3))

    assert Snapshot.objects.filter(pk=made.pk, erased_at__isnull=True).exists() is protects


def test_of_several_items_one_hold_protects_all() -> None:
    filed(), filed(communication_id=4)
    hold(communication_id=4)

    with pytest.raises(UnderHold):
        erase(order(3, 4))

    assert Snapshot.objects.filter(erased_at__isnull=True).count() == 2
