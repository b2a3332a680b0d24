"""Authors are told apart by what their network gives to them alone: names change hands, a block and a history do not.

What was kept under a name before a network told more is found by it still, and moves when its author is seen first.
"""

import json
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from moderation.erasing import erase_comments
from moderation.intake.polling import poll, poll_due
from moderation.measures.standing import block_of, measures_of, strikes_of
from moderation.models import Comment, Measure, Polling, Reply
from moderation.packs.making import same_author
from moderation.queue import History, history_of, names_of
from moderation.replies.beginning import begin_reply
from moderation.replies.debates import debate_of
from moderation.ruling import Judged, rule
from portal.channels.connectors.base import RemoteComment
from portal.channels.connectors.listening import Page
from portal.channels.models import AnswerTo, Channel, Publication
from portal.councils.people import Person
from portal.records.models import LedgerEntry
from portal.records.retention import EraseOrder
from tests.makers import sign_in
from tests.moderation.measures.test_measures import blocked
from tests.moderation.networking import Net, Reading, make_channel, make_posted, named, said

pytestmark = pytest.mark.django_db
INSULT = "The warden is a fool and a liar."
BEFORE, AFTER = "jo.test", "jo-of-mill-lane.test"


@pytest.fixture
def channel(net: Net, clerk: Person) -> Channel:
    return make_channel(clerk, "heeding")


@pytest.fixture
def posted(officer: Person, clerk: Person, channel: Channel) -> Publication:
    return make_posted(author=officer, clerk=clerk, channel=channel)


@pytest.fixture
def first(net: Net, channel: Channel, posted: Publication) -> Comment:
    """Return what account 42 wrote while it was called BEFORE, and its network told so."""
    return come(net, channel, told("1", INSULT))


@pytest.fixture
def old(net: Net, channel: Channel, posted: Publication) -> Comment:
    """Return the same, of the time when no account was told: it is known by the name alone."""
    return come(net, channel, told("1", INSULT, author_id=""))


def told(number: str, text: str = "I am back, and I want to know.", **changes: Any) -> RemoteComment:
    return said(number, text, **{"author_id": "42", "author_address": BEFORE, **changes})


def come(net: Net, channel: Channel, *rows: RemoteComment) -> Comment:
    """Have the network tell of these, and return the last."""
    net.said = {"post 1": rows}
    Polling.objects.filter(channel=channel).update(due_at=timezone.now())
    poll_due()
    poll(channel.pk)
    return Comment.objects.get(channel=channel, remote_id=rows[-1].remote_id)


def block_for(clerk: Person, comment: Comment, clause: int) -> Measure:
    """Return the block of the author of a comment that the clerk took down."""
    judged = Judged(version=1, outcome="remove", ground="abusive", clause_id=clause)
    rule(actor=clerk, comment_id=comment.pk, judged=judged, reason="It insults the warden.")
    return blocked(clerk, comment, unwarned="A threat.")


def against(clerk: Person, comment: Comment) -> tuple[list[Measure], int, History, int]:
    """Return what stands against the author of a comment: measures, strikes, and what is known of them."""
    return (
        list(measures_of(comment, Comment.objects.all())),
        strikes_of(comment).count(),
        history_of(clerk, comment),
        same_author(clerk, comment).count(),
    )


def facts_of(entry: LedgerEntry) -> dict[str, Any]:
    facts: dict[str, Any] = json.loads(entry.body)["facts"]
    return facts


NOTHING: tuple[list[Measure], int, History, int] = ([], 0, History(0, 0), 0)


def test_an_author_who_renames_keeps_block_warnings_and_history(
    net: Net, clerk: Person, channel: Channel, first: Comment, clause: int
) -> None:
    block = block_for(clerk, first, clause)

    again = come(net, channel, told("2", author="Jo of Mill Lane", author_address=AFTER))

    assert again.author_key == first.author_key
    assert against(clerk, again) == ([block], 1, History(1, 1), 1)
    assert block_of(clerk.council.pk, again.author_key) == block
    assert not LedgerEntry.objects.filter(verb="author_recognised").exists()


