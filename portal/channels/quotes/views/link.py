"""The private link of a speaker from outside: the words, yes or no, once, without an account."""

from collections.abc import Sequence

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import View

from portal.channels.quotes.deciding import ByLink, approve_words, refuse_words
from portal.channels.quotes.forms import RefuseForm
from portal.channels.quotes.links import quote_of_token
from portal.counting import key_of, over
from portal.drafts.models import Quote
from portal.refusals import InvalidInput, Refusal

MOST, SECONDS = 30, 60
"""Requests to private links from one network address, and the time in which."""


# The token is the whole permission, as of the link off the press list: there is no session that could be ridden.
@method_decorator([csrf_exempt, never_cache], name="dispatch")
class WordsLink(View):
    """GET only shows, since mail programs follow links by themselves; POST decides."""

    http_method_names = ["get", "head", "post", "options"]

    def get(self, request: HttpRequest, council: str, token: str) -> HttpResponse:
        """Show the words; what is no open link says so, the same whatever it was."""
        if too_often(request):
            return _shown(request, "429.html", {}, 429)
        quote = quote_of_token(council, token)
        if quote is None:
            return _over(request)
        return self._page(request, quote, RefuseForm(initial={"sha256": quote.sha256}))

    def post(self, request: HttpRequest, council: str, token: str) -> HttpResponse:
        """Approve or refuse exactly the words that the page showed; the link is spent by it.

        What cannot be taken is shown to its sender, who may have written long at it.
        """
        unsent = RefuseForm(request.POST).typed()
        if too_often(request):
            return _shown(request, "429.html", {"unsent": unsent}, 429)
        quote = quote_of_token(council, token)
        if quote is None:
            return _over(request, unsent)
        try:
            if request.POST.get("act") == "approve":
                return self._approve(request, quote)
            return self._refuse(request, quote)
        except Refusal as refusal:
            context = {"refusal": refusal, "unsent": unsent}
            return _shown(request, "channels/quotes/link_over.html", context, 409)

    def _approve(self, request: HttpRequest, quote: Quote) -> HttpResponse:
        approve_words(actor=_holder(quote), quote_id=quote.pk, sha256=request.POST.get("sha256", ""))
        return self._done(request, quote, approved=True)

    def _refuse(self, request: HttpRequest, quote: Quote) -> HttpResponse:
        form = RefuseForm(request.POST)
        if not form.is_valid():
            return self._page(request, quote, form, 422)
        try:
            refuse_words(actor=_holder(quote), quote_id=quote.pk, **form.cleaned_data)
        except InvalidInput as refusal:
            form.add_error(None, f"{refusal.what} {refusal.next_step}")
            return self._page(request, quote, form, 422)
        return self._done(request, quote, approved=False)

    def _page(self, request: HttpRequest, quote: Quote, form: RefuseForm, status: int = 200) -> HttpResponse:
        context = {"council": quote.council, "quote": quote, "form": form}
        return _shown(request, "channels/quotes/link.html", context, status)

    def _done(self, request: HttpRequest, quote: Quote, *, approved: bool) -> HttpResponse:
        context = {"council": quote.council, "quote": quote, "done": True, "approved": approved}
        return _shown(request, "channels/quotes/link.html", context, 200)


def too_often(request: HttpRequest) -> bool:
    """Count a request to a private link, and return whether its network address sent too many in this minute.

    allauth's own limits let every GET pass, and here opening an address is already a guess.
    """
    address = get_adapter().get_client_ip(request)
    return over(key_of("quote_link", address, within=SECONDS), MOST, within=SECONDS)


def _holder(quote: Quote) -> ByLink:
    """Return who holds the link by which ``quote`` was found."""
    return ByLink(quote.council_id, quote.link_sha256)


def _over(request: HttpRequest, unsent: Sequence[str] = ()) -> HttpResponse:
    return _shown(request, "channels/quotes/link_over.html", {"unsent": unsent}, 404)


def _shown(request: HttpRequest, template: str, context: dict[str, object], status: int) -> HttpResponse:
    response = render(request, template, context, status=status)
    response["X-Robots-Tag"] = "noindex"
    return response
