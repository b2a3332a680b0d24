"""One review: the page on which the clerk reads and decides, and taking it in hand."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from approvals.answering import NOTHING
from approvals.asked import SEEN, WAIVE, Asked, asked_beside, said_in, wrong_in
from approvals.citing import Clauses, clauses_for
from approvals.claiming import claim, note_reading, put_back
from approvals.comparing import comparison_for
from approvals.falling_due import has_expired
from approvals.filtering import read_filter
from approvals.forms import ApproveForm
from approvals.material import Material, material_of
from approvals.models import OPEN, Review
from approvals.previewing import draft_letter, draft_sheet, previews_of
from approvals.reading import (
    Remark,
    channels_of,
    find_review,
    fitting,
    passages_of,
    remarks_on,
)
from approvals.reason_forms import ReturnForm
from approvals.regard.beside import checklist
from approvals.regard.forms import RegardForm
from policies.evaluate import Severity
from portal.channels.connectors.base import Capability, connectors
from portal.channels.connectors.choosing import can
from portal.channels.models import Channel
from portal.channels.printing.setting import Unprintable
from portal.councils.people import Person, people_who_may
from portal.councils.powers import Power
from portal.councils.views import CouncilView


class ReviewView(CouncilView):
    """A page about one review: who may read all may look, who may decide may act."""

    power = Power.READ_ALL
    post_power = Power.DECIDE

    def address(self, pk: int) -> str:
        """Return the address of the review's page, with the filter of the list that it was opened from."""
        return (
            reverse("review", args=[self.council.slug, pk])
            + read_filter(self.request.GET, across=True).suffix
        )


class ReviewPage(ReviewView):
    """The text part by part with its findings, what changed, how it will look, and the decision."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the review."""
        return show_review(request, self.person, find_review(self.person, pk))


class ClaimReview(ReviewView):
    """Takes the review in hand."""

    def get(self, _request: HttpRequest, pk: int) -> HttpResponse:
        """Go to the review: the form is there."""
        return redirect(self.address(find_review(self.person, pk).pk))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take it; Taken says who has it."""
        find_review(self.person, pk)
        claim(actor=self.person, review_id=pk)
        messages.success(request, "You have it in hand for half an hour. Others see that.")
        return redirect(self.address(pk))


class PutBackReview(ClaimReview):
    """Puts the review back into the queue."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Put it back."""
        find_review(self.person, pk)
        put_back(actor=self.person, review_id=pk)
        messages.success(request, "It is back in the queue.")
        return redirect(self.address(pk))


class ReadReview(ClaimReview):
    """Notes that the review's text was read; the page says so by itself, where it is scripted."""

    def post(self, _request: HttpRequest, pk: int) -> HttpResponse:
        """Note it."""
        find_review(self.person, pk)
        note_reading(actor=self.person, review_id=pk)
        return JsonResponse({"read": True})


class LetterPreview(ReviewView):
    """The letter as PDF as it would be made now; nothing is kept."""

    def get(self, _request: HttpRequest, pk: int) -> HttpResponse:
        """Return the file; Unprintable is said in its place."""
        review = find_review(self.person, pk)
        channel = next((c for c in channels_of(review.communication) if can(c, Capability.LETTERHEAD)), None)
        if channel is None:
            raise Http404
        pdf = draft_letter(self.person, review.revision, review.communication, channel)
        response = HttpResponse(pdf, content_type="application/pdf")
        response["Content-Disposition"] = f'inline; filename="preview-{pk}.pdf"'
        response["Cache-Control"] = "private, no-store"
        return response


class SheetPreview(ReviewView):
    """The sheet of one board or round as a picture, as it would be printed now; nothing is kept."""

    def get(self, _request: HttpRequest, pk: int, channel: int) -> HttpResponse:
        """Return it; Http404 where the item does not go there, or it cannot be printed, which the page says."""
        review = find_review(self.person, pk)
        place = next((one for one in channels_of(review.communication) if one.pk == channel), None)
        known = connectors().get(place.connector) if place else None
        if place is None or known is None or Capability.SHEET not in known.capabilities:
            raise Http404
        try:
            picture = draft_sheet(self.person, review.revision, review.communication, place)
        except Unprintable as error:
            raise Http404(str(error)) from error
        response = HttpResponse(picture, content_type="image/png")
        response["Cache-Control"] = "private, no-store"
        return response


