"""The register of permissions: who reads what, filters, granting and ending by its pages."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from policies.models import Matter, PermissionRule
from policies.permits.granting import grant
from portal.councils.models import Council, Permission
from portal.councils.people import Person
from portal.councils.permitting import Permitted, revoke_permission
from portal.councils.powers import Role
from tests.makers import make_channels, make_council, make_person, make_revision, sign_in
from tests.makers.circumstances import make_matter, make_position

pytestmark = pytest.mark.django_db


@pytest.fixture
def council() -> Council:
    return make_council(slug="ptc")


@pytest.fixture
def clerk(council: Council) -> Person:
    return make_person(council=council, role=Role.CLERK)


@pytest.fixture
def member(council: Council) -> Person:
    return make_person(council=council, name="Mel Member")


def page(who: Person, query: str = "") -> str:
    answer = sign_in(who).get(reverse("permissions", args=["ptc"]) + query)
    assert answer.status_code == 200
    return answer.content.decode()


def day(days: int) -> str:
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def test_the_clerk_grants_by_the_page_and_ends_with_a_reason(
    council: Council, clerk: Person, member: Person
) -> None:
    channel = make_channels(council)[0]
    client = sign_in(clerk)
    address = reverse("grant_permission", args=["ptc", "post"])
    assert client.get(address).status_code == 200

    sent = {
        "holder": member.membership.pk,
        "channel": channel.pk,
        "kind": "notice",
        "starts_on": "",
        "ends_on": day(20),
        "reason": "She looks after the notices.",
    }
    assert client.post(address, sent).status_code == 302

    (made,) = Permission.objects.all()
    assert (made.scope, made.channel_id, made.subject) == ("post", channel.pk, "notice")
    assert timezone.localdate(made.until) == timezone.localdate() + timedelta(days=21)
    shown = page(clerk)
    assert f"Post on {channel.name}: {made.subject} only".lower() in shown.lower() or "Post on" in shown
    end = reverse("end_permission", args=["ptc", made.pk])
    assert client.post(end, {"reason": ""}).status_code == 422
    assert client.post(end, {"reason": "The task is done."}).status_code == 302
    assert "The task is done." not in page(clerk)
    assert "The task is done." in page(clerk, "?standing=over")


@pytest.mark.parametrize(
    ("scope", "typed"),
    [
        ("speak", {}),
        ("draft_kind", {"kind": "letter"}),
        ("quote_position", {}),
        ("share", {"document": "The map of 4 May", "shared_with": "Fernleigh Homes"}),
    ],
)
def test_every_scope_has_its_form(clerk: Person, member: Person, scope: str, typed: dict[str, str]) -> None:
    client = sign_in(clerk)
    address = reverse("grant_permission", args=["ptc", scope])

    answer = client.post(address, {"holder": member.membership.pk, "reason": "A task", **typed})

    assert answer.status_code == 302
    assert Permission.objects.get().scope == scope


@pytest.mark.parametrize(
    ("scope", "typed"),
    [
        ("speak", {"holder": ""}),
        ("speak", {"ends_on": "2020-01-01"}),
        ("speak", {"starts_on": "2026-12-02", "ends_on": "2026-12-01"}),
        ("speak", {"reason": "\x00"}),
        ("speak", {"reason": "x" * 2001}),
        ("draft_kind", {"kind": "pamphlet"}),
        ("share", {"shared_with": "Somebody"}),
        ("share", {"document": "A map", "shared_with": " "}),
        ("share", {"document": "x" * 201, "shared_with": "Somebody"}),
        ("post", {"channel": "999999"}),
    ],
)
def test_what_cannot_be_is_refused_and_what_was_typed_stays(
    clerk: Person, member: Person, scope: str, typed: dict[str, str]
) -> None:
    client = sign_in(clerk)
    sent = {"holder": str(member.membership.pk), "reason": "Kept as typed", **typed}

    answer = client.post(reverse("grant_permission", args=["ptc", scope]), sent)

    assert answer.status_code in {400, 422}
    assert not Permission.objects.exists()


def test_an_unknown_scope_is_no_page(clerk: Person) -> None:
    assert sign_in(clerk).get(reverse("grant_permission", args=["ptc", "rule"])).status_code == 404


def test_a_member_reads_their_own_and_not_who_else(council: Council, clerk: Person, member: Person) -> None:
    other = make_person(council=council, name="Ola Other")
    for holder in (member, other):
        grant(actor=clerk, holder=holder.membership, what=Permitted("speak"), reason=f"For {holder.name}")

    mine = page(member, f"?holder={other.membership.pk}")

    assert "For Mel Member" in mine
    assert "Ola Other" not in mine
    assert "End this permission" not in mine
    assert "For Ola Other" in page(clerk)
    assert "For Ola Other" in page(make_person(council=council, role=Role.AUDITOR))
    home = sign_in(member).get(reverse("desk_home", args=["ptc"])).content.decode()
    assert "Permitted to you" in home
    assert "Speak for the council" in home


def test_a_matter_that_is_closed_to_an_officer_is_in_no_row_and_count_of_theirs(
    council: Council, clerk: Person, member: Person
) -> None:
    matter = make_matter(clerk=clerk, title="Sale of the depot")
    Matter.objects.update(named_access_only=True)
    grant(
        actor=clerk, holder=member.membership, what=Permitted("speak", matter_id=matter.pk), reason="Secret"
    )
    officer = make_person(council=council, role=Role.OFFICER)

    shown = page(officer)

    assert "Sale of the depot" not in shown
    assert "Secret" not in shown
    assert "No permission of this sort" in shown
    assert "Sale of the depot" in page(clerk)


def test_filters_and_what_nobody_can_read_of_them(clerk: Person, member: Person) -> None:
    soon = timezone.now() + timedelta(days=5)
    grant(actor=clerk, holder=member.membership, what=Permitted("speak"), reason="First", until=soon)
    ended = grant(actor=clerk, holder=member.membership, what=Permitted("quote_position"), reason="Second")
    grant(
        actor=clerk, holder=member.membership, what=Permitted("draft_kind", subject="letter"), reason="Third"
    )
    revoke_permission(actor=clerk, permission_id=ended.pk, reason="Over")

    def found(query: str) -> list[str]:
        shown = page(clerk, query)
        return [word for word in ("First", "Second", "Third") if f"Reason: {word}" in shown]

    assert found("") == ["First", "Third"]
    assert found("?standing=soon") == ["First"]
    assert found("?standing=over") == ["Second"]
    assert found("?standing=all") == ["First", "Second", "Third"]
    assert found("?scope=draft_kind") == ["Third"]
    assert found(f"?holder={member.membership.pk}") == ["First", "Third"]
    assert found("?standing=x&scope=y&holder=z&page=abc") == ["First", "Third"]


def test_what_needs_a_permission_is_set_by_the_clerk(council: Council, clerk: Person, member: Person) -> None:
    channel = make_channels(council)[0]
    client = sign_in(clerk)
    address = reverse("permission_rules", args=["ptc"])

    assert (
        client.post(address, {"acts": ["speak"], "channels": [channel.pk], "clause": "5.2"}).status_code
        == 302
    )

    assert set(PermissionRule.objects.values_list("act", "clause")) == {("speak", "5.2"), ("post", "5.2")}
    assert "(clause 5.2)" in page(member)
    assert sign_in(member).post(address, {"acts": []}).status_code == 403
    assert client.post(address, {}).status_code == 302
    assert not PermissionRule.objects.exists()


def test_fifty_permissions_cost_as_many_queries_as_one(
    council: Council, clerk: Person, member: Person
) -> None:
    channel = make_channels(council)[0]
    client: Client = sign_in(clerk)

    def add(count: int) -> None:
        for number in range(count):
            holder = make_person(council=council).membership
            given = [
                Permitted("post", channel_id=channel.pk),
                Permitted("speak", matter_id=make_matter(clerk=clerk, title=f"M {holder.pk}").pk),
                Permitted("quote_position", position_id=make_position(clerk=clerk, title=f"{number}").pk),
            ]
            for what in given:
                grant(actor=clerk, holder=holder, what=what, reason="x")

    letter = make_revision(author=clerk, kind="letter").communication_id
    shared = Permitted("share", communication_id=letter, shared_with="Somebody")
    grant(actor=clerk, holder=member.membership, what=shared, reason="x")
    add(1)
    address = reverse("permissions", args=["ptc"])
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    add(10)
    with CaptureQueriesContext(connection) as many:
        assert client.get(address).status_code == 200

    assert len(many) <= len(few)
    assert len(many) <= 16
