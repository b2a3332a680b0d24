"""The desk's pages of appeals: one on which an appeal is decided, one on which what came to the office is entered."""

from typing import Any

from django import forms
from django.http import Http404
from django.urls import reverse

from moderation.appeals.deciding import decide_appeal, is_own_ruling, may_decide
from moderation.appeals.entering import enter_appeal, last_day, require_open
from moderation.appeals.forms import DecideAppealForm, EnterAppealForm
from moderation.appeals.restoring import in_force_like, nearly_ruled
from moderation.models import Appeal, Comment
from moderation.nearly import HURTS, SHOWN, line_of
from moderation.noticing import page_of
from moderation.queue import assessment_of
from moderation.seeing import comments_of, get_comment, require_ruling
from portal.councils.form_views import CouncilFormView
from portal.councils.powers import Power
from portal.councils.templatetags.words import day, deadline
from portal.refusals import NotYours, Refusal


def _copies(number: int) -> str:
    return f" (and {number} more with the same words)" if number else ""


class DecideAppeal(CouncilFormView):
    """Decides an appeal that waits."""

    power = Power.READ_ALL
    section = "moderation"
    template_name = "moderation/appeal.html"
    heading = "Decide this appeal"
    button = "Decide"
    appeal: Appeal
    left_over = False

    def prepare(self, **kwargs: Any) -> None:
        """Find it; refuse who does not rule, and whoever ruled where somebody else can decide."""
        rows = Appeal.objects.filter(pk=kwargs["pk"], comment__in=comments_of(self.person).values("pk"))
        found = rows.select_related(
            "comment", "ruling__ruled_by__user", "ruling__version", "ruled_by", "entered__by__user"
        ).first()
        if found is None:
            raise Http404
        self.appeal = found
        require_ruling(self.person)
        if not may_decide(self.person, found):
            raise NotYours("This is your own ruling: somebody else decides the appeal.")
        if found.decided_at is not None:
            raise Refusal("This appeal is decided.", "Nothing was changed.")

    def make_form(self, data: Any = None) -> forms.Form:
        """Ask for the minute where whoever ruled enters what a committee resolved."""
        own = is_own_ruling(self.person, self.appeal)
        near = nearly_ruled(self.appeal.ruling, SHOWN + 1)
        self.left_over = len(near) > SHOWN
        self.bare = self.request.GET.get("words") == "show"
        self.masks_near = not self.bare and any(one.ruling.comment.risk >= HURTS for one in near[:SHOWN])
        said = [
            (str(one.ruling.pk), f"{line_of(one.ruling.comment, bare=self.bare)}{_copies(one.number - 1)}")
            for one in near[:SHOWN]
        ]
        return DecideAppealForm(data, by_committee=own, version=self.appeal.comment.version, near=said)

    def words(self) -> dict[str, Any]:
        """Show both sides, what would hurt masked until it is asked for."""
        ruling, one, seen = self.appeal.ruling, self.appeal.comment, assessment_of(self.appeal.comment)
        shown = page_of(one.text, seen, bare=self.bare, attached=one.attached)
        return {
            "appeal": self.appeal,
            "comment": one,
            "ruling": ruling,
            "shown": shown,
            # The line of another comment may be masked where this one is not.
            "masks": shown.masks or self.masks_near,
            "alike": in_force_like(ruling).count(),
            "left_over": SHOWN if self.left_over else 0,
        }

    def act(self, form: forms.Form) -> str:
        """Decide."""
        assert isinstance(form, DecideAppealForm)  # noqa: S101  for the reader of types
        typed = form.cleaned_data
        made = decide_appeal(
            actor=self.person,
            appeal_id=self.appeal.pk,
            allowed=typed["allowed"] == "yes",
            reason=typed["reason"],
            minute=typed.get("minute", ""),
            version=typed["version"],
            also=form.also(),
        )
        return "The comment shows again." if made.allowed else "The ruling stands."

    def next_address(self) -> str:
        """Return the comment."""
        return reverse("comment", args=[self.council.slug, self.appeal.comment_id])


class EnterAppeal(CouncilFormView):
    """Enters the appeal of an author that came to the office."""

    power = Power.READ_ALL
    section = "moderation"
    form_class = EnterAppealForm
    heading = "Enter an appeal"
    button = "Enter it"
    comment: Comment

    def prepare(self, **kwargs: Any) -> None:
        """Find the comment; refuse who does not rule, and where there is nothing to appeal against."""
        self.comment = get_comment(self.person, kwargs["pk"])
        require_ruling(self.person)
        against = require_open(self.comment)
        self.lead = (
            f"The author of comment {self.comment.reference} wrote, called or came to the office: it is kept as their "
            f"appeal against the ruling of {day(against.ruled_at)}. It may have come until {day(last_day(against))}. "
            "Somebody who did not rule decides it, or a committee where there is nobody else."
        )

    def act(self, form: forms.Form) -> str:
        """Enter it."""
        made = enter_appeal(actor=self.person, comment_id=self.comment.pk, **form.cleaned_data)
        return f"The appeal is entered. It is to be decided by {deadline(made.due_at)}."

    def next_address(self) -> str:
        """Return the comment."""
        return reverse("comment", args=[self.council.slug, self.comment.pk])
