"""What a flag does at its moment to what is queued and scheduled, and what happens when it is lifted."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.utils import timezone

from approvals.deciding import Issue, approve
from approvals.models import Review
from policies.matters.flagging import HELD, flag_matter, lift_flag
from policies.matters.linking import say_about
from policies.matters.opening import Noted, change_matter
from policies.matters.telling import about_item
from policies.models import Matter
from portal.channels.models import Channel, Delivery, Notice, Publication
from portal.channels.outbox.claiming import claim
from portal.channels.outbox.judging_again import CONFIRM
from portal.channels.outbox.rows import RowKind
from portal.channels.outbox.sweeping import sweep
from portal.channels.resolving import try_again
from portal.channels.states import Delivering
from portal.councils.models import Council
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.records.models import LedgerEntry
from portal.refusals import Refusal
from tests.makers import (
    make_approved,
    make_channels,
    make_council,
    make_person,
    make_review,
    sign_in,
)
from tests.makers.circumstances import make_matter
from tests.makers.threads import at_once

pytestmark = pytest.mark.django_db
ON_IT = "<p>On the sale of the old depot.</p>"
TOMORROW = {"go_at": timezone.now() + timedelta(days=1)}


def waiting(author: Person, clerk: Person, body: str = ON_IT, **issue: Any) -> Delivery:
    """Return the one delivery of an approved notice that goes out tomorrow."""
    made = make_approved(author=author, clerk=clerk, kind="notice", body=body, issue={**TOMORROW, **issue})
    return made.deliveries.get()


def open_matter_of(clerk: Person) -> Matter:
    """Return a matter that is in open minutes, so that staff may write on it."""
    matter = make_matter(clerk=clerk)
    Matter.objects.filter(pk=matter.pk).update(
        released_on=timezone.localdate(), open_reference="Minute 1/26", released_by=clerk.membership
    )
    return matter


def state(delivery: Delivery) -> tuple[str, str]:
    delivery.refresh_from_db()
    return delivery.state, delivery.problem


def hour_comes(delivery: Delivery) -> None:
    past = timezone.now() - timedelta(seconds=1)
    Delivery.objects.filter(pk=delivery.pk).update(due_at=past)
    Publication.objects.filter(pk=delivery.publication_id).update(go_at=past)


def test_what_is_scheduled_on_it_is_held_at_the_moment_of_the_flag_and_nothing_else_is(
    clerk: Person, officer: Person
) -> None:
    on_it, other = waiting(officer, clerk), waiting(officer, clerk, body="<p>The road is closed.</p>")

    flag_matter(actor=clerk, matter_id=open_matter_of(clerk).pk, reason="Talks.")

    assert state(on_it) == (Delivering.HELD, HELD)
    assert state(other) == (Delivering.PENDING, "")
    held = LedgerEntry.objects.get(verb="delivery_held")
    assert (held.object_id, held.actor_name) == (on_it.pk, "the portal")
    sweep()
    assert state(on_it) == (Delivering.HELD, HELD)
    hour_comes(on_it)
    assert claim(RowKind.DELIVERY, on_it.pk) is None


def test_the_lists_and_the_item_say_so_with_name_and_reason_to_those_who_may_know(
    council: Council, clerk: Person, officer: Person
) -> None:
    delivery = waiting(officer, clerk)
    matter = open_matter_of(clerk)
    Matter.objects.filter(pk=matter.pk).update(
        named_access_only=True, released_on=None, open_reference="", released_by=None
    )
    flag_matter(actor=clerk, matter_id=matter.pk, reason="The buyer is in the room.")
    item = delivery.publication.communication_id
    pages = [f"/{council.slug}/desk/queue/{where}/" for where in ("scheduled", f"item/{item}")]

    for page in pages:
        told = sign_in(clerk).get(page).content.decode()
        assert "Held: it touches" in told
        assert "Sale of the old depot</a>" in told
        assert "Reason: The buyer is in the room." in told
        closed = sign_in(officer).get(page).content.decode()
        assert "Held: it touches a matter, flagged as especially sensitive." in closed
        assert "Sale of the old depot" not in closed.replace("On the sale of the old depot", "")
        assert "The buyer is in the room." not in closed


def test_what_an_officer_queued_before_the_flag_cannot_be_approved_and_the_pages_say_why(
    council: Council, clerk: Person, officer: Person
) -> None:
    matter = open_matter_of(clerk)
    review = make_review(author=officer, kind="notice", body=ON_IT)
    flag_matter(actor=clerk, matter_id=matter.pk, reason="Talks.")

    with pytest.raises(
        Refusal, match="flagged as especially sensitive after it was submitted, so it is held"
    ):
        approved(clerk, review)
    assert "Held: it touches" in sign_in(clerk).get(f"/{council.slug}/desk/queue/").content.decode()
    page = sign_in(clerk).get(f"/{council.slug}/desk/queue/{review.pk}/").content.decode()
    assert "It was submitted before the flag, so it cannot be approved." in page
    assert f"/matters/of/{review.communication_id}/" in page

    say_about(actor=clerk, communication_id=review.communication_id, matter_id=matter.pk, about=False)
    assert approved(clerk, review) is not None


def approved(clerk: Person, review: Review) -> Publication | None:
    channels = [channel.pk for channel in Channel.objects.filter(council=clerk.council)]
    _, made = approve(actor=clerk, review_id=review.pk, revision_id=review.revision_id, issue=Issue(channels))
    return made


def test_what_is_queued_after_the_flag_was_written_in_its_knowledge(clerk: Person, officer: Person) -> None:
    flag_matter(actor=clerk, matter_id=open_matter_of(clerk).pk, reason="Talks.")
    fresh = make_person(council=Council.objects.get(pk=clerk.council.pk), role=Role.OFFICER)

    assert approved(clerk, make_review(author=fresh, kind="notice", body=ON_IT)) is not None


def test_whoever_wrote_it_is_told_once_without_the_name_of_the_matter(
    council: Council, clerk: Person, officer: Person
) -> None:
    member = make_person(council=council, role=Role.COUNCILLOR)
    review = make_review(author=member, kind="letter", body=ON_IT)
    waiting(officer, clerk)
    matter = open_matter_of(clerk)
    flag = flag_matter(actor=clerk, matter_id=matter.pk, reason="Talks.", holding_reply="Ask the clerk.")

    told = {row.recipient_id: row for row in Notice.objects.filter(what="matter_flagged")}
    assert set(told) == {member.membership.pk, officer.membership.pk}
    words = about_item(told[member.membership.pk], member)
    assert words is not None
    assert (
        "You are unable to comment on this matter, in whatever capacity: please refer to the clerk."
        in words.body
    )
    assert "Ask the clerk." in words.body
    assert f"/desk/drafts/{review.communication_id}/" in words.body
    to_staff = about_item(told[officer.membership.pk], officer)
    assert to_staff is not None
    assert "It is held." in to_staff.body
    for mail in (words, to_staff):
        assert matter.title not in mail.body + mail.subject
    lift_flag(actor=clerk, matter_id=matter.pk, reason="Over.")
    flag.refresh_from_db()
    assert about_item(told[member.membership.pk], member) is None


def test_when_it_is_lifted_what_is_still_to_come_goes_on_and_what_is_late_waits_for_a_person(
    council: Council, clerk: Person, chair: Person, officer: Person
) -> None:
    late, early = waiting(officer, clerk), waiting(officer, clerk)
    matter = open_matter_of(clerk)
    flag_matter(actor=chair, matter_id=matter.pk, reason="Talks.")
    hour_comes(late)

    lift_flag(actor=clerk, matter_id=matter.pk, reason="They are over.")

    assert state(early) == (Delivering.PENDING, "")
    assert state(late) == (Delivering.HELD, CONFIRM)
    sweep()
    assert claim(RowKind.DELIVERY, late.pk) is None
    assert state(late) == (Delivering.HELD, CONFIRM)
    assert LedgerEntry.objects.filter(verb="delivery_resumed", object_id=early.pk).count() == 1
    page = f"/{council.slug}/desk/queue/item/{late.publication.communication_id}/"
    assert "Confirm: let it go out" in sign_in(clerk).get(page).content.decode()
    try_again(actor=clerk, kind=RowKind.DELIVERY, pk=late.pk)
    assert claim(RowKind.DELIVERY, late.pk) is not None


def test_nobody_orders_another_attempt_while_the_flag_holds_it(clerk: Person, officer: Person) -> None:
    delivery = waiting(officer, clerk)
    flag_matter(actor=clerk, matter_id=open_matter_of(clerk).pk, reason="Talks.")

    with pytest.raises(Refusal, match="flagged as especially sensitive after it was approved"):
        try_again(actor=clerk, kind=RowKind.DELIVERY, pk=delivery.pk)
    assert state(delivery) == (Delivering.HELD, HELD)


def test_two_flags_hold_it_until_both_are_lifted(clerk: Person, officer: Person) -> None:
    delivery = waiting(officer, clerk, body="<p>On the sale of the old depot and the skate park.</p>")
    first, second = open_matter_of(clerk), make_matter(clerk=clerk, title="The skate park")
    Matter.objects.filter(pk=second.pk).update(
        released_on=timezone.localdate(), open_reference="Minute 2/26", released_by=clerk.membership
    )
    for matter in (first, second):
        flag_matter(actor=clerk, matter_id=matter.pk, reason="Talks.")

    lift_flag(actor=clerk, matter_id=first.pk, reason="Over.")
    assert state(delivery)[0] == Delivering.HELD
    lift_flag(actor=clerk, matter_id=second.pk, reason="Over.")
    assert state(delivery) == (Delivering.PENDING, "")


def test_the_clerks_word_and_another_alias_hold_or_let_go_at_once(clerk: Person, officer: Person) -> None:
    linked = waiting(officer, clerk, body="<p>The road is closed.</p>")
    named = waiting(officer, clerk, body="<p>The Fernleigh site.</p>")
    matter = open_matter_of(clerk)
    flag_matter(actor=clerk, matter_id=matter.pk, reason="Talks.")
    about = {"communication_id": linked.publication.communication_id, "matter_id": matter.pk}

    say_about(actor=clerk, about=True, **about)
    assert state(linked) == (Delivering.HELD, HELD)
    say_about(actor=clerk, about=False, **about)
    assert state(linked) == (Delivering.PENDING, "")
    change_matter(actor=clerk, matter_id=matter.pk, noted=Noted(matter.title, aliases=["Fernleigh site"]))
    assert state(named) == (Delivering.HELD, HELD)


def test_another_councils_items_are_not_touched(clerk: Person) -> None:
    other = make_council()
    make_channels(other, "newsroom")
    theirs = waiting(
        make_person(council=other, role=Role.OFFICER), make_person(council=other, role=Role.CLERK)
    )

    flag_matter(actor=clerk, matter_id=open_matter_of(clerk).pk, reason="Talks.")

    assert state(theirs) == (Delivering.PENDING, "")


@pytest.mark.django_db(transaction=True)
def test_a_flag_and_a_worker_at_once_leave_it_held_or_sent_never_both(clerk: Person, officer: Person) -> None:
    for turn in range(4):
        delivery = waiting(officer, clerk)
        hour_comes(delivery)
        matter = make_matter(clerk=clerk, title=f"Depot {turn}", aliases=("old depot",))

        _, claimed = at_once(
            partial(flag_matter, actor=clerk, matter_id=matter.pk, reason="Talks."),
            partial(claim, RowKind.DELIVERY, delivery.pk),
        )

        assert state(delivery)[0] == (Delivering.HELD if claimed is None else Delivering.SENDING)
        lift_flag(actor=clerk, matter_id=matter.pk, reason="Over.")
        Matter.objects.filter(pk=matter.pk).update(closed_at=timezone.now())


@pytest.mark.django_db(transaction=True)
def test_a_flag_while_the_clerk_approves_finds_the_item_held_either_way(
    clerk: Person, chair: Person, officer: Person
) -> None:
    for turn in range(4):
        review = make_review(author=officer, kind="notice", body=ON_IT)
        matter = make_matter(clerk=clerk, title=f"Depot {turn}", aliases=("old depot",))
        Matter.objects.filter(pk=matter.pk).update(
            released_on=timezone.localdate(), open_reference="Minute 1/26", released_by=clerk.membership
        )

        flag, outcome = at_once(
            partial(flag_matter, actor=chair, matter_id=matter.pk, reason="Talks."),
            partial(approved, clerk, review),
        )

        assert flag.matter_id == matter.pk
        if isinstance(outcome, Publication):
            assert state(outcome.deliveries.get()) == (Delivering.HELD, HELD)
        else:
            assert isinstance(outcome, Refusal)
            assert Review.objects.get(pk=review.pk).state == "waiting"
        lift_flag(actor=chair, matter_id=matter.pk, reason="Over.")
        Matter.objects.filter(pk=matter.pk).update(closed_at=timezone.now())


@pytest.mark.django_db(transaction=True)
def test_of_two_who_flag_or_lift_at_once_one_does_and_the_other_is_told(clerk: Person, chair: Person) -> None:
    matter = make_matter(clerk=clerk)

    for act, once in ((flag_matter, "matter_flagged"), (lift_flag, "matter_flag_lifted")):
        done = at_once(
            *(
                lambda by=by, act=act: act(actor=by, matter_id=matter.pk, reason="Why.")
                for by in (clerk, chair)
            )
        )
        assert [isinstance(one, Refusal) for one in done].count(True) == 1
        assert LedgerEntry.objects.filter(verb=once).count() == 1
