"""Keys: made once, stored as a hash, ending, revoked, and never more than their holder."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from portal.api.keys import DAYS, MOST_KEYS, bearer_of, keys_seen_by, make_key, revoke_key
from portal.api.models import ApiKey
from portal.councils.models import Membership
from portal.councils.powers import Role
from portal.records.models import LedgerEntry
from portal.refusals import InvalidInput, NotYours, Refusal
from tests.channels.posts import Staff
from tests.makers import make_council, make_person
from tests.makers.threads import at_once


def test_a_key_is_stored_as_its_hash_alone_and_recorded_without_itself(staff: Staff) -> None:
    made, secret = make_key(actor=staff.author, name=" Our  website ", scopes=["drafts", "read"], days=90)

    assert secret.startswith("pck_")
    assert len(secret) == 47
    assert (made.name, made.scopes, made.hint) == ("Our website", ["drafts", "read"], secret[:10])
    assert (made.ends_at - made.made_at) == timedelta(days=90)
    row = ApiKey.objects.filter(pk=made.pk).values().get()
    assert secret not in str(row)
    entry = LedgerEntry.objects.get(verb="api_key_made")
    assert secret not in entry.body
    assert made.key_sha256 in entry.body


def test_who_has_a_key_is_its_holder_as_they_stand_now(staff: Staff) -> None:
    made, secret = make_key(actor=staff.author, name="Website", scopes=["read"], days=30)

    found = bearer_of(secret)

    assert found is not None
    assert (found.key.pk, found.person.membership.pk) == (made.pk, staff.author.membership.pk)
    assert ApiKey.objects.get().used_at is not None


def test_what_is_no_key_opens_nothing(staff: Staff) -> None:
    _, secret = make_key(actor=staff.author, name="Website", scopes=["read"], days=30)
    for wrong in ("", "pck_", secret[:-1], secret[:-1] + "!", secret + "A", "Bearer " + secret, "\x00" * 47):
        assert bearer_of(wrong) is None


def test_a_key_ends_with_its_day_and_with_its_holders_membership(staff: Staff) -> None:
    made, secret = make_key(actor=staff.author, name="Website", scopes=["read"], days=30)
    now = timezone.now()
    rows = ApiKey.objects.filter(pk=made.pk)
    rows.update(made_at=now - timedelta(days=30), ends_at=now)
    assert bearer_of(secret) is None
    rows.update(ends_at=now + timedelta(minutes=1))
    assert bearer_of(secret) is not None

    Membership.objects.filter(pk=staff.author.membership.pk).update(ended_at=now)

    assert bearer_of(secret) is None


def test_its_holder_and_the_clerk_revoke_a_key_and_nobody_else(staff: Staff) -> None:
    other = make_person(council=staff.council)
    stranger = make_person(council=make_council(), role=Role.CLERK)
    first, secret = make_key(actor=staff.author, name="Website", scopes=["read"], days=30)
    second, _ = make_key(actor=staff.author, name="App", scopes=["read"], days=30)
    for nobody in (other, stranger):
        with pytest.raises(Refusal, match="no such key"):
            revoke_key(actor=nobody, key_id=first.pk)
        assert list(keys_seen_by(nobody)) == []

    revoke_key(actor=staff.author, key_id=first.pk)
    revoked = revoke_key(actor=staff.clerk, key_id=second.pk)

    assert bearer_of(secret) is None
    assert revoked.revoked_by == staff.clerk.membership
    with pytest.raises(Refusal, match="revoked already"):
        revoke_key(actor=staff.clerk, key_id=first.pk)
    verbs = LedgerEntry.objects.filter(object_type="api_key").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["api_key_made", "api_key_made", "api_key_revoked", "api_key_revoked"]


@pytest.mark.parametrize(
    ("name", "scopes", "days"),
    [
        ("", ["read"], 30),
        ("\u200b", ["read"], 30),
        ("x" * 81, ["read"], 30),
        ("nul\x00", ["read"], 30),
        ("Website", [], 30),
        ("Website", ["read", "approve"], 30),
        ("Website", ["read"], 366),
        ("Website", ["read"], 0),
    ],
)
def test_what_cannot_be_is_refused(staff: Staff, name: str, scopes: list[str], days: int) -> None:
    with pytest.raises(InvalidInput):
        make_key(actor=staff.author, name=name, scopes=scopes, days=days)
    assert not ApiKey.objects.exists()


def test_who_may_not_draft_gets_no_key_to_draft(staff: Staff) -> None:
    auditor = make_person(council=staff.council, role=Role.AUDITOR)
    for scope in ("drafts", "submit"):
        with pytest.raises(NotYours):
            make_key(actor=auditor, name="Tool", scopes=["read", scope], days=30)
    made, _ = make_key(actor=auditor, name="Tool", scopes=["read"], days=30)
    assert made.scopes == ["read"]


def test_only_who_enters_comments_by_hand_gets_a_key_to_bring_them(staff: Staff) -> None:
    with pytest.raises(NotYours):
        make_key(actor=staff.author, name="Forum", scopes=["comments"], days=30)
    made, _ = make_key(actor=staff.clerk, name="Forum", scopes=["comments"], days=30)
    assert made.scopes == ["comments"]


def test_one_name_is_one_open_key_and_there_are_so_many_at_most(staff: Staff) -> None:
    made, _ = make_key(actor=staff.author, name="Website", scopes=["read"], days=30)
    with pytest.raises(Refusal, match="a key called “Website” already"):
        make_key(actor=staff.author, name="Website", scopes=["read"], days=30)
    revoke_key(actor=staff.author, key_id=made.pk)
    make_key(actor=staff.author, name="Website", scopes=["read"], days=30)
    for number in range(MOST_KEYS - 1):
        make_key(actor=staff.author, name=f"Program {number}", scopes=["read"], days=30)
    with pytest.raises(Refusal, match=f"{MOST_KEYS} keys already"):
        make_key(actor=staff.author, name="One more", scopes=["read"], days=30)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("scopes", []),
        ("scopes", ["approve"]),
        ("key_sha256", "pck_in_clear"),
        ("ends_at", timezone.now() + timedelta(days=400)),
        ("revoked_at", timezone.now()),
    ],
)
def test_the_database_refuses_it_too(staff: Staff, field: str, value: object) -> None:
    made, _ = make_key(actor=staff.author, name="Website", scopes=["read"], days=max(DAYS))
    with pytest.raises(IntegrityError), transaction.atomic():
        ApiKey.objects.filter(pk=made.pk).update(**{field: value})


@pytest.mark.django_db(transaction=True)
def test_two_who_revoke_at_once_revoke_once(staff: Staff) -> None:
    made, _ = make_key(actor=staff.author, name="Website", scopes=["read"], days=30)

    def revoke() -> ApiKey:
        return revoke_key(actor=staff.clerk, key_id=made.pk)

    results = at_once(revoke, revoke)

    assert sorted(type(result).__name__ for result in results) == ["ApiKey", "Refusal"]
    assert LedgerEntry.objects.filter(verb="api_key_revoked").count() == 1
