"""WordPress: a post on the council's own site, under a name that we choose, with its comments.

A draft of that name is made first and pictures are hung on it; then it is published in one step. Our key stands in its
text, unseen, so that it can be told which issue it shows. Nothing is scheduled there: a hold must really hold.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, ClassVar
from uuid import UUID

from portal.channels.connectors.base import Capability, Connector, RemoteComment, Sent, Transient
from portal.channels.connectors.connecting import Health, Needed
from portal.channels.connectors.misreading import name_of as name_of_row
from portal.channels.connectors.naming import AnotherPost, NamesPosts
from portal.channels.connectors.revoking import EndsCredentials
from portal.channels.connectors.stating import address_in
from portal.channels.credentials.using import Credentials, credentials_of
from portal.channels.models import Channel
from portal.channels.networks.issues import own_number, post_under, still_out_if_known
from portal.channels.networks.pictures import cleared_pictures
from portal.channels.networks.wordpress import addresses, answers
from portal.channels.networks.wordpress.comments import SHOWN, comment_of, comments_under
from portal.channels.networks.wordpress.media import left_over, place_pictures, remove_pictures
from portal.channels.networks.wordpress.signing_in import (
    CATEGORY,
    SCOPES,
    SIGN_IN_NEEDS,
    SITE,
    SignsInAtSites,
    account_in,
)
from portal.channels.networks.wordpress.site import GONE, NEEDED, Site, site_address
from portal.channels.networks.wordpress.text import SLUG, content_of, mark_of, name_of, title_of
from portal.channels.post import Post
from portal.markup import plain_text

PUBLIC, _BIN = "publish", "trash"
_STATES = "publish,future,draft,pending,private"
_FIELDS = "id,slug,status,link,content"
_NO_TRASH = 501
HELD = "hold"


class WordPressConnector(SignsInAtSites, EndsCredentials, NamesPosts, Connector):
    """Says each item once, as a post of the council's site."""

    slug = SLUG
    label = "WordPress"
    edits = True
    like = addresses.LIKE
    hidden_means = "Only those who look after the site still read it."
    capabilities = frozenset(
        {
            Capability.FIND,
            Capability.REMOTE,
            Capability.RETRACT,
            Capability.CORRECT,
            Capability.PREVIEW,
            Capability.COMMENTS,
            Capability.ANSWER,
            Capability.HIDE,
            Capability.UNHIDE,
            Capability.DELETE_COMMENT,
        }
    )
    sign_in_needs: ClassVar[tuple[Needed, ...]] = SIGN_IN_NEEDS
    sign_in_scopes = SCOPES
    needs: ClassVar[tuple[Needed, ...]] = (
        SITE,
        Needed("user", "User name", "Of an account with the role Editor, made for the portal.", secret=False),
        Needed(
            "password",
            "Application password",
            "From that account’s profile there, Application Passwords; never its own password.",
        ),
        CATEGORY,
    )

    @property
    def certain_after(self) -> timedelta | None:
        """Return how long a site may work on what it took before it shows it."""
        return timedelta(minutes=2)

    def entered(self, values: Mapping[str, str]) -> dict[str, str]:
        """Return what was entered; the password without the spaces that are only for the eye. Raises ValueError."""
        category = (values.get("category") or "").lower()
        if not all(sign.isalnum() or sign in "-_%" for sign in category):
            raise ValueError("Enter the category's slug: small letters and hyphens, such as council-news.")
        said = {"site": site_address(values["site"]), "category": category}
        return said | (account_in(values) if "user" in values else {})

    def health(self, channel: Channel) -> Health:
        """Ask whose the password is and what its role allows. Raises Reconnect for a role that allows too little."""
        site = Site(credentials_of(channel, testing=True))
        account = site.account()
        site.categories()
        return Health(f"{account.get('slug', '')} at {site.host}", NEEDED)

    def end_credentials(self, held: Credentials) -> str:
        """Delete the application password."""
        Site(held).end_password()
        return ""

    def publish(self, post: Post) -> Sent:
        """Make the draft unless it is there, hang its pictures on it, publish it; a correction changes what is out."""
        site, pictures = Site(credentials_of(post.channel)), cleared_pictures(post)
        if post.answers:
            return answers.say(site, post, post.answers, still_out_if_known(post))
        content_of(post)  # what cannot be said is refused before anything is made there
        row = _there(site, post)
        if row is not None and _shows(row, post):
            for one in _left_over(site, row, post):
                site.delete(f"media/{one}")
            return _sent(row, _evidence(site, row))
        number = name_of_row(row) if row is not None else _draft(site, post)
        placed = place_pictures(site, number, pictures)
        asked: dict[str, Any] = {
            "title": title_of(post),
            "content": content_of(post, placed),
            "status": PUBLIC,
        }
        if row is None:
            asked["slug"] = name_of(post)
        if categories := site.categories():
            asked["categories"] = categories
        told = site.ask("POST", f"posts/{number}", params={"context": "edit", "_fields": _FIELDS}, json=asked)
        remove_pictures(site, number, but=placed)
        return _sent(told.mapping(), told.evidence)

    def find(self, channel: Channel, key: UUID) -> Sent | None:
        """Look for the post of that name; None where there is none, it shows another issue, or nobody sees it.

        So where a picture of an earlier issue is there still: the correction broke off before it was deleted.
        """
        post = post_under(channel, key)
        if post is None:
            return None
        site = Site(credentials_of(channel))
        if post.answers:
            said = answers.standing(site, post, post.answers)
            return answers.sent(said) if said else None
        row = _there(site, post)
        if row is None or not _shows(row, post) or _left_over(site, row, post):
            return None
        return _sent(row, _evidence(site, row))

    def has_address(self, post: Post) -> bool:
        """Return False for an answer, which stands beneath a comment."""
        return post.answers is None

    def number_of(self, post: Post, address: str) -> str | None:
        """Return the number of the site's post at ``address``, where that tells it."""
        return addresses.number_of(credentials_of(post.channel, testing=True), address)

    def look(self, post: Post, address: str) -> Sent | None:
        """Return the post at ``address`` where readers see ``post`` there, by our key in its text."""
        site, fields = Site(credentials_of(post.channel)), {"context": "edit", "_fields": _FIELDS}
        row = addresses.row_at(site, self.number_of(post, address), address, fields)
        if not _shows(row, post):
            raise AnotherPost(
                f"What {site.host} has at that address is not this issue, or readers do not see it."
            )
        return _sent(row, _evidence(site, row))

    def retract(self, post: Post, reason: str, *, scheduled: bool) -> Sent:  # noqa: ARG002  nothing stays to say it
        """Put the post into the site's bin and delete its pictures; one that is not there is gone already."""
        site, number = Site(credentials_of(post.channel)), own_number(post)
        if post.answers:
            said = None if number else answers.find(site, post, post.answers)
            number = name_of_row(said) if said else number
            return answers.remove(site, number) if number else Sent()
        if not number:
            row = _there(site, post)
            number = name_of_row(row) if row is not None else ""
        if not number:
            return Sent()
        told = site.ask("DELETE", f"posts/{number}", acts=False, expect={*GONE, _NO_TRASH})
        if told.status == _NO_TRASH:
            told = site.delete(f"posts/{number}")
        elif not site.is_gone(told):
            told.mapping()
        remove_pictures(site, number)
        return Sent(external_id=number, evidence=told.evidence)

    def preview(self, post: Post) -> str:
        """Return headline and text. Raises Permanent for what cannot be shown."""
        return f"{post.headline}\n\n{plain_text(content_of(post))}"

    def comments(self, channel: Channel, external_id: str) -> Sequence[RemoteComment]:
        """Return what the public wrote under a post: what is shown and what is held, no spam."""
        site = Site(credentials_of(channel))
        me = str(site.account().get("id"))
        return [
            comment_of(row, external_id, site)
            for row in comments_under(site, external_id)
            if str(row.get("author")) != me
        ]

    def hide(self, channel: Channel, external_id: str, comment_id: str) -> None:  # noqa: ARG002
        """Hold one comment back, so that only those who look after the site see it."""
        _stand(Site(credentials_of(channel)), comment_id, HELD)

    def unhide(self, channel: Channel, external_id: str, comment_id: str) -> None:  # noqa: ARG002
        """Show one comment again."""
        _stand(Site(credentials_of(channel)), comment_id, SHOWN)

    def delete_comment(self, channel: Channel, external_id: str, comment_id: str) -> None:  # noqa: ARG002
        """Delete one comment for good; one that is not there is deleted already."""
        Site(credentials_of(channel)).delete(f"comments/{comment_id}")


