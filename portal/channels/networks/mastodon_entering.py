"""What is entered to connect a channel to a server of Mastodon's sort, and what is left to do there by hand."""

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from portal.channels.connectors.connecting import Needed

VISIBLE = ("public", "unlisted")
BY_HAND = (
    "Sign in to the council’s account on that server, open Preferences, Development, and delete the application that "
    "was made for the portal: that ends its token."
)
_SERVER = Needed(
    "server", "Address of the server", "Such as https://social.example", secret=False, is_address=True
)
_HOW = (
    Needed(
        "visibility", "Visibility", "public, or unlisted. Left empty: public.", secret=False, optional=True
    ),
    Needed("language", "Language of the posts", "Left empty: en.", secret=False, optional=True),
)
SIGN_IN_NEEDS = (_SERVER, *_HOW)
NEEDS = (
    _SERVER,
    Needed("token", "Access token", "From Preferences, Development, on that server. Scopes: read, write."),
    *_HOW,
    Needed(
        "client",
        "Client key",
        "From the same page. With it and the secret the portal ends the token when the channel is not used any more.",
        secret=False,
        optional=True,
    ),
    Needed("client_secret", "Client secret", "From the same page.", optional=True),
)
_LANGUAGE = re.compile(r"[a-z]{2,3}")


def entered(values: Mapping[str, str]) -> dict[str, str]:
    """Return what was entered, the server as its origin alone. Raises ValueError, in words."""
    parts = urlsplit(values["server"] if "//" in values["server"] else f"https://{values['server']}")
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username:
        raise ValueError("The address of the server is something like https://social.example")
    visibility, language = values.get("visibility") or "public", values.get("language") or "en"
    if visibility not in VISIBLE:
        raise ValueError("A council speaks in public: the visibility is public or unlisted.")
    if not _LANGUAGE.fullmatch(language):
        raise ValueError("The language is two or three small letters, like en or cy.")
    server = f"{parts.scheme}://{parts.netloc}".lower()
    said = {"server": server, "visibility": visibility, "language": language}
    return said | {name: values[name] for name in ("token", "client", "client_secret") if values.get(name)}
