"""Consulting on the desk: who was asked about an item, whom it is about, and what they said."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from approvals.consulting.asking import consult, consult_no_more
from approvals.consulting.concerning import say_it_is_about, say_it_is_not_about
from approvals.consulting.forms import AboutForm, ConsultForm
from approvals.consulting.standing import standing_of
from approvals.models import Concern, ItemConsultation
from approvals.reviewers.asking import READABLE
from approvals.reviewers.views.desk import get_inside
from portal.councils.form_views import CouncilFormView
from portal.councils.powers import Power
from portal.councils.views import CouncilView
from portal.drafts.access import may_write
from portal.drafts.models import Communication
from portal.refusals import NotYours


class ConsultationsPage(CouncilView):
    """Who was consulted about one item and what they said; whom it is about."""

    def get(self, request: HttpRequest, communication: int) -> HttpResponse:
        """Show it."""
        item = get_inside(self, communication)
        is_open = item.stage in READABLE and item.current_revision_id is not None
        consulting, acting = standing_of(item), is_open and self.person.may(Power.DECIDE)
        context = {
            "section": "drafts",
            "item": item,
            "consulting": consulting,
            "acting": acting,
            "may_drop": acting and all(one.user_id != self.person.user_id for one in consulting.about),
            "saying": is_open and may_write(self.person, item),
        }
        return render(request, "approvals/consulting/list.html", context)


class OfItem(CouncilFormView):
    """A form about one item whose inside the person reads."""

    section = "drafts"
    item: Communication

    def prepare(self, **kwargs: Any) -> None:
        """Find the item, or raise Http404."""
        self.item = get_inside(self, kwargs["communication"])
        if self.item.current_revision_id is None:
            raise Http404

    def words(self) -> dict[str, Any]:
        """Say which item."""
        return {"eyebrow": f"{self.item.spec.label}: {self.item}"}

    def next_address(self) -> str:
        """Return the item's consultations."""
        return reverse("consultations", args=[self.council.slug, self.item.pk])


class ConsultPage(OfItem):
    """Asks somebody for their view."""

    power = Power.DECIDE
    heading = "Consult somebody"
    lead = "They read the text and give their view. They decide nothing."
    button = "Ask for their view"

    def make_form(self, data: Any = None) -> forms.Form:
        """Return the form with whom the item is about."""
        return ConsultForm(data, council_id=self.council.pk, about=standing_of(self.item).about)

    def act(self, form: forms.Form) -> str:
        """Ask."""
        typed = form.cleaned_data
        made = consult(
            actor=self.person,
            communication_id=self.item.pk,
            member_id=typed["consulted"],
            question=typed["question"],
            hours=typed["hours"],
        )
        return f"{made.member.user.name} is asked on the desk, and told by email."


class AboutPage(OfItem):
    """Says whom the item is about."""

    heading = "Who is it about?"
    lead = "Say so where an item is about somebody of the council, not where it merely names or quotes them."
    button = "It is about them"

    def prepare(self, **kwargs: Any) -> None:
        """Find the item; raise NotYours for who does not write in it."""
        super().prepare(**kwargs)
        if not may_write(self.person, self.item):
            raise NotYours("Only who writes in an item says whom it is about.")

    def make_form(self, data: Any = None) -> forms.Form:
        """Return the form."""
        return AboutForm(data, council=self.council)

    def act(self, form: forms.Form) -> str:
        """Say it."""
        say_it_is_about(
            actor=self.person, communication_id=self.item.pk, member_id=form.cleaned_data["concerned"]
        )
        return "It is noted whom it is about."


class NotAbout(CouncilView):
    """Says that an item is not about somebody after all."""

    post_power = Power.DECIDE

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Say it."""
        found = get_object_or_404(Concern, pk=pk, council_id=self.council.pk)
        item = get_inside(self, found.communication_id)
        say_it_is_not_about(actor=self.person, concern_id=pk)
        messages.success(request, "It is noted that the item is not about them.")
        return redirect("consultations", council=self.council.slug, communication=item.pk)


class Drop(CouncilView):
    """Takes a question back."""

    post_power = Power.DECIDE

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take it back."""
        found = get_object_or_404(ItemConsultation, pk=pk, council_id=self.council.pk)
        item = get_inside(self, found.communication_id)
        consult_no_more(actor=self.person, consultation_id=pk)
        messages.success(request, "They are not asked any more.")
        return redirect("consultations", council=self.council.slug, communication=item.pk)
