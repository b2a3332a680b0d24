"""What is queued, or approved and not issued, when a period begins; what it held when it ends; two at once."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from approvals.deciding import Issue, approve
from approvals.models import Review
from policies.models import Period, PeriodDecision
from policies.periods.announcing import Poll, announce, end_early
from policies.periods.deciding import release
from policies.periods.listing import HELD_WORDS
from policies.periods.noticing import Published, enter_notice
from policies.periods.settling import Particulars, Standing, settle
from portal.channels.models import Channel, Delivery, Publication
from portal.channels.outbox.carrying import carry
from portal.channels.outbox.rows import RowKind
from portal.channels.outbox.sweeping import sweep
from portal.channels.states import Delivering
from portal.councils.models import Council
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.desk.period_dropping import drop
from portal.records.models import LedgerEntry
from portal.refusals import Refusal
from tests.makers import make_approved, make_person, make_review
from tests.makers.policies import make_adopted_policy, make_clause_rule
from tests.makers.threads import at_once

pytestmark = pytest.mark.django_db
SAID = [{"speaker": "Petra Stander", "office": "Councillor", "words": "I am proud of the new square."}]


@pytest.fixture
def author(council: Council) -> Person:
    return make_person(council=council, role=Role.OFFICER)


def begun(clerk: Person) -> Period:
    """Return a period that has begun just now, before a poll at which Petra Stander stands."""
    period = coming(clerk)
    enter_notice(actor=clerk, period_id=period.pk, notice=Published(timezone.localdate()))
    period.refresh_from_db()
    return period


def coming(clerk: Person) -> Period:
    poll_on = timezone.localdate() + timedelta(days=60)
    made = announce(actor=clerk, poll=Poll("parish_election", "Town election", poll_on))
    standing = (Standing("Petra Stander", "Independent"),)
    return settle(actor=clerk, period_id=made.pk, particulars=Particulars(candidates=standing))


def approved(clerk: Person, review: Review) -> Publication | None:
    review.refresh_from_db()
    channels = [channel.pk for channel in Channel.objects.filter(council=clerk.council)]
    _, made = approve(actor=clerk, review_id=review.pk, revision_id=review.revision_id, issue=Issue(channels))
    return made


def scheduled(author: Person, clerk: Person) -> Delivery:
    tomorrow = timezone.now() + timedelta(days=1)
    return make_approved(author=author, clerk=clerk, issue={"go_at": tomorrow}, quotes=SAID).deliveries.get()


def hour_comes(delivery: Delivery) -> None:
    past = timezone.now() - timedelta(seconds=1)
    Delivery.objects.filter(pk=delivery.pk).update(due_at=past)
    Publication.objects.filter(pk=delivery.publication_id).update(go_at=past)


def state(delivery: Delivery) -> tuple[str, str]:
    delivery.refresh_from_db()
    return delivery.state, delivery.problem


def block_candidates(clerk: Person) -> None:
    """Let the council's own policy block what the statute has answered."""
    version = make_adopted_policy(clerk=clerk)
    make_clause_rule(clerk=clerk, version=version, ref="2.1", check_id="election-candidate", severity="block")


def test_what_is_queued_is_listed_and_cannot_be_approved_before_somebody_decides(
    clerk: Person, author: Person
) -> None:
    bad, good = make_review(author=author, quotes=SAID), make_review(author=author, quotes=[])
    block_candidates(clerk)
    begun(clerk)

    listed = PeriodDecision.objects.get()
    assert (listed.communication_id, listed.outcome) == (bad.communication_id, "open")
    assert listed.why.startswith("Waits for approval. ")
    assert "Petra Stander" in listed.why
    with pytest.raises(Refusal, match="It waits for a decision, because of the period before Town election"):
        approved(clerk, bad)
    assert approved(clerk, good) is not None

    release(actor=clerk, decision_id=listed.pk, reason="She speaks as head of the school.")
    issue = approved(clerk, bad)

    assert issue is not None
    Council.objects.filter(pk=clerk.council.pk).update(circumstances_version=99)
    delivery = issue.deliveries.get()
    carry(RowKind.DELIVERY, delivery.pk)
    assert state(delivery)[0] == Delivering.SENT


