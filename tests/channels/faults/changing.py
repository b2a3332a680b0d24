"""What went out is corrected and withdrawn while it goes wrong: then readers have the corrected words alone, once each.

Kills and faults of servers come in rounds of their own: what is found after a fault meets no further step of its own.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from approvals.withdrawing import withdraw
from portal.channels.connectors.base import connectors
from portal.channels.connectors.naming import NamesPosts
from portal.channels.models import Command, Delivery
from portal.channels.outbox.rows import RowKind
from portal.channels.resolving import settle_by_hand
from portal.channels.states import Delivering
from tests.channels.connectors.standin import Fault
from tests.channels.faults.running import ASKED, KILLED, Item, Run, added, by_pictures
from tests.channels.kill.observer import CHILD
from tests.channels.posts import make_correction, post_of

TELLING = frozenset({"webhook"})
"""Networks that are told of each change: what they were told before stays with whoever reads it."""


@dataclass
class Changes:
    """Words that readers are to have once, and words that nobody is to have any more, by connector."""

    said: dict[str, list[str]] = field(default_factory=dict)
    gone: dict[str, list[str]] = field(default_factory=dict)

    def counted(self, run: Run) -> dict[str, tuple[int, int, int]]:
        """Return for each connector how many changes were to arrive, how many are lost, how many too much is said."""
        found = {}
        for slug, words in self.said.items():
            shown = run.peers[slug].public()
            times = [sum(text.count(f"{word} ") for text in shown) for word in words]
            gone = [] if slug in TELLING else self.gone.get(slug, [])
            left = [word for word in gone if any(f"{word} " in text for text in shown)]
            doubled = sum(many - 1 for many in times if many > 1)
            pictures = by_pictures(
                [one for one in run.items if one.connector == slug], run.peers[slug].pictures()
            )
            found[slug] = added((len(words) + len(gone), times.count(0), doubled + len(left)), pictures)
        return found


def plan_killed(run: Run, steps: Sequence[str] = KILLED) -> Changes:
    """Correct one item and withdraw another for each of ``steps`` on each network, and kill who carries it there."""
    made = Changes()
    for slug in run.peers:
        items = fresh(run, slug)
        for step in steps:
            for row in (corrected(run, next(items), made), withdrawn(run, next(items), made)):
                run.kill_row(slug, step, CHILD, str(row.key), f"carrying a {_name(row)}")
    return made


def plan_said(run: Run, steps: Sequence[str] = ASKED) -> Changes:
    """Let a person say of items that are out where they stand, kill who looks there, and correct one of them."""
    made = Changes()
    for slug in run.peers:
        if not isinstance(connectors()[slug], NamesPosts):
            continue
        items = fresh(run, slug)
        for step in steps:
            item = next(items)
            row = Delivery.objects.get(pk=item.delivery.pk)
            rows = Delivery.objects.filter(pk=row.pk)
            rows.update(state=Delivering.UNKNOWN, external_id="", public_url="", settled_at=None)
            settle_by_hand(
                actor=run.staff[slug].clerk,
                kind=RowKind.DELIVERY,
                pk=row.pk,
                arrived=True,
                reason="Seen.",
                address=row.public_url,
            )
            run.kill_row(slug, step, CHILD, str(row.key), "looking at what is said to stand there")
            if step == steps[-1]:
                corrected(run, item, made)
            else:
                made.said.setdefault(slug, []).extend(item.words)
    return made


def plan_faulty(run: Run, faults: Sequence[Fault]) -> Changes:
    """Correct and withdraw items on each network while it is at fault at whatever changes something there."""
    made = Changes()
    for slug, peer in run.peers.items():
        items = fresh(run, slug)
        for number in range(len(faults)):
            (withdrawn if number % 2 else corrected)(run, next(items), made)
        peer.aimed_at, peer.at_changes = (), True
        run.break_server(slug, faults, " a change")
    return made


def fresh(run: Run, slug: str, *, pictured: bool = False) -> Iterator[Item]:
    """Yield items of ``slug`` that nobody changed yet, with pictures or without; threads stay."""
    items = [
        one
        for one in run.items
        if one.connector == slug and len(one.words) == 1 and bool(one.alts) is pictured
    ]
    for item in items:
        if item.delivery.pk not in run.changed:
            run.changed.add(item.delivery.pk)
            yield item


def corrected(run: Run, item: Item, made: Changes, **changes: Any) -> Delivery:
    """Issue the item again in other words, and with other ``changes``; return what brings them there."""
    (word,) = item.words
    other = f"{word[:-1]}fixed"
    post = post_of(item.delivery.publication, item.connector)
    said = {
        post.kind.body: f"{other} is closed until the works at the bridge are done.",
        "title": other,
        **changes,
    }
    issue = make_correction(run.staff[item.connector], post, **said)
    made.said.setdefault(item.connector, []).append(other)
    made.gone.setdefault(item.connector, []).append(word)
    return Delivery.objects.get(key=issue.key)


def withdrawn(run: Run, item: Item, made: Changes) -> Command:
    """Withdraw the item; return the order that takes it back."""
    clerk = run.staff[item.connector].clerk
    withdraw(actor=clerk, communication_id=item.delivery.publication.communication_id, reason="Wrong.")
    made.gone.setdefault(item.connector, []).extend(item.words)
    return Command.objects.get(delivery=item.delivery)


def _name(row: Delivery | Command) -> str:
    return "correction" if isinstance(row, Delivery) else "withdrawal"
