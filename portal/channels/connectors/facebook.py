"""A Facebook Page: posts with described pictures, edits, deletions, comments that are hidden, shown and deleted.

Graph knows no key of ours, so before anything is sent the Page's own posts are looked through for one that ends as ours
do. Facebook changes the words of a post, but neither its pictures nor its link: a correction of those is a new
post, and the one that it corrects is deleted.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, ClassVar
from uuid import UUID

from portal.channels.connectors.base import Capability, Connector, Permanent, Reconnect, RemoteComment, Sent
from portal.channels.connectors.connecting import Health, Needed, SignInWay
from portal.channels.connectors.listening import Listens, Page
from portal.channels.connectors.misreading import name_of
from portal.channels.connectors.naming import NamesPosts
from portal.channels.connectors.revoking import EndsCredentials
from portal.channels.credentials.using import Credentials, credentials_of
from portal.channels.models import Channel
from portal.channels.networks.cards import ReadsPages
from portal.channels.networks.facebook import addresses, messages
from portal.channels.networks.facebook.approaches import SOMEBODY, gone_among, tagged, written
from portal.channels.networks.facebook.attachments import FIELDS, attached_to
from portal.channels.networks.facebook.blocks import BlocksPeople
from portal.channels.networks.facebook.graph import MESSAGES, NEEDED, NO_SUCH, Graph, ends_of
from portal.channels.networks.facebook.posts import (
    LONGEST,
    attached,
    created,
    delete,
    edited,
    found_there,
    marked,
    read,
    refuse,
    rows_of,
)
from portal.channels.networks.facebook.signing_in import ASKED, dialogue, page_of
from portal.channels.networks.facebook.telling import TellsThem
from portal.channels.networks.issues import content_out, own_number, post_under, still_out
from portal.channels.networks.pictures import cleared_pictures
from portal.channels.networks.wording import wording_of
from portal.channels.post import Post

_SEEN = f"id,message,from,created_time,parent{{id}},permalink_url,is_hidden,attachment{FIELDS}"


class FacebookConnector(BlocksPeople, TellsThem, EndsCredentials, Listens, NamesPosts, ReadsPages, Connector):
    """Says each item once, as a post of the council's Page."""

    slug = "facebook"
    label = "Facebook Page"
    hidden_means = "Its author and the author’s friends on Facebook still read it."
    capabilities = frozenset(
        {
            Capability.FIND,
            Capability.REMOTE,
            Capability.RETRACT,
            Capability.CORRECT,
            Capability.PREVIEW,
            Capability.COMMENTS,
            Capability.MENTIONS,
            Capability.MESSAGES,
            Capability.ANSWER,
            Capability.ANSWER_ALONE,
            Capability.HIDE,
            Capability.UNHIDE,
            Capability.DELETE_COMMENT,
            Capability.BLOCK,
            Capability.TELL_AUTHOR,
        }
    )
    sign_in_needs: ClassVar[tuple[Needed, ...]] = (
        Needed("page", "Number of the Page", "From its page About, Page transparency.", secret=False),
        Needed(
            "app", "Number of the application", "From its dashboard at developers.facebook.com.", secret=False
        ),
        Needed("app_secret", "Secret of the application", "From the same dashboard, Settings, Basic."),
    )
    sign_in_scopes = ASKED
    answered_within = messages.WITHIN
    tells_gone = True
    edits = True
    like = addresses.LIKE
    ends_others = True
    needs: ClassVar[tuple[Needed, ...]] = (
        *sign_in_needs,
        Needed(
            "token",
            "Access token of the Page",
            f"With the permissions {', '.join(NEEDED)}; to read messages also {MESSAGES[0]}.",
        ),
    )

    @property
    def certain_after(self) -> timedelta | None:
        """Return how long Facebook may work on a post that it took before it shows it."""
        return timedelta(minutes=5)

    def entered(self, values: Mapping[str, str]) -> dict[str, str]:
        """Return what was entered. Raises ValueError for numbers that are none."""
        for name in ("page", "app"):
            if not (values[name].isascii() and values[name].isdecimal()):
                raise ValueError("Page and application are entered by their numbers, digits alone.")
        return dict(values)

    def sign_in_address(self, values: Mapping[str, str], way: SignInWay) -> str:
        """Return Facebook's page on which somebody who looks after the Page lets the application speak for it."""
        return dialogue(values["app"], way)

    def health(self, channel: Channel) -> Health:
        """Ask whose the token is, what it may and until when. Raises Reconnect for one that may too little."""
        graph = page_of(channel, testing=True)
        about = graph.about_token()
        scopes = tuple(str(one) for one in about.get("scopes") or ())
        if about.get("is_valid") is not True:
            raise Reconnect(f"{graph.host} does not take this token any more. Connect the channel again.")
        if about.get("type") != "PAGE" or str(about.get("profile_id")) != graph.page:
            raise Reconnect("This is not the token of that Page. Enter the Page’s own token and number.")
        lacks = [one for one in NEEDED if one not in scopes]
        if lacks:
            raise Reconnect(f"This token does not allow all that is needed. It lacks: {', '.join(lacks)}.")
        page = graph.ask("GET", graph.page, params={"fields": "name,followers_count"}).mapping()
        followers = page.get("followers_count")
        expires_at, ends_then = ends_of(about)
        return Health(
            account=str(page.get("name", graph.page)),
            scopes=scopes,
            expires_at=expires_at,
            ends_then=ends_then,
            followers=followers if isinstance(followers, int) else None,
        )

    def end_credentials(self, held: Credentials) -> str:
        """Take back what the person who signed in allowed the application."""
        if "token" in held.secrets:
            Graph(held).end_permissions()
        return ""

    def publish(self, post: Post) -> Sent:
        """Say it once: as a new post, or as the edit of what an earlier issue became, where that can be edited."""
        said, pictures = wording_of(post, self.slug), cleared_pictures(post)
        refuse(said, pictures)
        if post.answers and pictures:
            raise Permanent(
                "An answer beneath a comment on Facebook is made of words alone: leave its pictures out."
            )
        if post.is_private:
            return messages.say(page_of(post.channel), post, said)
        graph, before = page_of(post.channel), still_out(post)
        edits = bool(before) and attached(content_out(post)) == attached(post.content)
        sent = found_there(graph, post, said, before, edits=edits)
        if sent is None and edits:
            sent = edited(graph, before, said)
        sent = sent or created(graph, post, said, pictures, before)
        if before and not edits:
            delete(graph, before)
        return sent

    def find(self, channel: Channel, key: UUID) -> Sent | None:
        """Look through the Page's own posts; None where none has our signature, or the correction was not made."""
        post = post_under(channel, key)
        if post is None:
            return None
        graph, before = page_of(channel), still_out(post)
        if post.is_private:
            return messages.find(graph, post, wording_of(post, self.slug))
        edits = bool(before) and attached(content_out(post)) == attached(post.content)
        found = found_there(graph, post, wording_of(post, self.slug), before, edits=edits)
        if found is not None and before and not edits and read(graph, before) is not None:
            return None
        return found

    def has_address(self, post: Post) -> bool:
        """Return False for an answer: what stands beneath a comment has no address that tells its number."""
        return post.answers is None

    def number_of(self, post: Post, address: str) -> str | None:
        """Return the number of the Page's post at ``address``, where Facebook's address tells it."""
        return addresses.number_of(credentials_of(post.channel, testing=True).public["page"], address)

    def look(self, post: Post, address: str) -> Sent | None:
        """Return the Page's post at ``address`` where that is ``post``."""
        return addresses.look(page_of(post.channel), post, address)

    def retract(self, post: Post, reason: str, *, scheduled: bool) -> Sent:  # noqa: ARG002  nothing stays to say it
        """Delete the post. One that is gone already is gone."""
        graph, number = page_of(post.channel), own_number(post)
        if post.is_private:
            return messages.keep(graph, post, wording_of(post, self.slug), number)
        if not number:
            row = next(marked(graph, post, but=""), None)
            number = name_of(row) if row is not None else ""
        return Sent(external_id=number, evidence=delete(graph, number).evidence) if number else Sent()

    def preview(self, post: Post) -> str:
        """Return the text of the post. Raises Permanent where it is too long."""
        said = wording_of(post, self.slug)
        if post.is_private:
            messages.refuse_length(said)
        refuse(said, ())
        return said.whole

    def lengths(self, post: Post) -> list[tuple[int, int]]:
        """Return the length of the post in signs."""
        longest = messages.LONGEST if post.is_private else LONGEST
        return [(len(wording_of(post, self.slug).whole), longest)]

    def comments(self, channel: Channel, external_id: str) -> Sequence[RemoteComment]:
        """Return what others wrote under a post, answers to comments too, also what is hidden."""
        graph = page_of(channel)
        asked = {"fields": _SEEN, "filter": "stream", "order": "chronological"}
        rows = rows_of(graph, f"{external_id}/comments", asked)
        return [_comment(row, external_id) for row in rows if _writer(row).get("id") != graph.page]

    def mentions(self, channel: Channel, since: str, place: str) -> Page:  # noqa: ARG002  known by their names
        """Return the posts of others that tag the Page."""
        return tagged(page_of(channel), place)

    def messages(self, channel: Channel, since: str, place: str) -> Page:  # noqa: ARG002
        """Return what people wrote to the Page alone."""
        return written(page_of(channel), place)

    def gone(self, channel: Channel, names: Sequence[str]) -> Sequence[str]:
        """Return which posts and comments of others are not there any more; of messages nobody can tell."""
        return gone_among(page_of(channel), names)

    def hide(self, channel: Channel, external_id: str, comment_id: str) -> None:  # noqa: ARG002
        """Hide one comment: its writer and the writer's friends see it still."""
        _stand(page_of(channel), comment_id, hidden=True)

    def unhide(self, channel: Channel, external_id: str, comment_id: str) -> None:  # noqa: ARG002
        """Show one comment again."""
        _stand(page_of(channel), comment_id, hidden=False)

    def delete_comment(self, channel: Channel, external_id: str, comment_id: str) -> None:  # noqa: ARG002
        """Delete one comment for good; one that is not there is deleted already."""
        delete(page_of(channel), comment_id)


