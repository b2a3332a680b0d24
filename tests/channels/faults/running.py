"""Faults of every sort are injected into real workers that carry items to every connector; then everything is counted.

Nothing may be lost, nothing said twice: each item holds a word of its own, which is looked for where readers read.
"""

import json
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import redis
from django.conf import settings
from django.db import DatabaseError, connection, connections

from devstack.pytest_plugin import own_servers
from portal.channels.connectors.base import Capability, connectors
from portal.channels.credentials.connecting import connect
from portal.channels.models import (
    Command,
    Delivery,
    Dispatch,
    HostPace,
    LetterFile,
    NewsItem,
    NewsWrite,
    Notice,
)
from portal.channels.states import Delivering
from portal.drafts.kinds import KINDS
from tests.channels.connectors.standin import Fault, StandIn
from tests.channels.faults.networks import contracts
from tests.channels.kill.observer import CHILD, MAIL, WHOLE
from tests.channels.kill.workers import Workers, environment_for
from tests.channels.mail.server import JOURNAL, Behaviour, Drop, MailServer, running
from tests.channels.posts import Staff, make_staff
from tests.makers import make_approved, make_contact

WEB_ROLE = "portal_web"
KILLED = ("claimed", "sending", "sent", "settled")
LETTER_KILLED = ("claimed", "sending", "written", "sent", "settled")
MAIL_KILLED = (
    "claimed",
    "sending",
    "connected",
    "rcpt",
    "data",
    "body",
    "dot",
    "accepted",
    "sent",
    "settled",
)
ASKED = ("asking", "asked")
_MOVING = [Delivering.PENDING, Delivering.SENDING, Delivering.HELD, Delivering.UNKNOWN]
PEACE = {"Retry-After": "1"}
AT_SERVERS: tuple[Fault, ...] = (
    Fault("silence"),
    Fault("silence", acted=True),
    Fault("reset"),
    Fault("reset", acted=True),
    Fault(500),
    Fault(500, acted=True),
    Fault(502, acted=True),
    Fault(429, headers=PEACE),
    Fault(503, headers=PEACE),
)
AT_MAIL: tuple[tuple[str, Behaviour], ...] = (
    ("greeting", "421 busy"),
    ("mail", "451 later"),
    ("rcpt", Drop()),
    ("data", Drop()),
    ("data", "452 full"),
    ("dot", Drop()),
    ("dot", Drop(keep=True)),
)


class _Once(dict[str, Behaviour]):
    """What the mail server is told for each step, once each; the end of a mail asks twice for what it was told."""

    def __init__(self, faults: Sequence[tuple[str, Behaviour]]) -> None:
        super().__init__()
        self.left = [row for one in faults for row in ([one] * 2 if one[0] == "dot" else [one])]

    def get(self, step: str, default: Any = None) -> Any:
        """Return the next fault of ``step``, and forget it."""
        for place, (where, behaviour) in enumerate(self.left):
            if where == step:
                del self.left[place]
                return behaviour
        return default


@dataclass
class Item:
    """One item on its way to one connector; ``words`` stand in what its readers get, once each.

    So do the pictures that ``alts`` describe.
    """

    connector: str
    delivery: Delivery
    words: list[str]
    alts: list[str] = field(default_factory=list)


