"""X (v2): posts with described pictures, deletions, answers that are hidden and shown again.

X knows no key of ours, so before anything is sent the account's own posts are looked through for one that ends as ours
do. A post there is not edited: a correction is a new post, and the one that it corrects is deleted. So are threads
(portal.channels.networks.x.threads).
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import ClassVar
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings

from portal.channels.connectors.base import Capability, Connector, Reconnect, RemoteComment, Sent, Transient
from portal.channels.connectors.connecting import Health, Needed, SignInWay
from portal.channels.connectors.listening import Listens, Page
from portal.channels.connectors.naming import NamesPosts
from portal.channels.connectors.revoking import EndsCredentials
from portal.channels.credentials.using import Credentials, credentials_of
from portal.channels.models import Channel
from portal.channels.networks.cards import ReadsPages
from portal.channels.networks.issues import own_number, post_under, still_out
from portal.channels.networks.pictures import cleared_pictures
from portal.channels.networks.threads import may_be_thread, shown_as
from portal.channels.networks.x import addresses, threads
from portal.channels.networks.x.comments import ASKED, told_in
from portal.channels.networks.x.mentions import mentions_of
from portal.channels.networks.x.posts import (
    LONGEST,
    SHOWN_AFTER,
    created,
    delete,
    found_there,
    is_there,
    length_of,
    marked,
    pages_of,
    refuse,
)
from portal.channels.networks.x.session import NEEDED, Session, of_forbidden, revoke
from portal.channels.post import Post

_SEARCH = "tweets/search/recent"
"""Reaches back seven days."""


class XConnector(EndsCredentials, Listens, NamesPosts, ReadsPages, Connector):
    """Says each item once, as a post of the council's account."""

    slug = "x"
    label = "X"
    like = addresses.LIKE
    tells_all = False
    hidden_means = "Whoever opens the hidden answers of the post still reads it; its author is not told."
    capabilities = frozenset(
        {
            Capability.FIND,
            Capability.REMOTE,
            Capability.RETRACT,
            Capability.CORRECT,
            Capability.PREVIEW,
            Capability.THREAD,
            Capability.COMMENTS,
            Capability.MENTIONS,
            Capability.ANSWER,
            Capability.HIDE,
            Capability.UNHIDE,
        }
    )
    sign_in_needs: ClassVar[tuple[Needed, ...]] = (
        Needed("client", "Client ID of the application", "From its page at developer.x.com.", secret=False),
        Needed(
            "client_secret",
            "Client secret",
            "From the same page. Left empty for an application that has none.",
            optional=True,
        ),
    )
    sign_in_scopes = NEEDED
    needs: ClassVar[tuple[Needed, ...]] = (
        *sign_in_needs,
        Needed(
            "refresh",
            "Refresh token of the account",
            f"From a sign-in of the council’s account to that application, with {', '.join(NEEDED)}.",
        ),
    )

    @property
    def certain_after(self) -> timedelta | None:
        """Return how long X may take to show a post among the account's own."""
        return SHOWN_AFTER

    def sign_in_address(self, values: Mapping[str, str], way: SignInWay) -> str:
        """Return X's page on which the account's owner lets the application speak."""
        asked = {
            "response_type": "code",
            "client_id": values["client"],
            "redirect_uri": way.back,
            "scope": " ".join(NEEDED),
            "state": way.state,
            "code_challenge": way.challenge,
            "code_challenge_method": "S256",
        }
        return f"{settings.X_SIGN_IN}?{urlencode(asked)}"

    def health(self, channel: Channel) -> Health:
        """Ask whose the sign-in is and what it may. Raises Reconnect for one that may too little."""
        session = Session(channel, testing=True)
        facts = session.about_account()
        lacks = [one for one in NEEDED if one not in session.scopes]
        if lacks:
            raise Reconnect(f"This sign-in does not allow all that is needed. It lacks: {', '.join(lacks)}.")
        followers = facts.get("public_metrics", {}).get("followers_count")
        return Health(
            f"@{session.name}", session.scopes, followers=followers if isinstance(followers, int) else None
        )

    def end_credentials(self, held: Credentials) -> str:
        """End the sign-in of the account to the application."""
        revoke(held)
        return ""

    def publish(self, post: Post) -> Sent:
        """Say it once, unless it is there; then delete the post that it corrects. Or as a thread."""
        said, pictures = threads.said_of(post), cleared_pictures(post)
        refuse(said[0], pictures)
        if may_be_thread(post):
            return threads.publish(Session(post.channel), post, said, pictures)
        session, before = Session(post.channel), still_out(post)
        sent = found_there(session, post, before) or created(session, post, said[0], pictures, before)
        if before:
            delete(session, before)
        return sent

    def find(self, channel: Channel, key: UUID) -> Sent | None:
        """Look through the account's own posts; None where none has our signature, or what it corrects is there."""
        post = post_under(channel, key)
        if post is None:
            return None
        if may_be_thread(post):
            return threads.found(Session(channel), post, threads.said_of(post))
        session, before = Session(channel), still_out(post)
        found = found_there(session, post, before)
        return None if found is not None and before and is_there(session, before) else found

    def number_of(self, post: Post, address: str) -> str | None:
        """Return the number of the account's post at ``address``."""
        return addresses.number_of(credentials_of(post.channel, testing=True), address)

    def look(self, post: Post, address: str) -> Sent | None:
        """Return the account's post at ``address`` where that is ``post``."""
        session = Session(post.channel)
        session.about_account()
        number = self.number_of(post, address)
        return addresses.look(session, post, number) if number else None

    def retract(self, post: Post, reason: str, *, scheduled: bool) -> Sent:  # noqa: ARG002  nothing stays to say it
        """Delete the post, or all of a thread. One that is gone already is gone."""
        if may_be_thread(post):
            return threads.retract(Session(post.channel), post)
        session, number = Session(post.channel), own_number(post)
        if not number:
            number = next(marked(session, post, but=""), "")
        return Sent(external_id=number, evidence=delete(session, number).evidence) if number else Sent()

    def preview(self, post: Post) -> str:
        """Return the text of the post, or those of the thread. Raises Permanent where it is too long."""
        said = threads.said_of(post)
        refuse(said[0], ())
        return shown_as([one.whole for one in said])

    def lengths(self, post: Post) -> list[tuple[int, int]]:
        """Return the length of each post: a link counts 23, a picture sign 2."""
        return [(length_of(one), LONGEST) for one in threads.said_of(post)]

    def comments(self, channel: Channel, external_id: str) -> Sequence[RemoteComment]:
        """Return the answers of the last seven days under a post, also to answers; X shows nobody which are hidden."""
        session = Session(channel)
        asked = {"query": f"conversation_id:{external_id}", **ASKED}
        found = [
            said
            for page in pages_of(session, _SEARCH, asked, "next_token")
            for _, said in told_in(page, but=session.user)
        ]
        return sorted(found, key=lambda row: row.at)

    def mentions(self, channel: Channel, since: str, place: str) -> Page:
        """Return who mentioned the account; X shows nobody which answers are hidden."""
        return mentions_of(Session(channel), since, place)

    def hide(self, channel: Channel, external_id: str, comment_id: str) -> None:  # noqa: ARG002
        """Hide one answer: whoever opens the hidden ones reads it still."""
        _stand(Session(channel), comment_id, hidden=True)

    def unhide(self, channel: Channel, external_id: str, comment_id: str) -> None:  # noqa: ARG002
        """Show one answer again."""
        _stand(Session(channel), comment_id, hidden=False)


def _stand(session: Session, number: str, *, hidden: bool) -> None:
    asked = {"hidden": hidden}
    told = session.ask("PUT", f"tweets/{number}/hidden", acts=False, json=asked, expect={403})
    if told.status == 403:
        raise of_forbidden(session, told)
    if told.mapping().get("data", {}).get("hidden") is not hidden:
        raise Transient(f"{session.host} did not say that it has done so.")
