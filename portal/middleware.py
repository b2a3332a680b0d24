"""Turning a Refusal into a page: the one place where a verb's no becomes words on a screen."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

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
