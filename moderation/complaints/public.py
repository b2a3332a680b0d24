"""The council's procedure, the form by which anybody complains, and the page by which they follow it."""

from typing import Any

from allauth.account.adapter import get_adapter
from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from django.views.generic import View

from moderation.complaints.clock import BY_LAW
from moderation.complaints.forms import ComplainForm, ReviewForm, SayForm, WithdrawForm
from moderation.complaints.keys import complaint_of_token, token_of
from moderation.complaints.marks import new_mark, read_mark, too_many, too_much_said, too_often
from moderation.complaints.procedure import cited, terms_of
from moderation.complaints.receiving import Said, SentBefore, receive_online
from moderation.complaints.saying import ask_for_review, say, withdraw
from moderation.complaints.seeing import deciders_of, handlers_of
from moderation.complaints.states import Event, State, may
from moderation.complaints.telling import how_it_stands
from moderation.models import Complaint
from moderation.naming import clerk_named
from portal.channels.public.items import council_or_404
from portal.councils.models import Council
from portal.refusals import Refusal

SECTION = "complaints"
_AGAIN = "Look at your complaint once more and send it: nothing was sent yet."
_MANY = (
    "Many complaints came from your network within this hour, so that this one was not sent. Your words still stand "
    "below: try again in an hour, or write to the council’s office."
)
_MUCH = "Much was sent about this complaint within this hour. Nothing was sent: try again in an hour."


@require_safe
@cache_control(no_cache=True)
def procedure(request: HttpRequest, council: str) -> HttpResponse:
    """Show the steps and times, to whom somebody may turn next, and the clauses of the council's own procedure."""
    found = council_or_404(council)
    context = {"council": found, "terms": terms_of(found.pk), "clauses": cited(found.pk), "by_law": BY_LAW}
    return render(request, "moderation/complaints/open.html", {"section": SECTION, **context})


# As of a comment: a form is marked when it is opened and sent once, and there is no session that could be ridden.
@method_decorator([csrf_exempt, never_cache], name="dispatch")
class ComplainHere(View):
    """GET shows the form; POST keeps a complaint and leads to the page that follows it."""

    http_method_names = ["get", "head", "post", "options"]

    def get(self, request: HttpRequest, council: str) -> HttpResponse:
        """Show the form, about what a link says."""
        found = council_or_404(council)
        begun = ComplainForm(initial={"about": request.GET.get("about", "")[:300]})
        return _form(request, found, begun, new_mark(found.pk))

    def post(self, request: HttpRequest, council: str) -> HttpResponse:
        """Keep it, or show the form again with what was typed."""
        found = council_or_404(council)
        form = ComplainForm(request.POST, asks=_asks(request, found))
        sent = request.POST.get("mark", "")
        mark = read_mark(sent, found.pk)
        if not mark:
            form.add_error(None, _AGAIN)
            return _form(request, found, form, new_mark(found.pk), 422)
        if not form.is_valid():
            return _form(request, found, form, sent, 422)
        if too_many(found.pk, get_adapter().get_client_ip(request)):
            form.add_error(None, _MANY)
            return _form(request, found, form, sent, 429)
        given = {name: form.cleaned_data[name] for name in _ASKED}
        try:
            made = receive_online(council_id=found.pk, said=Said(**given), mark=mark)
        except Refusal as refusal:
            form.add_error(None, f"{refusal.what} {refusal.next_step}")
            again = new_mark(found.pk) if isinstance(refusal, SentBefore) else sent
            return _form(request, found, form, again, 422)
        return redirect("complaint_status", council, token_of(made))


def _asks(request: HttpRequest, council: Council) -> bool:
    """Return whether it is asked if the complaint is about the clerk: its words name one, and it says otherwise."""
    typed = request.POST
    if typed.get("kind") == Complaint.Kind.CLERK:
        return False
    said = f"{typed.get('about', '')} {typed.get('words', '')}"[:_READ]
    return "of_clerk" in typed or clerk_named(council.pk, said)


_READ = 20_000
_ASKED = ("kind", "about_data", "name", "words", "email", "contact", "about")


