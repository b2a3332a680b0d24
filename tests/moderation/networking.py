"""A council on a network that the test plays: what stands under its posts, what is in the way, what it was asked."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.utils import timezone

from moderation.intake.polling import poll, poll_due
from moderation.models import Comment
from portal.channels.connectors.base import Capability, Connector, ConnectorError, RemoteComment, Sent
from portal.channels.connectors.connecting import Health, Needed
from portal.channels.connectors.listening import Approach, Listens, Page
from portal.channels.connectors.shutting_out import Report, ShutsOut
from portal.channels.connectors.telling_authors import Telling, TellsAuthors
from portal.channels.credentials.connecting import connect
from portal.channels.models import Channel, Delivery, Publication
from portal.channels.post import Post
from portal.channels.states import Delivering
from portal.councils.people import Person
from tests.makers import make_approved

AT = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)


@dataclass
class Net:
    """The network."""

    said: dict[str, Sequence[Any]] = field(default_factory=dict)
    errors: dict[str, Exception] = field(default_factory=dict)
    hidden: set[str] = field(default_factory=set)
    deleted: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)
    pages: dict[str, Page] = field(default_factory=dict)
    """Of who names the council, by the place where each begins; of messages too, by "alone"."""
    sinces: list[tuple[str, str]] = field(default_factory=list)
    acts: list[tuple[str, str]] = field(default_factory=list)
    shows_hidden: bool = True
    deaf: bool = False
    """It says yes to whatever is asked, and does nothing."""
    gone: set[str] = field(default_factory=set)
    asked_after: list[list[str]] = field(default_factory=list)
    blocked: set[str] = field(default_factory=set)
    shows_blocked: bool = True
    reports: list[Report] = field(default_factory=list)
    told: list[Telling] = field(default_factory=list)


net = Net()


class Reading(Connector):
    """A network whose comments can be read, hidden and shown again."""

    slug = "reading"
    label = "The network"
    capabilities = frozenset({Capability.COMMENTS, Capability.HIDE, Capability.UNHIDE})
    hidden_means = "Opened by a second click it can still be read."
    needs = (Needed("token", "Access token"),)

    def publish(self, post: Post) -> Sent:
        """Take it."""
        return Sent(external_id=str(post.publication.pk))

    def find(self, channel: Channel, key: Any) -> None:
        """Know nothing."""

    def health(self, channel: Channel) -> Health:  # noqa: ARG002
        """Be well."""
        return Health("@council")

    def comments(self, channel: Channel, external_id: str) -> Sequence[RemoteComment]:  # noqa: ARG002
        """Say what the test wants."""
        net.asked.append(external_id)
        _fail("comments")
        _fail(external_id)
        return [
            RemoteComment(
                **{**vars(row), "hidden": row.remote_id in net.hidden if net.shows_hidden else None}
            )
            if isinstance(row, RemoteComment)
            else row
            for row in net.said.get(external_id, ())
            if not isinstance(row, RemoteComment) or row.remote_id not in net.deleted
        ]

    def hide(self, channel: Channel, external_id: str, comment_id: str) -> None:  # noqa: ARG002
        """Hide it, where the network is not deaf."""
        net.acts.append(("hide", comment_id))
        _fail("hide")
        if not net.deaf:
            net.hidden.add(comment_id)

    def unhide(self, channel: Channel, external_id: str, comment_id: str) -> None:  # noqa: ARG002
        """Show it again."""
        net.acts.append(("unhide", comment_id))
        _fail("unhide")
        if not net.deaf:
            net.hidden.discard(comment_id)


class Deleting(Reading):
    """Another one, that deletes too and hides nothing."""

    slug = "deleting"
    label = "The other network"
    capabilities = frozenset({Capability.COMMENTS, Capability.DELETE_COMMENT})

    def delete_comment(self, channel: Channel, external_id: str, comment_id: str) -> None:  # noqa: ARG002
        """Delete it."""
        net.acts.append(("delete", comment_id))
        _fail("delete")
        if not net.deaf:
            net.deleted.add(comment_id)


class Heeding(Listens, Reading):
    """A third one, that tells who names the council and who writes to it alone as well."""

    slug = "heeding"
    label = "The third network"
    capabilities = frozenset(
        {Capability.COMMENTS, Capability.MENTIONS, Capability.MESSAGES, Capability.ANSWER}
    )

    def mentions(self, channel: Channel, since: str, place: str) -> Page:  # noqa: ARG002
        """Say what the test wants."""
        net.sinces.append((since, place))
        _fail("mentions")
        return net.pages.get(place, Page([]))

    def messages(self, channel: Channel, since: str, place: str) -> Page:  # noqa: ARG002
        """Say what the test wants."""
        _fail("messages")
        return net.pages.get("alone", Page([]))


class TellsGone(Heeding):
    """A fourth one, that tells what its author deleted."""

    slug = "telling"
    label = "The fourth network"
    tells_gone = True

    def gone(self, channel: Channel, names: Sequence[str]) -> Sequence[str]:  # noqa: ARG002
        """Say what the test wants."""
        net.asked_after.append(list(names))
        _fail("gone")
        return [one for one in names if one in net.gone]


class Guarded(ShutsOut, TellsAuthors, Reading):
    """A fifth one, that blocks accounts, takes reports and tells authors something alone."""

    slug = "guarded"
    label = "The fifth network"
    capabilities = frozenset(
        {Capability.COMMENTS, Capability.BLOCK, Capability.REPORT, Capability.TELL_AUTHOR}
    )
    block_means = "It cannot answer there."
    report_goes_to = "its moderators"

    def author_of(self, channel: Channel, comment_id: str) -> str:  # noqa: ARG002
        """Name the account after the comment."""
        _fail("author_of")
        _fail(f"author of {comment_id}")
        return f"account of {comment_id.partition('-')[0]}"

    def block(self, channel: Channel, account: str) -> None:  # noqa: ARG002
        """Block it, where the network is not deaf."""
        net.acts.append(("block", account))
        if not net.deaf:
            net.blocked.add(account)
        _fail("block")

    def unblock(self, channel: Channel, account: str) -> None:  # noqa: ARG002
        """Unblock it."""
        net.acts.append(("unblock", account))
        _fail("unblock")
        if not net.deaf:
            net.blocked.discard(account)

    def is_blocked(self, channel: Channel, account: str) -> bool | None:  # noqa: ARG002
        """Say so, where the network shows it."""
        return account in net.blocked if net.shows_blocked else None

    def report(self, channel: Channel, made: Report) -> str:  # noqa: ARG002
        """Take it."""
        net.reports.append(made)
        _fail("report")
        return "R-7"

    def tell_author(self, channel: Channel, told: Telling) -> None:  # noqa: ARG002
        """Tell them."""
        _fail("tell")
        net.told.append(told)


CONNECTORS = [
    "portal.channels.connectors.newsroom.NewsroomConnector",
    "tests.moderation.networking.Reading",
    "tests.moderation.networking.Deleting",
    "tests.moderation.networking.Heeding",
    "tests.moderation.networking.TellsGone",
    "tests.moderation.networking.Guarded",
]


def _fail(what: str) -> None:
    if what in net.errors:
        raise net.errors[what]


def begin() -> Net:
    """Return the network, new."""
    net.__init__()  # type: ignore[misc]
    return net


def make_channel(clerk: Person, connector: str = "reading", name: str = "The page") -> Channel:
    """Return a connected channel of the clerk's council."""
    body = clerk.council.channels.order_by("pk")[0].body
    made = Channel.objects.create(council=clerk.council, body=body, connector=connector, name=name)
    connect(actor=clerk, channel_id=made.pk, values={"token": "a-token-of-the-test"})
    return made


