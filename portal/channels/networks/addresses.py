"""What the reading of addresses has in common: whose host it is, and whether what stands there is what was said."""

import re
from collections.abc import Collection
from urllib.parse import SplitResult, urlsplit

from portal.channels.connectors.naming import AnotherPost, WrongAddress
from portal.channels.credentials.using import Credentials
from portal.channels.models import Connection
from portal.channels.networks.recognising import signed, words_in
from portal.channels.networks.wording import asks_for_thread, text_for
from portal.channels.post import Post

_LINK = re.compile(r"https?://\S+")
_PLACE = re.compile(r"\s+1/\d{1,2}\s*$")
"""What stands behind the signature of a thread's first part."""
_FIRST = 12
"""Words of a thread's text that its first part has at least, or all of them."""


def account_of(held: Credentials) -> str:
    """Return what the network calls the account, as it said the last time; '' where nobody asked it yet."""
    if kept := held.session.get("name", ""):
        return kept
    rows = Connection.objects.filter(pk=held.connection_id)
    return rows.values_list("account", flat=True).first() or ""


def parts_on(address: str, hosts: Collection[str]) -> SplitResult:
    """Return the parts of an address on one of ``hosts``, as they stand in it. Raises WrongAddress else."""
    try:
        parts = urlsplit(address.strip())
        there = parts.scheme in {"http", "https"} and parts.netloc.lower() in hosts
    except ValueError:
        there = False
    if not there:
        raise WrongAddress(f"This is no address on {min(hosts, key=len)}, where the channel speaks.")
    return parts


def of_another_account(theirs: str, ours: str) -> WrongAddress:
    """Return the refusal of the address of a post that is not the council's."""
    return WrongAddress(f"This is a post of {theirs}. The channel speaks as {ours}.")


def no_post(like: str) -> WrongAddress:
    """Return the refusal of an address that is none of a post; ``like``: how one looks."""
    return WrongAddress(
        f"This is not the address of one post. Open the post itself: its address is like {like}."
    )


def nothing_there(host: str) -> AnotherPost:
    """Return that no post stands at an address."""
    return AnotherPost(f"{host} has no post at that address.")


def refuse_other_words(text: str, post: Post, network: str, host: str) -> None:
    """Raise AnotherPost unless ``text``, as it stands there, is what ``post`` says: its signature, or its words.

    The signature is that of every issue of an item: of a correction its words alone tell.
    """
    if post.publication.issue == 1 and signed(_PLACE.sub("", text), post):
        return
    ours, theirs = (words_in(_LINK.sub(" ", one)) for one in (text_for(post, network), text))
    many = min(len(ours), _FIRST) if asks_for_thread(post.content) else len(ours)
    if not many or theirs[:many] != ours[:many]:
        raise AnotherPost(
            f"What {host} shows at that address is not this item: it has neither its words nor, at its end, its "
            "reference."
        )