# The key in the address is the whole permission, as of a speaker's link.
@method_decorator([csrf_exempt, never_cache], name="dispatch")
class StatusPage(View):
    """GET shows how a complaint stands and all that was said; POST adds to it, asks for a review or withdraws it."""

    http_method_names = ["get", "head", "post", "options"]

    def get(self, request: HttpRequest, council: str, token: str) -> HttpResponse:
        """Show it; what opens nothing says so, the same whatever it was."""
        if too_often(get_adapter().get_client_ip(request)):
            return _shown(request, "429.html", {}, 429)
        found = complaint_of_token(council, token)
        if found is None or found.erased_at is not None:
            return _shown(request, "moderation/complaints/nothing.html", {}, 404)
        return _status(request, found)

    def post(self, request: HttpRequest, council: str, token: str) -> HttpResponse:
        """Carry out what was sent, or show the page again with what was typed."""
        address = get_adapter().get_client_ip(request)
        if too_often(address):
            return _shown(request, "429.html", {}, 429)
        found = complaint_of_token(council, token)
        if found is None or found.erased_at is not None:
            return _shown(request, "moderation/complaints/nothing.html", {}, 404)
        act = request.POST.get("act", "")
        form = _FORMS.get(act, SayForm)(request.POST, auto_id=f"{act or 'say'}_%s")
        if not form.is_valid():
            return _status(request, found, 422, **{_NAMES.get(act, "say"): form})
        if too_much_said(found.pk, address):
            form.add_error(None, _MUCH)
            return _status(request, found, 429, **{_NAMES.get(act, "say"): form})
        try:
            _carry_out(act, found, form.cleaned_data["words"], _seen(request.POST.get("seen", "")))
        except Refusal as refusal:
            found.refresh_from_db()
            form.add_error(None, f"{refusal.what} {refusal.next_step}")
            return _status(request, found, refusal.status, **{_NAMES.get(act, "say"): form})
        return redirect("complaint_status", council, token_of(found))


_FORMS: dict[str, type[forms.Form]] = {"say": SayForm, "review": ReviewForm, "withdraw": WithdrawForm}
_NAMES = {"say": "say", "review": "review", "withdraw": "withdraw"}


def _seen(sent: str) -> int:
    """Return the last step that the page said it showed, 0 for none or for anything else."""
    return int(sent) if sent.isascii() and sent.isdecimal() and len(sent) <= _LONGEST_KEY else 0


_LONGEST_KEY = 18


def _carry_out(act: str, found: Complaint, words: str, seen: int) -> None:
    if act == "review":
        ask_for_review(complaint_id=found.pk, words=words)
    elif act == "withdraw":
        withdraw(complaint_id=found.pk, words=words)
    else:
        say(complaint_id=found.pk, words=words, seen=seen)


def _form(
    request: HttpRequest, council: Council, form: ComplainForm, mark: str, status: int = 200
) -> HttpResponse:
    context = {
        "council": council,
        "form": form,
        "mark": mark,
        "terms": terms_of(council.pk),
        "by_law": BY_LAW,
        "nobody": not handlers_of(council.pk, Complaint.Kind.CLERK),
        "nobody_decides": not deciders_of(council.pk),
    }
    return _shown(request, "moderation/complaints/make.html", context, status)


def _status(request: HttpRequest, found: Complaint, status: int = 200, **sent: forms.Form) -> HttpResponse:
    steps = list(found.steps.filter(inside=False).order_by("pk"))
    page: dict[str, Any] = {
        "council": found.council,
        "complaint": found,
        "stands": how_it_stands(found),
        "steps": steps,
        "seen": str(steps[-1].pk) if steps else "",
        "asked": found.state == State.ASKED,
        "token": token_of(found),
        "say": SayForm(auto_id="say_%s") if may(found.state, Event.SAY) else None,
        "review": ReviewForm(auto_id="review_%s") if may(found.state, Event.ASK_REVIEW) else None,
        "withdraw": WithdrawForm(auto_id="withdraw_%s") if may(found.state, Event.WITHDRAW) else None,
        "form": next(iter(sent.values()), None),
    }
    return _shown(request, "moderation/complaints/status.html", {**page, **sent}, status)


def _shown(request: HttpRequest, template: str, context: dict[str, Any], status: int) -> HttpResponse:
    response = render(request, template, {"section": SECTION, **context}, status=status)
    response["X-Robots-Tag"] = "noindex"
    return response
