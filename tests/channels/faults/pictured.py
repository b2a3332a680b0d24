"""What takes several requests: posts with pictures, and threads. Whoever carries them dies between any two of these.

A picture is lost where readers do not see it with its post, and doubled where they see it twice, or anywhere else.
"""

from itertools import count

from portal.channels.connectors.base import Capability, connectors
from portal.drafts.picturing import row_of
from tests.channels.faults.running import Item, Run, add_item
from tests.channels.kill.observer import BETWEEN, CHILD
from tests.channels.posts import Staff
from tests.makers.pictures import make_picture

GAPS = {"mastodon": 2, "bluesky": 2, "facebook": 2, "wordpress": 3, "x": 4, "webhook": 0}
"""Gaps between the requests by which a post with two pictures goes out: each picture, WordPress’s draft, X’s
description of each. Who takes the post as one request has none.
"""
IN_THREADS = 2
"""Gaps of a thread, the first ones, at each of which one is killed."""
_colours = count(1)


def plan_between(run: Run) -> None:
    """Let posts with pictures and threads go out, and kill whoever carries them in each of their gaps."""
    for slug in run.peers:
        for gap in range(1, GAPS[slug] + 1):
            run.kill(_pictured(run, slug, f"gap{gap}"), f"{BETWEEN}{gap}", CHILD)
        for gap in range(1, IN_THREADS + 1) if _has_threads(slug) else ():
            words = [f"{slug.title()}{gap}thread{one:02}x" for one in range(20)]
            run.kill(add_item(run, slug, run.staff[slug], words), f"{BETWEEN}{gap}", CHILD)


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


def _has_threads(slug: str) -> bool:
    return Capability.THREAD in connectors()[slug].capabilities
