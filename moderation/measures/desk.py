"""The pages on which authors are warned and blocked, and the list of what is in force."""

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from moderation.measures.forms import BlockForm, WarnForm
from moderation.measures.standing import blocks_of, strikes_of, warning_of
from moderation.measures.taking import block, end_measure, warn
from moderation.models import Comment, Measure
from moderation.seeing import comments_of, get_comment, may_rule, require_ruling
from portal.councils.form_views import CouncilFormView
from portal.councils.powers import Power
from portal.councils.templatetags.words import day
from portal.councils.views import CouncilView
from portal.fields import ReasonForm

A_PAGE = 50


class MeasuresPage(CouncilView):
    """Shows the blocks in force, those to be looked at again first."""

    power = Power.READ_ALL

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show one page of them."""
        rows = blocks_of(self.council.pk).filter(comment__in=comments_of(self.person).values("pk"))
        rows = rows.select_related("comment", "made_by__user", "warning__made_by__user")
        words = {
            "section": "moderation",
            "page": Paginator(rows, A_PAGE).get_page(request.GET.get("page")),
            "rules_here": may_rule(self.person),
            "today": timezone.localdate(),
        }
        return render(request, "moderation/measures.html", words)


class OfComment(CouncilFormView):
    """What the pages of one comment share."""

    power = Power.READ_ALL
    section = "moderation"
    comment: Comment

    def prepare(self, **kwargs: Any) -> None:
        """Find the comment; refuse who does not rule."""
        self.comment = get_comment(self.person, kwargs["pk"])
        require_ruling(self.person)
        strikes, warned = strikes_of(self.comment).count(), warning_of(self.comment)
        before = f"They were warned {day(warned.made_at)}." if warned else "Nobody has warned them."
        self.lead = (
            f"In the last year {strikes} comment{'' if strikes == 1 else 's'} of this author came down here. {before} "
            "Criticism is no reason for either, however hard."
        )

    def next_address(self) -> str:
        """Return the comment."""
        return reverse("comment", args=[self.council.slug, self.comment.pk])


class WarnAuthor(OfComment):
    """Warns the author of a comment that came down."""

    form_class = WarnForm
    heading = "Warn its author"
    button = "Note the warning"

    def act(self, form: forms.Form) -> str:
        """Note it."""
        warn(actor=self.person, comment_id=self.comment.pk, reason=form.cleaned_data["reason"])
        return "The warning is noted. Send them its words."


class BlockAuthor(OfComment):
    """Blocks the address of an author who was warned."""

    form_class = BlockForm
    heading = "Block its author’s address"
    button = "Block the address"
    danger = True

    def act(self, form: forms.Form) -> str:
        """Block it."""
        made = block(actor=self.person, comment_id=self.comment.pk, **form.cleaned_data)
        return f"The address is blocked in the newsroom until {day(made.ends_on)}. The record of the decision is below."

    def next_address(self) -> str:
        """Return the list of what is in force."""
        return reverse("measures", args=[self.council.slug])


class EndMeasure(CouncilFormView):
    """Ends a block before its time."""

    power = Power.READ_ALL
    section = "moderation"
    form_class = ReasonForm
    heading = "End it now"
    button = "End it"
    measure: Measure

    def prepare(self, **kwargs: Any) -> None:
        """Find it; refuse who does not rule."""
        rows = Measure.objects.filter(pk=kwargs["pk"], comment__in=comments_of(self.person).values("pk"))
        found = rows.select_related("comment").first()
        if found is None:
            raise Http404
        self.measure = found
        require_ruling(self.person)

    def act(self, form: forms.Form) -> str:
        """End it."""
        end_measure(actor=self.person, measure_id=self.measure.pk, reason=form.cleaned_data["reason"])
        return "It is over."

    def next_address(self) -> str:
        """Return the list of what is in force."""
        return reverse("measures", args=[self.council.slug])
