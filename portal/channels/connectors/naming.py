"""What a connector can whose network gives each post an address of its own: tell which post an address leads to."""

from abc import ABC, abstractmethod
from typing import ClassVar

from portal.channels.connectors.base import Permanent, Sent
from portal.channels.post import Post


class AnotherPost(Permanent):
    """What stands at an address is not what it was said to be: the message says what stands there."""


class WrongAddress(ValueError):
    """An address is no post's of the channel's account, or leads to another one: the message is for the clerk."""


class NamesWhomItAnswers(ABC):
    """A connector whose network tells somebody of an answer only where the answer names them."""

    @abstractmethod
    def named_by(self, address: str) -> str:
        """Return how an answer to the words at ``address`` begins, with a space behind; '' where that tells nobody."""


class NamesPosts(ABC):
    """A connector that reads addresses. ``edits``: what corrects a post may stand under that post's own address.

    ``like``: how such an address looks, for whoever copies one.
    """

    edits: ClassVar[bool] = False
    like: ClassVar[str]

    def has_address(self, post: Post) -> bool:
        """Return whether ``post`` gets an address of its own there that can be read."""
        return not post.is_private

    @abstractmethod
    def number_of(self, post: Post, address: str) -> str | None:
        """Return what the network calls the post at ``address``; None where the address alone does not tell.

        Asks nobody. Raises WrongAddress, and Reconnect where the channel is not connected.
        """

    @abstractmethod
    def look(self, post: Post, address: str) -> Sent | None:
        """Return what stands at ``address``, where that is ``post``; None where the network cannot be asked for it.

        Raises AnotherPost where it is something else or nothing, WrongAddress, and as Connector.find().
        """
