"""Workers are killed with SIGKILL at every step of a delivery; afterwards everything has arrived exactly once."""

import re
from collections import Counter
from email.message import Message
from pathlib import Path

import pytest
from django.conf import settings
from django.db.models import Model
from django.utils import timezone

from portal.channels.models import Attempt, Delivery, Dispatch, LetterFile, NewsItem, NewsWrite, Notice
from portal.channels.notices.urgency import Way
from portal.channels.notices.vocabulary import What
from portal.channels.states import Delivering
from portal.councils.models import Council, Membership
from portal.councils.powers import Role
from tests.channels.kill.observer import CHILD, MAIL, WHOLE
from tests.channels.kill.workers import Workers, environment_for
from tests.channels.mail.server import JOURNAL, MailServer, running
from tests.makers import make_approved, make_channels, make_contact, make_council, make_person

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True)]

WEB_ROLE = "portal_web"
MAIL_STEPS = ("claimed", "sending", "connected", "rcpt", "data", "body", "dot", "accepted", "sent", "settled")
OWN_STEPS = ("claimed", "sending", "sent", "settled")
LETTER_STEPS = ("claimed", "sending", "written", "sent", "settled")
ASK_STEPS = ("asking", "asked")
FAN_STEPS = ("claimed", "fanned_out")
IN_FLIGHT = frozenset(MAIL_STEPS) - {"settled"}


def issue(*, releases: int = 0, notices: int = 0, letters: int = 0, readers: int = 0) -> Council:
    """Return a council that has just approved so many items; nothing has left yet."""
    council = make_council(name="Pellworth Town Council")
    make_channels(council)
    clerk = make_person(council=council, role=Role.CLERK)
    for number in range(readers):
        make_contact(council, email=f"news{number}@gazette.example")
    for kind, many in (("press_release", releases), ("notice", notices), ("letter", letters)):
        for _ in range(many):
            make_approved(author=clerk, clerk=clerk, kind=kind)
    return council


class Plan:
    """The kills that are to happen, and those that did."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        (directory / "to_do").mkdir(parents=True)
        (directory / "done").mkdir()
        keys = Delivery.objects.order_by("pk").values_list("key", flat=True)
        (directory / "deliveries").write_text("\n".join(map(str, keys)))
        self.planned = 0

    def kill(self, step: str, who: object = MAIL, *, what: str = CHILD) -> None:
        """Plan one kill of ``what`` at ``step`` of the row with the key ``who``, or of any mail."""
        self.planned += 1
        (self.directory / "to_do" / f"{self.planned:03}.{step}.{what}.{who}").touch()

    def kill_each(self, connector: str, steps: tuple[str, ...]) -> None:
        """Plan one kill for each delivery of ``connector``, going round the steps; the first round kills all."""
        rows = Delivery.objects.filter(channel__connector=connector).order_by("pk")
        for number, row in enumerate(rows):
            self.kill(steps[number % len(steps)], row.key, what=WHOLE if number < len(steps) else CHILD)

    @property
    def left(self) -> int:
        return len(list((self.directory / "to_do").iterdir()))

    def done(self) -> list[tuple[str, str]]:
        """Return the step and the row's key of each kill that happened."""
        files = sorted((self.directory / "done").iterdir())
        return [(file.name.split(".")[1], file.read_text()) for file in files]


def states(model: type[Model]) -> dict[str, int]:
    return dict(Counter(model._default_manager.values_list("state", flat=True)))


def at_rest(*, waits_for_unknown: bool) -> bool:
    """Return whether nothing is on its way any more; UNKNOWN is an end only where there is no journal."""
    moving = [Delivering.PENDING, Delivering.SENDING, Delivering.HELD]
    if waits_for_unknown:
        moving.append(Delivering.UNKNOWN)
    fanned = Delivery.objects.filter(channel__connector="press_email", fanned_out=False).exists()
    return not (
        fanned
        or Delivery.objects.filter(state__in=moving).exists()
        or Dispatch.objects.filter(state__in=moving).exists()
    )


def letters_on_disk() -> list[str]:
    """Return the names of all files that any attempt at these deliveries left behind."""
    keys = tuple(map(str, Delivery.objects.values_list("key", flat=True)))
    files = Path(settings.MEDIA_ROOT).glob("letters/**/*")
    return sorted(str(file.relative_to(settings.MEDIA_ROOT)) for file in files if file.name.startswith(keys))


def arrived(server: MailServer) -> dict[str, int]:
    """Return how often each Message-ID arrived at its readers."""
    return dict(Counter(str(mail["Message-ID"]) for mail in server.everything()))


