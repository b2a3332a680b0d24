"""The pages on which a comment is dealt with as something else besides, and on which that is closed."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404
from django.urls import reverse

from moderation.models import Comment, Referral
from moderation.packs.naming import advice_on
from moderation.referrals.forms import CloseReferralForm, ReferForm
from moderation.referrals.referring import close_referral, refer
from moderation.seeing import comments_of, get_comment, require_entering
from portal.councils.form_views import CouncilFormView
from portal.councils.powers import Power
from portal.councils.templatetags.words import day


class ReferComment(CouncilFormView):
    """Deals with a comment as a request, a complaint or a report."""

    power = Power.READ_ALL
    section = "moderation"
    form_class = ReferForm
    heading = "Deal with it as something else besides"
    lead = (
        "A request for information may come in a comment, without naming the law, and so may a complaint or a threat. "
        "It stands in a list of its own until it is closed. Nothing comes down by this: rule on the comment as well."
    )
    button = "Open it"
    comment: Comment

    def prepare(self, **kwargs: Any) -> None:
        """Find the comment; refuse who enters nothing."""
        self.comment = get_comment(self.person, kwargs["pk"])
        require_entering(self.person)

    def act(self, form: forms.Form) -> str:
        """Open it."""
        made = refer(actor=self.person, comment_id=self.comment.pk, **form.cleaned_data)
        advice = advice_on(made.reason) if made.kind == Referral.Kind.POLICE else ""
        if advice:
            messages.warning(self.request, advice)
        return f"It is opened, and due by {day(made.due_on)}."

    def next_address(self) -> str:
        """Return the comment."""
        return reverse("comment", args=[self.council.slug, self.comment.pk])


class CloseReferral(CouncilFormView):
    """Closes what a comment was dealt with as."""

    power = Power.READ_ALL
    section = "moderation"
    form_class = CloseReferralForm
    heading = "It is done"
    button = "Close it"
    referral: Referral

    def prepare(self, **kwargs: Any) -> None:
        """Find it; refuse who enters nothing."""
        rows = Referral.objects.filter(pk=kwargs["pk"], comment__in=comments_of(self.person).values("pk"))
        found = rows.select_related("comment").first()
        if found is None:
            raise Http404
        self.referral = found
        require_entering(self.person)
        self.lead = f"{found.get_kind_display()}, from comment {found.comment.reference}."

    def act(self, form: forms.Form) -> str:
        """Close it."""
        close_referral(actor=self.person, referral_id=self.referral.pk, note=form.cleaned_data["outcome"])
        return "It is closed."

    def next_address(self) -> str:
        """Return the comment."""
        return reverse("comment", args=[self.council.slug, self.referral.comment_id])
