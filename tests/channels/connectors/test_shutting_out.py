"""Accounts are blocked and comments reported as each network's documentation has it, against its strict stand-in."""

from typing import Any

import pytest

from portal.channels.connectors.base import Ambiguous, Capability, Permanent, connectors
from portal.channels.connectors.listening import Lacks
from portal.channels.connectors.shutting_out import Report, ShutsOut, Sort
from tests.channels.connectors import bluesky_server, facebook_server, mastodon_server
from tests.channels.connectors.standin import Fault
from tests.channels.connectors.test_bluesky import reply as bluesky_reply
from tests.channels.connectors.test_listening import Account, account, on
from tests.channels.connectors.test_mastodon import reply

__all__ = ["account"]
pytestmark = pytest.mark.django_db
JO = "did:plc:jo"
POST = f"at://{JO}/{bluesky_server.POST}/1"
COMMENT = f"{facebook_server.PAGE}_9"


def shuts(held: Account) -> ShutsOut:
    assert isinstance(held.connector, ShutsOut)
    return held.connector


def said(held: Account) -> tuple[str, str]:
    """Have somebody say something there, and return what it is called and what its author is."""
    peer: Any = held.peer
    if isinstance(peer, mastodon_server.MastodonServer):
        peer.messages["55"], peer.between.accounts["7"] = reply("55", "1"), "jo@other.example"
        return "55", "7"
    if isinstance(peer, bluesky_server.BlueskyServer):
        peer.replies.append(bluesky_reply("1", "at://x"))
        return POST, JO
    peer.comments[COMMENT] = facebook_server.comment(COMMENT)
    return COMMENT, "7"


