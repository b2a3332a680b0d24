"""Items that a matter stops: the holding reply in their place, and the clerk's word on what they are about."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from policies.forms.matters import AboutForm
from policies.matters.linking import say_about
from policies.matters.replying import say_holding_reply
from policies.views.matter_acts import ActOnMatter
from portal.councils.powers import Power
from portal.councils.views import CouncilView
from portal.drafts.access import get_visible
from portal.drafts.models import Communication


class SayAbout(ActOnMatter):
    """Takes the clerk's word on whether an item is about the matter; it goes before any match of words."""

    heading = "Is it about this matter?"
    lead = "Your word goes before the words by which texts are recognised. What waits of the item is judged again."
    item: Communication

    def prepare(self, **kwargs: Any) -> None:
        """Find matter and item or raise Http404."""
        super().prepare(**kwargs)
        self.item = get_visible(self.person, kwargs["communication"])

    def make_form(self, data: Any = None) -> forms.Form:
        """Begin with what was said last."""
        said = self.matter.links.filter(communication=self.item).values_list("about", flat=True).first()
        return AboutForm(data, said=said)

    def words(self) -> dict[str, Any]:
        """Say which item and which matter."""
        return {"eyebrow": f"{self.item.spec.label} “{self.item}”, and {self.matter.title}"}

    def act(self, form: forms.Form) -> str:
        """Keep it."""
        about = form.cleaned_data["about"] == "yes"
        say_about(actor=self.person, communication_id=self.item.pk, matter_id=self.matter.pk, about=about)
        return f"“{self.item}” is {'' if about else 'not '}about “{self.matter.title}”."

    def next_address(self) -> str:
        """Return the item's page."""
        return reverse("draft", args=[self.council.slug, self.item.pk])


class HoldingReply(CouncilView):
    """Puts the holding reply in place of a draft on a flagged matter."""

    post_power = Power.DRAFT

    def get(self, _request: HttpRequest, communication: int) -> HttpResponse:
        """Go to the draft: the button is there."""
        return redirect("draft", self.council.slug, get_visible(self.person, communication).pk)

    def post(self, request: HttpRequest, communication: int) -> HttpResponse:
        """Put it there, and go back to the draft."""
        item = get_visible(self.person, communication)
        say_holding_reply(actor=self.person, communication_id=item.pk)
        messages.success(request, "The holding reply stands in place of your text. Read it, then submit it.")
        return redirect("draft", self.council.slug, item.pk)
