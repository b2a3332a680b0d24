"""Which post an address on Bluesky leads to: the portal chose the names of its own posts, so that it knows them."""

import re

from portal.channels.connectors.naming import WrongAddress
from portal.channels.credentials.using import Credentials
from portal.channels.networks.addresses import no_post, of_another_account, parts_on
from portal.channels.networks.bluesky.records import POST

LIKE = "https://bsky.app/profile/council.bsky.social/post/3labcdefghij2"
_HOSTS = ("bsky.app", "www.bsky.app", "main.bsky.dev")
_PATH = re.compile(r"/profile/(?P<who>[\w.:%-]{1,253})/post/(?P<name>[\w.~:-]{1,512})/?", re.ASCII)


def number_of(held: Credentials, name: str, address: str) -> str | None:
    """Return what the network calls the record ``name``, which the portal chose, where ``address`` leads to it.

    None where the account's lasting name is not known yet. Raises WrongAddress.
    """
    match = _PATH.fullmatch(parts_on(address, _HOSTS).path)
    if match is None:
        raise no_post(LIKE)
    did, handle, who = held.session.get("did", ""), held.public["handle"], match["who"].lower()
    known = {one.lower() for one in (did, handle, held.session.get("handle", "")) if one}
    if who not in known and (did or not who.startswith("did:")):
        raise of_another_account(match["who"], f"@{handle}")
    if match["name"] != name:
        raise WrongAddress(f"This is another post of the account. This one is called {name} there.")
    return f"at://{did}/{POST}/{name}" if did else None
