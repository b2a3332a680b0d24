"""Sending a recording piece by piece, from wherever a player asks (RFC 9110, section 14)."""

import re

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response

from portal.drafts.models import Recording
from portal.storage import pieces_of

_RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})")


def send(request: HttpRequest, recording: Recording) -> HttpResponseBase:
    """Return the file, or the one range of it that is asked for: 206, or 416 for one beyond its end.

    Several ranges at once, or what is no range, are answered with the whole, as the standard allows.
    """
    etag = f'"{recording.sha256}"'
    held = get_conditional_response(request, etag=etag)
    if held is not None:
        return held
    wanted = _wanted(request, etag, recording.size)
    headers = {"ETag": etag, "Accept-Ranges": "bytes", "X-Content-Type-Options": "nosniff"}
    if wanted is None:
        return _sent(recording, 0, recording.size, 200, headers)
    first, end = wanted
    if first >= end:
        return HttpResponse(status=416, headers={**headers, "Content-Range": f"bytes */{recording.size}"})
    headers |= {"Content-Range": f"bytes {first}-{end - 1}/{recording.size}"}
    return _sent(recording, first, end, 206, headers)


def _sent(
    recording: Recording, first: int, end: int, status: int, headers: dict[str, str]
) -> StreamingHttpResponse:
    """Return the bytes from ``first`` up to ``end``, read while they are sent: the caller found the file intact."""
    return StreamingHttpResponse(
        pieces_of(recording.published, first, end),
        status=status,
        content_type=recording.content_type,
        headers={**headers, "Content-Length": str(end - first)},
    )


def _wanted(request: HttpRequest, etag: str, size: int) -> tuple[int, int] | None:
    """Return the range asked for as (first byte, end); one that cannot be met is empty; None for the whole."""
    found = _RANGE.fullmatch(request.headers.get("Range", "").replace(" ", ""))
    if found is None or found[0] == "bytes=-" or request.headers.get("If-Range", etag) != etag:
        return None
    if not found[1]:  # the last so many bytes
        return max(0, size - int(found[2])), size if int(found[2]) else 0
    first = int(found[1])
    last = min(int(found[2]), size - 1) if found[2] else size - 1
    if found[2] and int(found[2]) < first:
        return None
    return (first, last + 1) if first < size else (0, 0)
