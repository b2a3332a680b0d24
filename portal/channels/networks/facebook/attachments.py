"""What stands with somebody's comment or post on Facebook (Graph API: StoryAttachment): by its own page there.

The addresses of the files themselves are worded anew whenever Graph is asked, and end after a time: they are not asked
for. Source: developers.facebook.com/docs/graph-api/reference/story-attachment and /comment.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

from portal.channels.connectors.attaching import Attached, Kind

FIELDS = "{type,title,description,url,target{id}}"
"""Of an attachment, whether it is a comment's one (``attachment``) or one of a post's (``attachments``)."""
_PICTURES = frozenset({"photo", "sticker", "album", "profile_media", "cover_photo"})
_SORTS = {"image": Kind.PICTURE, "video": Kind.VIDEO, "audio": Kind.SOUND}
_WAY_OUT = ("l.facebook.com", "/l.php")
"""By which Facebook leads to other sites: with a sign of its own in each address, another one every time."""


FILE = "{id,mime_type,name,size,image_data,video_data,file_url}"
"""Of a file that was sent with a message (reference: Message, Attachments)."""


def sent_with(row: Mapping[str, Any]) -> tuple[Attached, ...]:
    """Return what was sent with a message, as far as Graph says what it is; nothing of it is loaded.

    A file is known by its number: the address that Graph gives for it is another one whenever it is asked, and works
    for some days.
    """
    rows = (row.get("attachments") or {}).get("data", [])
    return tuple(_file(one) for one in rows if one.get("mime_type"))


def _file(one: Mapping[str, Any]) -> Attached:
    kind = _SORTS.get(str(one["mime_type"]).partition("/")[0], Kind.OTHER)
    told = [one.get("image_data"), one.get("video_data")]
    shown = next((str(each["url"]) for each in told if isinstance(each, dict) and each.get("url")), "")
    return Attached(
        kind, str(one.get("id") or ""), str(one.get("name") or ""), shown or str(one.get("file_url") or "")
    )


def attached_to(row: Mapping[str, Any]) -> tuple[Attached, ...]:
    """Return what stands with a comment, or with a post, as Graph tells it."""
    alone = row.get("attachment")
    rows = [alone] if alone else (row.get("attachments") or {}).get("data", [])
    return tuple(_told(one) for one in rows)


def _told(one: Mapping[str, Any]) -> Attached:
    sort, address = str(one.get("type") or ""), _straight(str(one.get("url") or ""))
    kind = Kind.PICTURE if sort in _PICTURES else Kind.OTHER
    kind = Kind.VIDEO if "video" in sort or "animated" in sort else kind
    said = (str(one.get(part) or "") for part in ("title", "description"))
    number = str((one.get("target") or {}).get("id") or "")
    return Attached(kind, number or address, "\n".join(filter(None, said)), address)


def _straight(address: str) -> str:
    """Return where ``address`` leads in the end, without what Facebook adds to tell its readers apart."""
    try:
        parts = urlsplit(address)
        out = parse_qs(parts.query).get("u", [""])[0]
        if (parts.hostname, parts.path) != _WAY_OUT or not out:
            return address
        parts = urlsplit(out)
    except ValueError:
        return ""
    asked = [
        (name, said) for name, said in parse_qsl(parts.query, keep_blank_values=True) if name != "fbclid"
    ]
    return parts._replace(query=urlencode(asked)).geturl()
