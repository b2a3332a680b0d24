"""The page on which anybody reports a breach by somebody who speaks for the council. No account, no cookie."""

import secrets
from typing import Any

from allauth.account.adapter import get_adapter
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from django.views.generic import View

from moderation.conduct.forms import PublicReportForm
from moderation.conduct.keys import case_of, whole_reference
from moderation.conduct.reporting import report
from moderation.conduct.seeing import clerks_able
from moderation.conduct.states import OVER, CaseState
from moderation.resending import GOOD_FOR, SentBefore
from moderation.seeing import heads_able
from portal.channels.public.items import council_or_404
from portal.councils.models import Council
from portal.counting import key_of, over
from portal.records.canonical import sha256_of
from portal.refusals import Refusal

_SALT = "moderation.conduct.public"
SENT_AT_MOST, WITHIN = 10, 3600
"""Reports from one network address to one council in an hour."""
TO_ONE_COUNCIL = 200
"""Reports to one council in an hour from everywhere: beyond this somebody sends them by machine."""
_AGAIN = "Look at your report once more and send it: nothing was sent yet."
_MANY = (
    "Many reports came within this hour, so that this one was not sent. What you typed still stands below: try again "
    "in an hour, or write to the council."
)


def new_mark(council_id: int) -> str:
    """Return the mark that a freshly opened form carries, signed."""
    return signing.dumps([council_id, secrets.token_urlsafe(16)], salt=_SALT, compress=False)


def read_mark(text: str, council_id: int) -> str:
    """Return the hash of a form's mark, which no two forms share; '' for one of another council or too old."""
    if len(text) > 300:
        return ""
    try:
        made_for, _ = signing.loads(text, salt=_SALT, max_age=GOOD_FOR)
    except (signing.BadSignature, ValueError, TypeError):
        return ""
    return sha256_of(text) if made_for == council_id else ""


def too_many(council_id: int, address: str) -> bool:
    """Count a report, and return whether its network address, or all together, sent too many; no address is kept."""
    own = key_of(f"conduct:sent:{council_id}", address, within=WITHIN)
    every = f"conduct:all:{council_id}"
    return over(own, SENT_AT_MOST, within=WITHIN) or over(every, TO_ONE_COUNCIL, within=WITHIN)


# The form carries a mark of its own, and there is no session that could be ridden.
@method_decorator([csrf_exempt, never_cache], name="dispatch")
class ReportHere(View):
    """GET shows the form; POST keeps a report."""

    http_method_names = ["get", "head", "post", "options"]

    def get(self, request: HttpRequest, council: str) -> HttpResponse:
        """Show the form."""
        found = council_or_404(council)
        return _shown(request, found, PublicReportForm(), new_mark(found.pk))

    def post(self, request: HttpRequest, council: str) -> HttpResponse:
        """Keep the report, or show the form again with what was typed."""
        found, form = council_or_404(council), PublicReportForm(request.POST, request.FILES)
        sent = request.POST.get("mark", "")
        mark = read_mark(sent, found.pk)
        if not mark:
            sent = new_mark(found.pk)
            form.add_error(None, _AGAIN)
        if not form.is_valid():
            return _shown(request, found, form, sent, 422)
        if too_many(found.pk, get_adapter().get_client_ip(request)):
            form.add_error(None, _MANY)
            return _shown(request, found, form, sent, 429)
        try:
            made = report(actor=None, council_id=found.pk, told=form.told(), mark=mark)
        except Refusal as refusal:
            form.add_error(None, f"{refusal.what} {refusal.next_step}")
            again = new_mark(found.pk) if isinstance(refusal, SentBefore) else sent
            return _shown(request, found, form, again, 422)
        return redirect("conduct_sent", council, whole_reference(made))


@require_safe
@never_cache
def report_sent(request: HttpRequest, council: str, reference: str) -> HttpResponse:
    """Tell who has the whole reference how far their report is: received, being dealt with, over; nothing else."""
    found = council_or_404(council)
    case = case_of(found.pk, reference)
    if case is None:
        raise Http404
    words = {"case": case, "whole": reference, "over": case.state in OVER}
    words["waits"] = case.state == CaseState.REPORTED
    return _page(request, "sent", {"council": found, **words})


def _shown(
    request: HttpRequest, council: Council, form: PublicReportForm, mark: str, status: int = 200
) -> HttpResponse:
    context = {
        "council": council,
        "form": form,
        "mark": mark,
        "no_clerk": not clerks_able(council.pk).exists(),
        "no_chairman": not heads_able(council.pk),
    }
    return _page(request, "form", context, status)


def _page(request: HttpRequest, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    response = render(
        request, f"moderation/conduct/public_{name}.html", {"section": "conduct", **context}, status=status
    )
    response["X-Robots-Tag"] = "noindex"
    return response
