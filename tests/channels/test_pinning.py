"""Pinning: a few items stand at the top of the newsroom, said in a word, while readers see them."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from approvals.withdrawing import withdraw
from portal.channels.connectors.newsroom import NewsroomConnector
from portal.channels.erasing import erase_public
from portal.channels.models import NewsItem, Pin
from portal.channels.models.newsroom import MOST_PINNED
from portal.channels.pinning import pin, unpin
from portal.councils.powers import Role
from portal.records.models import LedgerEntry
from portal.records.retention import EraseOrder
from portal.refusals import NotYours, Refusal
from tests.channels.posts import Staff, go_live, make_news, make_staff, post_of
from tests.makers import make_person, sign_in
from tests.makers.threads import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff() -> Staff:
    return make_staff("newsroom", slug="pellworth")


def news(staff: Staff, title: str, *, days: int = 0) -> NewsItem:
    """Return an item that was published ``days`` days ago."""
    item = make_news(staff, "notice", title=title)
    NewsItem.objects.filter(pk=item.pk).update(published_at=timezone.now() - timedelta(days=days))
    go_live(item.publication)
    return item


def front(path: str = "") -> list[tuple[str, bool]]:
    """Return the headlines of the front in their order, each with whether it says that it is pinned."""
    html = Client().get(f"/pellworth/{path}").content.decode()
    pieces = re.findall(r'<li class="news-item">(.*?)</li>', html, re.DOTALL)
    return [(re.findall(r"<h2><a[^>]*>([^<]*)", piece)[0], ">Pinned<" in piece) for piece in pieces]


def test_what_is_pinned_stands_first_and_says_so_until_it_is_taken_from_there(staff: Staff) -> None:
    old, _, older = news(staff, "Old", days=9), news(staff, "New"), news(staff, "Older", days=99)

    pin(actor=staff.clerk, communication_id=older.communication_id)
    pin(actor=staff.clerk, communication_id=old.communication_id)

    assert front() == [("Old", True), ("Older", True), ("New", False)]
    unpin(actor=staff.clerk, communication_id=old.communication_id)
    assert front() == [("Older", True), ("New", False), ("Old", False)]
    entries = LedgerEntry.objects.filter(verb__in=["item_pinned", "item_unpinned"]).order_by("number")
    assert list(entries.values_list("verb", "object_id")) == [
        ("item_pinned", older.communication_id),
        ("item_pinned", old.communication_id),
        ("item_unpinned", old.communication_id),
    ]


def test_what_a_reader_searches_for_stands_in_its_order(staff: Staff) -> None:
    old, _ = news(staff, "Old", days=9), news(staff, "New")
    pin(actor=staff.clerk, communication_id=old.communication_id)

    assert front("?kind=notice") == [("New", False), ("Old", True)]


def test_the_top_holds_a_few_and_says_so(staff: Staff) -> None:
    items = [news(staff, f"Item {number}") for number in range(MOST_PINNED + 1)]
    for item in items[:-1]:
        pin(actor=staff.clerk, communication_id=item.communication_id)

    with pytest.raises(Refusal, match="the top of the newsroom holds no more"):
        pin(actor=staff.clerk, communication_id=items[-1].communication_id)

    unpin(actor=staff.clerk, communication_id=items[0].communication_id)
    assert pin(actor=staff.clerk, communication_id=items[-1].communication_id).place == 1
    assert Pin.objects.count() == MOST_PINNED


def test_what_readers_do_not_see_and_another_council_s_is_not_pinned(staff: Staff) -> None:
    other = make_staff("newsroom", slug="elsewhere")
    theirs, gone, down = make_news(other, "notice"), news(staff, "Gone"), news(staff, "Down")
    NewsItem.objects.filter(pk=gone.pk).update(
        withdrawn_at=timezone.now(), withdrawal_note="Wrong.", html="", text=""
    )
    NewsItem.objects.filter(pk=down.pk).update(taken_down_at=timezone.now(), html="", text="")

    for key in (theirs.communication_id, gone.communication_id, down.communication_id, 999_999):
        with pytest.raises(Refusal, match="do not see this item"):
            pin(actor=staff.clerk, communication_id=key)
    pin(actor=other.clerk, communication_id=theirs.communication_id)
    with pytest.raises(Refusal, match="not pinned"):
        unpin(actor=staff.clerk, communication_id=theirs.communication_id)
    assert Pin.objects.count() == 1


def test_it_is_pinned_once_and_taken_from_there_once(staff: Staff) -> None:
    item = news(staff, "Once")
    pin(actor=staff.clerk, communication_id=item.communication_id)

    with pytest.raises(Refusal, match="pinned to the top of the newsroom already"):
        pin(actor=staff.clerk, communication_id=item.communication_id)
    unpin(actor=staff.clerk, communication_id=item.communication_id)
    with pytest.raises(Refusal, match="not pinned to the top of the newsroom any more"):
        unpin(actor=staff.clerk, communication_id=item.communication_id)
    assert LedgerEntry.objects.filter(verb__in=["item_pinned", "item_unpinned"]).count() == 2


@pytest.mark.parametrize("role", [Role.OFFICER, Role.CHAIR, Role.COUNCILLOR, Role.AUDITOR])
@pytest.mark.parametrize("act", [pin, unpin])
def test_only_who_decides_pins(staff: Staff, role: Role, act: Callable[..., object]) -> None:
    item = news(staff, "Theirs")

    with pytest.raises(NotYours):
        act(actor=make_person(council=staff.council, role=role), communication_id=item.communication_id)


@pytest.mark.parametrize("scheduled", [True, False])
def test_what_is_withdrawn_or_taken_down_leaves_its_place(staff: Staff, scheduled: bool) -> None:
    item = news(staff, "Gone")
    pin(actor=staff.clerk, communication_id=item.communication_id)

    NewsroomConnector().retract(post_of(item.publication, "newsroom"), "Wrong day.", scheduled=scheduled)

    assert Pin.objects.count() == 0
    assert front() == ([] if scheduled else [("Gone", False)])


def test_what_is_erased_leaves_its_place(staff: Staff) -> None:
    item = news(staff, "Gone")
    pin(actor=staff.clerk, communication_id=item.communication_id)

    erase_public(EraseOrder(staff.council.pk, (item.communication_id,), timezone.now()))

    assert Pin.objects.count() == 0


@pytest.mark.parametrize("wrong", [{"place": 0}, {"place": MOST_PINNED + 1}])
def test_the_database_keeps_the_bound(staff: Staff, wrong: dict[str, int]) -> None:
    pin(actor=staff.clerk, communication_id=news(staff, "One").communication_id)

    with pytest.raises(IntegrityError, match="three_pins_at_most"), transaction.atomic():
        Pin.objects.update(**wrong)


@pytest.mark.django_db(transaction=True)
def test_of_several_at_once_as_many_are_pinned_as_the_top_holds() -> None:
    staff = make_staff("newsroom", slug="pellworth")
    items = [news(staff, f"Item {number}") for number in range(MOST_PINNED + 2)]
    acts = [lambda key=item.communication_id: pin(actor=staff.clerk, communication_id=key) for item in items]

    answers = at_once(*acts)

    assert [type(answer) for answer in answers].count(Pin) == MOST_PINNED
    assert [type(answer) for answer in answers].count(Refusal) == 2
    assert sorted(Pin.objects.values_list("place", flat=True)) == [1, 2, 3]


@pytest.mark.django_db(transaction=True)
def test_pinning_and_withdrawing_at_once_never_leave_a_withdrawn_item_at_the_top() -> None:
    staff = make_staff("newsroom", slug="pellworth")
    item = news(staff, "Both")
    post = post_of(item.publication, "newsroom")

    at_once(
        lambda: pin(actor=staff.clerk, communication_id=item.communication_id),
        lambda: NewsroomConnector().retract(post, "Wrong day.", scheduled=False),
    )

    assert NewsItem.objects.get().withdrawn_at is not None
    assert Pin.objects.count() == 0


def test_the_item_s_page_pins_it_and_takes_it_from_the_top(staff: Staff) -> None:
    item = news(staff, "Pinned here")
    client, address = sign_in(staff.clerk), f"/pellworth/desk/queue/item/{item.communication_id}/"

    assert "Pin it to the top of the newsroom" in client.get(address).content.decode()
    page = client.post(f"{address}pin/", follow=True).content.decode()
    assert "stands at the top of the newsroom now" in page
    assert "Take it from the top" in page
    page = client.post(f"{address}unpin/", follow=True).content.decode()
    assert "in its order among the news again" in page
    withdraw(actor=staff.clerk, communication_id=item.communication_id, reason="Wrong.")
    assert "Pin it to the top" not in client.get(address).content.decode()
