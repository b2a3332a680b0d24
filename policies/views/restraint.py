"""What is asked of members about a flagged matter outside the portal: their page, and who has accepted it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from policies.matters.knowing import get_known
from policies.matters.restraining import WORDING, accept_restraint, ask_again, requests_of
from policies.models import MatterFlag
from portal.councils.powers import Power
from portal.councils.views import CouncilView
from portal.records.canonical import sha256_of


class MatterRequest(CouncilView):
    """What is asked of one member, and a button to accept it."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show it to whom it is asked of; to anybody else it does not exist."""
        matter: Any = get_known(self.person, pk)
        flag = latest_flag(pk)
        mine = flag.requests.filter(member=self.person.membership).first()
        if mine is None:
            raise Http404
        words = {
            "section": "matters",
            "matter": matter,
            "flag": flag,
            "mine": mine,
            "wording": WORDING,
            "sha256": sha256_of(WORDING),
        }
        return render(request, "policies/matter_request.html", words)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Accept it."""
        get_known(self.person, pk)
        if not latest_flag(pk).requests.filter(member=self.person.membership).exists():
            raise Http404
        accept_restraint(actor=self.person, matter_id=pk, sha256=request.POST.get("sha256", ""))
        messages.success(request, "It is noted that you accept this.")
        return redirect("matter_request", self.council.slug, pk)


class MatterRequests(CouncilView):
    """Which members have accepted it; a button asks the others, and those who came later."""

    power = Power.FLAG

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show them."""
        matter: Any = get_known(self.person, pk)
        flag = latest_flag(pk)
        rows = list(requests_of(flag))
        words = {
            "section": "matters",
            "matter": matter,
            "flag": flag,
            "rows": rows,
            "missing": sum(row.accepted_at is None for row in rows),
        }
        return render(request, "policies/matter_requests.html", words)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask and remind them."""
        get_known(self.person, pk)
        told = ask_again(actor=self.person, matter_id=pk)
        messages.success(request, f"{told} {'member is' if told == 1 else 'members are'} asked by email.")
        return redirect("matter_requests", self.council.slug, pk)


def latest_flag(matter_id: int) -> MatterFlag:
    """Return the flag in force of a matter, or the last one that was lifted; Http404 where there was none."""
    rows = MatterFlag.objects.filter(matter=matter_id).select_related("flagged_by__user")
    found = rows.order_by("-flagged_at", "-pk").first()
    if found is None:
        raise Http404
    return found
