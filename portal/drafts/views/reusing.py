"""Writing again what was written before: copies of items, and the templates of the council."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from portal.councils.form_views import CouncilFormView
from portal.councils.powers import STAFF, Power
from portal.councils.views import CouncilView
from portal.drafts.access import get_visible, works_on
from portal.drafts.forms import TemplateForm
from portal.drafts.kinds import KINDS
from portal.drafts.kinds.templates import STANDARD
from portal.drafts.models import Communication, DraftTemplate
from portal.drafts.reusing import duplicate, keep_as_template, retire_template


class DuplicateView(CouncilView):
    """Begins a copy of an item."""

    post_power = Power.DRAFT

    def get(self, _request: HttpRequest, id: int) -> HttpResponse:  # noqa: A002  the address names it so
        """Go to the item: the button is there."""
        return redirect("draft", council=self.council.slug, id=get_visible(self.person, id).pk)

    def post(self, request: HttpRequest, id: int) -> HttpResponse:  # noqa: A002
        """Begin it and go there."""
        item = get_visible(self.person, id)
        made = duplicate(actor=self.person, communication_id=item.pk)
        messages.success(
            request, "This is a copy, with the dates left out. Change what is different this time."
        )
        return redirect("draft", council=self.council.slug, id=made.pk)


class KeepTemplate(CouncilFormView):
    """Keeps an item's words as a template."""

    power = Power.DRAFT
    section = "drafts"
    form_class = TemplateForm
    heading = "Keep it as a template"
    lead = (
        "Everybody who may write this kind can then begin with its words. Dates, quotations, "
        "pictures and whom a letter went to are left out. "
        "Take out what names a person first."
    )
    button = "Keep the template"
    item: Communication

    def prepare(self, **kwargs: Any) -> None:
        """Find the item or raise Http404."""
        self.item = get_visible(self.person, kwargs["id"])
        if not works_on(self.person, self.item):
            raise Http404

    def words(self) -> dict[str, Any]:
        """Say which one."""
        return {"eyebrow": f"{self.item.spec.label}: {self.item}"}

    def act(self, form: forms.Form) -> str:
        """Keep it."""
        made = keep_as_template(
            actor=self.person, communication_id=self.item.pk, name=form.cleaned_data["name"]
        )
        return f"“{made.name}” is a template now."

    def next_address(self) -> str:
        """Return the list of templates."""
        return reverse("draft_templates", args=[self.council.slug])


class TemplatesPage(CouncilView):
    """The council's own templates, and the standard ones."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show them by kind."""
        own = DraftTemplate.objects.filter(council=self.council, retired_at__isnull=True)
        words = {
            "section": "drafts",
            "own": own.select_related("kept_by__user").order_by("kind", "name"),
            "standard": [(each, KINDS[each.kind]) for each in STANDARD],
            "keeps": self.person.may(Power.DRAFT) and self.person.membership.role in STAFF,
        }
        return render(request, "drafts/templates.html", words)


class RetireTemplate(CouncilView):
    """Takes a template away."""

    post_power = Power.DRAFT

    def get(self, _request: HttpRequest, pk: int) -> HttpResponse:
        """Go to the list: the button is there."""
        self._find(pk)
        return redirect("draft_templates", council=self.council.slug)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take it away."""
        gone = retire_template(actor=self.person, template_id=self._find(pk).pk)
        messages.success(request, f"“{gone.name}” is no template any more. Items begun from it stay.")
        return redirect("draft_templates", council=self.council.slug)

    def _find(self, pk: int) -> DraftTemplate:
        return get_object_or_404(DraftTemplate, pk=pk, council=self.council)