def _stand(graph: Graph, number: str, *, hidden: bool) -> None:
    asked = graph.ask("GET", number, params={"fields": "is_hidden,can_hide"}, expect={NO_SUCH})
    if graph.lacks(asked):
        return  # its author was first
    told = asked.mapping()
    if told.get("is_hidden") is hidden:
        return
    if hidden and told.get("can_hide") is False:
        raise Permanent("Facebook does not let the Page hide this comment. Look at it there.")
    graph.ask("POST", number, acts=False, data={"is_hidden": hidden})


def _writer(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return who wrote a comment; Facebook leaves it out for people who did not agree to be known to applications."""
    found = row.get("from")
    return found if isinstance(found, dict) else {}


def _comment(row: Mapping[str, Any], number: str) -> RemoteComment:
    parent = row.get("parent")
    return RemoteComment(
        remote_id=str(row["id"]),
        parent_id=str(parent["id"]) if isinstance(parent, dict) else number,
        author=str(_writer(row).get("name") or SOMEBODY),
        author_address=str(_writer(row).get("id") or ""),
        author_id=str(_writer(row).get("id") or ""),
        text=str(row.get("message", "")),
        at=datetime.fromisoformat(str(row["created_time"])),
        public_url=str(row.get("permalink_url") or ""),
        hidden=row.get("is_hidden") is True,
        attached=attached_to(row),
    )
