"""Whom a network tells of: an account keeps its author's lasting name through every renaming, and lends it to nobody.

Every connector whose network tells comments inherits this test by its contract.
"""

from typing import Any

from portal.channels.connectors.base import Capability
from portal.channels.post import Post


class AuthorsApart:
    """The test; who inherits it has the fixtures of NetworkContract."""

    connector: Any

    def says(self, peer: Any, post: str, number: str, *, account: str, name: str) -> None:
        """Have the ``account`` that goes by ``name`` now write comment ``number`` under ``post``."""
        raise NotImplementedError(
            f"{peer} tells comments: say how {account} as {name} writes {number} under {post}"
        )

    def test_whoever_renames_is_the_same_author_and_whoever_takes_the_name_is_another(
        self, peer: Any, post: Post
    ) -> None:
        if Capability.COMMENTS not in self.connector.capabilities:
            return
        sent = self.connector.publish(post)
        self.says(peer, sent.external_id, "1", account="7", name="jo")
        (before,) = self.connector.comments(post.channel, sent.external_id)

        self.says(peer, sent.external_id, "2", account="7", name="jo-of-mill-lane")
        self.says(peer, sent.external_id, "3", account="8", name="jo")
        found = self.connector.comments(post.channel, sent.external_id)

        assert before.author_id != ""
        same = [row.author_id == before.author_id for row in found]
        assert same == [True, True, False]
        assert found[2].author_id != ""
        told = [self.connector.author_in(row.remote_id) for row in found]
        assert told in ([row.author_id for row in found], ["", "", ""])
