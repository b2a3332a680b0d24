"""What holds for every page: a verb's no becomes words on a screen, and the desk leaves nothing in a browser."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from portal.refusals import Refusal


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


def _is_private(request: HttpRequest) -> bool:
    """Return whether the address is one of a desk (/<council>/desk/...), an account, or the front page."""
    first, _, rest = request.path_info.lstrip("/").partition("/")
    return first in {"", "accounts", "desk"} or rest == "desk" or rest.startswith("desk/")
