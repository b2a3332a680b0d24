"""The register of official channels: every member reads it, the clerk opens and closes."""

from typing import Any, cast

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from portal.channels.forms import CloseChannelForm, OpenChannelForm
from portal.channels.models import Channel
from portal.channels.opening import close_channel, open_channel, reopen_channel
from portal.channels.register.reading import register_of
from portal.councils.form_views import CouncilFormView
from portal.councils.powers import Power
from portal.councils.views import CouncilView
from portal.fields import ConfirmForm


class ChannelsPage(CouncilView):
    """Every channel, open or closed, with what it carries."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the register."""
        words = {"section": "channels", "register": register_of(self.council)}
        return render(request, "channels/desk/channels.html", words)


class ChannelForm(CouncilFormView):
    """A form about channels, which returns to the register."""

    power = Power.MANAGE_CHANNELS
    section = "channels"

    def next_address(self) -> str:
        """Return the register."""
        return reverse("channels", args=[self.council.slug])


class OpenChannel(ChannelForm):
    """Opens a channel."""

    heading = "Open a channel that the council approved"
    button = "Open it"

    def make_form(self, data: Any = None) -> forms.Form:
        """Offer what this installation can speak through, and this council's voices."""
        return OpenChannelForm(data, council=self.council, sort=self.request.GET.get("connector", ""))

    def act(self, form: forms.Form) -> str:
        """Open it."""
        typed = form.cleaned_data
        made = open_channel(
            actor=self.person,
            body=typed["body"],
            connector=typed["connector"],
            name=typed["name"],
            minuted=cast("OpenChannelForm", form).minuted(),
        )
        return f"{made.name} is open."


class OneChannel(ChannelForm):
    """A form about one channel of this council."""

    channel: Channel

    def prepare(self, **kwargs: Any) -> None:
        """Find the channel or raise Http404."""
        self.channel = get_object_or_404(Channel, pk=kwargs["pk"], council=self.council)

    def words(self) -> dict[str, Any]:
        """Say which one."""
        return {"eyebrow": self.channel.name}


class CloseChannel(OneChannel):
    """Closes a channel with a message to the public."""

    form_class = CloseChannelForm
    heading = "Close this channel?"
    lead = (
        "Nothing new goes out on it until it is opened again. What is due meanwhile is held and waits for you. "
        "What was published stays readable, and people can write under it on a network as before: as long as the "
        "channel is connected, that is read and comes to the desk all the same."
    )
    button = "Close it"
    danger = True

    def act(self, form: forms.Form) -> str:
        """Close it."""
        close_channel(actor=self.person, channel_id=self.channel.pk, **form.cleaned_data)
        return f"{self.channel.name} is closed."


class ReopenChannel(OneChannel):
    """Opens a closed channel again."""

    form_class = ConfirmForm
    heading = "Open this channel again?"
    lead = "What was held while it was closed stays held until somebody orders each again."
    button = "Open it again"

    def act(self, form: forms.Form) -> str:  # noqa: ARG002
        """Reopen it."""
        reopen_channel(actor=self.person, channel_id=self.channel.pk)
        return f"{self.channel.name} is open again."
