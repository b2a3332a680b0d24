"""What the council is dealing with, as far as whoever asks may know of it."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from policies.matters.interests import interest_of
from policies.matters.knowing import get_known, known_to, sees_inside, with_standing
from policies.matters.nearing import who_came_near
from policies.matters.restraining import requests_of
from policies.models import Interest, Matter
from portal.councils.powers import Power
from portal.councils.views import CouncilView

PAGE = 25


class MattersPage(CouncilView):
    """The matters of the council that the person may know of."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show those that are open, or with ``?closed=1`` those that are closed; flagged ones first."""
        closed = request.GET.get("closed") == "1"
        rows = with_standing(known_to(self.person), self.person).filter(closed_at__isnull=not closed)
        page = Paginator(rows.order_by("-flagged", "title", "pk"), PAGE).get_page(request.GET.get("page"))
        return render(
            request, "policies/matters_list.html", {"section": "matters", "page": page, "closed": closed}
        )


class MatterPage(CouncilView):
    """One matter: how it stands, who may see it, and what can be done about it."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show it; with a declared interest only that it is there, and the way to its papers."""
        matter: Any = get_known(self.person, pk)
        inside = sees_inside(self.person, matter)
        flag = matter.flags.filter(lifted_at__isnull=True).select_related("flagged_by__user").first()
        interest = interest_of(self.person, pk)
        reads_names = inside and (interest is None or interest.notice_accepted_at is not None)
        words = {
            "section": "matters",
            "matter": matter,
            "asked": list(requests_of(flag)) if flag else [],
            "interest": interest,
            "inside": inside and not matter.interested,
            "flag": flag,
            "aliases": list(matter.aliases.order_by("words")) if reads_names else [],
            **self._kept_by_the_clerk(matter),
        }
        return render(request, "policies/matters_page.html", words)

    def _kept_by_the_clerk(self, matter: Matter) -> dict[str, Any]:
        """Return who may see the matter, who has an interest and its flags so far, for whoever may change that."""
        words: dict[str, Any] = {}
        if self.person.may(Power.FLAG):
            past = matter.flags.filter(lifted_at__isnull=False).order_by("-flagged_at")
            words["past_flags"] = past.select_related("flagged_by__user", "lifted_by__user")[:20]
        if self.person.may(Power.DECIDE):
            words["named"] = matter.access.select_related("member__user").order_by("member__user__name")
            interests = matter.interests.select_related("member__user")
            words["neared"] = who_came_near(self.council.pk, matter.pk)
            words["interests"] = interests.order_by("ended_on", "member__user__name")[:100]
        return words


class MyInterestsPage(CouncilView):
    """What the person declared, as the clerk entered it."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show their interests, those that hold first."""
        rows = Interest.objects.filter(member=self.person.membership, matter__in=known_to(self.person))
        ordered = rows.select_related("matter").order_by("ended_on", "-declared_on", "-pk")
        page = Paginator(ordered, PAGE).get_page(request.GET.get("page"))
        return render(request, "policies/matters_interests.html", {"section": "matters", "page": page})
