"""The one way into a council's desk: the council from the path, the person from the membership."""

from functools import partial
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.views.generic import View

from portal.councils.models import Council
from portal.councils.once import once
from portal.councils.people import Person, find_person
from portal.councils.powers import Power
from portal.councils.signed_in import person_signed_in
from portal.refusals import NotYours


class CouncilView(View):
    """Finds the council and the person, or answers 404; refuses with words where a power is lacking.

    A form that is sent twice is carried out once (portal.councils.once).

    Subclasses set ``power`` (what is needed to enter) and ``post_power`` (what is needed to act, default the same).
    """

    power: Power = Power.READ_DESK
    post_power: Power | None = None
    person: Person
    council: Council

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Resolve who asks before any handler runs; a stranger to the council learns nothing of it."""
        slug = kwargs.pop("council")
        person = person_signed_in(request, slug)
        if person is None:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            person = find_person(user_id=request.user.pk, council_slug=slug)
        if person is None:
            raise Http404
        self.person, self.council = person, person.council
        request.person = person  # type: ignore[attr-defined]
        needed = self.power if request.method in {"GET", "HEAD", "OPTIONS"} else self.post_power or self.power
        if not self.admits(needed):
            return self.refuse(request, needed)
        answer = partial(super().dispatch, request, *args, **kwargs)
        return once(request, person, answer) if request.method == "POST" else answer()

    def admits(self, needed: Power) -> bool:
        """Return whether the person comes in by ``needed``; a subclass may let in who was named for this alone."""
        return self.person.may(needed)

    def refuse(self, request: HttpRequest, needed: Power) -> HttpResponse:  # noqa: ARG002  subclasses use request
        """Refuse because ``needed`` is lacking; the middleware turns it into a page."""
        self.person.require(needed)
        raise NotYours(f"You may not {needed.value}.")
