"""PostgreSQL is killed while people work: requests fail with words, nothing is half-written, and all of it goes on."""

import time
from collections import Counter
from functools import partial

from devstack.processes import wait_until
from tests.resilience.browsing import NO_ANSWER, Visitor
from tests.resilience.load import Load
from tests.resilience.stack import Stack

WORKS = {"start", "open", "save", "submit", "queue", "review", "approve", "news", "feed"}

# Each names what must not be: the query returns the rows that break it.
HALF_WRITTEN = {
    "a gap in the revisions": """
        SELECT communication_id FROM drafts_revision GROUP BY 1
        HAVING max(number) <> count(*) OR min(number) <> 1""",
    "a current revision that is not the last": """
        SELECT c.id FROM drafts_communication c JOIN drafts_revision r ON r.id = c.current_revision_id
        WHERE r.number <> (SELECT max(number) FROM drafts_revision WHERE communication_id = c.id)""",
    "a revision without its snapshot": """
        SELECT r.id FROM drafts_revision r LEFT JOIN records_snapshot s
        ON s.object_type = 'revision' AND s.object_id = r.id WHERE s.id IS NULL""",
    "a revision without its entry": """
        SELECT communication_id, count(*) FROM drafts_revision GROUP BY 1 EXCEPT
        SELECT object_id, count(*) FROM records_ledgerentry WHERE verb = 'revision_saved' GROUP BY 1""",
    "a submitted item without its open review": """
        SELECT c.id FROM drafts_communication c WHERE stage = 'submitted' AND NOT EXISTS
        (SELECT 1 FROM approvals_review WHERE communication_id = c.id AND state IN ('waiting', 'claimed'))""",
    "an open review of an item that is not submitted": """
        SELECT r.id FROM approvals_review r JOIN drafts_communication c ON c.id = r.communication_id
        WHERE r.state IN ('waiting', 'claimed') AND c.stage <> 'submitted'""",
    "a review without its entry": """
        SELECT communication_id, count(*) FROM approvals_review GROUP BY 1 EXCEPT
        SELECT object_id, count(*) FROM records_ledgerentry WHERE verb = 'submitted' GROUP BY 1""",
    "an approval without clearance, publication and all deliveries": """
        SELECT r.id FROM approvals_review r JOIN drafts_communication c ON c.id = r.communication_id
        WHERE r.state = 'approved' AND CASE c.kind WHEN 'press_release' THEN 2 ELSE 1 END <> (
        SELECT count(*) FROM drafts_clearance k
        JOIN channels_publication p ON p.clearance_id = k.id AND p.revision_id = k.revision_id
        JOIN channels_delivery d ON d.publication_id = p.id WHERE k.revision_id = r.revision_id)""",
    "an approval without its entry": """
        SELECT communication_id, count(*) FROM approvals_review WHERE state = 'approved' GROUP BY 1 EXCEPT
        SELECT object_id, count(*) FROM records_ledgerentry WHERE verb = 'approved' GROUP BY 1""",
    "a clearance without an approval": """
        SELECT k.id FROM drafts_clearance k WHERE NOT EXISTS
        (SELECT 1 FROM approvals_review r WHERE r.revision_id = k.revision_id AND r.state = 'approved')""",
    "an approved item that is not marked as such": """
        SELECT c.id FROM drafts_communication c JOIN approvals_review r ON r.communication_id = c.id
        WHERE r.state = 'approved' AND (c.stage NOT IN ('approved', 'issued') OR c.reference = '')""",
}


EXPECTED = {200, 302, 409, 500}


def assert_whole(stack: Stack) -> None:
    """Assert that everything in the database is there with all that belongs to it, and the chains hold."""
    assert {name: stack.rows(query) for name, query in HALF_WRITTEN.items()} == {
        name: [] for name in HALF_WRITTEN
    }
    assert "BROKEN" not in stack.run("manage.py", "verify_record")


def works_again(load: Load, since: float) -> bool:
    """Return whether everybody has had a success with everything since a moment."""
    return {what for what, answer in load.since(since) if answer.status in {200, 302}} >= WORKS


def test_postgresql_killed_under_load_fails_cleanly_and_everything_goes_on(stack: Stack) -> None:
    made = stack.seed("council", slug="database", officers=3)
    channels = [made["channels"]["newsroom"], made["channels"]["press_email"]]
    load = Load(stack.port, "database", channels)
    started = time.monotonic()
    for session in made["officers"]:
        load.begin(load.write, session)
    load.begin(load.decide, made["clerks"][0])
    load.begin(load.read)
    try:
        assert wait_until(lambda: works_again(load, started), 30), Counter(w for w, _ in load.since(started))
        for _ in range(2):
            stack.kill_database()
            assert wait_until(lambda: Visitor(stack.port).get("/readyz").status == 503, 5)
            down = Visitor(stack.port).get("/readyz")
            assert '"database": "down"' in down.text
            assert '"redis": "ok"' in down.text
            assert Visitor(stack.port).get("/healthz").status == 200
            failed = Visitor(stack.port).get("/database/")
            assert failed.status == 500
            assert "<h1" in failed.text
            assert "Traceback" not in failed.text
            stack.revive()
            back = time.monotonic()
            assert wait_until(partial(works_again, load, back), 15), load.since(back)[-5:]
    finally:
        load.end()
    answers = [answer for _, _, answer in load.answers]
    assert not [answer for answer in answers if answer.status == NO_ANSWER]
    assert max(answer.seconds for answer in answers) < 30
    statuses = Counter(answer.status for answer in answers)
    strange = [(what, answer) for what, _, answer in load.answers if answer.status not in EXPECTED]
    told = {text[text.find("<main") :][:900] for text in (answer.text for _, answer in strange)}
    assert not strange, (statuses, told)
    assert statuses[500] > 0
    assert all("<h1" in answer.text for answer in answers if answer.status == 500)
    assert_whole(stack)
    assert_nothing_confirmed_is_lost(stack, load)


def assert_nothing_confirmed_is_lost(stack: Stack, load: Load) -> None:
    """Assert that each save, submission and approval that somebody was told of is there."""
    revisions = dict(stack.rows("SELECT communication_id, count(*) FROM drafts_revision GROUP BY 1"))
    assert {item: many for item, many in load.saved.items() if revisions.get(item, 0) < many} == {}
    reviewed = {item for (item,) in stack.rows("SELECT communication_id FROM approvals_review")}
    assert load.submitted - reviewed == set()
    approved = {pk for (pk,) in stack.rows("SELECT id FROM approvals_review WHERE state = 'approved'")}
    assert load.approved - approved == set()
    assert len(load.approved) > 2
