"""What anybody may read of a body's branding: its logo, and the stylesheet with its colour."""

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

from portal.councils.branding import logo_sha256
from portal.councils.models import Body

_SHEET = """\
.masthead__name, .masthead__name a {{ color: {colour}; }}
.masthead__nav, .colophon {{ border-color: {colour}; }}
.brand-band {{ color: #ffffff; background: {colour}; }}
"""


@require_safe
@cache_control(public=True, max_age=31_536_000, immutable=True)
def logo(request: HttpRequest, council: str, body: int, sha256: str) -> HttpResponseBase:  # noqa: ARG001
    """Answer with the logo that the body has now; the same address is always the same bytes."""
    row = get_object_or_404(Body, pk=body, council__slug=council)
    if logo_sha256(row) != sha256:
        raise Http404("There is no such logo.")
    try:
        opened = default_storage.open(str(row.logo.name), "rb")
    except OSError as error:
        raise Http404("There is no such logo.") from error
    return FileResponse(opened, content_type="image/png")


@require_safe
@cache_control(no_cache=True)
@conditional_page
def stylesheet(request: HttpRequest, council: str, body: int) -> HttpResponse:  # noqa: ARG001
    """Answer with the body's colour as a stylesheet; an empty one where it has none."""
    row = get_object_or_404(Body, pk=body, council__slug=council)
    return _sheet(row)


@require_safe
@cache_control(no_cache=True)
@conditional_page
def council_stylesheet(request: HttpRequest, council: str) -> HttpResponse:  # noqa: ARG001
    """Answer with the colour of the council's own body."""
    return _sheet(get_object_or_404(Body, council__slug=council, kind=Body.Kind.COUNCIL))


def _sheet(body: Body) -> HttpResponse:
    # The database lets nothing but "#" and six hexadecimal digits into the colour.
    text = _SHEET.format(colour=body.accent_colour) if body.accent_colour else ""
    return HttpResponse(text, content_type="text/css; charset=utf-8")