def make_posted(
    *, author: Person, clerk: Person, channel: Channel, external_id: str = "post 1"
) -> Publication:
    """Return an item that went out on ``channel`` as ``external_id``."""
    made: Publication = make_approved(author=author, clerk=clerk, kind="notice")
    Delivery.objects.create(
        publication=made,
        channel=channel,
        state=Delivering.SENT,
        external_id=external_id,
        due_at=timezone.now(),
        settled_at=timezone.now(),
    )
    return made


def heard(
    net: Net, clerk: Person, author: Person, connector: str = "reading", text: str = "Thank you."
) -> Comment:
    """Return what was read under a new item of ``author`` on a channel of ``connector``, where it says ``text``."""
    channel = make_channel(clerk, connector)
    make_posted(author=author, clerk=clerk, channel=channel)
    net.said = {"post 1": [said("1", text)]}
    poll_due()
    poll(channel.pk)
    return Comment.objects.get(channel=channel)


def said(remote_id: str, text: str, **changes: Any) -> RemoteComment:
    """Return what somebody wrote there."""
    usual = {
        "parent_id": "post 1",
        "author": "Jo",
        "author_address": "jo.test",
        "at": AT,
        "public_url": f"https://net.example/{remote_id}",
    }
    return RemoteComment(**{"remote_id": remote_id, "text": text, **usual, **changes})


def named(remote_id: str, text: str, *about: str, private: bool = False, **changes: Any) -> Approach:
    """Return what somebody said to the council itself."""
    return Approach(said(remote_id, text, **{"parent_id": "", **changes}), private=private, about=about)


def only() -> Comment:
    """Return the one comment that was received."""
    return Comment.objects.get()


__all__ = [
    "CONNECTORS",
    "ConnectorError",
    "begin",
    "make_channel",
    "make_posted",
    "named",
    "net",
    "only",
    "said",
]
