"""The desk's page on which an appeal is decided."""

from typing import Any

from django import forms
from django.http import Http404
from django.urls import reverse

from moderation.appeals.deciding import decide_appeal, is_own_ruling, may_decide
from moderation.appeals.forms import DecideAppealForm
from moderation.appeals.restoring import in_force_like, nearly_ruled
from moderation.models import Appeal
from moderation.nearly import SHOWN, line_of
from moderation.seeing import comments_of, require_ruling
from portal.councils.form_views import CouncilFormView
from portal.councils.powers import Power
from portal.refusals import NotYours, Refusal


class DecideAppeal(CouncilFormView):
    """Decides an appeal that waits."""

    power = Power.READ_ALL
    section = "moderation"
    template_name = "moderation/appeal.html"
    heading = "Decide this appeal"
    button = "Decide"
    appeal: Appeal

    def prepare(self, **kwargs: Any) -> None:
        """Find it; refuse who does not rule, and whoever ruled where somebody else can decide."""
        rows = Appeal.objects.filter(pk=kwargs["pk"], comment__in=comments_of(self.person).values("pk"))
        found = rows.select_related(
            "comment", "ruling__ruled_by__user", "ruling__version", "ruled_by"
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
        near = nearly_ruled(self.appeal.ruling).select_related("comment").order_by("pk")[:SHOWN]
        said = [(str(one.pk), line_of(one.comment, bare=True)) for one in near]
        return DecideAppealForm(data, by_committee=own, version=self.appeal.comment.version, near=said)

    def words(self) -> dict[str, Any]:
        """Show both sides."""
        ruling = self.appeal.ruling
        alike = in_force_like(ruling).count()
        return {"appeal": self.appeal, "comment": self.appeal.comment, "ruling": ruling, "alike": alike}

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
