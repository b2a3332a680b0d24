"""The page on which a member passes on what somebody wrote to them, and sees what became of it."""

from typing import Any

from django import forms
from django.urls import reverse

from moderation.forwarding.passing_on import Approach, pass_on, passed_on, require_member
from moderation.said_forms import SaidForm
from portal.councils.form_views import CouncilFormView
from portal.councils.powers import Power
from portal.paging import counted_page

PAGE = 25


class PassOnForm(SaidForm):
    """What somebody wrote or said to a member."""

    def approach(self) -> Approach:
        """Return what was typed."""
        return Approach(**self.cleaned_data)


class PassOn(CouncilFormView):
    """Passes it on; below it what was passed on before."""

    power = Power.READ_DESK
    section = "desk"
    template_name = "moderation/forwarding/pass_on.html"
    form_class = PassOnForm
    heading = "Pass on what somebody wrote to you"
    button = "Pass it on"

    def prepare(self, **kwargs: Any) -> None:  # noqa: ARG002  the address names nothing
        """Refuse who is no member."""
        require_member(self.person)

    def words(self) -> dict[str, Any]:
        """Return what was passed on before."""
        return {"page": counted_page(passed_on(self.person), PAGE, self.request.GET.get("page"))}

    def act(self, form: forms.Form) -> str:
        """Pass it on."""
        assert isinstance(form, PassOnForm)  # noqa: S101  for the reader of types
        made = pass_on(actor=self.person, approach=form.approach())
        return f"The clerk has it now, as {made.reference}. Tell them that you passed it on: the council answers."

    def next_address(self) -> str:
        """Return the page, where it stands now."""
        return reverse("approach_pass_on", args=[self.council.slug])
