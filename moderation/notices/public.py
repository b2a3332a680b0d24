"""The public pages of notices: sending one, reading how it stands, and the poster's own page. No account, no cookie."""

from typing import Any

from allauth.account.adapter import get_adapter
from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import View

from moderation.discussions.marks import new_mark, read_mark
from moderation.models import DefamationNotice
from moderation.notices.answering import answer_notice
from moderation.notices.forms import NO, YES, PosterForm, PublicNoticeForm
from moderation.notices.keys import COMPLAINANT, POSTER, key_of, opens
from moderation.notices.letters import shown_to_poster
from moderation.notices.outstanding import standing_still
from moderation.notices.particulars import Particular, Particulars
from moderation.notices.reaching import failed, mail_to_poster
from moderation.notices.receiving import complete_notice, receive_notice
from moderation.notices.states import Stage
from moderation.resending import SentBefore
from portal.channels.public.items import council_or_404
from portal.councils.models import Council
from portal.counting import key_of as counted_key
from portal.counting import over
from portal.refusals import Refusal

SENT_AT_MOST, WITHIN = 10, 3600
"""Notices from one network address to one council in an hour."""
COUNCIL_AT_MOST = 100
"""From all of them to one council in an hour: more is no complaint any more, and a letter or an email still arrives."""
_MANY = "Many notices came from your network within this hour. Nothing was sent: try again in an hour, or write to us."
_AGAIN = "Look at your notice once more and send it: nothing was sent yet."
_NO_ITEM = 0


def too_many(council_id: int, address: str) -> bool:
    """Count a sending, and return whether its network address, or everybody to this council, sent too many.

    Nothing is kept of the address.
    """
    own = counted_key(f"notices:sent:{council_id}", address, within=WITHIN)
    everybody = counted_key("notices:council", str(council_id), within=WITHIN)
    return over(own, SENT_AT_MOST, within=WITHIN) or over(everybody, COUNCIL_AT_MOST, within=WITHIN)


# As of a comment: the form is marked when it is opened and sent once, and there is no session that could be ridden.
@method_decorator([csrf_exempt, never_cache], name="dispatch")
class NoticeHere(View):
    """GET tells of the procedure and shows the form; POST keeps a notice."""

    http_method_names = ["get", "head", "post", "options"]

    def get(self, request: HttpRequest, council: str) -> HttpResponse:
        """Show the form, with the comment that a link names."""
        begun = PublicNoticeForm(initial={"comment_reference": request.GET.get("comment", "")[:40]})
        return _form(request, council_or_404(council), begun, new_mark(_NO_ITEM))

    def post(self, request: HttpRequest, council: str) -> HttpResponse:
        """Keep the notice, or show the form again with what was typed."""
        found, form = council_or_404(council), PublicNoticeForm(request.POST)
        sent = request.POST.get("mark", "")
        mark = read_mark(sent, _NO_ITEM)
        if not mark:
            form.add_error(None, _AGAIN)
        if not form.is_valid():
            return _form(request, found, form, sent if mark else new_mark(_NO_ITEM), 422)
        if too_many(found.pk, get_adapter().get_client_ip(request)):
            form.add_error(None, _MANY)
            return _form(request, found, form, sent, 429)
        try:
            made = receive_notice(actor=None, council_id=found.pk, given=form.given(mark=mark))
        except Refusal as refusal:
            form.add_error(None, f"{refusal.what} {refusal.next_step}")
            again = new_mark(_NO_ITEM) if isinstance(refusal, SentBefore) else sent
            return _form(request, found, form, again, 422)
        return redirect("notice_status", council, made.reference, key_of(made, COMPLAINANT))


def _form(
    request: HttpRequest, council: Council, form: forms.Form, mark: str, status: int = 200
) -> HttpResponse:
    return _page(request, "form", {"council": council, "form": form, "mark": mark}, status)


