"""What was not decided in time: a new time for it, from its author or from whoever decides."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from approvals.expiring import give_new_time
from approvals.falling_due import shown_due
from approvals.filtering import PASSED, read_filter
from approvals.models import OPEN, Review
from approvals.queue_forms import NewTimeForm
from approvals.views.going_on import list_address
from portal.councils.form_views import CouncilFormView
from portal.councils.powers import Power
from portal.councils.templatetags.words import moment
from portal.drafts.access import get_visible, may_write
from portal.drafts.models import Communication
from portal.refusals import NotYours, Refusal


class NewTime(CouncilFormView):
    """Says by when an item is wanted now whose time passed before it was decided."""

    power = Power.DRAFT
    section = "queue"
    form_class = NewTimeForm
    heading = "Give it a new time"
    lead = "It waits in the queue again, and can be approved until then. It does not go out by itself."
    button = "Give it this time"
    item: Communication
    review: Review | None

    def prepare(self, **kwargs: Any) -> None:
        """Find the item and its open review; Http404 for what the person does not see, NotYours for a reader."""
        self.item = get_visible(self.person, kwargs["communication"])
        if not may_write(self.person, self.item):
            raise NotYours("Its author or the clerk says by when this is to be decided.")
        self.review = Review.objects.filter(communication=self.item, state__in=OPEN).first()

    def page(self, request: HttpRequest, form: forms.Form, status: int = 200) -> HttpResponse:
        """Show the form; of what waits no more there is nothing to ask."""
        if self.review is None and not form.is_bound:
            return redirect(self.next_address())
        return super().page(request, form, status)

    def words(self) -> dict[str, Any]:
        """Say which item it is about, and what passed."""
        due = shown_due(self.review) if self.review else None
        passed = f" {due[0]}: {moment(due[1])}." if due else ""
        return {"eyebrow": f"{self.item.spec.label}: {self.item}", "lead": f"{self.lead}{passed}"}

    def act(self, form: forms.Form) -> str:
        """Give it."""
        decide_by = form.cleaned_data["decide_by"]
        try:
            review = give_new_time(actor=self.person, communication_id=self.item.pk, decide_by=decide_by)
        except Refusal:
            if self.review is None or self.review.wished_at != decide_by:
                raise
            return "It has that time already; nothing was done twice."
        due = shown_due(review)
        until = moment(due[1]) if due else moment(decide_by)
        return f"It waits in the queue again, and can be approved until {until}."

    def next_address(self) -> str:
        """Return the list of what was not decided in time for whoever came from it: they go on there.

        Else the review's page for whoever decides, the draft's for its author.
        """
        asked = read_filter(self.request.GET, across=True)
        if asked.due == PASSED and not asked.councils and self.person.may(Power.READ_ALL):
            return list_address(self.person, asked)
        if self.review is not None and self.person.may(Power.DECIDE):
            return reverse("review", args=[self.council.slug, self.review.pk])
        return reverse("draft", args=[self.council.slug, self.item.pk])
