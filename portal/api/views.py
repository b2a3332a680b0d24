"""The pages about the API: keys on the desk, and the documentation that anybody may read."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from moderation.seeing import may_enter
from portal.api.documentation import PROBLEMS, described, operations, schemas, scopes
from portal.api.forms import KeyForm
from portal.api.keys import keys_seen_by, make_key, revoke_key
from portal.api.limiting import READS, WRITES
from portal.api.v1.problems import missing
from portal.api.webhooks import RULED_EXAMPLE, TOLD
from portal.councils.accounts.sealing import seal, unseal
from portal.councils.form_views import CouncilFormView
from portal.councils.powers import Power
from portal.councils.views import CouncilView

PAGE = 30
OPEN_FIRST = F("revoked_at").asc(nulls_first=True)
_MADE = "api_key_made"


class KeysPage(CouncilView):
    """Lists one's keys, for who configures the council everybody's; shows a new key once."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show them."""
        rows = keys_seen_by(self.person).select_related("holder__user", "holder__council", "revoked_by__user")
        sealed = request.session.pop(_MADE, "")
        context: dict[str, Any] = {
            "section": "settings",
            "page": Paginator(rows.order_by(OPEN_FIRST, "-made_at", "-pk"), PAGE).get_page(
                request.GET.get("page")
            ),
            "secret": unseal(sealed) if sealed else "",
        }
        return render(request, "api/keys.html", context)


class MakeKey(CouncilFormView):
    """Makes a key."""

    form_class = KeyForm
    section = "settings"
    heading = "Make a key to the API"
    lead = "A program that has the key acts as you. It can do nothing that you could not, and never approves or issues."
    button = "Make the key"

    def act(self, form: forms.Form) -> str:
        """Make it; the next page shows it, once."""
        typed = form.cleaned_data
        made, secret = make_key(
            actor=self.person, name=typed["name"], scopes=typed["scopes"], days=typed["days"]
        )
        self.request.session[_MADE] = seal(secret)
        return f"The key for “{made.name}” is made."

    def make_form(self, data: Any = None) -> forms.Form:
        """Offer what the person may do themselves."""
        return KeyForm(data, drafts=self.person.may(Power.DRAFT), comments=may_enter(self.person))

    def next_address(self) -> str:
        """Go back to the list."""
        return reverse("api_keys", kwargs={"council": self.council.slug})


class RevokeKey(CouncilView):
    """Takes a key away."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take it away."""
        found = get_object_or_404(keys_seen_by(self.person), pk=pk)
        revoke_key(actor=self.person, key_id=found.pk)
        messages.success(request, "The key is revoked: it opens nothing any more.")
        return redirect("api_keys", self.council.slug)


@require_safe
@cache_control(public=True, max_age=300)
def docs(request: HttpRequest) -> HttpResponse:
    """Show how the API is used."""
    context = {
        "operations": operations(),
        "schemas": schemas(),
        "scopes": scopes(),
        "problems": PROBLEMS,
        "told": TOLD,
        "delivery": RULED_EXAMPLE["delivery"],
        "reads": READS,
        "writes": WRITES,
    }
    return render(request, "api/docs.html", context)


@require_safe
@cache_control(public=True, max_age=300)
def openapi(request: HttpRequest) -> JsonResponse:  # noqa: ARG001
    """Answer with the OpenAPI document."""
    return JsonResponse(described(), json_dumps_params={"ensure_ascii": False})


@csrf_exempt
def nothing_here(request: HttpRequest, path: str) -> HttpResponse:  # noqa: ARG001
    """Answer for an address below the API's that it does not have, as the API answers."""
    return missing(request)
