"""A permission to draft or to post about one matter or for one channel: it opens that, and helps nowhere else."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from approvals.deciding import Issue, approve
from approvals.models import Review
from policies.drafting import set_drafting_rules
from policies.matters.linking import say_about
from policies.models import Matter
from policies.permits.gates import permission_holds
from policies.permits.granting import grant
from policies.permits.ruling import set_permission_rules
from policies.permits.wording import told
from portal.channels.models import Channel, Delivery, Publication
from portal.channels.outbox.judging_again import judge_stale_again
from portal.councils.models import Council, Permission
from portal.councils.people import Person
from portal.councils.permitting import Permitted, revoke_permission
from portal.councils.powers import Role
from portal.refusals import Refusal
from tests.makers import make_person, make_review, read_again
from tests.makers.circumstances import make_matter
from tests.migrating import done_again, taken_back

pytestmark = pytest.mark.django_db


@pytest.fixture
def matters(clerk: Person, newsroom: Channel) -> list[Matter]:
    """Return two matters of the council that anybody may know of."""
    made = [make_matter(clerk=clerk, title=title) for title in ("The depot", "The bypass")]
    released = {"released_on": timezone.localdate(), "released_by": clerk.membership}
    Matter.objects.update(**released, open_reference="Minute 12/26")
    set_drafting_rules(actor=clerk, kind="notice", roles=[Role.CHAIR])
    return made


def permitted(clerk: Person, member: Person, **what: Any) -> Permission:
    scope = what.pop("scope", "draft_kind")
    subject = what.pop("subject", "notice" if scope == "draft_kind" else "")
    wanted = Permitted(scope, subject=subject, **what)
    return grant(actor=clerk, holder=member.membership, what=wanted, reason="A task")


def submitted(member: Person, clerk: Person, matter: Matter) -> Review:
    review = make_review(author=member, kind="notice")
    say_about(actor=clerk, communication_id=review.communication_id, matter_id=matter.pk, about=True)
    return review


def approved(clerk: Person, review: Review) -> Publication:
    channels = Channel.objects.filter(council=clerk.council, connector="newsroom")
    order = Issue([channel.pk for channel in channels], go_at=timezone.now() + timedelta(days=1))
    _, publication = approve(actor=clerk, review_id=review.pk, revision_id=review.revision_id, issue=order)
    assert publication is not None
    return publication


def test_a_draft_about_another_matter_than_the_permitted_one_is_not_approved(
    clerk: Person, member: Person, matters: list[Matter]
) -> None:
    depot, bypass = matters
    permitted(clerk, member, matter_id=depot.pk)

    with pytest.raises(Refusal, match=r"Mel Member was permitted to draft .* about another matter"):
        approved(clerk, submitted(member, clerk, bypass))
    publication = approved(clerk, submitted(member, clerk, depot))
    assert permission_holds(read_again(publication)) == ""
    say_about(actor=clerk, communication_id=publication.communication_id, matter_id=depot.pk, about=False)
    assert "another matter" in permission_holds(read_again(publication))


def test_a_draft_for_one_channel_goes_out_on_no_other(
    clerk: Person, member: Person, matters: list[Matter]
) -> None:
    other = Channel.objects.filter(council=clerk.council).exclude(connector="newsroom").first()
    assert other is not None
    permitted(clerk, member, channel_id=other.pk)
    with pytest.raises(Refusal, match="another channel than this"):
        approved(clerk, submitted(member, clerk, matters[0]))

    newsroom = Channel.objects.get(council=clerk.council, connector="newsroom")
    permitted(clerk, member, channel_id=newsroom.pk)
    assert permission_holds(read_again(approved(clerk, submitted(member, clerk, matters[0])))) == ""


def test_a_permission_for_the_whole_kind_beside_a_narrow_one_opens_all(
    clerk: Person, member: Person, matters: list[Matter]
) -> None:
    depot, bypass = matters
    permitted(clerk, member, matter_id=depot.pk)
    permitted(clerk, member)

    assert permission_holds(read_again(approved(clerk, submitted(member, clerk, bypass)))) == ""


def test_a_narrow_permission_binds_nobody_whose_office_drafts_it(
    council: Council, clerk: Person, matters: list[Matter]
) -> None:
    mayor = make_person(council=council, role=Role.CHAIR)
    permitted(clerk, mayor, matter_id=matters[0].pk)

    assert approved(clerk, submitted(mayor, clerk, matters[1])).pk


def test_a_narrow_permission_that_ran_out_did_its_work(
    clerk: Person, member: Person, matters: list[Matter]
) -> None:
    made = permitted(clerk, member, matter_id=matters[0].pk)
    review = submitted(member, clerk, matters[0])
    now = timezone.now()
    Permission.objects.filter(pk=made.pk).update(starts_at=now - timedelta(days=9), until=now)

    assert approved(clerk, review).pk


def test_rules_set_later_do_not_forget_the_narrow_ones(
    clerk: Person, member: Person, matters: list[Matter]
) -> None:
    permitted(clerk, member, matter_id=matters[0].pk)
    set_permission_rules(actor=clerk, acts=[], channel_ids=[])

    with pytest.raises(Refusal, match="another matter"):
        approved(clerk, submitted(member, clerk, matters[1]))


@pytest.mark.parametrize(("about", "lets"), [(0, True), (1, False)])
def test_a_permission_to_post_about_one_matter_opens_the_channel_for_that(
    clerk: Person, member: Person, newsroom: Channel, matters: list[Matter], about: int, lets: bool
) -> None:
    set_drafting_rules(actor=clerk, kind="notice", roles=[])
    set_permission_rules(actor=clerk, acts=[], channel_ids=[newsroom.pk], clause="7.3")
    permitted(clerk, member, scope="post", channel_id=newsroom.pk, matter_id=matters[0].pk)
    review = submitted(member, clerk, matters[about])

    if lets:
        assert permission_holds(read_again(approved(clerk, review))) == ""
    else:
        with pytest.raises(Refusal, match=r"to post this on .* about another matter .*\(clause 7\.3\)"):
            approved(clerk, review)


@pytest.mark.parametrize("scope", ["draft_kind", "post", "speak", "manage", "draft_matter", "draft_channel"])
def test_withdrawn_between_approval_and_issue_it_is_held_whatever_its_scope(
    clerk: Person, member: Person, newsroom: Channel, matters: list[Matter], scope: str
) -> None:
    depot = matters[0]
    if not scope.startswith("draft"):
        set_drafting_rules(actor=clerk, kind="notice", roles=[])
        speaks = ["speak"] if scope == "speak" else []
        set_permission_rules(
            actor=clerk, acts=speaks, channel_ids=[] if speaks else [newsroom.pk], clause="5.2"
        )
    scopes: dict[str, dict[str, Any]] = {
        "draft_kind": {},
        "draft_matter": {"matter_id": depot.pk},
        "draft_channel": {"channel_id": newsroom.pk},
        "post": {"scope": "post", "channel_id": newsroom.pk, "matter_id": depot.pk, "subject": "notice"},
        "speak": {"scope": "speak", "matter_id": depot.pk},
        "manage": {"scope": "manage", "channel_id": newsroom.pk},
    }
    made = permitted(clerk, member, **scopes[scope])
    publication = approved(clerk, submitted(member, clerk, depot))
    row = Delivery.objects.get(publication=publication)
    assert (row.state, permission_holds(read_again(publication))) == ("pending", "")

    revoke_permission(actor=clerk, permission_id=made.pk, reason="A complaint")
    judge_stale_again(timezone.now())

    row.refresh_from_db()
    assert row.state == "held"
    assert "permission" in row.problem


def test_the_register_says_for_which_matter_and_channel(
    clerk: Person, member: Person, newsroom: Channel, matters: list[Matter]
) -> None:
    made = [
        permitted(clerk, member, matter_id=matters[0].pk, channel_id=newsroom.pk),
        permitted(clerk, member, scope="post", channel_id=newsroom.pk, matter_id=matters[1].pk),
    ]

    assert [row.what for row in told(made, clerk)] == [
        f"Draft: notice about “The depot”, for {newsroom.name} only",
        f"Post on {newsroom.name} about “The bypass”",
    ]


def test_the_migration_ends_what_the_older_form_cannot_hold_and_goes_forth_again(
    clerk: Person, member: Person, newsroom: Channel, matters: list[Matter]
) -> None:
    narrow = permitted(clerk, member, matter_id=matters[0].pk)
    whole = permitted(clerk, member)
    migration = ("councils", "0016_drafting_and_posting_about_one_matter")

    taken_back(*migration)
    done_again(*migration)

    narrow.refresh_from_db()
    whole.refresh_from_db()
    assert (narrow.matter_id, narrow.ended_at is None, whole.ended_at) == (None, False, None)
