"""A few faults over two networks in each run of the suite; two hundred over every connector are `make faults`."""

from pathlib import Path

import pytest

from portal.channels.connectors.base import connectors
from portal.channels.models import Delivery
from portal.channels.states import Delivering
from tests.channels.connectors.standin import Fault
from tests.channels.faults import pictured, running
from tests.channels.faults.networks import contracts

few = pytest.mark.django_db(transaction=True)


def test_of_every_network_it_is_known_how_many_requests_a_post_with_pictures_takes() -> None:
    assert set(pictured.GAPS) == set(pictured.CORRECTED) == set(contracts())


def test_every_connector_that_says_something_to_a_network_has_a_stand_in() -> None:
    reading = {"mailbox"}
    assert set(contracts()) | reading == {slug for slug, one in connectors().items() if one.needs}


def test_a_picture_that_nobody_sees_is_lost_and_one_that_is_there_besides_is_doubled() -> None:
    items = [running.Item("x", Delivery(), ["word"], ["a barrier", "a sign"])]

    assert running.by_pictures(items, ["a sign", "a barrier"]) == (2, 0, 0)
    assert running.by_pictures(items, ["a sign", "a sign"]) == (2, 1, 1)
    assert running.by_pictures(items, ["a sign", "a barrier", "a hall"]) == (2, 0, 1)


@pytest.mark.worker
@few
def test_a_few_faults_at_two_networks_lose_and_double_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    faults = (Fault("reset"), Fault("reset", acted=True), Fault(500, acted=True))
    monkeypatch.setattr(running, "AT_SERVERS", faults)
    monkeypatch.setattr(running, "KILLED", ("sent",))
    with running.prepared(tmp_path, every=1, only={"mastodon", "webhook"}) as (run, server, connect_networks):
        told = connect_networks()
        pictured.plan_between(run)
        running.plan_cuts(run, ["broker"])

        unfinished = running.carry(run, server, told, seconds=240)

        counts = running.counted(run, server)
        assert unfinished == ""
        assert (
            run.injected.total()
            == 2 * (len(faults) + 4) + 1 + pictured.GAPS["mastodon"] + pictured.IN_THREADS
        )
        assert {slug: found[1:] for slug, found in counts.items()} == dict.fromkeys(counts, (0, 0))
    assert set(Delivery.objects.values_list("state", flat=True)) == {Delivering.SENT}
