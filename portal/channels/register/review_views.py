"""The pages of a channel's yearly review: drawing the paper up, reading and printing it, entering the decision."""

import re
from typing import Any, cast

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from portal.channels.models import ChannelReview
from portal.channels.register.forms import DecisionForm, ReviewForm
from portal.channels.register.paper import paper_pdf, paper_words
from portal.channels.register.reviewing import draw_up, enter_decision
from portal.channels.register.views import AboutChannel
from portal.councils.models import Council
from portal.councils.views import CouncilView


def find_review(council: Council, pk: int) -> ChannelReview:
    """Return one review of the council's with all that its paper says, or raise Http404."""
    rows = ChannelReview.objects.select_related(
        "council", "channel__body", "channel__particulars", "drawn_up_by__user"
    )
    return get_object_or_404(rows, pk=pk, council=council)


class DrawUpReview(AboutChannel):
    """Draws up the paper."""

    form_class = ReviewForm
    heading = "Review this channel"
    lead = (
        "The portal counts what went out since the last review. Add what you see on the network; what you leave out it "
        "takes from the network’s API and from its own record, where they say it."
    )
    button = "Draw up the paper"
    made: ChannelReview | None = None

    def act(self, form: forms.Form) -> str:
        """Draw it up."""
        seen = cast("ReviewForm", form).seen()
        self.made = draw_up(actor=self.person, channel_id=self.channel.pk, seen=seen)
        return "The paper is drawn up. Put it on an agenda, and enter here what the council decides."

    def next_address(self) -> str:
        """Return the paper, or the channel while there is none."""
        if self.made is None:
            return super().next_address()
        return reverse("channel_review", args=[self.council.slug, self.made.pk])


class ReviewPage(CouncilView):
    """One paper with its decision."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show it."""
        review = find_review(self.council, pk)
        words = {"section": "channels", "review": review, "paper": paper_words(review)}
        return render(request, "channels/register/review.html", words)


class ReviewPdf(CouncilView):
    """The paper to print."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:  # noqa: ARG002
        """Return it."""
        review = find_review(self.council, pk)
        name = re.sub(r"[^a-z0-9]+", "-", review.channel.name.lower()).strip("-")
        answer = HttpResponse(paper_pdf(review), content_type="application/pdf")
        answer.headers["Content-Disposition"] = f'inline; filename="review-{name}-{review.until}.pdf"'
        answer.headers["Cache-Control"] = "private, no-store"
        return answer


class DecideReview(AboutChannel):
    """Enters what the council decided."""

    form_class = DecisionForm
    heading = "What did the council decide?"
    button = "Enter the decision"
    review: ChannelReview

    def prepare(self, **kwargs: Any) -> None:
        """Find the paper with its channel, or raise Http404."""
        self.review = find_review(self.council, kwargs["pk"])
        self.channel = self.review.channel

    def act(self, form: forms.Form) -> str:
        """Enter it."""
        decided = cast("DecisionForm", form).decided()
        enter_decision(actor=self.person, review_id=self.review.pk, decided=decided)
        return "The decision is entered."

    def next_address(self) -> str:
        """Return the paper."""
        return reverse("channel_review", args=[self.council.slug, self.review.pk])
