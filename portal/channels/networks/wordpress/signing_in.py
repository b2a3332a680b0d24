"""Signing in at a WordPress site: it makes an application password for the portal, and sends it on the way back.

Application Passwords: Integration Guide, Authorization Flow (WordPress 5.6 and later). The site says in the index of
its API whether it offers that, and where; it asks for https on both sides. What comes back stands in the query of an
address, so that the page which takes it leads on at once and its query is written down nowhere.
"""

from collections.abc import Mapping
from urllib.parse import urlencode, urlsplit

from django.utils import timezone

from portal.channels.connectors.base import Permanent
from portal.channels.connectors.connecting import Needed, SignInWay
from portal.channels.connectors.introducing import Introduces, Stranger
from portal.channels.networks.asking import Line
from portal.channels.networks.wordpress.site import site_address

SITE = Needed(
    "site", "Address of the site", "Such as https://www.pellworth.example", secret=False, is_address=True
)
CATEGORY = Needed(
    "category",
    "Category of the posts",
    "Its slug, such as news. Left empty: the site’s default category.",
    secret=False,
    optional=True,
)
SIGN_IN_NEEDS = (SITE, CATEGORY)
SCOPES = ("all that the role of the account that signs in allows: make it an Editor, for the portal alone",)
"""A site knows no narrower ones."""
NAME = "Proper Channels"
_REFUSED = {400, 401, 403, 404, 405, 410}
_BY_HAND = "Make an application password there by hand, and enter it on the page of the connection."


class SignsInAtSites(Introduces):
    """What the connector does of it."""

    def server_of(self, entered: Mapping[str, str]) -> str:
        """Return the site's address with its folder."""
        return entered["site"]

    def introduce(self, stranger: Stranger) -> dict[str, str]:
        """Ask the index of the site's API where people allow it to make such a password, and what it calls itself."""
        parts = urlsplit(stranger.server)
        line = Line(f"{parts.scheme}://{parts.netloc}", account=stranger.account)
        asked = {"rest_route": "/", "_fields": "url,home,authentication"}
        told = line.ask("GET", f"{parts.path}/", params=asked, expect=_REFUSED)
        if told.status in _REFUSED:
            raise Permanent(
                f"{line.host} does not show the index of its API ({told.status}): that may be shut, or this is no "
                f"WordPress site. {_BY_HAND}"
            )
        facts = told.mapping()
        page, home = _page_in(facts.get("authentication")), str(facts.get("url") or "")
        if not page or not home:
            raise Permanent(f"{line.host} does not offer application passwords in this way. {_BY_HAND}")
        for found in (urlsplit(page), urlsplit(home)):
            if found.netloc.lower() != parts.netloc:
                raise Permanent(
                    f"{line.host} sends people who sign in to {_shown(found.netloc)}. If that is the site’s own "
                    "address, enter it instead."
                )
        if urlsplit(page).scheme != parts.scheme or urlsplit(page).query:
            raise Permanent(f"{line.host} lets people sign in where the portal sends nobody. {_BY_HAND}")
        return {"page": page, "url": _place(home), "app": str(stranger.app)}

    def sign_in_address(self, values: Mapping[str, str], way: SignInWay) -> str:
        """Return the site's page on which an account gives the portal a password; the state is in both ways back."""
        back = urlencode({"state": way.state})
        asked = {
            "app_name": _name(way),
            "app_id": values["app"],
            "success_url": f"{way.back}?{back}",
            "reject_url": f"{way.back}?{back}&error=access_denied",
        }
        return f"{values['page']}?{urlencode(asked)}"

    def brought_back(self, said: Mapping[str, str], begun: Mapping[str, str]) -> dict[str, str]:
        """Return the account and its password. Raises ValueError where another site than the one asked sent them."""
        asked = begun["url"]
        if not said.get("password") or not said.get("user_login"):
            return {}
        if _place(said.get("site_url", "")) != asked:
            raise ValueError(
                f"Another site than {asked} sent you back, so what it sent is not kept. If you agreed to anything "
                "there, delete the application password of that name there."
            )
        return account_in({"user": said["user_login"], "password": said["password"]})


def account_in(values: Mapping[str, str]) -> dict[str, str]:
    """Return user name and password, without the spaces that are only for the eye. Raises ValueError."""
    if ":" in values["user"]:
        raise ValueError("A user name has no colon. Enter the name with which the account signs in.")
    return {"user": values["user"], "password": values["password"].replace(" ", "")}


def _place(address: str) -> str:
    """Return host and folder of a site, which may name itself by http behind a proxy; '' for no address."""
    try:
        return site_address(address).partition("//")[2]
    except ValueError:
        return ""


def _shown(host: str) -> str:
    """Return a host that a site named, as it may be shown."""
    return "".join(sign for sign in host if sign.isalnum() or sign in ".-:[]")[:100] or "another address"


def _name(way: SignInWay) -> str:
    """Return what the password is called there: a site takes each name once, and the one before may still be there."""
    return f"{NAME}, {timezone.localdate():%d.%m.%Y}, {way.challenge[:4]}"


def _page_in(offered: object) -> str:
    """Return the page's address; '' where the site offers none. Where nothing is offered PHP writes an empty list."""
    for name in ("application-passwords", "endpoints", "authorization"):
        offered = offered.get(name) if isinstance(offered, Mapping) else None
    return offered if isinstance(offered, str) else ""
