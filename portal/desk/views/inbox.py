"""One inbox for somebody who serves several councils."""

from dataclasses import replace

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.generic import View

from approvals.filtering import EVERY_COUNCIL, read_filter
from portal.desk.inbox import inbox_of


class Inbox(View):
    """What waits for whoever is signed in, in all of their councils; each line leads to that council's own desk."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show it; somebody with one council goes to its desk, somebody with none to the front page."""
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        asked = read_filter({"councils": EVERY_COUNCIL, **_given(request)}, across=True)
        # Who has an item in hand and who submitted it are people of one council.
        asked = replace(asked, holder="", by="", matter="", channel="", order="")
        asked = replace(asked, councils=asked.councils or EVERY_COUNCIL)
        together = inbox_of(request.user.pk, asked, number=request.GET.get("page", "1"))
        if not together.desks:
            return redirect("front")
        if len(together.desks) == 1:
            return redirect("desk_home", together.desks[0].person.council.slug)
        mine = [desk.person.membership for desk in together.desks]
        words = {"section": "inbox", "together": together, "my_councils": mine, "asked": asked}
        return render(request, "desk/inbox.html", words | {"page": together.page})


def _given(request: HttpRequest) -> dict[str, str]:
    """Return what the address asks for; a field left open is no question."""
    return {name: value for name, value in request.GET.dict().items() if value}