def on_each(*slugs: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("account", slugs, indirect=True)


@on_each("mastodon", "bluesky", "facebook")
def test_the_author_of_a_comment_is_blocked_read_back_and_unblocked_each_as_often_as_one_asks(
    account: Account,
) -> None:
    comment, author = said(account)
    there, channel = shuts(account), account.channel

    assert Capability.BLOCK in account.connector.capabilities
    assert there.author_of(channel, comment) == author
    assert there.is_blocked(channel, author) is False
    for _ in range(2):
        there.block(channel, author)
        assert there.is_blocked(channel, author) is True
    for _ in range(2):
        there.unblock(channel, author)
        assert there.is_blocked(channel, author) is False
    there.block(channel, author)
    assert there.is_blocked(channel, author) is True


@on("bluesky")
def test_a_block_on_bluesky_is_one_public_record_of_the_council_s_own(account: Account) -> None:
    for one in (JO, "did:plc:kim"):
        shuts(account).block(account.channel, one)
        shuts(account).block(account.channel, one)

    blocks = [row for (kind, _), row in account.peer.records.items() if kind == bluesky_server.BLOCK]
    assert [row["subject"] for row in blocks] == [JO, "did:plc:kim"]


@on("mastodon")
def test_mastodon_without_the_scopes_says_which_are_missing_and_is_well(account: Account) -> None:
    comment, author = said(account)
    account.peer.tokens = {
        mastodon_server.TOKEN: {"read:accounts", "read:statuses", "write:statuses", "write:media"}
    }
    there, channel = shuts(account), account.channel

    for act in (there.block, there.unblock):
        with pytest.raises(Lacks, match=r"It lacks: write:blocks\."):
            act(channel, author)
    with pytest.raises(Lacks, match=r"It lacks: write:reports\."):
        there.report(channel, Report(comment, Sort.ABUSE, "A threat."))
    assert there.is_blocked(channel, author) is None
    assert set(account.connector.health(channel).scopes) == {
        "read:accounts",
        "read:statuses",
        "write:statuses",
        "write:media",
    }


@on("mastodon")
def test_mastodon_names_each_scope_that_a_token_has_and_nothing_is_blocked_or_reported_by_asking(
    account: Account,
) -> None:
    account.peer.tokens = {mastodon_server.TOKEN: {"read", "write"}}

    scopes = account.connector.health(account.channel).scopes

    assert scopes[-3:] == ("write:blocks", "read:follows", "write:reports")
    assert (account.peer.between.blocked, account.peer.between.reports) == (set(), [])


@on_each("mastodon", "bluesky")
def test_a_comment_that_is_gone_names_no_author_to_block_and_is_not_reported(account: Account) -> None:
    there, channel = shuts(account), account.channel
    gone = {"mastodon": "55", "bluesky": POST}[account.connector.slug]

    with pytest.raises(Permanent, match="stands there no more"):
        there.report(channel, Report(gone, Sort.ABUSE, "A threat."))
    if account.connector.slug == "mastodon":
        with pytest.raises(Permanent, match="stands there no more"):
            there.author_of(channel, gone)


@on("facebook")
def test_facebook_that_keeps_who_wrote_it_to_itself_leaves_nobody_to_block(account: Account) -> None:
    account.peer.comments[COMMENT] = facebook_server.comment(COMMENT, by="")
    with pytest.raises(Permanent, match="does not tell applications who wrote"):
        shuts(account).author_of(account.channel, COMMENT)

    account.peer.tokens[facebook_server.TOKEN] -= {"pages_manage_engagement"}
    with pytest.raises(Lacks, match="block anybody"):
        shuts(account).block(account.channel, "7")


@on("mastodon")
def test_a_report_on_mastodon_goes_to_the_author_s_own_server_too(account: Account) -> None:
    comment, author = said(account)
    words = "It breaks rule 7.9 of the council’s house rules."

    for sort in (Sort.ABUSE, Sort.ILLEGAL, Sort.SPAM):
        assert shuts(account).report(account.channel, Report(comment, sort, words)) == "48914"

    first, *rest = account.peer.between.reports
    assert first == {
        "account_id": [author],
        "status_ids[]": [comment],
        "comment": [words],
        "forward": ["true"],
        "category": ["other"],
    }
    assert [one["category"] for one in rest] == [["legal"], ["spam"]]
    account.peer.messages[comment]["account"]["acct"] = "jo"
    shuts(account).report(account.channel, Report(comment, Sort.ABUSE, words))
    assert account.peer.between.reports[-1]["forward"] == ["false"]


@on("bluesky")
def test_a_report_on_bluesky_names_the_post_as_it_stands_to_bluesky_s_moderation(account: Account) -> None:
    said(account)

    number = shuts(account).report(account.channel, Report(POST, Sort.SEXUAL, "It breaks rule 7.9."))

    (sent,) = account.peer.reports
    assert number == "771"
    assert (sent["reasonType"], sent["reason"], sent["subject"]["uri"]) == (
        "com.atproto.moderation.defs#reasonSexual",
        "It breaks rule 7.9.",
        POST,
    )


@on_each("mastodon", "bluesky")
def test_a_report_whose_answer_is_lost_may_have_arrived(account: Account) -> None:
    comment, _ = said(account)
    account.peer.at_changes = True
    account.peer.faults = [Fault("reset", acted=True)]

    with pytest.raises(Ambiguous):
        shuts(account).report(account.channel, Report(comment, Sort.ABUSE, "A threat."))


def test_what_a_network_cannot_it_does_not_claim() -> None:
    can = {
        slug: one.capabilities & {Capability.BLOCK, Capability.REPORT} for slug, one in connectors().items()
    }

    assert {slug: set(one) for slug, one in can.items() if one} == {
        "mastodon": {Capability.BLOCK, Capability.REPORT},
        "bluesky": {Capability.BLOCK, Capability.REPORT},
        "facebook": {Capability.BLOCK},
    }
    claimed = {slug for slug, one in connectors().items() if isinstance(one, ShutsOut)}
    assert claimed == {"mastodon", "bluesky", "facebook"}
