"""Ending what was given or taken for a time: a delegation, a permission, a suspension."""

from abc import abstractmethod
from typing import Any

from django import forms
from django.shortcuts import get_object_or_404
from django.urls import reverse

from portal.councils.delegating import revoke_delegation
from portal.councils.form_views import CouncilFormView, ReasonedFormView
from portal.councils.models import Delegation, Membership, Permission, Suspension
from portal.councils.permitting import revoke_permission
from portal.councils.powers import Power
from portal.councils.suspending import lift_suspension
from portal.fields import ConfirmForm


class EndDated(CouncilFormView):
    """Asks before it ends a dated row of this council; another council's does not exist."""

    section = "people"
    form_class: type[forms.Form] = ConfirmForm
    danger = True
    holder: Membership
    pk: int

    @abstractmethod
    def find(self, pk: int) -> Membership:
        """Return whom the row is about, or raise Http404."""

    def prepare(self, **kwargs: Any) -> None:
        """Find the row."""
        self.pk = kwargs["pk"]
        self.holder = self.find(self.pk)

    def words(self) -> dict[str, Any]:
        """Say whom it is about."""
        return {"eyebrow": f"{self.holder.user.name}, {self.holder.display_title}"}

    def next_address(self) -> str:
        """Return the list of people: the membership may have ended."""
        return reverse("people", args=[self.council.slug])


class RevokeDelegation(EndDated):
    """Ends a delegation now."""

    power = Power.DELEGATE
    heading = "End this delegation?"
    lead = "They may not approve or issue from this moment. What they decided under it stays decided."
    button = "End the delegation"

    def find(self, pk: int) -> Membership:
        """Return who holds the delegation."""
        rows = Delegation.objects.select_related("holder__user")
        return get_object_or_404(rows, pk=pk, holder__council=self.council).holder

    def act(self, form: forms.Form) -> str:  # noqa: ARG002
        """End it."""
        revoke_delegation(actor=self.person, delegation_id=self.pk)
        return f"The delegation to {self.holder.user.name} has ended."


class RevokePermission(ReasonedFormView, EndDated):
    """Ends a permission now, with a reason."""

    power = Power.MANAGE_PEOPLE
    heading = "End this permission?"
    lead = (
        "They may not do this from this moment, unless their office lets them. Their drafts stay; what rests on the "
        "permission and has not gone out is held."
    )
    button = "End the permission"

    def find(self, pk: int) -> Membership:
        """Return who holds the permission."""
        rows = Permission.objects.select_related("holder__user")
        return get_object_or_404(rows, pk=pk, council=self.council).holder

    def act_because(self, reason: str) -> str:
        """End it."""
        revoke_permission(actor=self.person, permission_id=self.pk, reason=reason)
        return f"The permission of {self.holder.user.name} has ended."

    def next_address(self) -> str:
        """Return the register."""
        return reverse("permissions", args=[self.council.slug])


class LiftSuspension(ReasonedFormView, EndDated):
    """Gives publishing rights back, with a reason."""

    power = Power.MANAGE_PEOPLE
    heading = "Lift this suspension?"
    lead = "They get the rights of their office back at once."
    button = "Lift the suspension"
    danger = False

    def find(self, pk: int) -> Membership:
        """Return who is suspended."""
        rows = Suspension.objects.select_related("member__user")
        return get_object_or_404(rows, pk=pk, member__council=self.council).member

    def act_because(self, reason: str) -> str:
        """Lift it."""
        lift_suspension(actor=self.person, suspension_id=self.pk, reason=reason)
        return f"{self.holder.user.name} has their publishing rights back."
