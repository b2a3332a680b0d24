"""Which addresses are pages that a person can open, and where the nearest one stands."""

from urllib.parse import urlsplit

from django.http import HttpRequest
from django.urls import Resolver404, resolve


def is_page(path: str) -> bool:
    """Return whether ``path`` is an address of the portal that answers GET."""
    try:
        view = resolve(path).func
    except Resolver404:
        return False
    made_of = getattr(view, "view_class", None)
    if made_of is None:
        return True
    return hasattr(made_of, "get") and "get" in made_of.http_method_names


def page_above(path: str) -> str:
    """Return the nearest page above ``path``: where the form stands that posts there; '/' where there is none.

    A page that opens for one person alone (its view is ``of_one_person``) is nobody else's way back.
    """
    while path != "/":
        path = path.rstrip("/").rpartition("/")[0] + "/"
        if is_page(path) and not _is_of_one_person(path):
            return path
    return path


def _is_of_one_person(path: str) -> bool:
    return getattr(getattr(resolve(path).func, "view_class", None), "of_one_person", False)


def came_from(request: HttpRequest) -> str:
    """Return the path of the page of ours that the request came from, or ''."""
    referer = urlsplit(request.headers.get("Referer", ""))
    if referer.netloc != request.get_host() or referer.path == request.path or not is_page(referer.path):
        return ""
    return referer.path
