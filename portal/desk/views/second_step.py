"""The council's rule about a second step at sign-in."""

from typing import Any

from django import forms

from portal.councils.requiring import require_second_factor
from portal.desk.forms.second_step import SecondStepForm
from portal.desk.views.settings import SettingForm


class SecondStepRule(SettingForm):
    """Requires a second step of those with guarded powers, or leaves it to them."""

    heading = "Second step at sign-in"
    lead = (
        "A password can be guessed, or given away to a false page. With a second step that alone lets nobody "
        "approve, issue or administer. Whoever has none set up can go on reading and drafting meanwhile."
    )

    def make_form(self, data: Any = None) -> forms.Form:
        """Return the form with what is set now."""
        return SecondStepForm(
            data, initial={"required": "yes" if self.council.second_factor_required else "no"}
        )

    def act(self, form: forms.Form) -> str:
        """Set it."""
        required = form.cleaned_data["required"] == "yes"
        require_second_factor(actor=self.person, required=required)
        return "A second step at sign-in is required now." if required else "No second step is required now."
