"""The form that anybody answers: questions, looking them over, sent. No script, no sign-in, no cookie."""

from typing import Any

from allauth.account.adapter import get_adapter
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from django.views.generic import View

from portal.channels.models import SurveyReply
from portal.channels.public.items import council_or_404
from portal.channels.surveys.forms import AnswerForm, hidden_of
from portal.channels.surveys.printing import form_pdf
from portal.channels.surveys.standing import Asked, NotTaking, Taking, survey_at
from portal.channels.surveys.taking import Reworded, take_reply
from portal.channels.surveys.tokens import FormMark, new_mark, read_mark, too_many
from portal.refusals import InvalidInput

_FOLDER = "channels/surveys/public"
_AGAIN = "Look at your answers once more and go on: nothing was sent yet."
_MANY = (
    "Many replies came from your network within this hour, so that this one was not sent. Your answers still stand "
    "below: try again in an hour, or print the form and bring it back."
)


# A form is marked when it is opened and sent once. There is no session that a forged request could ride, and a
# cookie for its sake would be one more thing to be told about.
@method_decorator([csrf_exempt, never_cache], name="dispatch")
class SurveyForm(View):
    """GET shows the questions; POST shows the answers to be looked over, and takes them when they are sent."""

    http_method_names = ["get", "head", "post", "options"]

    def get(self, request: HttpRequest, council: str, slug: str) -> HttpResponse:
        """Show the form, or why no reply is taken."""
        asked = survey_at(council_or_404(council), slug)
        if not asked.is_open:
            return _shown(request, "closed", asked)
        return self._form(request, asked, AnswerForm(asked.questions), new_mark(asked.revision.pk))

    def post(self, request: HttpRequest, council: str, slug: str) -> HttpResponse:
        """Look the answers over with whoever gave them, then take them."""
        asked = survey_at(council_or_404(council), slug)
        sent = request.POST.get("mark", "")
        mark, act = read_mark(sent), request.POST.get("act", "")
        form = AnswerForm(asked.questions, request.POST)
        if mark is not None and act == "send" and form.is_valid():
            return self._send(request, asked, form, mark)
        if not asked.is_open:
            return _shown(request, "closed", asked, 409, unsent=True)
        if mark is None or mark.revision_id != asked.revision.pk:
            form.add_error(None, _AGAIN)
            return self._form(request, asked, form, new_mark(asked.revision.pk), 422)
        if act == "change":
            return self._form(request, asked, form, sent)
        if form.is_valid() and not any(words for _, _, words in form.said()):
            form.add_error(None, "No question was answered. Answer at least one.")
        if not form.is_valid():
            return self._form(request, asked, form, sent, 422)
        return _shown(request, "look_over", asked, form=form, mark=sent, hidden=hidden_of(form, request.POST))

    def _send(self, request: HttpRequest, asked: Asked, form: AnswerForm, mark: FormMark) -> HttpResponse:
        if too_many(asked.council.pk, get_adapter().get_client_ip(request)):
            form.add_error(None, _MANY)
            return self._form(request, asked, form, request.POST["mark"], 429)
        try:
            reply = take_reply(asked=asked, mark=mark, given=form.given())
        except NotTaking as refusal:
            return _shown(request, "closed", refusal.asked, 409, unsent=True)
        except (Reworded, InvalidInput) as refusal:
            form.add_error(None, f"{refusal.what} {refusal.next_step}")
            return self._form(request, asked, form, new_mark(asked.revision.pk), 422)
        return redirect("survey_sent", asked.council.slug, asked.item.slug, reply.reference)

    def _form(
        self, request: HttpRequest, asked: Asked, form: AnswerForm, mark: str, status: int = 200
    ) -> HttpResponse:
        return _shown(request, "form", asked, status, form=form, mark=mark)


@require_safe
@never_cache
def sent(request: HttpRequest, council: str, slug: str, reference: str) -> HttpResponse:
    """Thank for a reply and tell its reference; it shows nothing of what was answered."""
    asked = survey_at(council_or_404(council), slug)
    rows = SurveyReply.objects.filter(
        survey__communication_id=asked.item.communication_id, reference=reference, sheet__isnull=True
    )
    reply = rows.first()
    if reply is None:
        raise Http404
    return _shown(request, "sent", asked, reply=reply)


@require_safe
@never_cache
def printed(request: HttpRequest, council: str, slug: str) -> HttpResponse:  # noqa: ARG001
    """Answer with the paper form while there is something to return it for; 404 afterwards."""
    asked = survey_at(council_or_404(council), slug)
    if asked.taking in {Taking.CLOSED, Taking.WITHDRAWN}:
        raise Http404
    headers = {"Content-Disposition": f'inline; filename="{asked.council.slug}-survey.pdf"'}
    return HttpResponse(form_pdf(asked), content_type="application/pdf", headers=headers)


def _shown(request: HttpRequest, page: str, asked: Asked, status: int = 200, **words: Any) -> HttpResponse:
    context = {"council": asked.council, "section": "newsroom", "asked": asked, **words}
    context["content"] = asked.revision.content
    response = render(request, f"{_FOLDER}/{page}.html", context, status=status)
    if page != "form":
        response["X-Robots-Tag"] = "noindex"
    return response
