"""The page on which the clerk chooses what a channel holds back."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from moderation.holding.choosing import choose_holding
from moderation.holding.standing import LABELS, held_on, may_hold
from moderation.models import Comment
from portal.channels.models import Channel
from portal.councils.form_views import CouncilFormView
from portal.councils.powers import Power
from portal.councils.views import CouncilView


class HoldingPage(CouncilView):
    """The channels on which comments can be held back, each with its choice."""

    power = Power.CONFIGURE

    def get(self, request: HttpRequest) -> HttpResponse:
        """List them."""
        rows = Channel.objects.filter(council=self.council).select_related("holding__changed_by__user")
        channels = [one for one in rows.order_by("pk") if may_hold(one)]
        return render(request, "moderation/holding.html", {"section": "moderation", "channels": channels})


class HoldingForm(forms.Form):
    """What waits for a person."""

    holds = forms.MultipleChoiceField(
        label="What waits for a person before readers get it?",
        help_text="All else shows at once and is pointed out here. Danger to somebody always waits, criticism never.",
        choices=[(one.value, words) for one, words in LABELS.items()],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Choose among what is offered here."},
    )
    allows_links = forms.BooleanField(label="A comment may lead to another site", required=False)


class ChooseHolding(CouncilFormView):
    """Chooses what one channel holds back."""

    power = Power.CONFIGURE
    section = "moderation"
    button = "Hold this back"
    channel: Channel

    def prepare(self, **kwargs: Any) -> None:
        """Find the channel; Http404 where nothing can be held on it."""
        found = Channel.objects.filter(council=self.council, pk=kwargs["pk"]).first()
        if found is None or not may_hold(found):
            raise Http404
        self.channel = found
        self.heading = f"What waits on “{found.name}”"

    def make_form(self, data: Any = None) -> forms.Form:
        """Return the form, with what is held now."""
        if data is not None:
            return HoldingForm(data)
        now = held_on(self.channel, Comment.Way.NEWSROOM)
        return HoldingForm(
            initial={"holds": [one.value for one in now.holds], "allows_links": now.allows_links}
        )

    def act(self, form: forms.Form) -> str:
        """Choose it."""
        choose_holding(actor=self.person, channel_id=self.channel.pk, **form.cleaned_data)
        return "It is chosen. What comes from now on is held, or shown, by it."

    def next_address(self) -> str:
        """Return the list of channels."""
        return reverse("holding", args=[self.council.slug])
