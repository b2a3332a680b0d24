"""The press contact's own way off the list: a page with a button, and the one click of a mail program."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import View

from portal.channels.contacts import contact_of_token, opt_out


# The signed token is the whole permission, and mail programs that post the one click have no cookie (RFC 8058).
@method_decorator([csrf_exempt, never_cache], name="dispatch")
class OptOutView(View):
    """GET only asks, since programs follow links by themselves; POST opts out, again and again the same."""

    http_method_names = ["get", "head", "post", "options"]

    def get(self, request: HttpRequest, council: str, token: str) -> HttpResponse:
        """Show the button, or that it is done. 404 for a link that was not made here."""
        return self._page(request, council, token, act=False)

    def post(self, request: HttpRequest, council: str, token: str) -> HttpResponse:
        """Take the contact off the list and say so."""
        return self._page(request, council, token, act=True)

    def _page(self, request: HttpRequest, council: str, token: str, *, act: bool) -> HttpResponse:
        contact = contact_of_token(council, token)
        if contact is None:
            raise Http404
        if act:
            opt_out(contact=contact)
        done = act or contact.opted_out_at is not None
        response = render(
            request,
            "channels/opt_out.html",
            {"council": contact.council, "address": contact.email, "done": done, "section": "press"},
        )
        response["X-Robots-Tag"] = "noindex"
        return response
