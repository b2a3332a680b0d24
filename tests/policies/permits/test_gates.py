"""What rests on the clerk's permission: submitted, approved and sent only while it holds."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from approvals.deciding import Issue, approve
from policies.drafting import set_drafting_rules
from policies.matters.linking import say_about
from policies.models import Matter, PermissionRule
from policies.permits.gates import permission_holds
from policies.permits.granting import grant
from policies.permits.ruling import set_permission_rules
from portal.channels.models import Channel, Delivery, Publication
from portal.channels.outbox.judging_again import judge_stale_again
from portal.councils.models import Council, Permission
from portal.councils.people import Person, person_now
from portal.councils.permitting import Permitted, revoke_permission
from portal.councils.powers import Role
from portal.records.models import LedgerEntry
from portal.refusals import InvalidInput, NotYours, Refusal
from tests.makers import (
    make_approved,
    make_channels,
    make_council,
    make_person,
    make_review,
    read_again,
)
from tests.makers.circumstances import make_matter, make_position
from tests.makers.issued import make_scheduled
from tests.makers.threads import at_once

pytestmark = pytest.mark.django_db


def permitted(clerk: Person, member: Person, what: Permitted, days: int | None = None) -> Permission:
    until = None if days is None else timezone.now() + timedelta(days=days)
    return grant(actor=clerk, holder=member.membership, what=what, reason="A task", until=until)


def now(person: Person) -> Person:
    """Return them as their next request finds them."""
    return person_now(person.membership.pk)


def run_out(made: Permission) -> None:
    """Let time pass to its end."""
    moment = timezone.now()
    Permission.objects.filter(pk=made.pk).update(
        starts_at=moment - timedelta(days=9), until=moment - timedelta(minutes=1)
    )


def test_where_the_council_asks_for_none_nothing_is_needed(clerk: Person, member: Person) -> None:
    make_channels(clerk.council)

    assert permission_holds(read_again(make_scheduled(author=member, clerk=clerk))) == ""


def test_a_member_posts_on_a_channel_only_while_permitted(
    clerk: Person, member: Person, newsroom: Channel
) -> None:
    set_permission_rules(actor=clerk, acts=[], channel_ids=[newsroom.pk], clause="7.3")

    with pytest.raises(Refusal, match=r"Mel Member has no permission .* to post this on .* \(clause 7\.3\)"):
        make_approved(author=member, clerk=clerk, kind="notice")
    made = permitted(clerk, member, Permitted("post", channel_id=newsroom.pk, subject="notice"))
    publication = make_scheduled(author=member, clerk=clerk)
    assert permission_holds(read_again(publication)) == ""
    revoke_permission(actor=clerk, permission_id=made.pk, reason="It went wrong.")
    assert "no permission" in permission_holds(read_again(publication))


@pytest.mark.parametrize(
    ("what", "lets"),
    [
        ({"scope": "manage"}, True),
        ({"scope": "post"}, True),
        ({"scope": "post", "subject": "notice"}, True),
        ({"scope": "post", "subject": "press_release"}, False),
    ],
)
def test_which_permission_opens_a_channel(
    clerk: Person, member: Person, newsroom: Channel, what: dict[str, Any], lets: bool
) -> None:
    set_permission_rules(actor=clerk, acts=[], channel_ids=[newsroom.pk])
    permitted(clerk, member, Permitted(channel_id=newsroom.pk, **what))

    try:
        make_approved(author=member, clerk=clerk, kind="notice")
    except Refusal:
        assert not lets
    else:
        assert lets


def test_a_permission_must_last_until_it_goes_out(clerk: Person, member: Person, newsroom: Channel) -> None:
    set_permission_rules(actor=clerk, acts=[], channel_ids=[newsroom.pk])
    made = permitted(clerk, member, Permitted("manage", channel_id=newsroom.pk), days=3)
    late = timezone.now() + timedelta(days=4)

    with pytest.raises(Refusal, match="no permission"):
        make_approved(author=member, clerk=clerk, kind="notice", issue={"go_at": late})
    publication = make_scheduled(author=member, clerk=clerk)
    assert permission_holds(read_again(publication)) == ""
    run_out(made)
    assert "no permission" in permission_holds(read_again(publication))


def test_a_withdrawn_permission_holds_what_waits_and_another_lets_it_go_on(
    clerk: Person, member: Person, newsroom: Channel
) -> None:
    set_permission_rules(actor=clerk, acts=[], channel_ids=[newsroom.pk])
    what = Permitted("manage", channel_id=newsroom.pk)
    made = permitted(clerk, member, what)
    publication = make_scheduled(author=member, clerk=clerk)
    revoke_permission(actor=clerk, permission_id=made.pk, reason="A complaint")

    judge_stale_again(timezone.now())

    row = Delivery.objects.get(publication=publication)
    assert (row.state, "no permission" in row.problem) == ("held", True)
    permitted(clerk, member, what)
    judge_stale_again(timezone.now())
    row.refresh_from_db()
    assert (row.state, row.problem) == ("pending", "")


def test_staff_need_no_permission(council: Council, clerk: Person, newsroom: Channel) -> None:
    set_permission_rules(actor=clerk, acts=["speak", "quote_position"], channel_ids=[newsroom.pk])
    officer = make_person(council=council, role=Role.OFFICER)
    make_position(clerk=clerk)

    made = make_approved(
        author=officer, clerk=clerk, kind="notice", body="<p>The council supports the northern route.</p>"
    )
    assert permission_holds(read_again(made)) == ""


def test_to_speak_for_the_council_is_permitted_and_a_personal_view_is_not(
    clerk: Person, member: Person
) -> None:
    set_permission_rules(actor=clerk, acts=["speak"], channel_ids=[], clause="5.4")

    with pytest.raises(NotYours, match=r"speak for the council \(clause 5\.4\)"):
        make_review(author=now(member), kind="letter")
    assert make_review(author=now(member), kind="letter", capacity="personal").pk
    permitted(clerk, member, Permitted("speak"))
    assert make_review(author=now(member), kind="letter").pk


def test_a_permission_to_speak_about_one_matter_is_for_what_is_about_it(
    clerk: Person, member: Person
) -> None:
    make_channels(clerk.council)
    matter = make_matter(clerk=clerk)
    Matter.objects.update(
        released_on=timezone.localdate(), released_by=clerk.membership, open_reference="Minute 12/26"
    )
    set_permission_rules(actor=clerk, acts=["speak"], channel_ids=[])
    permitted(clerk, member, Permitted("speak", matter_id=matter.pk))
    review = make_review(author=member, kind="notice")

    with pytest.raises(Refusal, match="another matter"):
        approve_it(clerk, review.pk, review.revision_id)
    say_about(actor=clerk, communication_id=review.communication_id, matter_id=matter.pk, about=True)
    approve_it(clerk, review.pk, review.revision_id)
    assert permission_holds(read_again(Publication.objects.get())) == ""


@pytest.mark.parametrize(
    ("body", "quotes"),
    [
        ("<p>The council supports the northern route.</p>", True),
        ("<p>THE COUNCIL supports the northern route, it was said.</p>", True),
        ("<p>The northern route is long.</p>", False),
    ],
)
def test_a_position_is_quoted_only_with_permission(
    clerk: Person, member: Person, body: str, quotes: bool
) -> None:
    position = make_position(clerk=clerk)
    set_permission_rules(actor=clerk, acts=["quote_position"], channel_ids=[])

    if quotes:
        with pytest.raises(NotYours, match="quote the agreed position “The bypass”"):
            make_review(author=now(member), kind="letter", body=body)
        permitted(clerk, member, Permitted("quote_position", position_id=position.pk))
    assert make_review(author=now(member), kind="letter", body=body).pk


def test_a_withdrawn_permission_to_draft_holds_what_was_approved(clerk: Person, member: Person) -> None:
    make_channels(clerk.council)
    set_drafting_rules(actor=clerk, kind="notice", roles=[Role.CHAIR])
    made = permitted(clerk, member, Permitted("draft_kind", subject="notice"), days=5)
    publication = make_scheduled(author=member, clerk=clerk)
    assert permission_holds(read_again(publication)) == ""

    revoke_permission(actor=clerk, permission_id=made.pk, reason="A complaint")

    assert "withdrew the permission of Mel Member to draft a" in permission_holds(read_again(publication))


def test_a_permission_to_draft_that_ran_out_holds_nothing(clerk: Person, member: Person) -> None:
    make_channels(clerk.council)
    set_drafting_rules(actor=clerk, kind="notice", roles=[Role.CHAIR])
    made = permitted(clerk, member, Permitted("draft_kind", subject="notice"), days=5)
    publication = make_scheduled(author=member, clerk=clerk)
    run_out(made)
    other = permitted(
        clerk, make_person(council=clerk.council), Permitted("speak")
    )  # moves the circumstances
    revoke_permission(actor=clerk, permission_id=other.pk, reason="x")

    assert permission_holds(read_again(publication)) == ""


def test_what_waits_in_the_queue_is_not_approved_after_the_withdrawal(clerk: Person, member: Person) -> None:
    make_channels(clerk.council)
    set_drafting_rules(actor=clerk, kind="notice", roles=[Role.CHAIR])
    made = permitted(clerk, member, Permitted("draft_kind", subject="notice"))
    review = make_review(author=member, kind="notice")
    revoke_permission(actor=clerk, permission_id=made.pk, reason="A complaint")

    with pytest.raises(Refusal, match="withdrew the permission"):
        approve_it(clerk, review.pk, review.revision_id)


def approve_it(clerk: Person, review_id: int, revision_id: int) -> None:
    channels = Channel.objects.filter(council=clerk.council, connector="newsroom")
    tomorrow = timezone.now() + timedelta(days=1)
    order = Issue(channel_ids=[channel.pk for channel in channels], go_at=tomorrow)
    approve(actor=clerk, review_id=review_id, revision_id=revision_id, issue=order)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("scope", ["draft_kind", "manage"])
def test_withdrawn_while_it_is_approved_it_is_refused_or_held(
    council: Council, clerk: Person, member: Person, newsroom: Channel, scope: str
) -> None:
    second = make_person(council=council, role=Role.CLERK)
    set_drafting_rules(actor=clerk, kind="notice", roles=[Role.CHAIR])
    set_permission_rules(actor=clerk, acts=[], channel_ids=[newsroom.pk])
    made = {
        "draft_kind": permitted(clerk, member, Permitted("draft_kind", subject="notice")),
        "manage": permitted(clerk, member, Permitted("manage", channel_id=newsroom.pk)),
    }[scope]
    review = make_review(author=member, kind="notice")

    approved, revoked = at_once(
        lambda: approve_it(clerk, review.pk, review.revision_id),
        lambda: revoke_permission(actor=second, permission_id=made.pk, reason="A complaint"),
    )

    assert revoked is None
    if isinstance(approved, Exception):
        assert isinstance(approved, Refusal)
        assert not Publication.objects.exists()
    else:
        judge_stale_again(timezone.now())
        row = Delivery.objects.get()
        assert row.state == "held"
        assert "permission" in row.problem


def test_rules_are_set_by_who_configures_and_name_this_councils_channels(
    council: Council, clerk: Person, member: Person, newsroom: Channel
) -> None:
    theirs = make_channels(make_council())[0]

    with pytest.raises(NotYours):
        set_permission_rules(actor=member, acts=["speak"], channel_ids=[])
    for acts, channels, clause in (
        (["post"], [], ""),
        (["rule"], [], ""),
        ([], [theirs.pk], ""),
        ([], [], "x" * 61),
    ):
        with pytest.raises(InvalidInput):
            set_permission_rules(actor=clerk, acts=acts, channel_ids=channels, clause=clause)
    set_permission_rules(actor=clerk, acts=["speak"], channel_ids=[newsroom.pk])
    set_permission_rules(actor=clerk, acts=["quote_position"], channel_ids=[])

    (rule,) = PermissionRule.objects.all()
    assert (rule.act, rule.channel_id) == ("quote_position", None)
    assert LedgerEntry.objects.filter(verb="setting_changed").count() == 2


def test_asking_costs_a_bounded_number_of_queries(
    clerk: Person, member: Person, newsroom: Channel, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    set_permission_rules(actor=clerk, acts=["speak", "quote_position"], channel_ids=[newsroom.pk])
    for number in range(20):
        make_position(clerk=clerk, title=f"Position {number}")
    for what in (
        Permitted("speak"),
        Permitted("quote_position"),
        Permitted("manage", channel_id=newsroom.pk),
    ):
        permitted(clerk, member, what)
    publication = read_again(make_scheduled(author=member, clerk=clerk))
    publication.communication.author  # noqa: B018  the claim has it at hand

    with django_assert_max_num_queries(8):
        assert permission_holds(publication) == ""
