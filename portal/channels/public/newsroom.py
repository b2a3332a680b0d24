"""The newsroom's pages: the front, an item, its pictures. Anybody may read them; nothing here needs a session."""

import re
from typing import Any

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.cache import get_conditional_response
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

from portal.channels.models import NewsItem
from portal.channels.public.items import (
    address,
    corrections_of,
    council_or_404,
    front_page,
    item_address,
    past_embargo,
    public_items,
)
from portal.channels.public.rendering import EXTENSIONS, holds
from portal.councils.addresses import addresses_of
from portal.councils.branding import logo_address
from portal.councils.models import Body, Council
from portal.drafts.models import Media

# A page may be kept, but is asked for again each time: what was withdrawn must not linger in a cache.
revalidated = cache_control(no_cache=True)
# The bytes under a picture's address never change, but whether an item shows it does.
briefly = cache_control(public=True, max_age=60, must_revalidate=True)
_COMMUNICATION = re.compile(r"-([0-9]{1,18})$")


@require_safe
@revalidated
@conditional_page
def front(request: HttpRequest, council: str) -> HttpResponse:
    """Show the latest items; ``q`` searches by words, ``kind`` and ``year`` narrow the list, ``page`` turns it."""
    found = council_or_404(council)
    shown = front_page(found, request.GET)
    context = {
        "council": found,
        "section": "newsroom",
        "shown": shown,
        "page": shown.page,
        "canonical": address(found),
        "logo": logo_of(found, found.own_voice),
        "issuer": addresses_of(found, found.own_voice),
    }
    return render(request, "channels/newsroom/front.html", context)


@require_safe
@revalidated
@conditional_page
def item(request: HttpRequest, council: str, slug: str) -> HttpResponse:
    """Show one item: as it stands, withdrawn with its note, or (410) that it was taken down or erased."""
    found = council_or_404(council)
    beside = settings.READ_WITH_AN_ITEM
    rows = past_embargo(found).filter(slug=slug).select_related("publication__revision__body", *beside)
    row = rows.first()
    if row is None:
        return _at_its_first_address(found, slug)
    if row.taken_down_at is not None or not row.headline:
        context = {
            "council": found,
            "item": row,
            "issuer": addresses_of(found, row.publication.revision.body),
        }
        return render(request, "channels/newsroom/gone.html", context, status=410)
    return render(request, "channels/newsroom/item.html", _item_context(found, row))


@require_safe
@briefly
def picture(request: HttpRequest, council: str, sha256: str, extension: str) -> HttpResponseBase:
    """Answer with a picture that an item shows at this moment; 304 where the reader has its bytes already.

    That an item shows it is asked first: what was withdrawn is 404 for whoever kept it too.
    """
    found = council_or_404(council)
    shown = public_items(found).filter(
        withdrawn_at__isnull=True, details__images__contains=[{"sha256": sha256}]
    )
    media = (
        Media.objects.filter(council=found, sha256=sha256).order_by("pk").first() if shown.exists() else None
    )
    if media is None or EXTENSIONS.get(media.content_type) != extension:
        raise Http404("There is no such picture.")
    etag = f'"{sha256}"'
    held = get_conditional_response(request, etag=etag)
    if held is not None:
        return held
    if not holds(media):  # gone, or not the file that was approved
        raise Http404("There is no such picture.")
    return FileResponse(media.published.open("rb"), content_type=media.content_type, headers={"ETag": etag})


def _at_its_first_address(council: Council, slug: str) -> HttpResponse:
    """Lead to the item's address from one with a later headline in it; Http404 where there is none."""
    ending = _COMMUNICATION.search(slug)
    row = past_embargo(council).filter(communication_id=int(ending[1])).first() if ending else None
    if row is None:
        raise Http404("There is no such item.")
    return redirect("news_item", council=council.slug, slug=row.slug, permanent=True)


def _item_context(council: Council, row: NewsItem) -> dict[str, Any]:
    """Return what the item's page shows."""
    pictures = row.details.get("images", [])
    body = row.publication.revision.body
    return {
        "council": council,
        "item": row,
        "corrections": corrections_of(row),
        "canonical": item_address(council, row),
        "issuer": addresses_of(council, body),
        "issuer_type": "NGO" if body.kind == Body.Kind.CHARITY else "GovernmentOrganization",
        "site_picture": {**pictures[0], "url": address(council, _below(pictures[0]["path"]))}
        if pictures
        else None,
        # The logo says that the council stands behind it: what one person says for themselves is passed on without.
        "logo": (logo_of(council, body) or logo_of(council, council.own_voice)) if row.is_official else None,
    }


def logo_of(council: Council, body: Body | None) -> dict[str, str] | None:
    """Return name and absolute address of a body's logo, for a page that is shared without a picture; or None."""
    path = logo_address(council.slug, body) if body else ""
    return {"name": body.name, "url": address(council, _below(path))} if body and path else None


def _below(path: str) -> str:
    """Return ``path``, which begins at the site's root, without the council's part."""
    return path.split("/", 2)[2]