@dataclass
class Run:
    """Items, what goes wrong with them, and who took them. ``every`` of its faults is injected so often."""

    place: Path
    every: int
    items: list[Item] = field(default_factory=list)
    peers: dict[str, StandIn] = field(default_factory=dict)
    injected: Counter[tuple[str, str]] = field(default_factory=Counter)
    planned: int = 0
    cuts: list[str] = field(default_factory=list)
    staff: dict[str, Staff] = field(default_factory=dict)
    changed: set[int] = field(default_factory=set)
    """The deliveries whose items were corrected or withdrawn since."""

    def __post_init__(self) -> None:
        for name in ("plan/to_do", "plan/done", "plan/answered"):
            (self.place / name).mkdir(parents=True)

    def kill(self, item: Item, step: str, what: str) -> None:
        """Plan one kill at ``step`` of the item's delivery."""
        self._kill(item.connector, step, what, str(item.delivery.key))

    def kill_mail(self, step: str, what: str) -> None:
        """Plan one kill at ``step`` of any mail."""
        self._kill("press_email", step, what, MAIL)

    def kill_row(self, connector: str, step: str, what: str, key: str, doing: str) -> None:
        """Plan one kill at ``step`` of the row with that ``key``; ``doing`` tells which."""
        self._kill(connector, step, what, key, f" {doing}")

    def _kill(self, connector: str, step: str, what: str, who: str, doing: str = "") -> None:
        self.planned += 1
        (self.place / "plan/to_do" / f"{self.planned:04}.{step}.{what}.{who}").touch()
        self.injected[
            connector, f"SIGKILL of the {'worker' if what == WHOLE else 'process'}{doing} at “{step}”"
        ] += 1

    def break_server(self, connector: str, faults: Sequence[Fault], what: str = "") -> None:
        """Let the network of ``connector`` be at fault, once each; ``what`` it was asked, where that is not a post."""
        self.peers[connector].faults = list(faults)
        for one in faults:
            when = "after" if one.acted else "before"
            self.injected[connector, f"{one.how} {when} the server acted{' on' + what if what else ''}"] += 1

    @property
    def left(self) -> int:
        """Return how many planned faults have not happened yet."""
        at_servers = sum(len(peer.faults) for peer in self.peers.values())
        return len(list((self.place / "plan/to_do").iterdir())) + at_servers + len(self.cuts)


def kills_at(steps: Sequence[str]) -> list[tuple[str, str]]:
    """Return two kills at each step; one of them all takes the whole worker, which is slow to start again."""
    return [(step, WHOLE if step == "sent" and whole else CHILD) for step in steps for whole in (True, False)]


def add_items(run: Run, slug: str, staff: Staff, many: int) -> list[Item]:
    """Approve so many items for ``slug``; the last is a thread where the network has them."""
    made: list[Item] = []
    threads = Capability.THREAD in connectors()[slug].capabilities
    for number in range(many):
        word = f"{slug.title().replace('_', '')}{number:03}"
        threaded = threads and number == many - 1
        words = [f"{word}part{one:02}x" for one in range(20)] if threaded else [f"{word}x"]
        made.append(add_item(run, slug, staff, words))
    return made


def add_item(
    run: Run, slug: str, staff: Staff, words: list[str], images: Sequence[dict[str, str]] = ()
) -> Item:
    """Approve one item for ``slug``, a thread where it has more than one of ``words``, with ``images``."""
    named = {"images"} if images else set()
    kind = next(
        one
        for one in KINDS.values()
        if slug in {*one.outputs} - {*one.besides} and named <= {part.name for part in one.parts}
    )
    parts: dict[str, Any] = {
        kind.body: " ".join(f"{one} is closed until the works at the bridge are done." for one in words),
        "title": words[0],
        **({"length": "thread"} if len(words) > 1 else {}),
        **({"link": ""} if kind.body == "text" else {}),
        **({"images": list(images)} if images else {}),
    }
    issue = make_approved(author=staff.author, clerk=staff.clerk, kind=kind.slug, issue=None, **parts)
    delivery = issue.deliveries.get(channel__connector=slug)
    run.items.append(Item(slug, delivery, words, [one["alt"] for one in images]))
    return run.items[-1]


def plan_networks(run: Run, stack: ExitStack, only: Collection[str]) -> dict[str, str]:
    """Connect a council to each network, with items for each of its faults; return the settings of the workers.

    ``only``: the networks that are meant, where it names any.
    """
    told: dict[str, str] = {}
    faults = [fault for fault in AT_SERVERS for _ in range(run.every)]
    for slug, contract in contracts().items():
        if only and slug not in only:
            continue
        peer = stack.enter_context(contract.stand_in.serving())
        run.peers[slug] = peer
        told |= contract.told(peer)
        settings.NETWORK_PEERS = settings.NETWORK_PEERS | {("127.0.0.1", peer.port)}
        staff = make_staff(slug, name=f"{slug.title()} Parish Council")
        run.staff[slug] = staff
        (channel,) = staff.council.channels.all()
        connect(actor=staff.clerk, channel_id=channel.pk, values=contract.values(peer))
        kills = kills_at(KILLED)
        items = add_items(run, slug, staff, len(kills) + len(faults) + 1)
        for item, (step, what) in zip(items, kills, strict=False):
            run.kill(item, step, what)
        in_flight = [item for item, kill in zip(items, kills, strict=False) if kill[0] == "sent"]
        for item, step in zip(in_flight, ASKED, strict=True):
            run.kill(item, step, CHILD)
        # Others than those that are killed: what was found after a fault is never sent, and meets no such step.
        peer.aimed_at = tuple(word for item in items[len(kills) :] for word in item.words)
        run.break_server(slug, faults)
    return told