def test_what_is_queued_and_dropped_is_returned_to_its_author(clerk: Person, author: Person) -> None:
    review = make_review(author=author, quotes=SAID)
    begun(clerk)

    drop(actor=clerk, decision_id=PeriodDecision.objects.get().pk, reason="After the poll.")

    review.refresh_from_db()
    assert (review.state, review.reason, review.communication.stage) == (
        "returned",
        "After the poll.\n\nUnder: Local Government Act 1986, s.2 and the publicity code.",
        "returned",
    )


def test_what_is_approved_and_was_never_issued_is_listed_and_its_approval_void_when_dropped(
    clerk: Person, author: Person
) -> None:
    review = make_review(author=author, kind="magazine_article", body="<p>Petra Stander at the fair.</p>")
    review.refresh_from_db()
    approve(actor=clerk, review_id=review.pk, revision_id=review.revision_id, issue=Issue())
    begun(clerk)

    listed = PeriodDecision.objects.get()
    assert listed.why.startswith("Approved, not issued. Petra Stander stands")
    drop(actor=clerk, decision_id=listed.pk, reason="After the poll.")

    review.communication.refresh_from_db()
    assert review.communication.stage == "draft"
    assert LedgerEntry.objects.filter(verb="approval_voided").count() == 1


def test_when_the_period_ends_what_it_held_waits_until_each_is_confirmed(
    clerk: Person, author: Person
) -> None:
    late, early = scheduled(author, clerk), scheduled(author, clerk)
    period = begun(clerk)
    assert state(late) == state(early) == (Delivering.HELD, HELD_WORDS)
    hour_comes(late)

    end_early(actor=clerk, period_id=period.pk, reason="The poll was called off.")
    sweep()

    assert (state(late)[0], state(early)[0]) == (Delivering.HELD, Delivering.HELD)
    first, second = PeriodDecision.objects.order_by("communication_id")
    release(actor=clerk, decision_id=first.pk, reason="It still holds.")
    assert state(late) == (Delivering.PENDING, "")
    assert state(early)[0] == Delivering.HELD
    carry(RowKind.DELIVERY, late.pk)
    assert state(late)[0] == Delivering.SENT
    drop(actor=clerk, decision_id=second.pk, reason="Out of date.")
    assert state(early)[0] == Delivering.CANCELLED


@pytest.mark.django_db(transaction=True)
def test_a_notice_entered_by_two_at_once_is_entered_once(clerk: Person, author: Person) -> None:
    scheduled(author, clerk)
    period = coming(clerk)
    notice = Published(timezone.localdate())
    second = make_person(council=clerk.council, role=Role.CLERK)

    done = at_once(
        *(lambda by=by: enter_notice(actor=by, period_id=period.pk, notice=notice) for by in (clerk, second))
    )

    assert sorted(map(str, (one for one in done if isinstance(one, int)))) == ["1"]
    assert sum(isinstance(one, Refusal) for one in done) == 1
    assert PeriodDecision.objects.count() == 1
    assert LedgerEntry.objects.filter(verb="period_noticed").count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("other", [release, drop])
def test_of_two_who_decide_about_one_item_at_once_one_does(clerk: Person, author: Person, other: Any) -> None:
    scheduled(author, clerk)
    begun(clerk)
    listed = PeriodDecision.objects.get()

    done = at_once(
        lambda: release(actor=clerk, decision_id=listed.pk, reason="It may."),
        lambda: other(actor=clerk, decision_id=listed.pk, reason="Another says."),
    )

    assert sum(isinstance(one, PeriodDecision) for one in done) == 1
    assert sum(isinstance(one, Refusal) for one in done) == 1
    verbs = LedgerEntry.objects.filter(verb__startswith="period_item_").count()
    assert verbs == 1


@pytest.mark.django_db(transaction=True)
def test_a_notice_while_the_clerk_approves_finds_the_item_in_the_list_either_way(
    clerk: Person, author: Person
) -> None:
    review = make_review(author=author, quotes=SAID)
    period = coming(clerk)

    _, outcome = at_once(
        lambda: enter_notice(actor=clerk, period_id=period.pk, notice=Published(timezone.localdate())),
        lambda: approved(clerk, review),
    )

    assert PeriodDecision.objects.get().communication_id == review.communication_id
    if isinstance(outcome, Publication):
        assert state(outcome.deliveries.get())[0] == Delivering.HELD
    else:
        assert isinstance(outcome, Refusal)