def test_whoever_takes_the_name_that_was_freed_is_somebody_else(
    net: Net, clerk: Person, channel: Channel, first: Comment, clause: int
) -> None:
    block_for(clerk, first, clause)
    come(net, channel, told("2", author_address=AFTER))

    newcomer = come(net, channel, told("3", author_id="43"))

    assert newcomer.author_address == BEFORE
    assert against(clerk, newcomer) == NOTHING
    assert block_of(clerk.council.pk, newcomer.author_key) is None


def test_whose_number_is_another_s_name_is_not_the_other(
    net: Net, clerk: Person, channel: Channel, posted: Publication
) -> None:
    come(net, channel, told("1", INSULT, author_id="", author_address="42"))

    assert against(clerk, come(net, channel, told("2", author_address=""))) == NOTHING


def test_the_desk_shows_the_newest_name_and_which_names_an_author_was_seen_under(
    net: Net, clerk: Person, channel: Channel, first: Comment
) -> None:
    again = come(net, channel, told("2", author="Jo of Mill Lane", author_address=AFTER))
    client, desk = sign_in(clerk), f"/{clerk.council.slug}/desk/moderation"

    names = [(one.shown, one.address) for one in names_of(clerk, first)]
    page = " ".join(client.get(f"{desk}/{again.pk}/").content.decode().split())
    of_author = client.get(f"{desk}/?author={first.pk}").content.decode()

    assert names == [("Jo of Mill Lane", AFTER), ("Jo", BEFORE)]
    assert "Seen here as" in page
    assert page.index(f"<bdi>{AFTER}</bdi>") < page.index(f"<bdi>{BEFORE}</bdi>")
    assert f"<bdi>{AFTER}</bdi>" in of_author
    assert first.author_key not in page + of_author


def test_a_measure_by_name_holds_until_its_author_is_seen_and_moves_with_them_on_the_record(
    net: Net, clerk: Person, channel: Channel, old: Comment, clause: int
) -> None:
    block = block_for(clerk, old, clause)
    assert against(clerk, come(net, channel, told("2", author_id=""))) == ([block], 1, History(1, 1), 1)

    seen = come(net, channel, told("3"))

    assert against(clerk, seen) == ([block], 1, History(2, 1), 2)
    keys = Comment.objects.values_list("author_key", "author_lasts").distinct()
    assert list(keys) == [(seen.author_key, True)]
    assert Measure.objects.get().author_key == seen.author_key != old.author_key
    (entry,) = LedgerEntry.objects.filter(verb="author_recognised")
    moved = list(Comment.objects.order_by("pk").values_list("pk", flat=True)[:2])
    assert entry.object_id == old.pk
    assert facts_of(entry) == {"comments": moved, "by_name": moved, "measures": [block.pk]}
    assert against(clerk, come(net, channel, told("4", author_id="43"))) == NOTHING
    assert against(clerk, come(net, channel, told("5", author_address=AFTER)))[0] == [block]
    assert LedgerEntry.objects.filter(verb="author_recognised").count() == 1


def test_what_the_network_says_of_the_comment_itself_goes_before_the_name(
    net: Net, clerk: Person, channel: Channel, old: Comment, clause: int
) -> None:
    block = block_for(clerk, old, clause)
    come(net, channel, told("2", author_id=""))

    newcomer = come(net, channel, told("1", INSULT, author_address=AFTER), told("3", author_id="43"))

    assert against(clerk, newcomer) == NOTHING
    renamed = come(net, channel, told("4", author_address=AFTER))
    assert against(clerk, renamed) == ([block], 1, History(2, 1), 2)
    by_name = facts_of(LedgerEntry.objects.get(verb="author_recognised"))["by_name"]
    assert by_name == [Comment.objects.get(remote_id="2").pk]


def test_a_name_that_two_accounts_are_seen_under_at_once_tells_nothing(
    net: Net, clerk: Person, channel: Channel, old: Comment
) -> None:
    come(net, channel, told("2"), told("3", author_id="43"))

    assert Comment.objects.get(remote_id="1").author_key == old.author_key
    assert not LedgerEntry.objects.filter(verb="author_recognised").exists()


