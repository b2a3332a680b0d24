"""What comes in together is judged together; every comment is still kept by itself, once, and holds up no other."""

import logging
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from moderation.intake import rounds
from moderation.intake.arriving import Arrived
from moderation.intake.polling import poll, poll_due
from moderation.intake.receiving import receive
from moderation.intake.rounds import LETTERS, TOGETHER, Round, in_rounds
from moderation.models import Assessment, Comment
from moderation.screening.judging.choosing import small
from moderation.screening.judging.interface import Judged
from portal.channels.models import Channel, NewsItem, Publication
from portal.councils.people import Person
from portal.records.models import LedgerEntry, Snapshot
from tests.moderation.networking import Net, make_channel, make_posted, said

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("net")]
HARD = "The warden is a fool and a liar, and should be shot."


@pytest.fixture
def channel(clerk: Person) -> Channel:
    return make_channel(clerk)


@pytest.fixture
def posted(officer: Person, clerk: Person, channel: Channel) -> Publication:
    return make_posted(author=officer, clerk=clerk, channel=channel)


class Counting:
    """The small classifier, which notes how many texts it was asked for at once."""

    name = "small-counted"

    def __init__(self) -> None:
        self.asked: list[int] = []

    def judge(self, texts: Sequence[str]) -> list[Judged]:
        self.asked.append(len(texts))
        return small().judge(texts)


@pytest.fixture
def counting(monkeypatch: pytest.MonkeyPatch) -> Counting:
    made = Counting()
    monkeypatch.setattr(rounds, "by_setting", lambda: made)
    return made


def arrived(number: int, **changes: Any) -> Arrived:
    text = f"Something else is said about the bins here, number {number}."
    return replace(Arrived(way="network", remote_id=f"r{number}", text=text), **changes)


def read(channel: Channel) -> None:
    poll_due()
    poll(channel.pk)


def test_a_burst_is_judged_in_rounds_and_as_each_alone(
    net: Net, channel: Channel, posted: Publication, counting: Counting
) -> None:
    number = TOGETHER + 3
    rows = [said(f"c{one}", HARD if one == 5 else f"Bins, number {one}.") for one in range(number)]
    net.said = {"post 1": rows}

    read(channel)

    assert counting.asked == [TOGETHER, 3]
    assert Comment.objects.count() == Snapshot.objects.filter(status="comment_received").count() == number
    assert LedgerEntry.objects.filter(verb="comment_received").count() == number
    found = Assessment.objects.get(comment__remote_id="c5")
    alone = receive(
        actor=None, council_id=channel.council_id, channel=channel, arrived=arrived(900, text=HARD)
    )
    assert found.findings
    assert found.findings == Assessment.objects.get(comment=alone).findings


def test_one_that_cannot_be_kept_holds_up_no_other(
    net: Net, channel: Channel, posted: Publication, caplog: pytest.LogCaptureFixture
) -> None:
    broken: Any = None
    rows = [said("c1", "A."), said("c2", "B.", at=broken), said("c3", "C.", author=broken), said("c4", "D.")]
    net.said = {"post 1": rows}

    with caplog.at_level(logging.ERROR):
        read(channel)

    assert list(Comment.objects.order_by("remote_id").values_list("remote_id", flat=True)) == ["c1", "c4"]
    assert caplog.text.count("cannot be kept") == 2


def test_a_round_that_cannot_be_judged_is_judged_one_by_one(
    item: NewsItem, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    class Fails(Counting):
        def judge(self, texts: Sequence[str]) -> list[Judged]:
            if len(texts) > 1:
                raise RuntimeError
            return super().judge(texts)

    fails = Fails()
    monkeypatch.setattr(rounds, "by_setting", lambda: fails)
    channel = Channel.objects.filter(council=item.council)[0]

    with caplog.at_level(logging.ERROR):
        rows = [arrived(1), arrived(2)]
        for within, one in in_rounds(item.council_id, channel, rows, new=frozenset()):
            receive(actor=None, council_id=item.council_id, channel=channel, arrived=one, known=within)

    assert (fails.asked, Comment.objects.count()) == ([1, 1], 2)


def test_a_round_is_small_whatever_comes(item: NewsItem, counting: Counting) -> None:
    channel = Channel.objects.filter(council=item.council)[0]
    long = "b" * (LETTERS // 2)
    rows = [arrived(1, text=long), arrived(2, text=long), arrived(3, text=long + long), arrived(4)]

    made = [within for within, _ in in_rounds(item.council_id, channel, rows, new=frozenset())]

    assert [made.count(one) for one in dict.fromkeys(made)] == [2, 1, 1]


def test_what_another_worker_brought_meanwhile_is_the_same_comment(item: NewsItem) -> None:
    channel = Channel.objects.filter(council=item.council)[0]
    facts: dict[str, Any] = {"actor": None, "council_id": item.council_id, "channel": channel}
    first = receive(**facts, arrived=arrived(1))
    within = Round(item.council_id, channel, new=frozenset({"r1"}))

    same = receive(**facts, arrived=arrived(1), known=within)
    changed = receive(**facts, arrived=arrived(1, text="Other words."), known=within)

    assert (same.pk, changed.pk, changed.version) == (first.pk, first.pk, 2)
    assert Comment.objects.count() == 1


def test_a_round_asks_about_the_council_once(item: NewsItem) -> None:
    channel = Channel.objects.filter(council=item.council)[0]

    def cost(number: int, within: Round) -> int:
        one = arrived(number, publication_id=item.publication_id)
        with CaptureQueriesContext(connection) as caught:
            receive(actor=None, council_id=item.council_id, channel=channel, arrived=one, known=within)
        return len(caught)

    within = Round(item.council_id, channel, new=frozenset({"r1", "r2", "r3"}))
    first = cost(1, within)
    assert cost(2, within) == cost(3, within) == first - 9
