"""Eight clicks on "approve" at the same moment, through the web: one decides, the others are told, nothing twice."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from tests.resilience.browsing import Answer, Visitor
from tests.resilience.stack import Stack

CLICKS = 8


def test_eight_clicks_of_two_clerks_approve_once(stack: Stack) -> None:
    made = stack.seed("council", slug="clicks")
    ((review, revision, item),) = stack.seed("submitted", slug="clicks", kind="press_release")["reviews"]
    channels = [str(made["channels"][name]) for name in ("newsroom", "press_email")]
    together = Barrier(CLICKS)

    def click(number: int) -> Answer:
        clerk = Visitor(stack.port, made["clerks"][number % 2])
        together.wait(20)
        data = {"revision_id": revision, "when": "now", "channels": channels}
        return clerk.post(f"/clicks/desk/queue/{review}/approve/", data)

    with ThreadPoolExecutor(CLICKS) as pool:
        answers = list(pool.map(click, range(CLICKS)))
    decided = stack.rows("SELECT state, decided_by_id FROM approvals_review WHERE id = %s", [review])
    assert [state for state, _ in decided] == ["approved"]
    # The clicks of the clerk who won lead to the item, the other's are told who decided.
    assert Counter(answer.status for answer in answers) == {302: CLICKS // 2, 409: CLICKS // 2}
    won = {number % 2 for number, answer in enumerate(answers) if answer.status == 302}
    assert len(won) == 1
    assert all(answer.location == f"/clicks/desk/queue/item/{item}/" for answer in answers if answer.location)
    told = [answer.text for answer in answers if answer.status == 409]
    assert all(f"approved by Clerk {won.copy().pop()}" in text for text in told)
    counts = {
        "clearances": "SELECT count(*) FROM drafts_clearance WHERE revision_id = %s",
        "publications": "SELECT count(*) FROM channels_publication WHERE revision_id = %s",
        "deliveries": (
            "SELECT count(*) FROM channels_delivery d JOIN channels_publication p ON p.id = d.publication_id"
            " WHERE p.revision_id = %s"
        ),
    }
    found = {name: stack.one(query, [revision]) for name, query in counts.items()}
    assert found == {"clearances": 1, "publications": 1, "deliveries": 2}
    entries = "SELECT count(*) FROM records_ledgerentry WHERE council_id = %s AND verb = 'approved'"
    assert stack.one(entries, [made["id"]]) == 1
