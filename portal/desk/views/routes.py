"""The setting of routes: whose agreement is wanted before the clerk clears."""

from typing import Any

from django import forms
from django.http import Http404

from approvals.models import RouteParty
from approvals.routes.forms import RouteForm
from approvals.routes.setting import set_route
from portal.desk.views.settings import SettingForm
from portal.drafts.kinds import KINDS


class RouteSetting(SettingForm):
    """Sets the steps of one kind."""

    lead = (
        "Each step wants the agreement of any one or of all whom you choose. An objection returns the item. The last "
        "step is always the clerk’s: nobody else clears. What waits already keeps its route."
    )
    kind: str

    def prepare(self, **kwargs: Any) -> None:
        """Know the kind, or raise Http404."""
        self.kind = kwargs["kind"]
        if self.kind not in KINDS:
            raise Http404
        self.heading = f"Route: {KINDS[self.kind].label.lower()}"

    def make_form(self, data: Any = None) -> forms.Form:
        """Return the form with the route in force."""
        rows = RouteParty.objects.filter(route__council=self.council, route__kind=self.kind)
        return RouteForm(data, council_id=self.council.pk, parties=list(rows.order_by("pk")))

    def act(self, form: forms.Form) -> str:
        """Set it."""
        assert isinstance(form, RouteForm)  # noqa: S101  for the reader of types
        route = set_route(actor=self.person, kind=self.kind, steps=form.steps())
        return "The route is set." if route else "It goes to the clerk alone."
