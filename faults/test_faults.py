"""At least two hundred faults over every connector, real workers: nothing lost, nothing said twice. `make faults`."""

from pathlib import Path

import pytest

from portal.channels.models import Delivery, Dispatch
from portal.channels.states import Delivering
from tests.channels.faults.running import carry, counted, plan_cuts, plan_own, prepared, table

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True)]


def test_nothing_is_lost_or_doubled_over_two_hundred_faults(tmp_path: Path) -> None:
    with prepared(tmp_path, every=2) as (run, server, connect_networks):
        told = connect_networks()
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
    assert set(Dispatch.objects.values_list("state", flat=True)) == {Delivering.SENT}
