"""What every connector is: publish, find, retract, and what it cannot do."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import Any, ClassVar
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string

from portal.channels.connectors.attaching import Attached
from portal.channels.connectors.connecting import Health, Needed, SignInWay
from portal.channels.connectors.stating import address_in, name_in, storable
from portal.channels.models import Channel
from portal.channels.networks.cards import Card
from portal.channels.post import Post


class Capability(StrEnum):
    """What a connector can do beyond publishing. REMOTE: it speaks through networks.asking alone; OWN_NAMES: under
    names made from our keys, so that taking one issue back never finds another one. PAGE: on the council's own pages;
    LISTED: by mail to the press list; NAMED: by mail to those whom an item names, and to nobody where it names none;
    ADDRESSED: nobody looks for the council there, whom it writes to reads it; IN_PUBLIC: every member may read what
    went out by it; WALKED: its places are rounds with streets."""

    FIND = "find"
    RETRACT = "retract"
    CORRECT = "correct"
    RETITLE = "retitle"
    BY_HAND = "by_hand"
    SHEET = "sheet"
    MINUTED = "minuted"
    COLLECTED = "collected"
    COPIED = "copied"
    PREVIEW = "preview"
    THREAD = "thread"
    COMMENTS = "comments"
    MENTIONS = "mentions"
    MESSAGES = "messages"
    ANSWER = "answer"
    ANSWER_ALONE = "answer_alone"
    HIDE = "hide"
    UNHIDE = "unhide"
    DELETE_COMMENT = "delete_comment"
    BLOCK = "block"
    REPORT = "report"
    TELL_AUTHOR = "tell_author"
    ANNOUNCE = "announce"
    REMOTE = "remote"
    OWN_NAMES = "own_names"
    PAGE = "page"
    LISTED = "listed"
    LETTERHEAD = "letterhead"
    ADDRESSED = "addressed"
    NAMED = "named"
    IN_PUBLIC = "in_public"
    WALKED = "walked"


@dataclass(frozen=True)
class RemoteComment:
    """What somebody of the public wrote under something of ours. ``text`` is plain; ``at`` is aware.

    ``hidden`` is None where the network shows nobody what is hidden there. ``author_address`` is the name that its
    author's account has there now, which they may change and somebody else take, '' where whoever comments types one;
    ``author_id`` is what the network gives to them alone, whatever they call themselves, '' where it tells nothing.
    """

    remote_id: str
    parent_id: str
    author: str
    author_address: str
    text: str
    at: datetime
    public_url: str
    hidden: bool | None = False
    attached: tuple[Attached, ...] = ()
    author_id: str = ""


@dataclass(frozen=True)
class Sent:
    """What went out: ``evidence`` is the text as sent, for the archive.

    ``handed``: it lies with a person, and has gone out, or come down, when that is proved (portal.channels.printing).
    """

    external_id: str = ""
    public_url: str = ""
    evidence: str = ""
    handed: bool = False

    def __post_init__(self) -> None:
        """Keep of it what can be kept, whoever answered it. Raises ValueError for a name that is none."""
        if name_in(self.external_id) != self.external_id:
            raise ValueError("what it is called there is no name")
        object.__setattr__(self, "public_url", address_in(self.public_url))
        object.__setattr__(self, "evidence", storable(self.evidence))


class ConnectorError(Exception):
    """Something that the other side, or the way there, did. The message is for the clerk."""

    def __init__(self, message: str) -> None:
        super().__init__(storable(message))


class Transient(ConnectorError):
    """Nothing was accepted; another attempt may work. ``retry_after`` in seconds where the other side said."""

    def __init__(self, message: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Paced(Transient):
    """Nobody was asked: the other side wants to be left in peace for ``retry_after`` seconds. No attempt was made."""


class Permanent(ConnectorError):
    """Nothing was accepted and trying again will not help."""


class Reconnect(Permanent):
    """The other side does not take the account's credentials, or they do not allow this: connect it again."""


class Refused(Permanent):
    """The recipient's own server said no for good: it is about them, and is noted beside their address."""


class Ambiguous(ConnectorError):
    """It may have been accepted: ask before anybody sends again."""


class Misread(ConnectorError):
    """What was answered cannot be read. Asking again may never help, so that it ends some time."""


class UnclearMisread(Misread, Ambiguous):
    """The answer to an act: it may have been accepted."""


class AnswerMisread(Misread, Transient):
    """The answer to a question: nothing was accepted by that."""


