"""Where somebody goes who has signed in: to their own desk."""

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.generic import View

from portal.councils.models import Council
from portal.councils.people import councils_of


class OwnDesk(View):
    """Leads to the desk of ``?council=`` where the person serves it, else to theirs, with a sentence why."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Lead on: one desk, all desks, or the front page for somebody who holds no office."""
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        mine = [membership.council for membership in councils_of(request.user.pk)]
        wanted = Council.objects.filter(slug=request.GET.get("council", "").replace("\x00", "")).first()
        if wanted in mine:
            return redirect("desk_home", council=wanted.slug)
        if wanted is not None:
            messages.info(
                request,
                f"You are signed in as {request.user.name}, who holds no office in {wanted.name}. "
                + ("This is your own desk." if mine else "Ask its clerk if that is a mistake."),
            )
        if not mine:
            return redirect("front")
        return redirect("desk_home", council=mine[0].slug) if len(mine) == 1 else redirect("inbox")
