"""Who wrote something in public is told alone what became of it, against each network's strict stand-in."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from django.utils import timezone

from portal.channels.connectors.base import Ambiguous, Capability, Permanent, connectors
from portal.channels.connectors.listening import Lacks
from portal.channels.connectors.telling_authors import Telling, TellsAuthors
from portal.channels.models import HostPace
from tests.channels.connectors import facebook_server, mastodon_server
from tests.channels.connectors.standin import Fault
from tests.channels.connectors.test_listening import Account, account, on
from tests.channels.connectors.test_mastodon import reply

__all__ = ["account"]
pytestmark = pytest.mark.django_db
WORDS = "Pellworth hid what you wrote: rule 7.9. Ask for another look: https://council.example/appeals/?reference=R-K"
COMMENT = f"{facebook_server.PAGE}_9"


def tells(held: Account) -> TellsAuthors:
    assert isinstance(held.connector, TellsAuthors)
    return held.connector


def telling(comment: str, words: str = WORDS) -> Telling:
    now = timezone.now()
    return Telling(comment, words, UUID(int=7), now - timedelta(hours=3), now - timedelta(hours=1))


def alone(held: Account) -> list[tuple[str, str, str]]:
    """Return what the council's account says there: words, who reads it, what it answers."""
    rows = held.peer.statuses.values()
    return [(row["text"], row["visibility"], row.get("in_reply_to_id", "")) for row in rows]


@on("mastodon")
def test_mastodon_tells_the_author_alone_beneath_their_words_and_once(account: Account) -> None:
    account.peer.messages["55"] = reply("55", "1")

    for _ in range(2):
        tells(account).tell_author(account.channel, telling("55"))

    assert alone(account) == [(f"@jo@other.example {WORDS}", "direct", "55")]
    overruled_since = replace(telling("55"), since=timezone.now() + timedelta(minutes=5))
    tells(account).tell_author(account.channel, overruled_since)
    assert len(alone(account)) == 2


@on("mastodon")
def test_an_answer_of_mastodon_that_is_lost_is_looked_for_before_it_is_said_again(account: Account) -> None:
    account.peer.messages["55"] = reply("55", "1")
    account.peer.faults = [Fault("reset", acted=True)]

    with pytest.raises(Ambiguous):
        tells(account).tell_author(account.channel, telling("55"))
    HostPace.objects.all().delete()  # the rest that a host at fault is given is over
    tells(account).tell_author(account.channel, telling("55"))

    assert len(alone(account)) == 1


@on("mastodon")
@pytest.mark.parametrize(
    ("comment", "words", "why"),
    [
        ("55", f"{WORDS} @gazette@third.example", "names @gazette@third.example too"),
        ("56", WORDS, "stands there no more"),
        ("55", "x" * 600, "limit of 500"),
    ],
)
def test_mastodon_is_told_nothing_that_another_would_read_or_that_does_not_fit(
    account: Account, comment: str, words: str, why: str
) -> None:
    account.peer.messages["55"] = reply("55", "1")

    with pytest.raises(Permanent, match=why):
        tells(account).tell_author(account.channel, telling(comment, words))

    assert alone(account) == []


@on("facebook")
def test_facebook_sends_one_private_reply_to_a_comment(account: Account) -> None:
    account.peer.comments[COMMENT] = facebook_server.comment(COMMENT)

    tells(account).tell_author(account.channel, telling(COMMENT))

    assert account.peer.people.told == {COMMENT: WORDS}
    with pytest.raises(Permanent, match="it has had one"):
        tells(account).tell_author(account.channel, telling(COMMENT))
    assert account.peer.people.told == {COMMENT: WORDS}


@on("facebook")
def test_facebook_is_asked_for_nothing_that_it_never_takes(account: Account) -> None:
    account.peer.comments[COMMENT] = facebook_server.comment(COMMENT)
    late = replace(telling(COMMENT), written_at=timezone.now() - timedelta(days=7))
    for told, why in ((late, "within seven days"), (telling(COMMENT, "x" * 2001), "too long")):
        with pytest.raises(Permanent, match=why):
            tells(account).tell_author(account.channel, told)
    account.peer.tokens = {facebook_server.TOKEN: facebook_server.SCOPES - {"pages_messaging"}}
    with pytest.raises(Lacks, match=r"It lacks: pages_messaging\."):
        tells(account).tell_author(account.channel, telling(COMMENT))

    assert account.peer.people.told == {}


def test_who_claims_it_can() -> None:
    claimed = {slug for slug, one in connectors().items() if Capability.TELL_AUTHOR in one.capabilities}

    assert claimed == {slug for slug, one in connectors().items() if isinstance(one, TellsAuthors)}
    assert claimed == {"mastodon", "facebook"}
    assert mastodon_server.ME
