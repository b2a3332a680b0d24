"""The front page of the portal: what it is, and which councils are here."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from portal.councils.models import Council
from portal.councils.people import councils_of


def front(request: HttpRequest) -> HttpResponse:
    """Show the councils; somebody who serves just one and is signed in goes to its desk."""
    if request.user.is_authenticated:
        mine = councils_of(request.user.pk)
        if len(mine) == 1:
            return redirect("desk_home", council=mine[0].council.slug)
        return render(
            request, "portal/front.html", {"memberships": mine, "councils": [m.council for m in mine]}
        )
    return render(request, "portal/front.html", {"councils": Council.objects.order_by("name")[:500]})