def test_nothing_is_lost_or_doubled_over_more_than_fifty_kills(tmp_path: Path) -> None:
    issue(releases=4, notices=4, letters=8, readers=12)
    plan = Plan(tmp_path / "plan")
    plan.kill_each("newsroom", OWN_STEPS)
    plan.kill_each("letter", LETTER_STEPS)
    plan.kill_each("press_email", FAN_STEPS)
    for what in (WHOLE, CHILD, CHILD, CHILD):
        for step in MAIL_STEPS:
            plan.kill(step, what=what)
    for step in ASK_STEPS * 2:
        plan.kill(step)
    assert plan.planned == 64
    with running(tmp_path / "mail") as server:
        journal = f"maildir:{server.journal}"
        environment = environment_for(plan.directory, server.port, journal, JOURNAL, WEB_ROLE)
        workers = Workers(environment, tmp_path / "log")
        rested = workers.run_until(lambda: plan.left == 0 and at_rest(waits_for_unknown=True), seconds=360)
        mails = dict.fromkeys(Dispatch.objects.values_list("message_id", flat=True), 1)
        assert rested, (plan.left, states(Delivery), states(Dispatch), (tmp_path / "log").read_text()[-3000:])
        assert len(plan.done()) == 64
        assert Counter(step for step, _ in plan.done())["dot"] == 4
        assert len(mails) == 48
        assert arrived(server) == mails
        assert Counter(str(mail["Message-ID"]) for mail in server.mails(JOURNAL)) == mails
    assert states(Dispatch) == {Delivering.SENT: 48}
    assert states(Delivery) == {Delivering.SENT: 20}
    assert (NewsItem.objects.count(), NewsWrite.objects.count(), LetterFile.objects.count()) == (8, 8, 8)
    assert letters_on_disk() == sorted(LetterFile.objects.values_list("pdf", flat=True))
    assert Attempt.objects.filter(ended_at__isnull=True).count() == 0


def test_without_a_journal_only_what_was_in_flight_is_unclear_and_nothing_is_doubled(tmp_path: Path) -> None:
    council = issue(releases=1, readers=16)
    # Nobody is left who is told what is unclear, so that every kill meets a mail to a reader.
    Membership.objects.filter(council=council).update(ended_at=timezone.now())
    plan = Plan(tmp_path / "plan")
    for step in MAIL_STEPS:
        plan.kill(step)
    with running(tmp_path / "mail") as server:
        environment = environment_for(plan.directory, server.port, "", "", WEB_ROLE)
        workers = Workers(environment, tmp_path / "log")
        rested = workers.run_until(lambda: plan.left == 0 and at_rest(waits_for_unknown=False), seconds=180)
        assert rested, (plan.left, states(Delivery), states(Dispatch), (tmp_path / "log").read_text()[-3000:])
        counts = arrived(server)
    in_flight = {key for step, key in plan.done() if step in IN_FLIGHT}
    unknown = {
        str(key) for key in Dispatch.objects.filter(state=Delivering.UNKNOWN).values_list("key", flat=True)
    }
    assert unknown == in_flight
    assert len(unknown) == len(MAIL_STEPS) - 1
    assert max(counts.values()) == 1
    sent = Dispatch.objects.filter(state=Delivering.SENT).values_list("message_id", flat=True)
    assert len(sent) == 16 - len(unknown)
    assert all(counts[message_id] == 1 for message_id in sent)


def digests(*, readers: int, lines: int) -> dict[str, set[str]]:
    """Return who is to read of which items in the digest whose hour has come; nothing has left yet."""
    council = make_council(name="Pellworth Town Council")
    make_channels(council, "newsroom")
    clerk = make_person(council=council, role=Role.CLERK)
    due: dict[str, set[str]] = {}
    for reader in range(readers):
        author = make_person(council=council, role=Role.DEPUTY)
        titles = {f"Road {reader} closed, part {line}" for line in range(lines)}
        for title in titles:
            make_approved(author=author, clerk=clerk, kind="notice", title=title)
        due[author.membership.user.email] = titles
    news = Notice.objects.filter(what=What.APPROVED)
    Notice.objects.exclude(pk__in=news).delete()
    Notice.objects.update(way=Way.DIGEST, due_at=timezone.now())
    assert news.count() == readers * lines
    return due


def test_nobody_misses_a_line_of_the_digest_or_gets_it_twice_over_eighteen_kills(tmp_path: Path) -> None:
    due = digests(readers=12, lines=2)
    plan = Plan(tmp_path / "plan")
    for what in (WHOLE, CHILD):
        for step in ("claimed", "connected", "rcpt", "data", "body", "dot", "accepted", "sent", "settled"):
            plan.kill(step, what=what)
    with running(tmp_path / "mail") as server:
        environment = environment_for(
            plan.directory, server.port, f"maildir:{server.journal}", JOURNAL, WEB_ROLE
        )
        workers = Workers(environment, tmp_path / "log")
        told = Notice.objects.filter(state=Delivering.SENT)
        rested = workers.run_until(lambda: plan.left == 0 and told.count() == 24, seconds=600)
        assert rested, (plan.left, states(Notice), (tmp_path / "log").read_text()[-3000:])
        counts = arrived(server)
        got = {reader: [lines_of(mail) for mail in server.mails(reader)] for reader in due}
    assert max(counts.values()) == 1
    assert {reader: sorted(line for mail in mails for line in mail) for reader, mails in got.items()} == {
        reader: sorted(titles) for reader, titles in due.items()
    }


def lines_of(mail: Message) -> list[str]:
    """Return the titles that a digest names."""
    content = mail.get_payload(decode=True)
    assert isinstance(content, bytes)
    return re.findall(r"Road \d+ closed, part \d+", content.decode())
