"""What a token may do on a server of Mastodon's sort, found out by asking: nothing is published by that.

The server tells the scopes of the application (/api/v1/apps/verify_credentials); a token may have been made with
fewer, or before they were changed. So each thing that is needed is asked for once, empty: whoever may do it is told
that it is empty (422, on some servers 400; 404 where an account is to be named), whoever may not is told that (403).
"""

from portal.channels.credentials.using import Credentials
from portal.channels.networks.asking import Line

_EMPTY, _OUTSIDE = {400, 404, 422}, 403
NEEDED = ("read:accounts", "read:statuses", "write:statuses", "write:media")
MENTIONS = "read:notifications"
"""Without it the channel works, and nobody is told here who mentions the council or writes to it."""
BLOCKS, BLOCKED, REPORTS = "write:blocks", "read:follows", "write:reports"
"""Without them too: then somebody blocks and reports there by hand. The second tells whether an account is blocked."""
BESIDES = (MENTIONS, BLOCKS, BLOCKED, REPORTS)


def rights_of(line: Line, account: str) -> list[str]:
    """Return which of NEEDED and BESIDES ``line``'s token allows; ``account`` is its own. Raises as Line.ask()."""
    asked = {
        "read:accounts": ("GET", "/api/v1/accounts/verify_credentials"),
        "read:statuses": ("GET", f"/api/v1/accounts/{account}/statuses?limit=1"),
        "write:statuses": ("POST", "/api/v1/statuses"),
        "write:media": ("POST", "/api/v2/media"),
        MENTIONS: ("GET", "/api/v1/notifications?limit=1"),
        BLOCKS: ("POST", "/api/v1/accounts/0/block"),
        BLOCKED: ("GET", "/api/v1/accounts/relationships"),
        REPORTS: ("POST", "/api/v1/reports"),
    }
    return [right for right in (*NEEDED, *BESIDES) if _may(line, *asked[right])]


def end_token(line: Line, held: Credentials) -> bool:
    """Have the server take the token no more (RFC 7009); False where the application is unknown, or may not."""
    client, secret = held.public.get("client", ""), held.secrets.get("client_secret", "")
    if not client or not secret:
        return False
    asked = {"client_id": client, "client_secret": secret, "token": held.secrets["token"]}
    told = line.ask("POST", "/oauth/revoke", acts=False, expect={400, 401, 403}, data=asked)
    return 200 <= told.status < 300


def _may(line: Line, method: str, path: str) -> bool:
    told = line.ask(method, path, acts=False, expect={_OUTSIDE, *_EMPTY})
    return told.status != _OUTSIDE
