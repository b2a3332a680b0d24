"""Deciding against an item: giving it back, ending it. What was typed survives a refusal."""

from abc import abstractmethod
from typing import Any, cast

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from approvals.citing import clauses_for, clauses_in_force
from approvals.claiming import Taken
from approvals.deciding import reject, return_with_reason
from approvals.filtering import read_filter
from approvals.founding import Uncited, with_cites
from approvals.models import OPEN, Review, ReviewState
from approvals.reading import find_review, remarks_on
from approvals.reason_forms import CitingForm, RejectForm, ReturnForm
from approvals.regard.answering import Incomplete, Regard
from approvals.regard.beside import Beside, questions
from approvals.regard.forms import RegardForm
from approvals.repeated import decided_already
from approvals.views.going_on import go_on
from portal.councils.form_views import CouncilFormView
from portal.councils.powers import Power
from portal.councils.templatetags.words import moment
from portal.refusals import InvalidInput, NotYours, Refusal


class RefuseReview(CouncilFormView):
    """A decision against the item, with a reason that its author reads; the publicity code may be answered too."""

    power = Power.DECIDE
    section = "queue"
    template_name = "approvals/refuse.html"
    button_next: str
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
            form.offer_clauses(
                clauses_for([remark for _, remark in remarks], clauses_in_force(self.review.communication))
            )
        return super().page(request, form, status)

    @abstractmethod
    def refuse_it(self, reason: str, cites: list[str], regard: Regard) -> str:
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
            reasons = cast("CitingForm", form)
            return self.refuse_it(reasons.cleaned_data["reason"], reasons.cites(), self.regard.regard())
        except Incomplete as refusal:
            self.regard.mend(refusal.wrong)
            raise

    def words(self) -> dict[str, Any]:
        """Say which item it is about."""
        item = self.review.communication
        checklist = {"regard_asks": questions(self.regard, (), Beside())}
        named = {"eyebrow": f"{item.spec.label}: {item}", "button_next": self.button_next}
        return {**named, "errors": self.regard.wrong, **checklist}

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
            form.add_error(self.field_of(refusal), f"{refusal.what} {refusal.next_step}")
            return self.page(request, form, status=refusal.status)
        return redirect(go_on(request, self.person, self.review, said, self.next_address()))

    def field_of(self, refusal: Refusal) -> str | None:
        """Return the list of clauses where none was chosen."""
        return "clause" if isinstance(refusal, Uncited) else None

    def next_address(self) -> str:
        """Return the review's page; once decided it says what was decided."""
        there = reverse("review", args=[self.council.slug, self.review.pk])
        return there + read_filter(self.request.GET, across=True).suffix


class ReturnReview(RefuseReview):
    """Gives the draft back to its author."""

    heading = "Return it to the author"
    lead = "The author can change it and submit it again. It is not rejected."
    button = "Return it"
    button_next = "Return it and go to next"

    def make_form(self, data: Any = None) -> forms.Form:
        """Return the form; the review's page has the same one, under the same prefix."""
        self.regard = RegardForm(data)
        return ReturnForm(data, prefix="return")

    def refuse_it(self, reason: str, cites: list[str], regard: Regard) -> str:
        """Return it."""
        author = self.review.submitted_by.user.name
        try:
            return_with_reason(
                actor=self.person, review_id=self.review.pk, reason=reason, cites=cites, regard=regard
            )
        except Taken:
            because = with_cites(reason, cites)
            if at := decided_already(self.person, self.review.pk, ReviewState.RETURNED, because):
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
    button_next = "Reject it for good and go to next"
    danger = True

    def refuse_it(self, reason: str, cites: list[str], regard: Regard) -> str:
        """Reject it."""
        try:
            reject(actor=self.person, review_id=self.review.pk, reason=reason, cites=cites, regard=regard)
        except Taken:
            because = with_cites(reason, cites)
            if at := decided_already(self.person, self.review.pk, ReviewState.REJECTED, because):
                return f"You rejected “{self.review.communication}” on {moment(at)}; nothing was done twice."
            raise
        return f"Rejected. {self.review.submitted_by.user.name} is told why by mail."
