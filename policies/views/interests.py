"""Declared interests: entering and ending one, and a member's way to the papers of such a matter."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from policies.forms.matters import InterestForm
from policies.matters.interests import accept_notice, declare_interest, end_interest, interest_of, read_papers
from policies.matters.knowing import get_known, known_to, sees_inside
from policies.matters.papers import Paper, papers_of
from policies.models import Interest
from policies.views.matter_acts import ActOnMatter
from portal.councils.form_views import CouncilFormView
from portal.councils.powers import Power
from portal.councils.views import CouncilView
from portal.fields import ConfirmForm

OPEN_FOR = timedelta(minutes=15)
"""How long papers stay open once that was recorded; whoever comes back later opens, and is recorded, again."""


class DeclareInterest(ActOnMatter):
    """Enters what a member declared."""

    heading = "Enter a declared interest"
    lead = "The member sees the matter marked so, and cannot draft on it."
    button = "Enter the interest"

    def make_form(self, data: Any = None) -> forms.Form:
        """Offer the people in office."""
        return InterestForm(data, council=self.council)

    def act(self, form: forms.Form) -> str:
        """Enter it."""
        member = form.cleaned_data["member"]
        declare_interest(
            actor=self.person,
            matter_id=self.matter.pk,
            member_id=member.pk,
            party=form.cleaned_data["party"],
            nature=form.cleaned_data["nature"],
            declared_on=form.cleaned_data["declared_on"],
        )
        return f"The interest of {member.user.name} is entered."


class EndInterest(CouncilFormView):
    """Ends an interest."""

    power = Power.DECIDE
    section = "matters"
    form_class = ConfirmForm
    heading = "End this interest?"
    lead = "From today they may draft on the matter and read of it as other members do."
    button = "End the interest"
    danger = True
    interest: Interest

    def prepare(self, **kwargs: Any) -> None:
        """Find the interest, which holds and whose matter the person may know of, or raise Http404."""
        rows = Interest.objects.select_related("member__user", "matter").filter(ended_on__isnull=True)
        self.interest = get_object_or_404(rows, pk=kwargs["pk"], matter__in=known_to(self.person))

    def words(self) -> dict[str, Any]:
        """Say whose and in what."""
        return {"eyebrow": f"{self.interest.member.user.name}: {self.interest.matter.title}"}

    def act(self, form: forms.Form) -> str:  # noqa: ARG002
        """End it."""
        end_interest(actor=self.person, interest_id=self.interest.pk)
        return f"The interest of {self.interest.member.user.name} has ended."

    def next_address(self) -> str:
        """Return the matter's page."""
        return reverse("matter", args=[self.council.slug, self.interest.matter_id])


class AcceptNotice(CouncilView):
    """Takes a member's word that they will not tell the other party."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Accept it and go on to the papers."""
        interest = accept_notice(actor=self.person, matter_id=pk)
        messages.success(request, f"You accepted the notice: nothing of this goes to {interest.party}.")
        return redirect("matter_papers", self.council.slug, pk)


class MatterPapers(CouncilView):
    """The papers of a matter. With an interest in it, each opening is recorded before they are shown."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the papers; with an interest the notice first, the button that opens them, or what it opened."""
        matter: Any = get_known(self.person, pk)
        inside = sees_inside(self.person, matter)
        interest = interest_of(self.person, pk)
        if interest is None and not inside:
            return redirect("matter", self.council.slug, pk)
        opened = interest is None or self._opened(request, pk) is not None
        if interest is not None:
            opened = opened and inside and matter.interested_see_papers and bool(interest.notice_accepted_at)
        papers = papers_of(self.person, matter) if opened else []
        shown = papers if interest is None else self._recorded(request, pk, papers)
        words = {
            "section": "matters",
            "matter": matter,
            "interest": interest,
            "opened": opened,
            "papers": shown,
            "more": len(papers) > len(shown),
        }
        return render(request, "policies/matters_papers.html", words)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Record that they are opened, and show them."""
        papers = read_papers(actor=self.person, matter_id=pk)
        keys = [paper.key for paper in papers]
        request.session[self._key(pk)] = {"at": timezone.now().timestamp(), "papers": keys}
        return redirect("matter_papers", self.council.slug, pk)

    def _opened(self, request: HttpRequest, pk: int) -> list[str] | None:
        """Return which papers were opened, and recorded, within the last minutes; None where none were."""
        opened = request.session.get(self._key(pk))
        if not isinstance(opened, dict):
            return None
        is_open = timezone.now().timestamp() - opened["at"] < OPEN_FOR.total_seconds()
        return list(opened["papers"]) if is_open else None

    def _recorded(self, request: HttpRequest, pk: int, papers: list[Paper]) -> list[Paper]:
        recorded = set(self._opened(request, pk) or ())
        return [paper for paper in papers if paper.key in recorded]

    def _key(self, pk: int) -> str:
        return f"papers-{self.person.membership.pk}-{pk}"
