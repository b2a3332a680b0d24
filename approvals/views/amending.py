"""The clerk's own edit of a submitted item, on the draft's own form; the review then stands on the new revision."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone

from approvals.amending import amend
from approvals.claiming import Taken
from approvals.models import Review, ReviewState
from approvals.reading import find_review, text_of
from approvals.views.review import ReviewView
from portal.councils.powers import Power
from portal.drafts.content import InvalidContent
from portal.drafts.editing import StaleRevision
from portal.drafts.forms import DraftForm, opening, put_rows
from portal.drafts.interrupted import Holder
from portal.drafts.picturing import check_pictures
from portal.drafts.recordings.standing import with_recordings
from portal.drafts.rows import KEPT_ROWS, NEW_ROWS
from portal.drafts.views.page import comparison
from portal.interrupted import kept_at
from portal.refusals import NotYours, Refusal


class AmendReview(ReviewView):
    """Edits the text of a review that the person has in hand."""

    power = Power.DECIDE

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the form around the current revision."""
        review = self._in_hand(pk)
        item, revision = review.communication, text_of(review.communication)
        holder = Holder(self.person.user_id, item.pk, item.kind)
        values = opening(holder, revision.content, based_on_id=revision.pk, edition=0, body_id=item.body_id)
        kept = kept_at(self.person.user_id, request.path)
        if kept is None:
            return self._page(request, review, DraftForm(item.spec, initial=values))
        data = kept.data  # on the revision that it was typed over: if another came since, both are shown
        data["edition"], data["holder"] = str(values["edition"]), values["holder"]
        return self._page(request, review, DraftForm(item.spec, data))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Save the edit, or change the rows of the form."""
        review = self._in_hand(pk)
        item = review.communication
        form = DraftForm(item.spec, request.POST)
        typed = form.typed()
        if "rows" in request.POST or any(f"{part.name}-drop" in request.POST for part in item.spec.parts):
            return self._page(request, review, _with_rows(form, typed, request.POST))
        try:
            check_pictures(self.person, item.spec, typed)
            typed = with_recordings(self.person, item.spec, typed)
            amend(actor=self.person, review_id=pk, raw=typed, based_on_id=form.based_on_id or 0)
        except NotYours:
            raise
        except InvalidContent as refusal:
            form.add_part_errors(refusal.errors)
            return self._page(request, review, form, status=422)
        except StaleRevision as refusal:
            return self._stale(request, review, form, typed, refusal)
        except Refusal as refusal:
            form.add_error(None, f"{refusal.what} {refusal.next_step}")
            return self._page(request, review, form, status=refusal.status)
        messages.success(
            request, "Your edit is saved. The review stands on it, and the record says that you edited."
        )
        return redirect(self.address(pk))

    def _in_hand(self, pk: int) -> Review:
        """Return the review if the person has it in hand; else say who has, or that it must be taken first."""
        review = find_review(self.person, pk)
        held = review.state == ReviewState.CLAIMED and review.claimed_until is not None
        if held and review.claimed_by_id == self.person.membership.pk:
            return review
        if review.state == ReviewState.WAITING or (held and _lapsed(review)):
            raise Refusal(
                "You do not have this review in hand.",
                "Nothing was changed. Take it in hand on its page, then edit the text.",
            )
        raise Taken(review)

    def _stale(
        self,
        request: HttpRequest,
        review: Review,
        form: DraftForm,
        typed: dict[str, Any],
        refusal: StaleRevision,
    ) -> HttpResponse:
        """Show theirs beside mine; the form keeps mine and, saved once more, follows theirs."""
        data = request.POST.copy()
        data["based_on"] = str(refusal.current.pk) if refusal.current else ""
        mine = DraftForm(form.kind, data)
        mine.add_error(None, f"{refusal.what} {refusal.next_step}")
        changes = comparison(review.communication, refusal.current, typed)
        return self._page(request, review, mine, status=refusal.status, stale=changes)

    def _page(
        self, request: HttpRequest, review: Review, form: DraftForm, status: int = 200, **words: Any
    ) -> HttpResponse:
        context = {"section": "queue", "review": review, "item": review.communication, "form": form, **words}
        return render(request, "approvals/amend.html", context, status=status)


def _lapsed(review: Review) -> bool:
    return review.claimed_until is not None and review.claimed_until <= timezone.now()


def _with_rows(form: DraftForm, typed: dict[str, Any], sent: QueryDict) -> DraftForm:
    """Return the form with a row more in the quotations where that was asked for, or without the dropped one."""
    data = sent.copy()
    for part in form.kind.parts:
        if part.shape not in {*NEW_ROWS, *KEPT_ROWS}:
            continue
        rows = typed[part.name]
        if part.name == sent.get("rows") and part.shape in NEW_ROWS:
            rows = [*rows, NEW_ROWS[part.shape]]
        put_rows(data, part.name, rows)
    return DraftForm(form.kind, data)