def test_where_names_are_typed_only_the_comment_that_the_network_names_moves(
    net: Net, clerk: Person, channel: Channel, old: Comment
) -> None:
    come(net, channel, told("2", author_id=""))

    come(net, channel, told("1", INSULT, author_address=""))

    moved, left = Comment.objects.order_by("pk")
    assert (moved.author_lasts, moved.author_address) == (True, BEFORE)
    assert (left.author_lasts, left.author_key) == (False, old.author_key)


def test_what_the_network_s_own_name_of_a_comment_tells_is_known_though_it_is_gone_and_its_author_renamed(
    net: Net,
    clerk: Person,
    channel: Channel,
    posted: Publication,
    clause: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    mine = come(net, channel, told("42/1", INSULT, author_id=""))
    block = block_for(clerk, mine, clause)
    come(net, channel, told("43/1", author_id=""))
    monkeypatch.setattr(Reading, "author_in", lambda _, name: name.partition("/")[0])

    seen = come(net, channel, told("42/2", author_address=AFTER))

    assert against(clerk, seen) == ([block], 1, History(1, 1), 1)
    assert against(clerk, Comment.objects.get(remote_id="43/1")) == NOTHING
    assert not Comment.objects.filter(author_lasts=False).exists()


def test_a_name_moves_nothing_that_the_network_names_as_another_s(
    net: Net, channel: Channel, posted: Publication, monkeypatch: pytest.MonkeyPatch
) -> None:
    come(net, channel, told("43/1", author_id=""))
    monkeypatch.setattr(Reading, "author_in", lambda _, name: name.partition("/")[0])
    monkeypatch.setattr("moderation.intake.polling.recognise_by_names", lambda _: None)

    come(net, channel, told("42/2"))

    assert not Comment.objects.get(remote_id="43/1").author_lasts


def test_one_debate_stays_one_when_its_author_is_recognised(
    net: Net, clerk: Person, channel: Channel, old: Comment
) -> None:
    reply = begin_reply(actor=clerk, comment_id=old.pk, sort=Reply.Sort.REPLY)

    again = come(net, channel, told("2"))

    reply.refresh_from_db()
    assert reply.debate == debate_of(again) == AnswerTo.objects.get().debate
    assert begin_reply(actor=clerk, comment_id=again.pk, sort=Reply.Sort.REPLY) == reply


def test_who_names_the_council_or_writes_to_it_alone_is_known_by_the_same(
    net: Net, clerk: Person, channel: Channel, old: Comment
) -> None:
    now = timezone.now()
    net.pages = {
        "": Page([named("7", "@council When is it?", author_id="42", author_address=BEFORE, at=now)]),
        "alone": Page([named("8", "And where?", private=True, author_id="42", author_address=AFTER, at=now)]),
    }
    come(net, channel, told("1", INSULT, author_id=""))

    assert Comment.objects.values("author_key", "author_lasts").distinct().count() == 1
    assert history_of(clerk, Comment.objects.get(remote_id="8")) == History(2, 0)


def test_what_is_erased_names_no_account(clerk: Person, first: Comment, posted: Publication) -> None:
    assert (first.author_address, first.author_lasts) == (BEFORE, True)
    gone = {"text": "", "author": "", "link": "", "erased_at": timezone.now()}
    with pytest.raises(DatabaseError, match="names_no_account"), transaction.atomic():
        Comment.objects.update(**gone, author_key="", author_lasts=False)
    with pytest.raises(DatabaseError, match="is_a_key"), transaction.atomic():
        Comment.objects.update(author_key="")

    with transaction.atomic():
        erase_comments(EraseOrder(clerk.council.pk, (posted.communication_id,), timezone.now()))

    first.refresh_from_db()
    assert (first.author_address, first.author_lasts, first.author_key) == ("", False, "")
    assert names_of(clerk, first) == []


def test_what_was_erased_is_nobody_s_when_the_network_tells_of_it_again(
    net: Net, clerk: Person, channel: Channel, old: Comment, posted: Publication
) -> None:
    with transaction.atomic():
        erase_comments(EraseOrder(clerk.council.pk, (posted.communication_id,), timezone.now()))

    assert come(net, channel, told("1", INSULT)).author_key == ""
    assert not LedgerEntry.objects.filter(verb="author_recognised").exists()
