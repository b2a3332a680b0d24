"""A block on a network is set there by a worker, read back, and ended there by itself; else by hand, with proof."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from pytest_django.fixtures import Settings

from moderation.erasing import erase_comments
from moderation.errands.carrying import run, run_due
from moderation.errands.doing import ANOTHER_HOLDS
from moderation.intake.polling import poll
from moderation.measures.carrying import prove_there
from moderation.measures.standing import to_do_there
from moderation.measures.taking import end_measure
from moderation.models import Comment, Errand, Measure, MeasureProof, Polling
from moderation.states import Carrying
from portal.channels.connectors.base import Ambiguous, Paced, Permanent, Transient
from portal.channels.models import Notice
from portal.councils.people import Person
from portal.records.models import LedgerEntry
from portal.records.retention import EraseOrder
from tests.makers import sign_in
from tests.makers.threads import at_once
from tests.moderation.errands import carried
from tests.moderation.errands.carried import down
from tests.moderation.measures.test_measures import ahead, blocked, overrule
from tests.moderation.networking import Net, said

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("net")]
JO = "account of 1"
PROOF = "It is in the list of blocked accounts."


@pytest.fixture
def made(clerk: Person, comment: Comment) -> Measure:
    return blocked(clerk, comment, unwarned="A threat.")


def errand(made: Measure, act: str = "block") -> Errand:
    return Errand.objects.get(measure=made, act=act)


def tried(made: Measure, act: str = "block") -> Errand:
    """Let a worker run the errand now, and return how it stands."""
    return carried.tried(errand(made, act))


def by_hand(clerk: Person) -> list[str]:
    return [one.step for one in to_do_there(clerk.council.pk)]


def finish(clerk: Person, made: Measure, how: str) -> None:
    """Have a block hold no more."""
    if how == "over":
        Measure.objects.filter(pk=made.pk).update(ends_on=ahead(-1), review_on=ahead(-2))
    elif how == "ended":
        end_measure(actor=clerk, measure_id=made.pk, reason="They said sorry.")
    else:
        overrule(clerk, made.comment)


def test_nothing_is_asked_before_the_decision_is_written_and_nobody_has_to_do_it_by_hand(
    net: Net, clerk: Person, made: Measure
) -> None:
    row = errand(made)

    assert (row.state, row.may_stand, row.account, net.acts) == (Carrying.WAITING, False, "", [])
    assert by_hand(clerk) == []
    assert run_due() == 1


def test_a_block_is_set_read_back_and_described_as_what_it_is_there(
    net: Net, clerk: Person, made: Measure
) -> None:
    row = tried(made)

    assert (row.state, row.tries, row.account, row.problem) == (Carrying.DONE, 1, JO, "")
    assert row.told == "Blocked on The page. It cannot answer there."
    assert net.blocked == {JO}
    assert by_hand(clerk) == []
    assert LedgerEntry.objects.filter(verb="errand_run", actor_name="the portal").count() == 1
    window, at = sign_in(clerk), f"/{clerk.council.slug}/desk/moderation/"
    for page in (f"{at}blocks/", f"{at}{made.comment_id}/"):
        assert row.told in window.get(page).content.decode()


def test_the_page_that_decides_it_says_what_it_means_there(clerk: Person, comment: Comment) -> None:
    page = sign_in(clerk).get(f"/{clerk.council.slug}/desk/moderation/{comment.pk}/block/").content.decode()

    assert "The portal blocks the account there, and ends that in time. It cannot answer there." in page


def test_what_is_decided_on_the_page_is_on_its_way(clerk: Person, comment: Comment) -> None:
    typed = {
        "ends_on": ahead(30).isoformat(),
        "review_on": ahead(10).isoformat(),
        "reason": "It threatens.",
        "alternatives": "None would do.",
        "unwarned": "A threat.",
    }
    at = f"/{clerk.council.slug}/desk/moderation/{comment.pk}/block/"

    page = sign_in(clerk).post(at, typed, follow=True).content.decode()

    assert "It is decided. The portal blocks the account there; how far it is stands below." in page
    assert "Block the account: the portal asks the network." in page
    assert "To be done by hand" not in page


def record(clerk: Person, which: str = "") -> str:
    """Return the list of blocks with the written record of each decision."""
    at = f"/{clerk.council.slug}/desk/moderation/blocks/{which}"
    return " ".join(sign_in(clerk).get(at).content.decode().split())


def test_the_written_record_says_that_the_portal_blocks_there(
    net: Net, clerk: Person, comment: Comment, made: Measure
) -> None:
    says = (
        f"To block, by the portal on that network, the account of the author of comment {comment.reference}"
    )
    assert says in record(clerk)

    tried(made)
    assert says in record(clerk)
    finish(clerk, made, "ended")

    over = record(clerk, "over/")
    assert says in over
    assert "by hand, the account" not in over


def test_the_written_record_says_by_hand_where_the_network_would_not(
    net: Net, clerk: Person, made: Measure
) -> None:
    net.errors = {"block": Permanent("It is not allowed to block.")}
    tried(made)
    assert "To block, by hand, the account" in record(clerk)

    prove_there(actor=clerk, measure_id=made.pk, note=PROOF)

    assert "To block, by hand, the account" in record(clerk)


@pytest.mark.parametrize("how", ["over", "ended", "overruled"])
def test_it_ends_there_by_itself_once_it_holds_no_more(
    net: Net, clerk: Person, made: Measure, how: str
) -> None:
    tried(made)
    run_due()
    assert Errand.objects.filter(act="unblock").count() == 0

    finish(clerk, made, how)
    run_due()
    run_due()

    row = tried(made, "unblock")
    assert (row.state, net.blocked, by_hand(clerk)) == (Carrying.DONE, set(), [])
    assert row.told == "Unblocked on The page. It may answer the council there again."
    over = sign_in(clerk).get(f"/{clerk.council.slug}/desk/moderation/blocks/over/").content.decode()
    assert row.told in over
    assert net.acts == [("block", JO), ("unblock", JO)]
    assert set(Errand.objects.values_list("account", flat=True)) == {""}


def test_what_ended_before_a_worker_came_is_never_asked_for(net: Net, clerk: Person, made: Measure) -> None:
    finish(clerk, made, "ended")

    assert tried(made).state == Carrying.DROPPED
    run_due()
    assert (net.acts, Errand.objects.filter(act="unblock").count()) == ([], 0)


def test_what_may_have_been_set_by_a_lost_answer_is_ended_there_all_the_same(
    net: Net, clerk: Person, made: Measure
) -> None:
    net.errors = {"block": Ambiguous("No answer.")}
    assert tried(made).state == Carrying.WAITING
    assert net.blocked == {JO}
    net.errors = {}

    finish(clerk, made, "ended")
    assert tried(made).state == Carrying.DROPPED
    run_due()

    assert (tried(made, "unblock").state, net.blocked) == (Carrying.DONE, set())


@pytest.mark.parametrize(
    "error", [Permanent("It is not allowed to block."), Permanent("It lacks: write:blocks.")]
)
def test_what_the_network_does_not_allow_is_left_to_hands_told_and_proved(
    net: Net, clerk: Person, made: Measure, error: Exception
) -> None:
    net.errors = {"author_of": error}

    row = tried(made)

    assert (row.state, row.problem, row.may_stand) == (Carrying.BY_HAND, str(error), False)
    assert by_hand(clerk) == ["set"]
    assert Notice.objects.filter(what="errand_by_hand", recipient=clerk.membership).count() == 1
    assert LedgerEntry.objects.filter(verb="errand_left_to_hand").count() == 1
    page = sign_in(clerk).get(f"/{clerk.council.slug}/desk/moderation/blocks/").content.decode()
    assert f"to be done by hand. The portal could not: {error}" in page
    prove_there(actor=clerk, measure_id=made.pk, note=PROOF)
    assert (errand(made).state, by_hand(clerk)) == (Carrying.DONE, [])

    net.errors, net.blocked = {}, {JO}
    finish(clerk, made, "ended")
    run_due()
    assert (tried(made, "unblock").state, net.blocked) == (Carrying.DONE, set())


def test_the_account_behind_a_comment_that_was_deleted_is_found_by_another_of_its_author(
    net: Net, clerk: Person, made: Measure
) -> None:
    net.errors = {"author of 1": Permanent("It is gone.")}
    net.said = {"post 1": [*net.said["post 1"], said("1-more", "When is the next meeting of the council?")]}
    Polling.objects.update(due_at=timezone.now())
    poll(made.comment.channel_id or 0)
    assert Comment.objects.count() == 2

    assert (tried(made).state, net.blocked) == (Carrying.DONE, {JO})


def test_an_account_that_nothing_tells_of_is_left_to_hands(net: Net, clerk: Person, made: Measure) -> None:
    net.errors = {"author of 1": Permanent("It is gone.")}

    row = tried(made)

    assert (row.state, row.problem, by_hand(clerk)) == (Carrying.BY_HAND, "It is gone.", ["set"])


def test_what_was_refused_and_never_set_needs_no_end(net: Net, clerk: Person, made: Measure) -> None:
    net.errors = {"block": Permanent("It is not allowed to block.")}
    tried(made)
    finish(clerk, made, "ended")
    run_due()

    assert (by_hand(clerk), Errand.objects.filter(act="unblock").count()) == ([], 0)


def test_an_end_that_the_network_refuses_is_somebodys_to_do(net: Net, clerk: Person, made: Measure) -> None:
    tried(made)
    finish(clerk, made, "over")
    run_due()
    net.errors = {"unblock": Permanent("Not now, not ever.")}

    assert tried(made, "unblock").state == Carrying.BY_HAND
    assert by_hand(clerk) == ["ended"]
    proof = prove_there(actor=clerk, measure_id=made.pk, note=PROOF)

    assert (proof.step, by_hand(clerk)) == (MeasureProof.Step.ENDED, [])
    assert errand(made, "unblock").state == Carrying.DONE


@pytest.mark.parametrize("error", [Transient("Busy."), Paced("In a while.", 60)])
def test_what_the_network_cannot_now_is_tried_again(
    net: Net, clerk: Person, made: Measure, error: Exception
) -> None:
    net.errors = {"block": error}

    row = tried(made)

    assert (row.state, row.problem) == (Carrying.WAITING, str(error))
    assert row.tries == (0 if isinstance(error, Paced) else 1)
    net.errors = {}
    assert tried(made).state == Carrying.DONE


def test_a_network_that_says_yes_and_does_nothing_is_asked_again_then_left_to_hands(
    net: Net, made: Measure, settings: Settings
) -> None:
    settings.DELIVERY_BACKOFF_SECONDS = [30]
    net.deaf = True

    assert "said yes, but the account is not blocked there" in tried(made).problem
    row = tried(made)

    assert (row.state, row.tries, row.may_stand) == (Carrying.BY_HAND, 2, True)


def test_a_network_that_shows_no_blocks_is_taken_at_its_word_which_is_said(net: Net, made: Measure) -> None:
    net.shows_blocked = False

    assert tried(made).told.endswith("The network confirmed it, and does not show it: look there.")


def test_a_worker_that_died_is_followed_by_another_who_sets_it_once(net: Net, made: Measure) -> None:
    row = errand(made)
    later = timezone.now() + timedelta(seconds=60)
    Errand.objects.filter(pk=row.pk).update(state=Carrying.ASKING, tries=1, due_at=later, may_stand=True)
    run(row.pk)
    assert net.acts == []

    net.blocked = {JO}
    row = tried(made)

    assert (row.state, row.tries, net.acts) == (Carrying.DONE, 2, [])


def test_the_end_of_one_block_lifts_no_other_of_the_same_account(
    net: Net, clerk: Person, made: Measure, clause: int
) -> None:
    tried(made)
    finish(clerk, made, "ended")
    run_due()
    net.said = {"post 1": [*net.said["post 1"], said("1-again", "The warden is a fool and a thief as well.")]}
    Polling.objects.update(due_at=timezone.now())
    poll(made.comment.channel_id or 0)
    again = down(clerk, Comment.objects.exclude(pk=made.comment_id).get(), clause)
    newer = blocked(clerk, again, unwarned="A threat.")
    assert tried(newer).state == Carrying.DONE

    row = tried(made, "unblock")

    assert (row.state, row.told, net.blocked) == (Carrying.DONE, ANOTHER_HOLDS, {JO})
    finish(clerk, newer, "over")
    run_due()
    assert (tried(newer, "unblock").state, net.blocked) == (Carrying.DONE, set())


def test_an_erased_comment_leaves_no_block_behind_and_no_name(net: Net, clerk: Person, made: Measure) -> None:
    tried(made)
    long_ago = timezone.now() - timedelta(days=400)
    Comment.objects.filter(pk=made.comment_id).update(settled_at=long_ago)
    Errand.objects.filter(act="block").update(account=JO)

    erase_comments(EraseOrder(clerk.council.pk, (), timezone.now()))
    assert Comment.objects.get().erased_at is not None
    run_due()

    assert (tried(made, "unblock").state, net.blocked) == (Carrying.DONE, set())
    assert set(Errand.objects.values_list("account", flat=True)) == {""}


def test_a_block_on_a_network_that_takes_none_is_done_by_hand_as_before(
    net: Net, clerk: Person, comment: Comment
) -> None:
    assert comment.channel is not None
    type(comment.channel).objects.filter(pk=comment.channel.pk).update(connector="reading")

    blocked(clerk, comment, unwarned="A threat.")

    assert (Errand.objects.count(), by_hand(clerk)) == (0, ["set"])


@pytest.mark.parametrize(
    "changes",
    [{"state": "done"}, {"state": "by_hand"}, {"act": "report"}, {"words": "More."}, {"measure": None}],
)
def test_the_database_keeps_what_an_errand_rests_on(made: Measure, changes: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Errand.objects.filter(pk=errand(made).pk).update(**changes)


@pytest.mark.django_db(transaction=True)
def test_of_two_workers_one_asks(net: Net, made: Measure) -> None:
    row = errand(made)

    at_once(lambda: run(row.pk), lambda: run(row.pk))

    assert (errand(made).state, net.acts) == (Carrying.DONE, [("block", JO)])


@pytest.mark.django_db(transaction=True)
def test_of_two_sweeps_one_orders_the_end(net: Net, clerk: Person, made: Measure) -> None:
    tried(made)
    finish(clerk, made, "ended")

    at_once(run_due, run_due)

    assert Errand.objects.filter(act="unblock").count() == 1
