"""What takes several requests: posts with pictures, and threads. Whoever carries them dies between any two of these.

A picture is lost where readers do not see it with its post, and doubled where they see it twice, or anywhere else.
"""

from collections.abc import Iterator, Sequence
from itertools import count

from portal.channels.connectors.base import Capability, connectors
from portal.drafts.picturing import row_of
from tests.channels.connectors.standin import Fault
from tests.channels.faults.changing import Changes, corrected, fresh, withdrawn
from tests.channels.faults.running import Item, Run, add_item
from tests.channels.kill.observer import BETWEEN, CHILD
from tests.channels.posts import Staff
from tests.makers.pictures import make_picture

GAPS = {"mastodon": 2, "bluesky": 2, "facebook": 2, "wordpress": 3, "x": 4, "webhook": 0}
"""Gaps between the requests by which a post with two pictures goes out: each picture, WordPress’s draft, X’s
description of each. Who takes the post as one request has none.
"""
CORRECTED = {"mastodon": 2, "bluesky": 3, "facebook": 3, "wordpress": 4, "x": 5, "webhook": 0}
"""The same of its correction with two other pictures: what it replaces, or its pictures, is deleted last."""
WITHDRAWN = {"wordpress": 2}
"""The same of a withdrawal that takes back more than one thing."""
IN_THREADS = 2
"""Gaps of a thread, the first ones, at each of which one is killed: when it goes out and when it is taken back."""
_colours = count(1)


def plan_between(run: Run) -> None:
    """Let posts with pictures and threads go out, and kill whoever carries them in each of their gaps."""
    for slug in run.peers:
        for gap in range(1, GAPS[slug] + 1):
            run.kill(_pictured(run, slug, f"gap{gap}"), f"{BETWEEN}{gap}", CHILD)
        for gap in range(1, IN_THREADS + 1) if _has_threads(slug) else ():
            words = [f"{slug.title()}{gap}thread{one:02}x" for one in range(20)]
            run.kill(add_item(run, slug, run.staff[slug], words), f"{BETWEEN}{gap}", CHILD)


def plan_faulty_pictures(run: Run, faults: Sequence[Fault]) -> Changes:
    """Let posts with pictures go out while each network is at fault at whatever changes something there."""
    made = Changes()
    for slug, peer in run.peers.items():
        for number in range(len(faults)):
            made.said.setdefault(slug, []).extend(_pictured(run, slug, f"fault{number}").words)
        peer.aimed_at, peer.at_changes = (), True
        run.break_server(slug, faults, " a post with pictures")
    return made


def plan_between_changes(run: Run) -> Changes:
    """Correct such posts, with other pictures, and withdraw some; kill whoever does it in each of the gaps."""
    made = Changes()
    for slug in run.peers:
        items = fresh(run, slug, pictured=True)
        for gap in range(1, CORRECTED[slug] + 1):
            item = next(items)
            images = _images(run.staff[slug], f"{item.words[0]}fixed{gap}")
            row = corrected(run, item, made, images=images)
            item.alts = [one["alt"] for one in images]
            _kill(run, slug, gap, str(row.key), "carrying a correction")
        for gap in range(1, WITHDRAWN.get(slug, 0) + 1):
            _withdraw(run, next(items), gap, made)
        threads = _threads(run, slug)
        for gap in range(1, IN_THREADS + 1) if _has_threads(slug) else ():
            _withdraw(run, next(threads), gap, made)
    return made


def _withdraw(run: Run, item: Item, gap: int, made: Changes) -> None:
    row = withdrawn(run, item, made)
    item.alts = []
    _kill(run, item.connector, gap, str(row.key), "carrying a withdrawal")


def _kill(run: Run, slug: str, gap: int, key: str, doing: str) -> None:
    run.kill_row(slug, f"{BETWEEN}{gap}", CHILD, key, doing)


def _pictured(run: Run, slug: str, name: str) -> Item:
    """Approve a post with two pictures, each described by the post's own word."""
    word, staff = f"{slug.title()}{name}x", run.staff[slug]
    return add_item(run, slug, staff, [word], images=_images(staff, word))


def _images(staff: Staff, word: str) -> list[dict[str, str]]:
    pictures = [make_picture(by=staff.author, colour=next(_colours)) for _ in range(2)]
    return [
        {**row_of(one), "alt": f"{word} {what}"}
        for one, what in zip(pictures, ("barrier", "sign"), strict=True)
    ]


def _threads(run: Run, slug: str) -> Iterator[Item]:
    """Yield the threads of ``slug`` that were planned here."""
    return (item for item in run.items if item.connector == slug and "thread" in item.words[0])


def _has_threads(slug: str) -> bool:
    return Capability.THREAD in connectors()[slug].capabilities
