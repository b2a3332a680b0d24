"""The page on which anybody comments under an item: what was said, the house rules, the form. No cookie, no script."""

from typing import Any

from allauth.account.adapter import get_adapter
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from django.views.generic import View

from moderation.appeals.keys import key_of, opens, reference_with_key
from moderation.discussions.forms import CommentForm
from moderation.discussions.marks import new_mark, read_mark, too_many
from moderation.discussions.standing import Talk, talk_at
from moderation.discussions.taking import Blocked, NotOpen, Said, take_comment
from moderation.grounds import house_rules
from moderation.models import Comment
from portal.channels.public.items import council_or_404

_AGAIN = "Look at your comment once more and send it: nothing was sent yet."
_MANY = (
    "Many comments came from your network within this hour, so that this one was not sent. Your words still stand "
    "below: try again in an hour, or write to the council’s office."
)


# As of a survey: a form is marked when it is opened and sent once, and there is no session that could be ridden.
@method_decorator([csrf_exempt, never_cache], name="dispatch")
class CommentHere(View):
    """GET shows the comments and the form; POST takes one."""

    http_method_names = ["get", "head", "post", "options"]

    def get(self, request: HttpRequest, council: str, slug: str) -> HttpResponse:
        """Show them."""
        talk = talk_at(council_or_404(council), slug)
        return _shown(request, talk, form=CommentForm(), mark=new_mark(talk.item.communication_id))

    def post(self, request: HttpRequest, council: str, slug: str) -> HttpResponse:
        """Take a comment, or show the form again with what was typed."""
        talk = talk_at(council_or_404(council), slug)
        form, sent = CommentForm(request.POST), request.POST.get("mark", "")
        mark = read_mark(sent, talk.item.communication_id)
        if not mark:
            form.add_error(None, _AGAIN)
        if not form.is_valid():
            return _again(request, talk, form, sent if mark else "", 422)
        if too_many(talk.item.council_id, talk.item.communication_id, get_adapter().get_client_ip(request)):
            form.add_error(None, _MANY)
            return _again(request, talk, form, sent, 429)
        typed = form.cleaned_data
        try:
            made = take_comment(talk=talk, said=Said(mark, typed["name"], typed["email"], typed["text"]))
        except (NotOpen, Blocked) as refusal:
            form.add_error(None, f"{refusal.what} {refusal.next_step}")
            return _again(request, talk, form, sent, 409)
        there = reverse("comment_sent", args=[council, slug, made.reference])
        return redirect(f"{there}?key={key_of(made)}")


@require_safe
@never_cache
def comment_sent(request: HttpRequest, council: str, slug: str, reference: str) -> HttpResponse:
    """Thank for a comment, tell its reference and whether it shows; it shows nothing of what was said."""
    talk = talk_at(council_or_404(council), slug)
    rows = Comment.objects.filter(
        council_id=talk.item.council_id,
        publication__communication_id=talk.item.communication_id,
        way=Comment.Way.NEWSROOM,
    )
    found = rows.filter(reference=reference).first()
    if found is None:
        raise Http404
    key = request.GET.get("key", "")
    whole = reference_with_key(found) if opens(found, key) else ""
    return _page(request, "sent", {"talk": talk, "comment": found, "whole": whole})


def _again(request: HttpRequest, talk: Talk, form: CommentForm, mark: str, status: int) -> HttpResponse:
    fresh = mark or new_mark(talk.item.communication_id)
    return _shown(request, talk, status, form=form, mark=fresh)


def _shown(request: HttpRequest, talk: Talk, status: int = 200, **words: Any) -> HttpResponse:
    page = talk.pages.get_page(request.GET.get("page"))
    rules = house_rules(talk.item.council_id)
    return _page(
        request,
        "here",
        {"talk": talk, "page": page, "shown": talk.shown(page), "rules": rules, **words},
        status,
    )


def _page(request: HttpRequest, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    talk = context["talk"]
    said = {"council": talk.item.council, "section": "newsroom", "item": talk.item}
    response = render(request, f"moderation/public/{name}.html", {**said, **context}, status=status)
    response["X-Robots-Tag"] = "noindex"
    return response