class Connector(ABC):
    """Speaks for a council on one kind of channel.

    ``waits_for_embargo``: its readers are the public, so it goes out when the embargo ends. ``certain_after``: how
    long after a crash a find() without result proves that nothing was sent; None: find() proves nothing, a person
    decides. ``on_paper``: what it makes is printed and shown on no screen. ``needs``: what is entered to connect a
    channel of it; without any it needs no connecting. ``overlap``: for how long a secret that was replaced is still
    used beside the new one, which begin with the same name. ``hidden_means``: who still reads what it hides.
    ``sign_in_needs``: what of ``needs`` is entered where somebody signs in at the network instead of entering the
    rest, and ``sign_in_scopes`` what the network is asked to allow then; without any nobody signs in there.
    ``tells_all``: a comment that comments() does not return is not there. ``needs_one_of``: parts of an item one of
    which its network cannot show it without; ``publishes``: see OnlyReads. Time-outs inside must stay below
    settings.DELIVERY_LEASE_SECONDS.
    """

    slug: ClassVar[str]
    label: ClassVar[str]
    capabilities: ClassVar[frozenset[Capability]] = frozenset()
    waits_for_embargo: ClassVar[bool] = True
    on_paper: ClassVar[bool] = False
    needs: ClassVar[tuple[Needed, ...]] = ()
    sign_in_needs: ClassVar[tuple[Needed, ...]] = ()
    sign_in_scopes: ClassVar[tuple[str, ...]] = ()
    overlap: ClassVar[timedelta | None] = None
    tells_all: ClassVar[bool] = True
    needs_one_of: ClassVar[tuple[str, ...]] = ()
    publishes: ClassVar[bool] = True
    hidden_means: ClassVar[str] = "What that means there, the network alone decides."

    @property
    def certain_after(self) -> timedelta | None:
        """Return after which time a missing item was certainly never sent."""
        return timedelta(0)

    def certain_after_on(self, channel: Channel) -> timedelta | None:  # noqa: ARG002  where channels differ
        """Return certain_after as it is for ``channel``."""
        return self.certain_after

    @abstractmethod
    def publish(self, post: Post) -> Sent:
        """Send ``post`` under ``post.key``. Raises Transient, Permanent or Ambiguous."""

    @abstractmethod
    def find(self, channel: Channel, key: UUID) -> Sent | None:
        """Return what was sent under ``key``, or None. Raises Transient if it cannot be asked now."""

    def retract(self, post: Post, reason: str, *, scheduled: bool) -> Sent:  # noqa: ARG002  for those that can
        """Withdraw what was sent under ``post.key``; safe to repeat. ``scheduled``: it was taken down as planned."""
        raise Permanent(f"{self.label} cannot take anything back. Do it by hand and note it here.")

    def retitle(self, post: Post) -> Sent:  # noqa: ARG002  for those that can
        """Show what stands in place of a headline that was taken away; safe to repeat, before or after retract()."""
        raise Permanent(f"{self.label} cannot take a headline away. Do it by hand and note it here.")

    def preview(self, post: Post) -> str:  # noqa: ARG002  for those that have PREVIEW
        """Return exactly the words that readers will have. Raises Permanent where it cannot be said there so."""
        raise Permanent(f"{self.label} cannot show beforehand what its readers will see.")

    def lengths(self, post: Post) -> list[tuple[int, int]]:  # noqa: ARG002  for those that count
        """Return (signs, the most) of each post that ``post`` makes, as the network counts; raises as preview()."""
        return []

    def card(self, post: Post) -> Card | None:  # noqa: ARG002  for those beneath whose posts one stands
        """Return the card that readers see beneath ``post``: what its link leads to; None where there is none."""
        return None

    def entered(self, values: Mapping[str, str]) -> dict[str, str]:
        """Return what was entered for ``needs``, as it is kept. Raises ValueError, in words, for what is wrong."""
        return dict(values)

    def sign_in_address(self, values: Mapping[str, str], way: SignInWay) -> str:  # noqa: ARG002
        """Return the network's page on which somebody lets the portal speak, by what was entered for sign_in_needs."""
        raise Permanent(f"{self.label} knows no such sign-in. Enter the credentials.")

    def brought_back(self, said: Mapping[str, str], begun: Mapping[str, str]) -> dict[str, str]:
        """Return what a sign-in brought, of what the way back ``said``; ``begun``: what was kept since it began.

        Empty where it brought nothing. Raises ValueError, in words, for what is not what was asked for.
        """
        return {"code": said["code"], **_pick(begun, "verifier", "back")} if said.get("code") else {}

    def announce(self, channel: Channel, key: UUID, event: str, facts: Mapping[str, Any]) -> Sent:  # noqa: ARG002
        """Tell ``event``, as ``facts`` has it, under ``key``; who is told twice takes it once. Raises as publish()."""
        raise Permanent(f"{self.label} is told of nothing but what is issued.")

    def health(self, channel: Channel) -> Health:  # noqa: ARG002  for those that have needs
        """Ask whether the network takes the channel's credentials. Raises Reconnect where not, else as publish()."""
        raise Permanent(f"{self.label} is not connected with anybody.")

    def comments(self, channel: Channel, external_id: str) -> Sequence[RemoteComment]:  # noqa: ARG002
        """Return what the public wrote under what was sent as ``external_id``, the oldest first."""
        raise Permanent(f"{self.label} cannot tell what is written there. Look there yourself.")

    def author_in(self, comment_id: str) -> str:  # noqa: ARG002  for those that know
        """Return the author_id that the network's own name of a comment tells, '' where it tells none."""
        return ""

    def hide(self, channel: Channel, external_id: str, comment_id: str) -> None:  # noqa: ARG002
        """Hide one comment from readers; safe to repeat."""
        raise Permanent(f"{self.label} cannot hide what others write. Do it by hand there, if it lets you.")

    def unhide(self, channel: Channel, external_id: str, comment_id: str) -> None:  # noqa: ARG002
        """Show a hidden comment again; safe to repeat."""
        raise Permanent(f"{self.label} cannot show again what was hidden. Do it by hand there.")

    def delete_comment(self, channel: Channel, external_id: str, comment_id: str) -> None:  # noqa: ARG002
        """Delete one comment for good; safe to repeat."""
        raise Permanent(f"{self.label} cannot delete what others write. Do it by hand there, if it lets you.")


def _pick(of: Mapping[str, str], *names: str) -> dict[str, str]:
    return {name: of[name] for name in names}


@cache
def _registry(paths: tuple[str, ...]) -> dict[str, Connector]:
    made = [import_string(path)() for path in paths]
    return {connector.slug: connector for connector in made}


def connectors() -> dict[str, Connector]:
    """Return the connectors that settings list, by slug."""
    return _registry(tuple(settings.CONNECTORS))


def connector_for(channel: Channel) -> Connector:
    """Return the connector of ``channel``; Permanent if this installation lacks it."""
    try:
        return connectors()[channel.connector]
    except KeyError as error:
        raise Permanent(f"This installation has no connector called '{channel.connector}'.") from error
