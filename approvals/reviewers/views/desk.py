"""Reviewers on the desk: who was asked about an item and what they said; what a member was asked to read."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from approvals.models import Reviewer
from approvals.reviewers.asking import READABLE, ask_reviewer, may_ask
from approvals.reviewers.commenting import comment, finish, over
from approvals.reviewers.ending import extend_reviewer, may_end, revoke_reviewer
from approvals.reviewers.forms import AskReviewerForm, CommentForm, ExtendForm
from approvals.reviewers.listing import get_asked, get_reviewer, reviewers_of
from approvals.reviewers.text import shown_of
from portal.councils.form_views import CouncilFormView
from portal.councils.powers import Power
from portal.councils.views import CouncilView
from portal.drafts.access import get_visible, works_on
from portal.drafts.models import Communication
from portal.refusals import NotYours, Refusal


def get_inside(view: CouncilView, communication_id: int) -> Communication:
    """Return an item whose inside the person reads; Http404 for any other."""
    item = get_visible(view.person, communication_id)
    if not works_on(view.person, item):
        raise Http404
    return item


class ReviewersPage(CouncilView):
    """The reviewers of one item, with what each said on which revision."""

    def get(self, request: HttpRequest, communication: int) -> HttpResponse:
        """Show them."""
        item = get_inside(self, communication)
        asked = reviewers_of(item)
        context = {
            "section": "drafts",
            "item": item,
            "reviewers": asked,
            "may_ask": item.stage in READABLE and may_ask(self.person, item),
            "mine": {one.reviewer.pk for one in asked if may_end(self.person, item, one.reviewer)},
        }
        return render(request, "approvals/reviewers/list.html", context)


class AskPage(CouncilFormView):
    """Names somebody to read the item's saved text."""

    power = Power.DRAFT
    section = "drafts"
    heading = "Ask somebody to read it"
    lead = "They read the text as it is saved now and comment. They see nothing else of the desk, and decide nothing."
    button = "Ask them"
    item: Communication

    def prepare(self, **kwargs: Any) -> None:
        """Find the item; raise NotYours for who may not ask."""
        self.item = get_inside(self, kwargs["communication"])
        if not may_ask(self.person, self.item):
            raise NotYours("You may not name reviewers for this item.", "Ask the clerk to.")
        if self.item.current_revision is None:
            raise Http404

    def make_form(self, data: Any = None) -> forms.Form:
        """Return the form for the saved text."""
        begun = {"revision_id": self.item.current_revision_id}
        return AskReviewerForm(data, council_id=self.council.pk, initial=begun)

    def words(self) -> dict[str, Any]:
        """Say which item."""
        return {"eyebrow": f"{self.item.spec.label}: {self.item}"}

    def act(self, form: forms.Form) -> str:
        """Ask."""
        assert isinstance(form, AskReviewerForm)  # noqa: S101  for the reader of types
        made = ask_reviewer(
            actor=self.person,
            communication_id=self.item.pk,
            revision_id=form.cleaned_data["revision_id"],
            asking=form.asking(),
            reason=form.cleaned_data["reason"],
        )
        way = (
            "gets a private link by email"
            if made.member_id is None
            else "is asked on the desk, and told by email"
        )
        return f"{made.shown_name}, {way}."

    def next_address(self) -> str:
        """Return the item's reviewers."""
        return reverse("reviewers", args=[self.council.slug, self.item.pk])


class ReadPage(CouncilView):
    """What a member was asked to read, and their comments."""

    of_one_person = True

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the text, or that it is over."""
        reviewer = self._mine(pk)
        return self._page(request, reviewer, CommentForm(initial={"revision_id": reviewer.revision_id}))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Keep a comment."""
        reviewer = self._mine(pk)
        form = CommentForm(request.POST)
        if not form.is_valid():
            return self._page(request, reviewer, form, 422)
        try:
            comment(actor=self.person, reviewer_id=reviewer.pk, **form.cleaned_data)
        except NotYours:
            raise
        except Refusal as refusal:
            form.add_error(None, f"{refusal.what} {refusal.next_step}")
            return self._page(request, get_asked(self.person, pk), form, refusal.status)
        messages.success(request, "Your comment is kept. You can write more, until you have finished.")
        return redirect("reviewer_read", council=self.council.slug, pk=pk)

    def _mine(self, pk: int) -> Reviewer:
        return get_asked(self.person, pk)

    def _page(
        self, request: HttpRequest, reviewer: Reviewer, form: CommentForm, status: int = 200
    ) -> HttpResponse:
        why = over(reviewer)
        context: dict[str, Any] = {"section": "desk", "reviewer": reviewer, "over": why, "form": form}
        context |= {"unsent": form.typed()} if why else reading(reviewer)
        return render(request, "approvals/reviewers/read.html", context, status=status)


def reading(reviewer: Reviewer) -> dict[str, Any]:
    """Return what both pages of a reviewer show: the text, what they said, whether it was changed since. One query."""
    return {
        "parts": shown_of(reviewer.revision),
        "comments": list(reviewer.comments.select_related("revision").order_by("at", "pk")),
        "stale": reviewer.communication.current_revision_id != reviewer.revision_id,
    }


class Finish(ReadPage):
    """Says that a member has finished."""

    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Finish, unless something stands in the boxes that was not sent."""
        form = CommentForm(request.POST)
        if form.typed():
            form.not_finished()
            return self._page(request, self._mine(pk), form, 422)
        finish(actor=self.person, reviewer_id=get_asked(self.person, pk).pk)
        messages.success(request, "You have finished. Whoever asked you is told.")
        return redirect("desk_home", council=self.council.slug)


class Revoke(CouncilView):
    """Takes a link back."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take it back at once."""
        found = get_reviewer(self.person, pk)
        revoke_reviewer(actor=self.person, reviewer_id=pk)
        messages.success(request, f"{found.shown_name}, can read it no more.")
        return redirect("reviewers", council=self.council.slug, communication=found.communication_id)


class ExtendPage(CouncilFormView):
    """Gives more time, and perhaps the newer text."""

    section = "drafts"
    heading = "Give more time, or the newer text"
    lead = "Their link stays the same."
    button = "Save"
    reviewer: Reviewer

    def prepare(self, **kwargs: Any) -> None:
        """Find the reviewer; raise NotYours for who may not ask."""
        self.reviewer = get_reviewer(self.person, kwargs["pk"])
        if not may_ask(self.person, self.reviewer.communication):
            raise NotYours("You may not name reviewers for this item.", "Ask the clerk to.")

    def make_form(self, data: Any = None) -> forms.Form:
        """Return the form for the text as it is saved now."""
        return ExtendForm(data, initial={"revision_id": self.reviewer.communication.current_revision_id})

    def words(self) -> dict[str, Any]:
        """Say whom it is about."""
        return {"eyebrow": f"{self.reviewer.shown_name}: {self.reviewer.communication}"}

    def act(self, form: forms.Form) -> str:
        """Save it."""
        assert isinstance(form, ExtendForm)  # noqa: S101  for the reader of types
        typed = form.cleaned_data
        extend_reviewer(
            actor=self.person,
            reviewer_id=self.reviewer.pk,
            revision_id=typed["revision_id"],
            until=form.until(),
            newest=typed["newest"] == "yes",
            reason=typed["reason"],
        )
        return "Saved. They are told by email."

    def next_address(self) -> str:
        """Return the item's reviewers."""
        return reverse("reviewers", args=[self.council.slug, self.reviewer.communication_id])
