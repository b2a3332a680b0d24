"""The newsroom's video and sound: for anybody, only while an item shows them, piece by piece."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_safe

from portal.channels.public.items import council_or_404, public_items
from portal.channels.public.newsroom import briefly
from portal.councils.models import Council
from portal.drafts.models import Recording, RecordingText
from portal.drafts.recordings.serving import send
from portal.drafts.recordings.standing import intact


@require_safe
@briefly
def recording(request: HttpRequest, council: str, sha256: str, extension: str) -> HttpResponseBase:
    """Answer with a recording that an item shows at this moment, or with the range of it that is asked for.

    That an item shows it is asked first: what was withdrawn is 404 for whoever kept a part of it too.
    """
    found = council_or_404(council)
    _require_shown(found, "sha256", sha256)
    rows = Recording.objects.filter(council=found, sha256=sha256, extension=extension, erased_at__isnull=True)
    one = rows.order_by("pk").first()
    if one is None or not intact(one):  # gone, or not the file that was approved
        raise Http404("There is no such recording.")
    return send(request, one)


@require_safe
@briefly
def captions(request: HttpRequest, council: str, sha256: str) -> HttpResponse:  # noqa: ARG001
    """Answer with the captions of a recording, as they were approved with it."""
    found = council_or_404(council)
    _require_shown(found, "said", sha256)
    rows = RecordingText.objects.filter(recording__council=found, sha256=sha256, erased_at__isnull=True)
    text = rows.exclude(vtt="").order_by("pk").first()
    if text is None:
        raise Http404("There are no such captions.")
    return HttpResponse(text.vtt, content_type="text/vtt; charset=utf-8")


def _require_shown(council: Council, name: str, sha256: str) -> None:
    """Raise Http404 unless an item that is in public shows what has this hash."""
    shown = public_items(council).filter(
        withdrawn_at__isnull=True, details__recordings__contains=[{name: sha256}]
    )
    if not shown.exists():
        raise Http404("There is no such recording.")