def show_review(
    request: HttpRequest,
    person: Person,
    review: Review,
    form: ApproveForm | None = None,
    status: int = 200,
    wrong: Collection[str] = (),
    regard: RegardForm | None = None,
) -> HttpResponse:
    """Return the review's page; ``form`` and ``regard`` are what was typed where a decision was refused, ``wrong`` the
    keys of the findings that the refusal named.

    At most nine queries beyond the three that say who asks and what for, whatever there is of it: one for all that
    stands beside the text, two of the rules, two with a flagged matter, one for views, one for periods; and two for a
    post that leads to a full story: one for the page behind its link, one for a story that nobody has approved.
    """
    item, revision = review.communication, review.revision
    known = material_of(person, review)
    issues, channels = known.issues, known.channels
    remarks, bases = remarks_on(review, person, _hour(form) if channels else None)
    deciding, expired = review.state in OPEN and person.may(Power.DECIDE), has_expired(review)
    typed = said_in(request.POST) if form is not None else NOTHING
    wants = [(remark, remark.asks) for _, remark in remarks]
    asked = asked_beside(wants, known.said, person, typed=typed, wrong=wrong)
    words: dict[str, Any] = {
        "section": "queue",
        "from_list": read_filter(request.GET, across=True),
        "review": review,
        "item": item,
        "revision": revision,
        "passages": passages_of(revision, remarks),
        "known_bases": bases,
        "remarks": [remark for _, remark in remarks],
        "blocking": _standing(remarks, asked),
        "asked": asked,
        "advice": [one for one in asked.values() if one.asks == SEEN and not one.settled],
        "errors": [*wrong_in(asked), *(regard.wrong if regard else ())],
        "comparison": comparison_for(review, issues, known.earlier),
        "previews": previews_of(revision, item, channels, issues, known.files),
        **_beside(known),
        "is_open": review.state in OPEN,
        "expired": expired,
        "any_flag": vars(review).get("any_flag", True),
    }
    take_over = "earlier" in request.GET
    words |= checklist(person, review, words["remarks"], known.beside, typed=regard, take_over=take_over)
    if deciding:
        corrects = any(issue.live_at for issue in issues)
        form_now = form or _begun(review, corrects=corrects)
        words |= _decision(person, review, channels, form_now, clauses_for(words["remarks"], known.in_force))
        words["answering"] = words["answering"] and (form is not None or not expired)
        words["corrects"] = corrects
    return render(request, "approvals/review.html", words, status=status)


def _beside(known: Material) -> dict[str, Any]:
    """Return what the page shows beside the text as it was brought."""
    return {
        "history": known.acts,
        "notes": known.notes,
        "revisions": known.revisions,
        "issues": known.issues,
        "route_asked": known.route,
        "item_reviewers": known.reviewers,
    }


def _begun(review: Review, *, corrects: bool) -> ApproveForm:
    """Return the form as it begins: what the author says of a correction is offered as the note to its readers."""
    note = review.message if corrects else ""
    return ApproveForm(initial={"revision_id": review.revision_id, "public_note": note})


def _hour(form: ApproveForm | None) -> datetime:
    """Return when it would go out: at the time that was typed, else at once, which the form offers first."""
    typed = form.cleaned_data.get("go_at") if form is not None and form.is_bound else None
    return typed or timezone.now()


def _standing(remarks: Sequence[tuple[str, Remark]], asked: Mapping[str, Asked]) -> int:
    """Return how many findings stand against the item still: those that block and that nobody waived."""
    waived = {key for key, one in asked.items() if one.settled and one.asks == WAIVE}
    blocking = (remark for _, remark in remarks if remark.severity == Severity.BLOCK)
    return sum(remark.key not in waived for remark in blocking)


def _decision(
    person: Person,
    review: Review,
    channels: Sequence[Channel],
    form: ApproveForm,
    offered: Clauses,
) -> dict[str, Any]:
    """Return what the decision's part of the page needs. One query, where somebody else has to decide."""
    own = review.communication.author.user_id == person.user_id
    refused_own = own and person.council.second_officer_required
    fit, unfit = fitting(channels, review.revision)
    form.offer(fit, review.communication.spec)
    returning = ReturnForm(prefix="return")
    form.offer_clauses(offered)
    returning.offer_clauses(offered)
    held = review.claimed_by_id if review.claimed_until and review.claimed_until > timezone.now() else None
    known = connectors()
    can_end = any(
        Capability.RETRACT in known[channel.connector].capabilities
        and known[channel.connector].waits_for_embargo
        for channel in fit
        if channel.connector in known
    )
    return {
        "form": form,
        "return_form": returning,
        "deciding": True,
        "answering": not refused_own and (held is None or held == person.membership.pk),
        "channels": fit,
        "unfit": unfit,
        "own": own,
        "refused_own": refused_own,
        "others": _others(person) if refused_own else [],
        "mine": held == person.membership.pk,
        "held_by_other": held is not None and held != person.membership.pk,
        "can_end": can_end,
        "press_count": next((vars(one)["listed"] for one in channels if can(one, Capability.LISTED)), None),
    }


def _others(person: Person) -> list[Person]:
    """Return who else may decide. One query."""
    holders = people_who_may(Power.DECIDE, person.council.pk)
    return [holder for holder in holders if holder.membership.pk != person.membership.pk]