# The key in the address is the whole permission: there is no session that could be ridden.
@method_decorator([csrf_exempt, never_cache], name="dispatch")
class NoticeStatus(View):
    """GET tells the complainant how their notice stands; POST takes in what was missing."""

    http_method_names = ["get", "head", "post", "options"]

    def get(self, request: HttpRequest, council: str, reference: str, key: str) -> HttpResponse:
        """Tell how it stands."""
        notice = _own(council, reference, COMPLAINANT, key)
        return _status(request, notice, PublicNoticeForm(initial=_known(notice)))

    def post(self, request: HttpRequest, council: str, reference: str, key: str) -> HttpResponse:
        """Take in what was missing, or show the form again with what was typed."""
        notice = _own(council, reference, COMPLAINANT, key)
        form = PublicNoticeForm(request.POST)
        if not form.is_valid():
            return _status(request, notice, form, 422)
        if too_many(notice.council_id, get_adapter().get_client_ip(request)):
            form.add_error(None, _MANY)
            return _status(request, notice, form, 429)
        try:
            complete_notice(actor=None, notice_id=notice.pk, given=form.given())
        except Refusal as refusal:
            form.add_error(None, f"{refusal.what} {refusal.next_step}")
            return _status(request, notice, form, 422)
        return redirect("notice_status", council, reference, key)


def _known(notice: DefamationNotice) -> dict[str, Any]:
    known: dict[str, Any] = {name: getattr(notice, name) for name in Particulars.__dataclass_fields__}
    for name in ("name_passed", "email_passed"):
        known[name] = {True: YES, False: NO, None: ""}[known[name]]
    reference = notice.comment.reference if notice.comment else ""
    return {**known, "comment_reference": reference, "says_repeated": notice.says_repeated}


def _status(
    request: HttpRequest, notice: DefamationNotice, form: forms.Form, status: int = 200
) -> HttpResponse:
    missing = [one.label for one in Particular if one.value in notice.lacking]
    words = {
        "council": notice.council,
        "notice": notice,
        "missing": missing,
        "form": form if notice.stage == Stage.DEFECTIVE else None,
        "unreached": notice.stage == Stage.WAITING and failed(mail_to_poster(notice)),
        "still": notice.stage == Stage.REMOVED and standing_still().filter(pk=notice.pk).exists(),
    }
    return _page(request, "status", words, status)


@method_decorator([csrf_exempt, never_cache], name="dispatch")
class NoticeAnswer(View):
    """GET shows the poster the notice and the form; POST takes in their answer."""

    http_method_names = ["get", "head", "post", "options"]

    def get(self, request: HttpRequest, council: str, reference: str, key: str) -> HttpResponse:
        """Show both."""
        return _answer(request, _own(council, reference, POSTER, key), PosterForm())

    def post(self, request: HttpRequest, council: str, reference: str, key: str) -> HttpResponse:
        """Take in the answer, or show the form again with what was typed."""
        notice, form = _own(council, reference, POSTER, key), PosterForm(request.POST)
        if not form.is_valid():
            return _answer(request, notice, form, 422)
        if too_many(notice.council_id, get_adapter().get_client_ip(request)):
            form.add_error(None, _MANY)
            return _answer(request, notice, form, 429)
        try:
            answer_notice(actor=None, notice_id=notice.pk, answer=form.answer())
        except Refusal as refusal:
            form.add_error(None, f"{refusal.what} {refusal.next_step}")
            return _answer(request, notice, form, 422)
        return redirect("notice_answer", council, reference, key)


def _answer(
    request: HttpRequest, notice: DefamationNotice, form: forms.Form, status: int = 200
) -> HttpResponse:
    in_time = notice.answer_by is not None and timezone.now() < notice.answer_by
    words = {
        "council": notice.council,
        "notice": notice,
        "told": shown_to_poster(notice),
        "form": form if notice.stage == Stage.WAITING and in_time else None,
        "errors_of": form,
        "comment": notice.comment,
    }
    return _page(request, "answer", words, status)


def _own(council: str, reference: str, whose: str, key: str) -> DefamationNotice:
    """Return the notice that ``key`` opens as ``whose`` page; Http404 for any other, and where it was erased."""
    found = council_or_404(council)
    rows = DefamationNotice.objects.select_related("council", "comment").filter(
        council=found, reference=reference
    )
    notice = rows.filter(erased_at__isnull=True).first()
    if notice is None or not opens(notice, whose, key):
        raise Http404
    # The poster's page opens once they were told of it, not before.
    if whose == POSTER and notice.passed_at is None:
        raise Http404
    return notice


def _page(request: HttpRequest, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    path = f"moderation/notices/public/{name}.html"
    response = render(request, path, {"section": "comments", **context}, status=status)
    response["X-Robots-Tag"] = "noindex"
    return response
