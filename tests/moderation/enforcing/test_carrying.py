"""A ruling is carried out on its network by a worker, read back, described as what it is, and undone when overruled."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from pytest_django.fixtures import Settings

from moderation.appeals.deciding import decide_appeal
from moderation.enforcing import carrying
from moderation.enforcing.carrying import NOT_THERE, carry, carry_due
from moderation.enforcing.proving import prove_done
from moderation.intake.arriving import Arrived
from moderation.intake.receiving import receive
from moderation.models import Appeal, Comment, Enforcement, Ruling
from moderation.ruling import Judged, rule
from moderation.states import CARRYING, Carrying, Showing
from portal.channels.connectors.base import Ambiguous, Paced, Permanent, Reconnect, Transient
from portal.channels.models import Notice
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.records.models import LedgerEntry
from tests.makers import make_person, sign_in
from tests.makers.threads import at_once
from tests.moderation.networking import Net, Reading, heard, make_channel

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("net")]
WHY = "It threatens the warden by name."
TEXT = "The warden had better watch his back tonight."


@pytest.fixture
def comment(net: Net, clerk: Person, officer: Person, clause: int) -> Comment:
    return heard(net, clerk, officer, text=TEXT)


def decide(clerk: Person, comment: Comment, outcome: str, clause: int) -> Ruling:
    how: dict[str, Any] = {"ground": "abusive", "clause_id": clause}
    if outcome == "leave":
        how = {"answering": "other"}
    judged = Judged(version=comment.version, outcome=outcome, **how)
    return rule(actor=clerk, comment_id=comment.pk, judged=judged, reason=WHY)


def carried(ruling: Ruling) -> Enforcement:
    """Let a worker carry the ruling out, and return how it stands."""
    row = Enforcement.objects.get(ruling=ruling)
    carry(row.pk)
    row.refresh_from_db()
    return row


def test_nothing_is_asked_of_the_network_before_the_ruling_is_written(
    net: Net, clerk: Person, comment: Comment, clause: int
) -> None:
    made = decide(clerk, comment, "hide", clause)

    row = Enforcement.objects.get(ruling=made)
    assert (row.state, row.act, row.by_hand, row.done_at) == (Carrying.WAITING, "hide", False, None)
    assert net.acts == []
    assert carry_due() == 1


def test_hiding_is_read_back_and_said_as_what_it_is_there(
    net: Net, clerk: Person, comment: Comment, clause: int
) -> None:
    row = carried(decide(clerk, comment, "hide", clause))

    assert (row.state, row.tries, row.problem) == (Carrying.DONE, 1, "")
    assert row.told == "Hidden on The network. Opened by a second click it can still be read."
    assert net.hidden == {"1"}
    assert LedgerEntry.objects.filter(verb="ruling_carried_out", actor_name="the portal").count() == 1
    page = sign_in(clerk).get(f"/{clerk.council.slug}/desk/moderation/{comment.pk}/").content.decode()
    assert row.told in page
    assert "Carried out by the portal and read back" in page


@pytest.mark.parametrize("what", ["hide", "comments"])
def test_what_is_answered_that_cannot_be_read_is_left_to_somebodys_hands_after_the_last_wait(
    net: Net,
    clerk: Person,
    comment: Comment,
    clause: int,
    monkeypatch: pytest.MonkeyPatch,
    settings: Settings,
    what: str,
) -> None:
    settings.DELIVERY_BACKOFF_SECONDS = [30]

    def misread(*_: object) -> None:
        raise KeyError("id")

    monkeypatch.setattr(Reading, what, misread)
    row = carried(decide(clerk, comment, "hide", clause))
    assert (row.state, "could not be read (KeyError)" in row.problem) == (Carrying.WAITING, True)

    Enforcement.objects.update(due_at=timezone.now())
    carry(row.pk)
    row.refresh_from_db()
    assert (row.state, row.tries) == (Carrying.BY_HAND, 2)
    assert Notice.objects.filter(what="ruling_by_hand").count() == 1


@pytest.mark.parametrize("tells_all", [True, False])
def test_a_network_that_shows_nobody_what_is_hidden_is_taken_at_its_word_which_is_said(
    net: Net,
    clerk: Person,
    comment: Comment,
    clause: int,
    monkeypatch: pytest.MonkeyPatch,
    tells_all: bool,
) -> None:
    net.shows_hidden = False
    if not tells_all:
        monkeypatch.setattr(Reading, "tells_all", False)
        net.said = {}

    row = carried(decide(clerk, comment, "hide", clause))

    word = "The network confirmed it, and does not show which comments are hidden: look there."
    means = "Opened by a second click it can still be read."
    assert (row.state, row.told) == (Carrying.DONE, f"Hidden on The network. {means} {word}")
    again = carried(decide(clerk, comment, "leave", clause))
    assert (again.act, again.told) == ("unhide", f"It shows again. {word}")


def test_a_network_that_does_not_show_all_is_still_read_back_where_it_shows_the_comment(
    net: Net, clerk: Person, comment: Comment, clause: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Reading, "tells_all", False)

    row = carried(decide(clerk, comment, "hide", clause))

    assert row.told == "Hidden on The network. Opened by a second click it can still be read."


def test_overruled_it_shows_there_again(net: Net, clerk: Person, comment: Comment, clause: int) -> None:
    carried(decide(clerk, comment, "hide", clause))

    row = carried(decide(clerk, comment, "leave", clause))

    assert (row.state, row.act, row.told) == (Carrying.DONE, "unhide", "It shows on The network again.")
    assert net.hidden == set()
    assert net.acts == [("hide", "1"), ("unhide", "1")]


def test_an_appeal_that_is_allowed_shows_it_again_on_the_network(
    net: Net, clerk: Person, comment: Comment, clause: int
) -> None:
    made = decide(clerk, comment, "hide", clause)
    carried(made)
    other = make_person(council=clerk.council, role=Role.CLERK, name="Sam Second")
    appeal = Appeal.objects.create(
        council=clerk.council,
        comment=comment,
        ruling=made,
        ruled_by=clerk.membership,
        words="I meant the weather.",
        due_at=timezone.now() + timedelta(days=10),
    )

    decide_appeal(actor=other, appeal_id=appeal.pk, allowed=True, reason="It was fair.", minute="")
    carried(Ruling.objects.get(overrules=made))

    comment.refresh_from_db()
    assert (comment.showing, net.hidden) == (Showing.SHOWN, set())


def test_overruled_before_its_turn_it_is_dropped_and_the_order_is_kept(
    net: Net, clerk: Person, comment: Comment, clause: int
) -> None:
    first = decide(clerk, comment, "hide", clause)
    second = decide(clerk, comment, "leave", clause)

    assert carried(first).state == Carrying.DROPPED
    assert carried(second).state == Carrying.DONE
    assert net.acts == [("unhide", "1")]


def test_while_one_ruling_is_being_carried_out_the_next_waits(
    net: Net, clerk: Person, comment: Comment, clause: int
) -> None:
    first = decide(clerk, comment, "hide", clause)
    soon = timezone.now() + timedelta(minutes=1)
    Enforcement.objects.filter(ruling=first).update(state=Carrying.ASKING, tries=1, due_at=soon)
    second = decide(clerk, comment, "leave", clause)

    assert carried(second).state == Carrying.WAITING
    Enforcement.objects.filter(ruling=first).update(due_at=timezone.now())  # its worker died
    assert carried(second).state == Carrying.DONE
    assert carried(first).state == Carrying.DROPPED
    assert net.acts == [("unhide", "1")]


def test_what_a_dead_worker_left_is_done_by_another(
    net: Net, clerk: Person, comment: Comment, clause: int
) -> None:
    made = decide(clerk, comment, "hide", clause)
    gone = timezone.now() - timedelta(seconds=1)
    Enforcement.objects.filter(ruling=made).update(state=Carrying.ASKING, tries=1, due_at=gone)

    assert carry_due() == 1
    row = carried(made)

    assert (row.state, row.tries) == (Carrying.DONE, 2)


@pytest.mark.parametrize("error", [Transient("Busy."), Ambiguous("No answer.")])
def test_what_may_work_later_is_tried_again_and_in_the_end_left_to_hands(
    net: Net, clerk: Person, comment: Comment, clause: int, settings: Settings, error: Exception
) -> None:
    settings.DELIVERY_BACKOFF_SECONDS = [30, 60]
    net.errors = {"hide": error}
    made = decide(clerk, comment, "hide", clause)

    states = []
    for _ in range(3):
        row = carried(made)
        states.append((row.state, row.tries))
        assert carried(made).tries == row.tries  # not before its time
        Enforcement.objects.filter(ruling=made, state=Carrying.WAITING).update(due_at=timezone.now())

    assert states == [(Carrying.WAITING, 1), (Carrying.WAITING, 2), (Carrying.BY_HAND, 3)]
    row.refresh_from_db()
    assert row.problem == f"Given up after 3 attempts. The last: {error}"
    assert Notice.objects.filter(what="ruling_by_hand", recipient=clerk.membership).count() == 1
    assert LedgerEntry.objects.filter(verb="ruling_left_to_hand").count() == 1


@pytest.mark.parametrize("error", [Permanent("It does not let us."), Reconnect("The token ended.")])
def test_what_will_never_work_is_left_to_hands_at_once_and_proved(
    net: Net, clerk: Person, comment: Comment, clause: int, error: Exception
) -> None:
    net.errors = {"hide": error}
    made = decide(clerk, comment, "hide", clause)

    row = carried(made)

    assert (row.state, row.by_hand, row.problem) == (Carrying.BY_HAND, True, str(error))
    page = sign_in(clerk).get(f"/{clerk.council.slug}/desk/moderation/{comment.pk}/").content.decode()
    assert str(error) in page
    prove_done(actor=clerk, comment_id=comment.pk, note="Hidden there at 15:10.")
    row.refresh_from_db()
    assert (row.state, row.proof) == (Carrying.DONE, "Hidden there at 15:10.")


def test_waiting_for_its_turn_is_no_attempt(net: Net, clerk: Person, comment: Comment, clause: int) -> None:
    net.errors = {"hide": Paced("Later.", 900)}

    row = carried(decide(clerk, comment, "hide", clause))

    assert (row.state, row.tries) == (Carrying.WAITING, 0)
    assert row.due_at is not None
    assert row.due_at > timezone.now() + timedelta(seconds=880)


def test_a_network_that_says_yes_and_does_nothing_is_not_believed(
    net: Net, clerk: Person, comment: Comment, clause: int
) -> None:
    net.deaf = True

    row = carried(decide(clerk, comment, "hide", clause))

    assert (row.state, row.problem) == (Carrying.WAITING, "The network said yes, but shows it still.")


def test_what_its_author_took_away_meanwhile_needs_nothing(
    net: Net, clerk: Person, comment: Comment, clause: int
) -> None:
    net.said = {}

    row = carried(decide(clerk, comment, "hide", clause))

    assert (row.state, row.told) == (Carrying.DONE, NOT_THERE)


def test_what_cannot_be_deleted_there_is_hidden_and_the_page_says_so(
    net: Net, clerk: Person, comment: Comment, clause: int
) -> None:
    row = carried(decide(clerk, comment, "remove", clause))

    assert (row.act, net.acts) == ("hide", [("hide", "1")])
    assert row.told.startswith("The network lets nobody delete what others write. Hidden")


def test_what_was_deleted_for_good_is_not_said_to_show_again(
    net: Net, clerk: Person, officer: Person, clause: int
) -> None:
    comment = heard(net, clerk, officer, "deleting", TEXT)
    row = carried(decide(clerk, comment, "remove", clause))
    assert (row.act, row.told) == ("delete", "Deleted on The other network for good.")

    back = Enforcement.objects.get(ruling=decide(clerk, comment, "leave", clause))

    assert (back.state, back.act) == (Carrying.BY_HAND, "")


def test_a_network_that_cannot_hide_leaves_it_to_hands(
    net: Net, clerk: Person, officer: Person, clause: int
) -> None:
    comment = heard(net, clerk, officer, "deleting", TEXT)

    row = Enforcement.objects.get(ruling=decide(clerk, comment, "hide", clause))

    assert (row.state, row.by_hand) == (Carrying.BY_HAND, True)


def test_leaving_what_stands_asks_nothing_of_anybody(
    net: Net, clerk: Person, comment: Comment, clause: int
) -> None:
    decide(clerk, comment, "leave", clause)

    assert not Enforcement.objects.exists()


def test_leaving_what_the_network_held_back_shows_it_there(
    net: Net, clerk: Person, officer: Person, clause: int
) -> None:
    net.hidden = {"1"}
    comment = heard(net, clerk, officer, text=TEXT)
    assert comment.showing == Showing.HELD

    row = carried(decide(clerk, comment, "leave", clause))

    assert (row.state, row.act, net.acts, net.hidden) == (Carrying.DONE, "unhide", [("unhide", "1")], set())
    comment.refresh_from_db()
    assert comment.showing == Showing.SHOWN


@pytest.mark.django_db(transaction=True)
def test_two_workers_ask_the_network_once(net: Net, clerk: Person, comment: Comment, clause: int) -> None:
    key = Enforcement.objects.get(ruling=decide(clerk, comment, "hide", clause)).pk

    def work() -> Any:
        return carry(key)

    at_once(work, work, work)

    assert net.acts == [("hide", "1")]
    assert Enforcement.objects.get(pk=key).state == Carrying.DONE


def test_a_worker_that_lost_its_row_settles_nothing(
    net: Net, clerk: Person, comment: Comment, clause: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = decide(clerk, comment, "hide", clause)

    def taken_over(*_: Any) -> None:
        Enforcement.objects.filter(ruling=made).update(tries=2)

    monkeypatch.setattr(carrying, "_ask", taken_over)

    assert carried(made).state == Carrying.ASKING


@pytest.mark.parametrize("state", ["waiting", "asking", "by_hand", "shredded"])
def test_the_database_knows_every_state(clerk: Person, comment: Comment, clause: int, state: str) -> None:
    made = decide(clerk, comment, "hide", clause)
    carried(made)

    with pytest.raises(IntegrityError, match="how_a_ruling_is_carried_out"), transaction.atomic():
        Enforcement.objects.filter(ruling=made).update(state=state)


def test_every_state_has_its_moves() -> None:
    assert set(CARRYING) == set(Carrying)
    assert {to for moves in CARRYING.values() for to in moves} == set(Carrying)


def test_the_same_words_on_two_channels_are_carried_out_on_each(
    net: Net, clerk: Person, officer: Person, clause: int
) -> None:
    first = heard(net, clerk, officer, text=TEXT)
    second = make_channel(clerk, "deleting", "The other page")
    arrived = Arrived(
        way="network", remote_id="9", text=TEXT, publication_id=first.publication_id, author_id="other"
    )
    receive(actor=None, council_id=clerk.council.pk, channel=second, arrived=arrived)

    made = decide(clerk, first, "remove", clause)

    assert made.alike.count() == 1
    acts = Enforcement.objects.order_by("pk").values_list("ruling__comment__channel__name", "act")
    assert list(acts) == [("The page", "hide"), ("The other page", "delete")]
