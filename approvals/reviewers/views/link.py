"""The private link of a reviewer from outside: the text and a box for comments, without an account, until it ends."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import View

from approvals.models import Reviewer
from approvals.reviewers.commenting import ByLink, Over, comment, finish, over
from approvals.reviewers.forms import CommentForm
from approvals.reviewers.links import reviewer_of_token
from approvals.reviewers.views.desk import reading
from portal.channels.quotes.views.link import too_often
from portal.refusals import Refusal


# The token is the whole permission, as of a speaker's link: there is no session that could be ridden.
@method_decorator([csrf_exempt, never_cache], name="dispatch")
class ReadLink(View):
    """GET only shows, since mail programs follow links by themselves; POST comments or finishes."""

    http_method_names = ["get", "head", "post", "options"]

    def get(self, request: HttpRequest, council: str, token: str) -> HttpResponse:
        """Show the text, or why the link is no longer valid."""
        if too_often(request):
            return _shown(request, "429.html", {}, 429)
        reviewer = reviewer_of_token(council, token)
        if why := _why_not(reviewer):
            return _over(request, why)
        assert reviewer is not None  # noqa: S101  for the reader of types
        begun = CommentForm(initial={"revision_id": reviewer.revision_id})
        return _page(request, reviewer, begun)

    def post(self, request: HttpRequest, council: str, token: str) -> HttpResponse:
        """Keep a comment on the text that the page showed, or finish; what cannot be taken is shown to its sender."""
        form = CommentForm(request.POST)
        if too_often(request):
            return _shown(request, "429.html", {"unsent": form.typed()}, 429)
        reviewer = reviewer_of_token(council, token)
        if why := _why_not(reviewer):
            return _over(request, why, unsent=form.typed())
        assert reviewer is not None  # noqa: S101  for the reader of types
        try:
            if request.POST.get("act") == "finish":
                return self._finish(request, reviewer, form)
            return self._comment(request, reviewer, form)
        except Over as refusal:
            return _over(request, refusal.why, unsent=form.typed())

    def _finish(self, request: HttpRequest, reviewer: Reviewer, form: CommentForm) -> HttpResponse:
        if form.typed():
            form.not_finished()
            return _page(request, reviewer, form, 422)
        finish(actor=_holder(reviewer), reviewer_id=reviewer.pk)
        return _over(request, "done", 200)

    def _comment(self, request: HttpRequest, reviewer: Reviewer, form: CommentForm) -> HttpResponse:
        if not form.is_valid():
            return _page(request, reviewer, form, 422)
        try:
            comment(actor=_holder(reviewer), reviewer_id=reviewer.pk, **form.cleaned_data)
        except Over:
            raise
        except Refusal as refusal:
            form.add_error(None, f"{refusal.what} {refusal.next_step}")
            return _page(request, reviewer, form, refusal.status)
        return redirect(f"{request.path}?kept=yes")


def _why_not(reviewer: Reviewer | None) -> str:
    return "wrong" if reviewer is None else over(reviewer)


def _holder(reviewer: Reviewer) -> ByLink:
    """Return who holds the link by which ``reviewer`` was found."""
    return ByLink(reviewer.council_id, reviewer.link_sha256)


def _page(request: HttpRequest, reviewer: Reviewer, form: CommentForm, status: int = 200) -> HttpResponse:
    context = {
        "council": reviewer.council,
        "reviewer": reviewer,
        "form": form,
        "kept": request.GET.get("kept") == "yes" and status == 200,
        **reading(reviewer),
    }
    return _shown(request, "approvals/reviewers/link.html", context, status)


def _over(request: HttpRequest, why: str, status: int = 404, *, unsent: Sequence[str] = ()) -> HttpResponse:
    """Return the one page of every link that is no longer valid: it says why, and what its sender wrote in vain."""
    return _shown(request, "approvals/reviewers/link_over.html", {"why": why, "unsent": unsent}, status)


def _shown(request: HttpRequest, template: str, context: dict[str, object], status: int) -> HttpResponse:
    response = render(request, template, context, status=status)
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
