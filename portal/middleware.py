"""What holds for every page: a verb's no becomes words on a screen, and the desk leaves nothing in a browser."""

from collections.abc import Callable
from urllib.parse import quote

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers

from portal.interrupted import forget, keep, note_owner
from portal.pages import came_from, is_page, page_above
from portal.refusals import Refusal

_KEPT = (
    "Your session had ended, so nothing was sent. What you typed is kept for an hour: "
    "sign in with the same address as before and it is shown to you again."
)


class RefusalMiddleware:
    """Catches the Refusal of any view and answers with the page that says what, why and what next."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Return the refusal's page, or None for any other exception."""
        if not isinstance(exception, Refusal):
            return None
        template = (
            "portal/refusal_fragment.html" if getattr(request, "htmx", False) else "portal/refusal.html"
        )
        return render(request, template, {"refusal": exception}, status=exception.status)


class PrivateMiddleware:
    """Lets no browser and no proxy keep a page of the desk or of an account.

    On a shared computer the back button would show it after its reader has signed out.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on and mark the answer, whatever it is: a page, a redirect, a refusal, a 404."""
        response = self.get_response(request)
        if _is_private(request):
            response.headers["Cache-Control"] = "private, no-store"
            patch_vary_headers(response, ["Cookie"])
        return response


class NoErrorKeptMiddleware:
    """Lets nobody keep an answer that says no: what is not there today may be there in an hour.

    Without a word about it a 404 and a 410 may be kept by any cache (RFC 9110, section 15.1): an item asked for before
    its embargo ends would be missing after it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on and mark the answer where it is an error."""
        response = self.get_response(request)
        if response.status_code >= 400 and "no-store" not in response.headers.get("Cache-Control", ""):
            response.headers["Cache-Control"] = "no-store"
        return response


class InterruptedMiddleware:
    """Keeps what is sent to a desk by somebody whose session has ended, and tells them so.

    A view that knows better for whom its form was made has ``never_reached``, which keeps it and answers.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on; note whose forms a page of the desk holds, and keep what never reached its view."""
        response = self.get_response(request)
        person = getattr(request, "person", None)
        if person is not None:
            if request.method == "GET":
                note_owner(request, person.user_id)
            elif request.method == "POST" and response.status_code < 400:
                forget(person.user_id, request.path)
            return response
        if not _stopped_at_the_door(request, response):
            return response
        match = request.resolver_match
        own_way = getattr(getattr(match and match.func, "view_class", None), "never_reached", None)
        if match is not None and own_way is not None:
            kept: HttpResponse = own_way(request, response, **match.kwargs)
            return kept
        return self._kept(request, response)

    def _kept(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Keep what was sent, and lead to sign in, and from there to where it is shown again."""
        kept = keep(request)
        if response.status_code == 403:  # the form is from before another sign-in
            if kept is None:
                return response
            return render(request, "portal/kept.html", {"page": kept.pages[0]}, status=403)
        if kept is None:
            return response
        messages.info(request, _KEPT)
        return redirect(f"{settings.LOGIN_URL}?next={quote(kept.pages[0])}")


def _stopped_at_the_door(request: HttpRequest, response: HttpResponse) -> bool:
    """Return whether a POST to a desk never reached its view: signed out, or signed in anew in another tab."""
    match = request.resolver_match
    if request.method != "POST" or match is None:
        return False
    if "council" not in match.kwargs or "/desk/" not in request.path:
        return False
    return response.status_code == 403 or (
        response.status_code == 302 and response.headers.get("Location", "").startswith(settings.LOGIN_URL)
    )


class WrongWayMiddleware:
    """Answers what opens the address of a form (405) with a page that says so and leads back."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on; give an empty 405 its words, and leave its Allow header."""
        response = self.get_response(request)
        if response.status_code != 405 or response.content:
            return response
        opened = request.method in {"GET", "HEAD"}
        itself = "" if opened or not is_page(request.path) else request.path
        back = came_from(request) or itself or page_above(request.path)
        page = render(request, "portal/wrong_way.html", {"opened": opened, "back": back}, status=405)
        page.headers["Allow"] = response.headers["Allow"]
        return page


def _is_private(request: HttpRequest) -> bool:
    """Return whether the address is one of a desk (/<council>/desk/...), an account, or the front page."""
    first, _, rest = request.path_info.lstrip("/").partition("/")
    return first in {"", "accounts", "desk"} or rest == "desk" or rest.startswith("desk/")