def plan_own(run: Run, server: MailServer) -> None:
    """Let items go to the portal's own channels: the newsroom, letters, and mails to the press list."""
    for slug, steps in (("newsroom", KILLED), ("letter", LETTER_KILLED)):
        staff = make_staff(slug, name=f"{slug.title()} Parish Council")
        kills = kills_at(steps)
        for item, (step, what) in zip(add_items(run, slug, staff, len(kills)), kills, strict=True):
            run.kill(item, step, what)
    staff = make_staff("newsroom", "press_email", name="Mailing Parish Council")
    for number in range(8):
        make_contact(staff.council, email=f"news{number}@gazette.example")
    items = add_items(run, "press_email", staff, 4)
    for item, step in zip(items, ("claimed", "fanned_out") * 2, strict=True):
        run.kill(item, step, CHILD)
    for step, what in (*kills_at(MAIL_KILLED), *((step, CHILD) for step in ASKED)):
        run.kill_mail(step, what)
    server.told.steps = _Once(AT_MAIL)
    for step, behaviour in AT_MAIL:
        words = "connection cut" if isinstance(behaviour, Drop) else behaviour
        after = " after the server acted" if behaviour == Drop(keep=True) else ""
        run.injected["press_email", f"{words} at “{step}”{after}"] += 1


def carry(run: Run, server: MailServer, told: dict[str, str], *, seconds: float) -> str:
    """Let real workers carry everything while it goes wrong; return '' or why that came to no end."""
    keys = Delivery.objects.order_by("pk").values_list("key", flat=True)
    (run.place / "plan/deliveries").write_text("\n".join(map(str, keys)))
    Notice.objects.all().delete()  # who is told has kills of its own; here they would only stand in the queue
    redis.Redis.from_url(settings.REDIS_URL).flushdb()
    journal = f"maildir:{server.journal}"
    environment = environment_for(run.place / "plan", server.port, journal, JOURNAL, WEB_ROLE)
    environment |= {
        "DJANGO_SETTINGS_MODULE": "tests.channels.faults.worker_settings",
        "FAULTS_SETTINGS": json.dumps(told),
        "NETWORK_PEERS": ",".join(f"127.0.0.1:{peer.port}" for peer in run.peers.values()),
        "DELIVERY_BACKOFF_SECONDS": ",".join(["1"] * 40),
        # Nudges that nobody takes in time pile up behind slow workers, and all are too old when their turn comes.
        "SWEEP_SECONDS": "5",
        "DELIVERY_OBSERVERS": ",".join(
            f"tests.channels.{one}"
            for one in ("faults.at_once.watch", "faults.between.watch", "kill.observer.kill_at")
        ),
    }
    workers = Workers(environment, run.place / "log")
    turns = iter(range(1_000_000))

    def finished() -> bool:
        turn = next(turns)
        if run.cuts and turn % 8 == 7:
            _cut(run.cuts.pop())
        try:
            # The peace that hosts are left in has tests of its own.
            HostPace.objects.update(rests_until=None, faults=0, remaining=None, counts_anew_at=None)
            return run.left == 0 and _at_rest()
        except DatabaseError:
            connection.close()
            return False

    if workers.run_until(finished, seconds=seconds):
        return ""
    states = Counter(Delivery.objects.values_list("channel__connector", "state", "problem"))
    return f"{run.left} faults left; {states}; {(run.place / 'log').read_text()[-2000:]}"


def _at_rest() -> bool:
    mailings = Delivery.objects.filter(channel__connector="press_email", fanned_out=False)
    return not (
        mailings.exists()
        or Delivery.objects.filter(state__in=_MOVING).exists()
        or Dispatch.objects.filter(state__in=_MOVING).exists()
        or Command.objects.filter(state__in=_MOVING).exists()
    )


def _cut(what: str) -> None:
    """Empty the broker, or kill the database and start it again; without servers of our own cut its connections."""
    if what == "broker":
        redis.Redis.from_url(settings.REDIS_URL).flushdb()
        return
    servers = own_servers()
    if servers is None or servers.postgres.child is None:
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
                " AND pid <> pg_backend_pid()"
            )
        return
    servers.postgres.child.kill()
    servers.postgres.child.wait()
    servers.revive()
    connections.close_all()


