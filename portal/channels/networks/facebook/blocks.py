"""Blocking people from the Page (Graph API, Page/blocked: reading by ``user``, POST and DELETE by ``psid``).

Nothing can be reported by the Graph API: that is done by hand.
"""

from portal.channels.connectors.base import Permanent
from portal.channels.connectors.listening import Lacks
from portal.channels.connectors.shutting_out import ShutsOut
from portal.channels.models import Channel
from portal.channels.networks.asking import Exchange
from portal.channels.networks.facebook.graph import NO_SUCH, NOT_ALLOWED, Graph, error_of, is_gone
from portal.channels.networks.facebook.signing_in import page_of


class BlocksPeople(ShutsOut):
    """What the connector does of it."""

    block_means = (
        "They can no longer comment on the Page’s posts, write to it or like it. They can still read what the Page "
        "publishes, and what they wrote before stays where it is."
    )
    unblock_means = "They may comment on the Page’s posts again; to follow it they have to like it anew."

    def author_of(self, channel: Channel, comment_id: str) -> str:
        """Return the number by which the Page knows whoever wrote a comment."""
        told = page_of(channel).ask("GET", comment_id, params={"fields": "from"}, expect={NO_SUCH})
        if is_gone(told):
            raise Permanent("The comment stands there no more, so that nobody can be told who wrote it.")
        number = str((told.mapping().get("from") or {}).get("id") or "")
        if not number:
            raise Permanent("Facebook does not tell applications who wrote this comment.")
        return number

    def block(self, channel: Channel, account: str) -> None:
        """Block them."""
        graph = page_of(channel)
        asked = {"psid": [account]}
        told = graph.ask("POST", f"{graph.page}/blocked", acts=False, data=asked, expect=NOT_ALLOWED)
        _refuse(graph, told)

    def unblock(self, channel: Channel, account: str) -> None:
        """Unblock them."""
        graph = page_of(channel)
        asked = {"psid": account}
        told = graph.ask("DELETE", f"{graph.page}/blocked", acts=False, params=asked, expect=NOT_ALLOWED)
        _refuse(graph, told)

    def is_blocked(self, channel: Channel, account: str) -> bool | None:
        """Return whether they are among those whom the Page blocks."""
        graph = page_of(channel)
        told = graph.ask("GET", f"{graph.page}/blocked", params={"user": account}, expect=NOT_ALLOWED)
        if error_of(told)[0] in NOT_ALLOWED:
            return None
        return any(str(row.get("id")) == account for row in told.mapping()["data"])


def _refuse(graph: Graph, told: Exchange) -> None:
    number, _, said = error_of(told)
    if number in NOT_ALLOWED:
        raise Lacks(
            f"{graph.host} does not let the Page’s token block anybody ({number}): “{said}” Whoever signs in must be "
            "allowed to moderate the Page."
        )
