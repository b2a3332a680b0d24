"""At least two hundred faults over every connector, real workers: nothing lost, nothing said twice. `make faults`."""

from collections.abc import Callable
from pathlib import Path

import pytest

from portal.channels.models import Command, Delivery, Dispatch
from portal.channels.states import Delivering
from tests.channels.faults.changing import Changes, plan_faulty, plan_killed, plan_said
from tests.channels.faults.pictured import plan_between, plan_between_changes, plan_faulty_pictures
from tests.channels.faults.running import (
    AT_SERVERS,
    Run,
    carry,
    counted,
    plan_cuts,
    plan_own,
    prepared,
    table,
)
from tests.channels.mail.server import MailServer

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True)]


def test_nothing_is_lost_or_doubled_over_two_hundred_faults(tmp_path: Path) -> None:
    with prepared(tmp_path, every=2) as (run, server, connect_networks):
        told = connect_networks()
        plan_between(run)
        plan_own(run, server)
        plan_cuts(run, ["broker", "database"] * 5)

        unfinished = carry(run, server, told, seconds=1500)

        counts = counted(run, server)
        print("\n" + table(run, counts))
        assert unfinished == ""
        assert run.injected.total() >= 200
        assert {slug: (lost, doubled) for slug, (_, lost, doubled) in counts.items()} == dict.fromkeys(
            counts, (0, 0)
        )
        assert set(Delivery.objects.values_list("state", flat=True)) == {Delivering.SENT}
        total = run.injected.total()
        rounds = (
            lambda: plan_faulty_pictures(run, AT_SERVERS),
            lambda: plan_said(run),
            lambda: plan_killed(run),
            lambda: plan_between_changes(run),
            lambda: plan_faulty(run, AT_SERVERS),
        )
        for changes in rounds:
            total += _change(run, server, told, changes)
    print(f"\n{total} faults injected in all")
    states = set(Delivery.objects.values_list("state", flat=True))
    assert states == {Delivering.SENT, Delivering.RETRACTED}
    assert set(Command.objects.values_list("state", flat=True)) == {Delivering.SENT}
    assert set(Dispatch.objects.values_list("state", flat=True)) == {Delivering.SENT}


def _change(run: Run, server: MailServer, told: dict[str, str], plan: Callable[[], Changes]) -> int:
    """Let pictures, what is said by hand, corrections and withdrawals go wrong like what went out before them.

    Counts them, and returns how many faults there were.
    """
    run.injected.clear()
    made = plan()

    unfinished = carry(run, server, told, seconds=900)

    counts = made.counted(run)
    print("\n" + table(run, counts))
    assert unfinished == ""
    assert {slug: found[1:] for slug, found in counts.items()} == dict.fromkeys(counts, (0, 0))
    return run.injected.total()
