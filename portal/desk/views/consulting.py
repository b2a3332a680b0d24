"""Settings of consulting: who must have been asked before the clerk decides."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from approvals.consulting.forms import ConsultRuleForm
from approvals.consulting.setting import want_consulted, want_consulted_no_more
from approvals.models import ConsultRule
from portal.councils.powers import Power
from portal.councils.views import CouncilView
from portal.desk.views.settings import SettingForm


class ConsultSetting(SettingForm):
    """Says who must have been consulted about what."""

    form_class = ConsultRuleForm
    heading = "Who must be consulted"
    lead = (
        "The clerk cannot approve until they were asked, and answered or had that time. Their view decides nothing. "
        "In an emergency the clerk can issue at once, with a reason."
    )

    def act(self, form: forms.Form) -> str:
        """Say it."""
        made = want_consulted(actor=self.person, **form.cleaned_data)
        return f"{made.get_office_display()} must be consulted now."


class ConsultSettingEnd(CouncilView):
    """Ends such a rule."""

    post_power = Power.CONFIGURE

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """End it."""
        get_object_or_404(ConsultRule, pk=pk, council_id=self.council.pk)
        want_consulted_no_more(actor=self.person, rule_id=pk)
        messages.success(request, "They need not have been consulted any more.")
        return redirect("settings", council=self.council.slug)
