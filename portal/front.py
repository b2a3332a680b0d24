"""The front page of the portal, and what robots and browsers ask for beside it without being told of it."""

from functools import cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from portal.councils.accepting import invitations_of
from portal.councils.models import Council
from portal.councils.people import councils_of


def front(request: HttpRequest) -> HttpResponse:
    """Show the councils; somebody who serves just one and is signed in goes to its desk."""
    if request.user.is_authenticated:
        mine = councils_of(request.user.pk)
        invited = invitations_of(request.user.pk).count()
        if len(mine) == 1 and not invited:
            return redirect("desk_home", council=mine[0].council.slug)
        words = {"memberships": mine, "councils": [m.council for m in mine], "invitations": invited}
        return render(request, "portal/front.html", words)
    return render(request, "portal/front.html", {"councils": Council.objects.order_by("name")[:500]})


@require_safe
@cache_control(public=True, max_age=3600)
def robots(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Answer with what a search engine may read: every newsroom, by its map, and nothing of the desks (RFC 9309)."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in _NOT_FOR_ROBOTS), ""]
    slugs = Council.objects.order_by("slug").values_list("slug", flat=True)[:500]
    lines += [f"Sitemap: {settings.SITE_URL}/{slug}/sitemap.xml" for slug in slugs]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


_NOT_FOR_ROBOTS = ("/desk/", "/accounts/", "/*/desk/", "/*/press/opt-out/")


@require_safe
@cache_control(public=True, max_age=86400)
def favicon(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Answer with the icon at the address where browsers look that have read no page (feeds, PDFs, errors)."""
    return HttpResponse(_icon(), content_type="image/x-icon")


@cache
def _icon() -> bytes:
    found: bytes = (settings.BASE_DIR / "static" / "favicon.ico").read_bytes()
    return found
