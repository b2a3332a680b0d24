"""Deciding: approving exactly one revision, giving it back, ending it. What was typed survives a refusal."""

from abc import abstractmethod
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from approvals.answering import Unanswered
from approvals.asked import keys_named, said_in
from approvals.citing import clauses_for
from approvals.claiming import Taken
from approvals.deciding import approve, reject, return_with_reason
from approvals.filtering import read_filter
from approvals.forms import ApproveForm
from approvals.models import OPEN, Review, ReviewState
from approvals.reading import find_review, remarks_on
from approvals.reason_forms import CitingForm, RejectForm, ReturnForm
from approvals.regard.answering import Incomplete, Regard, requires_regard, wrong_in
from approvals.regard.beside import Beside, questions
from approvals.regard.forms import RegardForm
from approvals.repeated import decided_already
from approvals.views.going_on import go_on
from approvals.views.review import ReviewView, show_review
from portal.channels.models import Publication
from portal.councils.form_views import CouncilFormView
from portal.councils.people import Person
from portal.councils.powers import Power
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


class RefuseReview(CouncilFormView):
    """A decision against the item, with a reason that its author reads; the publicity code may be answered too."""

    power = Power.DECIDE
    section = "queue"
    template_name = "approvals/refuse.html"
    review: Review
    regard: RegardForm

    def prepare(self, **kwargs: Any) -> None:
        """Find the review or raise Http404."""
        self.review = find_review(self.person, kwargs["pk"])

    def page(self, request: HttpRequest, form: forms.Form, status: int = 200) -> HttpResponse:
        """Show the form; of a review that is over only who typed a reason sees it again, to keep it."""
        if self.review.state not in OPEN and not form.is_bound:
            raise Taken(self.review)
        if isinstance(form, CitingForm):
            remarks = remarks_on(self.review, self.person).found
            form.offer_clauses(clauses_for(self.review, [remark for _, remark in remarks]))
        return super().page(request, form, status)

    @abstractmethod
    def refuse_it(self, reason: str, regard: Regard) -> str:
        """Carry it out with what was answered to the publicity code; return what was done, in words."""

    def make_form(self, data: Any = None) -> forms.Form:
        """Return the form, with the checklist beside it."""
        self.regard = RegardForm(data)
        return super().make_form(data)

    def act(self, form: forms.Form) -> str:
        """Carry it out, unless the checklist cannot be read."""
        if not self.regard.is_valid():
            raise InvalidInput("Something in the publicity checklist is to be mended.")
        try:
            return self.refuse_it(cast("CitingForm", form).because(), self.regard.regard())
        except Incomplete as refusal:
            self.regard.mend(refusal.wrong)
            raise

    def words(self) -> dict[str, Any]:
        """Say which item it is about."""
        item = self.review.communication
        checklist = {"regard_asks": questions(self.regard, (), Beside())}
        return {"eyebrow": f"{item.spec.label}: {item}", "errors": self.regard.wrong, **checklist}

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Decide; where the next item was asked for it opens, with what was done and the way back."""
        if "next" not in request.POST:
            return super().post(request, **kwargs)
        self.prepare(**kwargs)
        form = self.make_form(request.POST)
        if not form.is_valid():
            return self.page(request, form, status=422)
        try:
            said = self.act(form)
        except NotYours:
            raise
        except Refusal as refusal:
            form.add_error(None, f"{refusal.what} {refusal.next_step}")
            return self.page(request, form, status=refusal.status)
        return redirect(go_on(request, self.person, self.review, said, self.next_address()))

    def next_address(self) -> str:
        """Return the review's page; once decided it says what was decided."""
        there = reverse("review", args=[self.council.slug, self.review.pk])
        return there + read_filter(self.request.GET, across=True).suffix


class ReturnReview(RefuseReview):
    """Gives the draft back to its author."""

    heading = "Return it to the author"
    lead = "The author can change it and submit it again. It is not rejected."
    button = "Return it"

    def make_form(self, data: Any = None) -> forms.Form:
        """Return the form; the review's page has the same one, under the same prefix."""
        self.regard = RegardForm(data)
        return ReturnForm(data, prefix="return")

    def refuse_it(self, reason: str, regard: Regard) -> str:
        """Return it."""
        author = self.review.submitted_by.user.name
        try:
            return_with_reason(actor=self.person, review_id=self.review.pk, reason=reason, regard=regard)
        except Taken:
            if at := decided_already(self.person, self.review.pk, ReviewState.RETURNED, reason):
                item = self.review.communication
                return (
                    f"You returned “{item}” to {author} on {moment(at)}; it was not returned a second time."
                )
            raise
        return f"Returned to {author}, who is told why by mail."


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

    def refuse_it(self, reason: str, regard: Regard) -> str:
        """Reject it."""
        try:
            reject(actor=self.person, review_id=self.review.pk, reason=reason, regard=regard)
        except Taken:
            if at := decided_already(self.person, self.review.pk, ReviewState.REJECTED, reason):
                return f"You rejected “{self.review.communication}” on {moment(at)}; nothing was done twice."
            raise
        return f"Rejected. {self.review.submitted_by.user.name} is told why by mail."
