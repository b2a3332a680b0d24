"""What pages and acts cost as multiples of the least that they could, in a small council and in a large one.

`make bench`, or `make bench T="benchmarks --large"`; never part of the ordinary suite. The machine's noise is in both
numbers of a ratio, so ratios gate and times inform.
"""

import time

import pytest
from django.db import connection
from django.test import override_settings

from benchmarks.desk import costs_of
from benchmarks.measuring import Cost, table
from portal.demo.simulating import simulate
from portal.records.verifying import verify

pytestmark = pytest.mark.django_db(transaction=True)

SMALL = 1_000
# Goals of the house, as multiples of the floor of the same sort; above them somebody has to look.
CEILINGS = {
    "queue page": 2.5,
    "queue page, due first": 2.5,
    "review page": 12,
    "search": 6,
    "history": 6,
    "newsroom page": 6,
    "draft save": 6,
    "submit": 5,
    "approve": 3,
}
FLAT = 1.3
"""How many times its time at SMALL a page may take in the large council, its floor's own drift taken out."""
LARGEST_QUEUE = 35.0


@override_settings(ROOT_URLCONF="benchmarks.floor")
def test_pages_and_acts_stay_near_the_floor_however_much_there_is(many: int, others: int) -> None:
    measured: dict[int, dict[str, Cost]] = {}
    for seed, items, councils in ((1, SMALL, 1), (2, many, others)):
        began = time.perf_counter()
        ground = simulate(councils=councils, communications=items, seed=seed)
        built = time.perf_counter() - began
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")
            cursor.execute("ANALYZE")
            cursor.execute("SET ROLE portal_web")
        costs = costs_of(ground)
        measured[items] = {cost.name: cost for cost in costs}
        print(
            f"\n\n{items:,} communications, {councils:,} councils, built in {built:.1f} s\n\n{table(costs)}\n"
        )
        assert verify(ground.council.pk).broken is None
        assert {cost.name: cost.ratio for cost in costs if cost.ratio > CEILINGS.get(cost.name, 2)} == {}
        for name in ("queue page", "queue page, due first"):
            assert measured[items][name].kilobytes <= LARGEST_QUEUE
    small, large = measured.values()
    assert {name: cost.queries for name, cost in large.items()} == {
        name: cost.queries for name, cost in small.items()
    }
    slower = {name: large[name].ratio / small[name].ratio for name in CEILINGS}
    assert {name: times for name, times in slower.items() if times > FLAT} == {}
