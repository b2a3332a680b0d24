"""Granting and ending: what goes together, whose it is, and what the database itself refuses."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from policies.permits.granting import grant
from portal.channels.models import Channel
from portal.channels.opening import close_channel
from portal.councils.models import Council, Permission
from portal.councils.people import Person
from portal.councils.permitting import AlreadyPermitted, Permitted, permit, revoke_permission
from portal.councils.powers import Role
from portal.records.models import LedgerEntry, Snapshot
from portal.refusals import InvalidInput, NotYours, Refusal
from tests.makers import make_channels, make_council, make_person, make_revision
from tests.makers.circumstances import make_matter, make_position
from tests.makers.threads import at_once

pytestmark = pytest.mark.django_db
SPEAK = Permitted("speak")


def version(council: Council) -> int:
    return Council.objects.get(pk=council.pk).circumstances_version


def test_each_scope_is_granted_recorded_and_moves_the_circumstances(
    clerk: Person, member: Person, newsroom: Channel
) -> None:
    letter = make_revision(author=clerk, kind="letter").communication_id
    before = version(clerk.council)
    wanted = [
        Permitted("draft_kind", subject="press_release"),
        Permitted("speak", matter_id=make_matter(clerk=clerk).pk),
        Permitted("post", channel_id=newsroom.pk, subject="notice"),
        Permitted("manage", channel_id=newsroom.pk),
        Permitted("share", communication_id=letter, shared_with="Fernleigh Homes"),
        Permitted("quote_position", position_id=make_position(clerk=clerk).pk),
    ]

    for what in wanted:
        made = grant(actor=clerk, holder=member.membership, what=what, reason="A task of hers")
        assert (made.council_id, made.giver_id, made.until) == (clerk.council.pk, clerk.membership.pk, None)

    assert Permission.objects.count() == LedgerEntry.objects.filter(verb="permission_granted").count() == 6
    assert version(clerk.council) == before + 6
    assert "A task of hers" not in LedgerEntry.objects.filter(verb="permission_granted").first().body  # type: ignore[union-attr]


def test_what_lies_in_another_council_does_not_exist(clerk: Person, member: Person) -> None:
    other = make_person(council=make_council(), role=Role.CLERK)
    theirs = [
        Permitted("post", channel_id=make_channels(other.council)[0].pk),
        Permitted("speak", matter_id=make_matter(clerk=other).pk),
        Permitted("quote_position", position_id=make_position(clerk=other).pk),
        Permitted(
            "share", communication_id=make_revision(author=other).communication_id, shared_with="Somebody"
        ),
    ]

    for what in theirs:
        with pytest.raises(Refusal, match="no such"):
            grant(actor=clerk, holder=member.membership, what=what, reason="x")
        # The database refuses too what slipped past the room above.
        with pytest.raises(Refusal, match="not of this council"):
            permit(actor=clerk, holder=member.membership, what=what, reason="x")
    assert not Permission.objects.exists()


WRONG: list[dict[str, Any]] = [
    {"scope": "draft_kind"},
    {"scope": "draft_kind", "subject": "letter", "matter_id": 1},
    {"scope": "post"},
    {"scope": "manage"},
    {"scope": "speak", "subject": "letter"},
    {"scope": "speak", "shared_with": "Somebody"},
    {"scope": "share", "shared_with": "Somebody"},
    {"scope": "share", "document": "A map"},
    {"scope": "emperor"},
]


@pytest.mark.parametrize("what", WRONG)
def test_what_does_not_go_together_is_refused_by_the_database(
    clerk: Person, member: Person, what: dict[str, Any]
) -> None:
    with pytest.raises(Refusal, match="does not go together"):
        permit(actor=clerk, holder=member.membership, what=Permitted(**what), reason="x")


def test_a_permission_of_another_councils_member_is_refused_by_the_database(clerk: Person) -> None:
    stranger = make_person(council=make_council())

    with pytest.raises(IntegrityError, match="permission_holder_of_the_same_council"), transaction.atomic():
        Permission.objects.create(
            council=clerk.council,
            holder=stranger.membership,
            giver=clerk.membership,
            scope="speak",
            starts_at=timezone.now(),
            reason="x",
        )


def test_the_same_is_not_permitted_twice_until_the_first_is_over(clerk: Person, member: Person) -> None:
    first = grant(actor=clerk, holder=member.membership, what=SPEAK, reason="x")

    with pytest.raises(AlreadyPermitted, match="already"):
        grant(actor=clerk, holder=member.membership, what=SPEAK, reason="x")
    revoke_permission(actor=clerk, permission_id=first.pk, reason="Over")
    second = grant(actor=clerk, holder=member.membership, what=SPEAK, reason="x")
    past = timezone.now() - timedelta(minutes=1)
    Permission.objects.filter(pk=second.pk).update(starts_at=past - timedelta(days=1), until=past)
    third = grant(actor=clerk, holder=member.membership, what=SPEAK, reason="x")

    assert list(Permission.objects.filter(ended_at=None)) == [third]
    second.refresh_from_db()
    assert second.ended_at == past


def test_the_database_refuses_a_second_open_one(clerk: Person, member: Person) -> None:
    made = grant(actor=clerk, holder=member.membership, what=SPEAK, reason="x")
    made.pk = None

    with pytest.raises(IntegrityError, match="one_open_permission"), transaction.atomic():
        made.save(force_insert=True)


@pytest.mark.django_db(transaction=True)
def test_of_two_clerks_at_once_one_grants(council: Council, clerk: Person, member: Person) -> None:
    second = make_person(council=council, role=Role.CLERK)

    results = at_once(
        *(
            lambda actor=actor: grant(actor=actor, holder=member.membership, what=SPEAK, reason="x")
            for actor in (clerk, second)
        )
    )

    assert sorted(type(one).__name__ for one in results) == ["AlreadyPermitted", "Permission"]
    assert Permission.objects.count() == 1


@pytest.mark.parametrize(
    ("starts", "until", "words"),
    [(None, -1, "end in the future"), (3, 2, "before it begins"), (3, 3, "before it begins")],
)
def test_the_end_comes_after_the_start_and_now(
    clerk: Person, member: Person, starts: int | None, until: int, words: str
) -> None:
    now = timezone.now()
    begins = None if starts is None else now + timedelta(days=starts)

    with pytest.raises(InvalidInput, match=words):
        grant(
            actor=clerk,
            holder=member.membership,
            what=SPEAK,
            reason="x",
            starts_at=begins,
            until=now + timedelta(days=until),
        )


def test_who_may_not_grants_nothing(council: Council, clerk: Person, member: Person) -> None:
    def by(actor: Person, holder: Person) -> None:
        grant(actor=actor, holder=holder.membership, what=SPEAK, reason="x")

    with pytest.raises(NotYours):
        by(member, make_person(council=council))
    with pytest.raises(NotYours, match="yourself"):
        by(clerk, clerk)
    with pytest.raises(Refusal, match="this council only"):
        by(clerk, make_person(council=make_council()))
    for reason in ("", " ", "x" * 2001, "\x00"):
        with pytest.raises(InvalidInput):
            grant(actor=clerk, holder=member.membership, what=SPEAK, reason=reason)
    with pytest.raises(InvalidInput, match="kind"):
        grant(actor=clerk, holder=member.membership, what=Permitted("draft_kind", subject="x"), reason="x")
    assert not Permission.objects.exists()


def test_a_closed_channel_is_not_offered(clerk: Person, member: Person, newsroom: Channel) -> None:
    close_channel(actor=clerk, channel_id=newsroom.pk, public_message="Closed.")

    with pytest.raises(Refusal, match="no such open channel"):
        grant(
            actor=clerk, holder=member.membership, what=Permitted("post", channel_id=newsroom.pk), reason="x"
        )


def test_ending_needs_a_reason_is_done_once_and_is_filed(
    council: Council, clerk: Person, member: Person
) -> None:
    made = grant(actor=clerk, holder=member.membership, what=SPEAK, reason="x")
    before = version(council)

    with pytest.raises(InvalidInput, match="why"):
        revoke_permission(actor=clerk, permission_id=made.pk, reason=" ")
    with pytest.raises(NotYours):
        revoke_permission(actor=member, permission_id=made.pk, reason="x")
    elsewhere = make_person(council=make_council(), role=Role.CLERK)
    with pytest.raises(Refusal, match="already ended"):
        revoke_permission(actor=elsewhere, permission_id=made.pk, reason="x")
    revoke_permission(actor=clerk, permission_id=made.pk, reason="The interview is over.")
    with pytest.raises(Refusal, match="already ended"):
        revoke_permission(actor=clerk, permission_id=made.pk, reason="Again")

    made.refresh_from_db()
    assert (made.ended_by, made.ended_because) == (clerk.membership, "The interview is over.")
    assert version(council) == before + 1
    assert Snapshot.objects.get(status="permission_revoked").text == "The interview is over."