def _there(site: Site, post: Post) -> dict[str, Any] | None:
    """Return the post that was noted, whatever its name there, else the one of our name; what lies in the bin is none.

    An editor gives a post another permalink, and our names are others where the portal has another address.
    """
    fields = {"context": "edit", "_fields": _FIELDS}
    if number := own_number(post) or still_out_if_known(post):
        told = site.ask("GET", f"posts/{number}", params=fields, expect=GONE)
        if not site.is_gone(told) and (row := told.mapping()).get("status") != _BIN:
            return row
    asked = {"slug": name_of(post), "status": _STATES, **fields}
    rows = site.ask("GET", "posts", params=asked).rows()
    return next((row for row in rows if row["slug"] == name_of(post)), None)


def _shows(row: Mapping[str, Any], post: Post) -> bool:
    """Return whether readers see this very issue there."""
    return row["status"] == PUBLIC and mark_of(post) in str(row["content"].get("raw", ""))


def _left_over(site: Site, row: Mapping[str, Any], post: Post) -> list[str]:
    """Return which pictures of an earlier issue anybody can look at still. Nothing is asked where there is none."""
    corrects = post.publication.issue > 1
    return left_over(site, name_of_row(row), str(row["content"].get("raw", ""))) if corrects else []


def _evidence(site: Site, row: Mapping[str, Any]) -> str:
    return site.ask("GET", f"posts/{row['id']}", params={"context": "edit", "_fields": _FIELDS}).evidence


def _draft(site: Site, post: Post) -> str:
    """Return the number of a new draft. A lost answer leaves one that is found by its name, and nobody reads it."""
    asked = {"title": title_of(post), "slug": name_of(post), "status": "draft"}
    fields = {"context": "edit", "_fields": "id,slug"}
    made = site.ask("POST", "posts", params=fields, acts=False, json=asked).mapping()
    if made["slug"] == name_of(post):
        return name_of_row(made)
    # Somebody was quicker: two of one name would be two for readers.
    site.delete(f"posts/{made['id']}")
    raise Transient(f"{site.host} has a post of this name that was made this moment. It is looked at again.")


def _sent(row: Mapping[str, Any], evidence: str) -> Sent:
    return Sent(name_of_row(row), address_in(row.get("link")), evidence)


def _stand(site: Site, number: str, state: str) -> None:
    """Put a comment into ``state``. It is read first: where it stands so already the site would answer with a fault."""
    asked = {"context": "edit", "_fields": "id,status"}
    told = site.ask("GET", f"comments/{number}", params=asked, expect=GONE)
    if site.is_gone(told):
        return  # its author, or somebody there, was first
    if told.mapping().get("status") != state:
        site.ask("POST", f"comments/{number}", acts=False, json={"status": state})
