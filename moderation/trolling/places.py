"""Where something was said: the page that a link names, the same however it was copied, and the comment there."""

from urllib.parse import parse_qsl, urlencode, urlsplit

from moderation.models import Comment
from moderation.states import Showing
from portal.refusals import InvalidInput

_FOLLOWS = "utm_"
_CLICK = "fbclid"
_MOST = 50


def page_of(link: str) -> str:
    """Return the page that ``link`` names, without what differs by device, campaign or click; '' for no link.

    Raises InvalidInput for what cannot be read as an address.
    """
    said = link.strip().casefold()
    if not said:
        return ""
    try:
        parts = urlsplit(said if "://" in said else f"//{said}")
    except ValueError as error:
        raise InvalidInput("Link: this is no address of a page.") from error
    host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    told = parse_qsl(parts.query, keep_blank_values=True)
    kept = urlencode(sorted(pair for pair in told if pair[0] != _CLICK and not pair[0].startswith(_FOLLOWS)))
    return f"{host}{parts.path.rstrip('/')}{'?' if kept else ''}{kept}"


def comment_at(council_id: int, link: str) -> Comment | None:
    """Return the comment that shows at ``link``; None where there is none, or where several stand there. One query."""
    page = page_of(link)
    path = page.partition("?")[0].partition("/")[2]
    if not path:
        return None
    rows = Comment.objects.filter(
        council=council_id, link__icontains=path, showing=Showing.SHOWN, gone_at__isnull=True
    )
    found = [one for one in rows.order_by("pk")[:_MOST] if _names(one.link, page)]
    return found[0] if len(found) == 1 else None


def _names(link: str, page: str) -> bool:
    try:
        return page_of(link) == page
    except InvalidInput:
        return False
