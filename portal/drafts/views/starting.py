"""Beginning a draft: which kind, and in whose voice."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from portal.councils.models import Body
from portal.councils.powers import STAFF, Power
from portal.councils.views import CouncilView
from portal.drafts.editing import start_once
from portal.drafts.forms import StartForm
from portal.drafts.gates import why_not_draft
from portal.drafts.kinds import KINDS, Kind
from portal.drafts.reusing import begin_from, templates_for


class KindsView(CouncilView):
    """Offers the kinds that the council's policy lets the person draft, and says why not for the others."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the kinds."""
        return render(request, "drafts/kinds.html", {"section": "drafts"})


class StartView(CouncilView):
    """Starts a draft of one kind."""

    def get(self, request: HttpRequest, kind: str) -> HttpResponse:
        """Ask in whose voice, or say why not."""
        spec = self.known(kind)
        return self.page(request, spec, self.form(spec))

    def post(self, request: HttpRequest, kind: str) -> HttpResponse:
        """Start it and go there."""
        spec = self.known(kind)
        form = self.form(spec, request.POST)
        if not form.is_valid():
            return self.page(request, spec, form, status=422)
        if offer := form.offer():
            made = begin_from(actor=self.person, kind=spec.slug, body=form.body(), offer=offer)
        else:
            made = start_once(actor=self.person, kind=spec.slug, body=form.body())
        return redirect("draft", council=self.council.slug, id=made.pk)

    def known(self, kind: str) -> Kind:
        """Return the kind with this slug, hyphens read as underscores; Http404 for one that there is not."""
        try:
            return KINDS[kind.replace("-", "_")]
        except KeyError as error:
            raise Http404 from error

    def form(self, spec: Kind, data: Any = None) -> StartForm:
        """Return the form, with the templates of the kind."""
        return StartForm(data, bodies=self.bodies(), offers=templates_for(self.council.pk, spec.slug))

    def bodies(self) -> list[Body]:
        """Return the council's voices, its own first."""
        rows = Body.objects.filter(council=self.council, closed_at__isnull=True).order_by("name")
        return sorted(rows, key=lambda body: body.kind != Body.Kind.COUNCIL)

    def page(self, request: HttpRequest, kind: Kind, form: StartForm, status: int = 200) -> HttpResponse:
        """Render the form, or the reason why there is none."""
        reason = ""
        if not self.person.may(Power.DRAFT):
            reason = (
                "Your office, or a suspension of your publishing rights, does not let you write drafts now."
            )
        reason = reason or why_not_draft(self.person, kind.slug)
        context = {"section": "drafts", "kind": kind, "form": form, "reason": reason}
        context["office"] = self.person.membership.role in STAFF
        return render(request, "drafts/start.html", context, status=403 if reason else status)
