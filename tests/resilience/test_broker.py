"""The broker is killed, and two beats run: approving works meanwhile, and everything is carried once afterwards."""

import json

from devstack.processes import wait_until
from tests.resilience.browsing import Visitor
from tests.resilience.stack import Stack, ending
from tests.resilience.test_database import assert_whole

MANY = 12


def test_without_the_broker_approving_works_and_two_beats_deliver_once_when_it_is_back(stack: Stack) -> None:
    made = stack.seed("council", slug="broker")
    queue = stack.seed("submitted", slug="broker", kind="notice", many=MANY)["reviews"]
    clerk = Visitor(stack.port, made["clerks"][0])
    anybody = Visitor(stack.port)
    with ending(stack.worker(), stack.beat(1), stack.beat(2)):
        stack.kill_broker()
        ready = anybody.get("/readyz")
        assert (ready.status, json.loads(ready.text)) == (503, {"database": "ok", "redis": "down"})
        assert anybody.get("/healthz").status == 200
        assert anybody.get("/broker/").status == 200
        for review, revision, item in queue:
            data = {"revision_id": revision, "when": "now", "channels": made["channels"]["newsroom"]}
            answer = clerk.post(f"/broker/desk/queue/{review}/approve/", data)
            assert (answer.status, answer.location) == (302, f"/broker/desk/queue/item/{item}/")
            assert answer.seconds < 10
        assert delivered(stack) == {"pending": MANY}
        stack.revive()
        assert wait_until(lambda: anybody.get("/readyz").status == 200, 10)
        assert wait_until(lambda: delivered(stack) == {"sent": MANY}, 60, 0.2), (
            delivered(stack),
            stack.said("worker"),
            stack.said("beat-1"),
        )
    attempts = stack.rows(
        "SELECT count(*) FROM channels_attempt a JOIN channels_delivery d ON d.key = a.key"
        " JOIN channels_publication p ON p.id = d.publication_id WHERE p.council_id = %s GROUP BY d.id",
        [made["id"]],
    )
    assert attempts == [(1,)] * MANY
    writes = "SELECT count(*) FROM channels_newswrite w JOIN channels_newsitem i ON i.id = w.item_id"
    assert stack.one(f"{writes} WHERE i.council_id = %s", [made["id"]]) == MANY
    page = anybody.get("/broker/")
    assert "Item 0" in page.text
    assert_whole(stack)


def delivered(stack: Stack) -> dict[str, int]:
    """Return how many of the council's deliveries stand where."""
    query = (
        "SELECT d.state, count(*) FROM channels_delivery d JOIN channels_publication p ON p.id = d.publication_id"
        " JOIN councils_council c ON c.id = p.council_id WHERE c.slug = 'broker' GROUP BY 1"
    )
    return dict(stack.rows(query))
