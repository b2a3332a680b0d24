"""Which bodies a policy governs: the clerk's form."""

from typing import Any

from django import forms
from django.shortcuts import get_object_or_404
from django.urls import reverse

from policies.documents.governing import govern
from policies.forms.documents import GovernForm
from policies.models import Policy
from portal.councils.form_views import CouncilFormView
from portal.councils.powers import Power


class GovernBodies(CouncilFormView):
    """Chooses the bodies that a policy governs."""

    power = Power.CONFIGURE
    section = "policies"
    heading = "Which bodies does it govern?"
    lead = "A charity or committee is judged by the policies that govern it, and by the law; by no others."
    policy: Policy

    def prepare(self, **kwargs: Any) -> None:
        """Find the policy or raise Http404."""
        self.policy = get_object_or_404(Policy, pk=kwargs["pk"], council=self.council)

    def make_form(self, data: Any = None) -> forms.Form:
        """Begin with what was chosen last."""
        return GovernForm(data, policy=self.policy)

    def words(self) -> dict[str, Any]:
        """Say of which policy."""
        return {"eyebrow": self.policy.title}

    def act(self, form: forms.Form) -> str:
        """Keep the choice."""
        bodies = form.cleaned_data["bodies"]
        govern(
            actor=self.person,
            policy_id=self.policy.pk,
            body_ids=[body.pk for body in bodies],
            reason=form.cleaned_data["reason"],
        )
        names = ", ".join(body.name for body in bodies) or "every body of the council"
        return f"“{self.policy.title}” governs {names}."

    def next_address(self) -> str:
        """Return the policy's page."""
        return reverse("policy", args=[self.council.slug, self.policy.pk])
