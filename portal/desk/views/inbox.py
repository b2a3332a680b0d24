"""One inbox for somebody who serves several councils."""

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.generic import View

from portal.desk.inbox import inbox_of


class Inbox(View):
    """What waits for whoever is signed in, in all of their councils; each line leads to that council's own desk."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show it; somebody with one council goes to its desk, somebody with none to the front page."""
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        together = inbox_of(request.user.pk)
        if not together.desks:
            return redirect("front")
        if len(together.desks) == 1:
            return redirect("desk_home", together.desks[0].person.council.slug)
        mine = [desk.person.membership for desk in together.desks]
        return render(
            request, "desk/inbox.html", {"section": "inbox", "together": together, "my_councils": mine}
        )
