"""The page on which the author of what was taken down asks for another look. No account, no cookie."""

from allauth.account.adapter import get_adapter
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from django.views.generic import View

from moderation.appeals.forms import AppealForm
from moderation.appeals.keys import opens, reference_with_key
from moderation.appeals.making import DECIDED_IN, WITHIN, appeal
from moderation.discussions.marks import too_many_appeals
from moderation.models import Appeal
from portal.channels.public.items import council_or_404
from portal.councils.models import Council
from portal.refusals import Refusal

_MANY = "Many appeals came from your network within this hour. Nothing was sent: try again in an hour."


# Reference and address together are the whole permission: there is no session that could be ridden.
@method_decorator([csrf_exempt, never_cache], name="dispatch")
class AppealHere(View):
    """GET shows the form; POST keeps an appeal."""

    http_method_names = ["get", "head", "post", "options"]

    def get(self, request: HttpRequest, council: str) -> HttpResponse:
        """Show the form, with the reference where a link brings it."""
        begun = AppealForm(initial={"reference": request.GET.get("reference", "")[:500]})
        return _shown(request, council_or_404(council), begun)

    def post(self, request: HttpRequest, council: str) -> HttpResponse:
        """Keep the appeal, or show the form again with what was typed."""
        found, form = council_or_404(council), AppealForm(request.POST)
        if not form.is_valid():
            return _shown(request, found, form, 422)
        if too_many_appeals(found.pk, get_adapter().get_client_ip(request)):
            form.add_error(None, _MANY)
            return _shown(request, found, form, 429)
        try:
            made = appeal(council_id=found.pk, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, f"{refusal.what} {refusal.next_step}")
            return _shown(request, found, form, 422)
        return redirect("appeal_sent", council, reference_with_key(made.comment))


@require_safe
@never_cache
def appeal_sent(request: HttpRequest, council: str, reference: str) -> HttpResponse:
    """Tell that an appeal was made and by when it is decided, or how it ended; nothing of what was said.

    ``reference`` is the whole one, with the half that its author alone was told.
    """
    found, (known, _, key) = council_or_404(council), reference.partition("-")
    rows = Appeal.objects.filter(council=found, comment__reference=known).select_related("comment", "entered")
    made = rows.order_by("-pk").first()
    if made is None or not opens(made.comment, key):
        raise Http404
    return _page(request, "appeal_sent", {"council": found, "appeal": made, "reference": known})


def _shown(request: HttpRequest, council: Council, form: AppealForm, status: int = 200) -> HttpResponse:
    limits = {"days": WITHIN.days, "working_days": DECIDED_IN}
    return _page(request, "appeal", {"council": council, "form": form, **limits}, status)


def _page(request: HttpRequest, name: str, context: dict[str, object], status: int = 200) -> HttpResponse:
    response = render(
        request, f"moderation/public/{name}.html", {"section": "comments", **context}, status=status
    )
    response["X-Robots-Tag"] = "noindex"
    return response
