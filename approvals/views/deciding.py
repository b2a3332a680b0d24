"""Deciding: approving exactly one revision. What was typed survives a refusal."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from approvals.answering import Unanswered
from approvals.asked import keys_named, said_in
from approvals.claiming import Taken
from approvals.deciding import approve
from approvals.forms import ApproveForm
from approvals.models import OPEN, Review, ReviewState
from approvals.reading import find_review
from approvals.regard.answering import Incomplete, requires_regard, wrong_in
from approvals.regard.forms import RegardForm
from approvals.views.going_on import go_on
from approvals.views.review import ReviewView, show_review
from portal.channels.models import Publication
from portal.councils.people import Person
from portal.councils.templatetags.words import moment
from portal.drafts.editing import StaleRevision
from portal.refusals import InvalidInput, NotYours, Refusal
from portal.typed import stated

A_MOMENT = timedelta(minutes=1)
"""For so long the same order again is a double click, not another wish."""
AT_ONCE = timedelta(seconds=5)
"""What goes out within this time of its approval was ordered at once: forms take whole minutes."""

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
        form, regard = ApproveForm(request.POST), RegardForm(request.POST)
        if not (form.is_valid() & regard.is_valid()):
            review = find_review(self.person, pk)
            if "revision_id" in form.errors:
                form.stand_on(review.revision_id)
            return show_review(request, self.person, review, form, status=422, regard=regard)
        try:
            review, publication = approve(
                actor=self.person,
                review_id=pk,
                revision_id=form.cleaned_data["revision_id"],
                issue=form.order(),
                reason=form.because(),
                said=said_in(request.POST),
                regard=regard.regard(),
            )
        except NotYours:
            raise
        except Refusal as refusal:
            return self._refused(request, pk, form, regard, refusal)
        issued = reverse("issued_item", args=[self.council.slug, review.communication_id])
        said = _said(review, publication)
        if "next" not in request.POST:
            messages.success(request, said)
            return redirect(issued)
        return redirect(go_on(request, self.person, review, said, issued))

    def _refused(
        self, request: HttpRequest, pk: int, form: ApproveForm, regard: RegardForm, refusal: Refusal
    ) -> HttpResponse:
        """Answer a refusal: the second click of the same person leads to what the first one did."""
        review = find_review(self.person, pk)
        before = _own_order(self.person, review)
        if before is not None and _is_the_same(before, review, form):
            messages.info(request, "You approved this a moment ago; it was not approved a second time.")
            return redirect(reverse("issued_item", args=[self.council.slug, review.communication_id]))
        if before is not None:
            raise OrderStands(review, before.publication)
        if isinstance(refusal, Taken) or review.state not in OPEN:
            raise refusal
        if isinstance(refusal, StaleRevision):
            form.add_error(None, MOVED_ON)
        elif not isinstance(refusal, Unanswered | Incomplete):
            form.add_error(_field_of(refusal, form), f"{refusal.what} {refusal.next_step}")
        form.stand_on(review.revision_id)
        # What else is missing is said at once: nobody is sent back for it a second time.
        required = requires_regard(self.council, review.communication)
        regard.mend(wrong_in(regard.regard(), required=required, approving=True))
        wrong = keys_named(refusal)
        return show_review(
            request, self.person, review, form, status=refusal.status, wrong=wrong, regard=regard
        )


@dataclass(frozen=True)
class _Ordered:
    """What an approval ordered; ``publication`` is None for a kind without channels of its own."""

    publication: Publication | None
    at: datetime


class OrderStands(Taken):
    """The person has approved it already, with other channels, times or words than they sent now."""

    next_step = "Nothing was changed. On the item’s page you can change its time, stop it or withdraw it."

    def __init__(self, review: Review, publication: Publication | None) -> None:
        super().__init__(review)
        if publication is not None:
            time = moment(publication.go_at)
            self.what += (
                f" That order stays, with its channels and its time ({time}); this one was not taken."
            )
        self.next_step = OrderStands.next_step


def _own_order(person: Person, review: Review) -> _Ordered | None:
    """Return what ``person`` ordered by approving a moment ago; None where they did not."""
    if review.state != ReviewState.APPROVED or review.decided_by_id != person.membership.pk:
        return None
    if review.decided_at is None or timezone.now() - review.decided_at > A_MOMENT:
        return None
    issues = Publication.objects.filter(clearance__revision_id=review.revision_id).order_by("-pk")
    return _Ordered(issues.first(), review.decided_at)


def _is_the_same(before: _Ordered, review: Review, form: ApproveForm) -> bool:
    """Return whether the very order came again: revision, channels, times and words."""
    order, issue = form.order(), before.publication
    if form.cleaned_data["revision_id"] != review.revision_id:
        return False
    if issue is None:
        return not order.channel_ids
    at_once = before.at + AT_ONCE
    same_start = issue.go_at == order.go_at or max(issue.go_at, order.go_at or issue.go_at) <= at_once
    same_rest = (issue.take_down_at, issue.public_note) == (order.take_down_at, stated(order.public_note))
    same_rest = same_rest and review.reason == stated(form.because())
    channels = set(issue.deliveries.values_list("channel_id", flat=True))
    return same_start and same_rest and set(order.channel_ids) == channels


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
