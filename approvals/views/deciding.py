"""Deciding: approving exactly one revision, giving it back, ending it. What was typed survives a refusal."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from approvals.answering import Unanswered
from approvals.asked import keys_named, said_in
from approvals.claiming import Taken
from approvals.deciding import approve, reject, return_with_reason
from approvals.forms import ApproveForm, RejectForm, ReturnForm
from approvals.models import OPEN, Review, ReviewState
from approvals.queue import next_after
from approvals.reading import find_review
from approvals.views.review import ReviewView, show_review
from portal.channels.models import Publication
from portal.councils.form_views import CouncilFormView
from portal.councils.people import Person
from portal.councils.powers import Power
from portal.drafts.editing import StaleRevision
from portal.refusals import InvalidInput, NotYours, Refusal

A_MOMENT = timedelta(minutes=1)
"""For so long the same order again is a double click, not another wish."""

MOVED_ON = (
    "The text changed after you opened this page, so nothing was approved. "
    "Below is the version as it stands now: read it, then decide."
)


class ApproveReview(ReviewView):
    """Approves exactly the revision that the page showed."""

    def get(self, _request: HttpRequest, pk: int) -> HttpResponse:
        """Go to the review: the form is there."""
        return redirect(self.address(find_review(self.person, pk).pk))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Approve and go on, or show the page again with what was typed and why not."""
        form = ApproveForm(request.POST)
        if not form.is_valid():
            review = find_review(self.person, pk)
            if "revision_id" in form.errors:
                form.stand_on(review.revision_id)
            return show_review(request, self.person, review, form, status=422)
        try:
            review, publication = approve(
                actor=self.person,
                review_id=pk,
                revision_id=form.cleaned_data["revision_id"],
                issue=form.order(),
                said=said_in(request.POST),
            )
        except NotYours:
            raise
        except Refusal as refusal:
            return self._refused(request, pk, form, refusal)
        messages.success(request, _said(review, publication))
        return redirect(self._onward(request, review))

    def _onward(self, request: HttpRequest, review: Review) -> str:
        """Return the next review's page where it was asked for and there is one, else the item's."""
        if "next" in request.POST:
            following = next_after(self.person, review)
            return self.address(following.pk) if following else reverse("queue", args=[self.council.slug])
        return reverse("issued_item", args=[self.council.slug, review.communication_id])

    def _refused(self, request: HttpRequest, pk: int, form: ApproveForm, refusal: Refusal) -> HttpResponse:
        """Answer a refusal: the second click of the same person leads to what the first one did."""
        review = find_review(self.person, pk)
        if _is_second_click(self.person, review, form):
            messages.info(request, "You approved this a moment ago; it was not approved a second time.")
            return redirect(reverse("issued_item", args=[self.council.slug, review.communication_id]))
        if isinstance(refusal, Taken) or review.state not in OPEN:
            raise refusal
        if isinstance(refusal, StaleRevision):
            form.add_error(None, MOVED_ON)
        elif not isinstance(refusal, Unanswered):
            form.add_error(_field_of(refusal, form), f"{refusal.what} {refusal.next_step}")
        form.stand_on(review.revision_id)
        wrong = keys_named(refusal)
        return show_review(request, self.person, review, form, status=refusal.status, wrong=wrong)


def _is_second_click(person: Person, review: Review, form: ApproveForm) -> bool:
    """Return whether the very order that was carried out a moment ago came again: revision, channels and times."""
    if review.state != ReviewState.APPROVED or review.decided_by_id != person.membership.pk:
        return False
    if review.decided_at is None or timezone.now() - review.decided_at > A_MOMENT:
        return False
    order = form.order()
    publication = (
        Publication.objects.filter(clearance__revision_id=review.revision_id).order_by("-pk").first()
    )
    ordered = set(publication.deliveries.values_list("channel_id", flat=True)) if publication else set()
    same_end = publication is None or publication.take_down_at == order.take_down_at
    same_text = form.cleaned_data["revision_id"] == review.revision_id
    return same_text and same_end and set(order.channel_ids) == ordered


def _field_of(refusal: Refusal, form: ApproveForm) -> str | None:
    """Return the field that a refused input is about, or None where it is about the whole."""
    if not isinstance(refusal, InvalidInput):
        return None
    if form.cleaned_data["take_down_at"] is not None and "taken down" in refusal.what:
        return "take_down_at"
    if not form.cleaned_data["public_note"] and "note" in refusal.what:
        return "public_note"
    return "channels" if "channel" in refusal.what else None


def _said(review: Review, publication: Publication | None) -> str:
    """Return what was decided, with the reference, in one sentence."""
    if publication is None:
        reference = review.communication.reference
        return f"Approved under reference {reference}. This kind has no channel of its own here."
    return f"Approved under reference {publication.communication.reference}."


class RefuseReview(CouncilFormView):
    """A decision against the item, with a reason that its author reads."""

    power = Power.DECIDE
    section = "queue"
    review: Review

    def prepare(self, **kwargs: Any) -> None:
        """Find the review or raise Http404."""
        self.review = find_review(self.person, kwargs["pk"])

    def page(self, request: HttpRequest, form: forms.Form, status: int = 200) -> HttpResponse:
        """Show the form; of a review that is over only who typed a reason sees it again, to keep it."""
        if self.review.state not in OPEN and not form.is_bound:
            raise Taken(self.review)
        return super().page(request, form, status)

    def words(self) -> dict[str, Any]:
        """Say which item it is about."""
        item = self.review.communication
        return {"eyebrow": f"{item.spec.label}: {item}"}

    def next_address(self) -> str:
        """Return the review's page; once decided it says what was decided."""
        return reverse("review", args=[self.council.slug, self.review.pk])


class ReturnReview(RefuseReview):
    """Gives the draft back to its author."""

    heading = "Return it to the author"
    lead = "The author can change it and submit it again. It is not rejected."
    button = "Return it"

    def make_form(self, data: Any = None) -> forms.Form:
        """Return the form; the review's page has the same one, under the same prefix."""
        return ReturnForm(data, prefix="return")

    def act(self, form: forms.Form) -> str:
        """Return it."""
        return_with_reason(actor=self.person, review_id=self.review.pk, reason=form.cleaned_data["reason"])
        return f"Returned to {self.review.submitted_by.user.name}, who is told why by mail."


class RejectReview(RefuseReview):
    """Ends the item, after a page that asks whether that is meant."""

    form_class = RejectForm
    heading = "Reject it for good?"
    lead = (
        "A rejected item is over: nobody can change it or submit it again, and this cannot be taken back. "
        "To ask for changes, return it instead."
    )
    button = "Yes, reject it for good"
    danger = True

    def act(self, form: forms.Form) -> str:
        """Reject it."""
        reject(actor=self.person, review_id=self.review.pk, reason=form.cleaned_data["reason"])
        return f"Rejected. {self.review.submitted_by.user.name} is told why by mail."
