"""What a person types and others read: cleaned at one place, before any view, form or verb has it.

A mark that turns the direction of writing makes one text look like another: in a reason, a name or a note to readers
as much as in the text of an item. Every form of the portal passes here; verbs pass what they keep through stated().
"""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.request import UnreadablePostError

from portal.markup import UnreadableText, clean_text, is_blank
from portal.refusals import InvalidInput

_UNTOUCHED = "password"


def stated(text: str) -> str:
    """Return ``text`` as it is stored: without unseen marks and surrounding space, its newlines LF.

    Where nobody would see anything of it, it is '': such a reason is none. Raises InvalidInput for what no keyboard
    makes and no database stores (portal.markup.clean_text).
    """
    try:
        cleaned = clean_text(text).strip()
    except UnreadableText as error:
        raise InvalidInput("What you typed holds characters that cannot be stored.") from error
    return "" if is_blank(cleaned) else cleaned


class TypedTextMiddleware:
    """Takes unseen marks out of everything that a form sends, secrets excepted.

    What holds a NUL is left as it came: the form refuses it and is shown again with what was typed.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: Any) -> None:
        """Clean what was sent, once the checks before this one have let it in."""
        if request.method != "POST":
            return
        try:
            sent = request.POST
        except UnreadablePostError:  # the connection broke; the view meets the same
            return
        cleaned = QueryDict(mutable=True, encoding=sent.encoding)
        for name, values in sent.lists():
            cleaned.setlist(
                name, values if _UNTOUCHED in name else [_without_marks(value) for value in values]
            )
        cleaned._mutable = False
        request.POST = cleaned  # type: ignore[assignment]  # Django takes either


def _without_marks(value: str) -> str:
    try:
        return clean_text(value)
    except UnreadableText:
        return value