def plan_cuts(run: Run, cuts: Sequence[str]) -> None:
    """Let the broker or the database fail while everything is on its way."""
    run.cuts = list(cuts)
    words = {"broker": "emptied while work was on its way", "database": "killed and started again"}
    run.injected.update(("all, through the " + cut, words[cut]) for cut in cuts)


def counted(run: Run, server: MailServer) -> dict[str, tuple[int, int, int]]:
    """Return for each connector how many things were to arrive, how many are lost, how many are there twice."""
    found: dict[str, tuple[int, int, int]] = {}
    for slug, peer in run.peers.items():
        items = [one for one in run.items if one.connector == slug]
        found[slug] = added(_by_words(items, peer.public()), by_pictures(items, peer.pictures()))
    own = {slug: [one for one in run.items if one.connector == slug] for slug in ("newsroom", "letter")}
    if not own["newsroom"]:
        return found
    news = Counter(NewsWrite.objects.values_list("item__communication_id", flat=True))
    shown = set(NewsItem.objects.values_list("communication_id", flat=True))
    found["newsroom"] = _by_numbers(own["newsroom"], Counter(shown) & news, news)
    letters = Counter(LetterFile.objects.values_list("delivery__publication__communication_id", flat=True))
    found["letter"] = _by_numbers(own["letter"], letters, letters)
    wanted = list(Dispatch.objects.values_list("message_id", flat=True))
    got = Counter(str(mail["Message-ID"]) for mail in server.everything())
    found["press_email"] = (
        len(wanted),
        sum(1 for one in wanted if not got[one]),
        sum(many - 1 for many in got.values()),
    )
    return found


def _by_words(items: Sequence[Item], said: Sequence[str]) -> tuple[int, int, int]:
    words = [word for item in items for word in item.words]
    times = [sum(text.count(word + " ") for text in said) for word in words]
    return len(words), times.count(0), sum(many - 1 for many in times if many > 1)


def by_pictures(items: Sequence[Item], shown: Sequence[str]) -> tuple[int, int, int]:
    """Return how many pictures there are to be, how many readers do not see, how many they see once more or besides."""
    wanted, there = Counter(alt for item in items for alt in item.alts), Counter(shown)
    return wanted.total(), (wanted - there).total(), (there - wanted).total()


def added(one: tuple[int, int, int], other: tuple[int, int, int]) -> tuple[int, int, int]:
    """Return the sums of two counts."""
    return one[0] + other[0], one[1] + other[1], one[2] + other[2]


def _by_numbers(items: Sequence[Item], there: Counter[int], written: Counter[int]) -> tuple[int, int, int]:
    numbers = [item.delivery.publication.communication_id for item in items]
    return (
        len(numbers),
        sum(1 for one in numbers if not there[one]),
        sum(max(0, written[one] - 1) for one in numbers),
    )


def table(run: Run, counts: dict[str, tuple[int, int, int]]) -> str:
    """Return what was injected and what came of it, as lines to print."""
    rows = [
        f"{connector:<24} {fault:<58} {many:>8}" for (connector, fault), many in sorted(run.injected.items())
    ]
    sums = [
        f"{slug:<24} {many:>8} {lost:>6} {doubled:>8}"
        for slug, (many, lost, doubled) in sorted(counts.items())
    ]
    lost, doubled = (sum(one[place] for one in counts.values()) for place in (1, 2))
    return "\n".join(
        [
            f"{'connector':<24} {'fault':<58} {'injected':>8}",
            *rows,
            "",
            f"{'connector':<24} {'to come':>8} {'lost':>6} {'doubled':>8}",
            *sums,
            "",
            f"{run.injected.total()} faults injected: {lost} lost, {doubled} doubled",
        ]
    )


@contextmanager
def prepared(
    place: Path, *, every: int, only: Collection[str] = ()
) -> Iterator[tuple[Run, MailServer, Callable[[], dict[str, str]]]]:
    """Return an empty run, a mail server, and what connects the networks, while the block lasts."""
    before = settings.NETWORK_PEERS
    with ExitStack() as stack, running(place / "mail") as server:
        run = Run(place, every)
        try:
            yield run, server, lambda: plan_networks(run, stack, only)
        finally:
            settings.NETWORK_PEERS = before
