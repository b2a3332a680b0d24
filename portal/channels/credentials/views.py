"""The page of a channel's connection: how it stands, entering credentials, trying them, destroying them."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from portal.channels.announcing.retrying import tell_again
from portal.channels.connectors.base import Connector, connectors
from portal.channels.credentials.connecting import connect, disconnect, order_trial
from portal.channels.credentials.forms import ConnectForm, EndedForm
from portal.channels.credentials.proving import prove_ended
from portal.channels.models import Announcement, Channel, Connection, Revocation, Revoking
from portal.channels.states import Delivering
from portal.councils.form_views import CouncilFormView, ReasonedFormView
from portal.councils.powers import Power
from portal.councils.views import CouncilView

_SHOWN = 20


class OfChannel(CouncilFormView):
    """A page about the connection of one channel that has a network to be connected to."""

    power = Power.MANAGE_CHANNELS
    section = "channels"
    channel: Channel
    connector: Connector
    connection: Connection | None

    def prepare(self, **kwargs: Any) -> None:
        """Find the channel, what speaks for it and how it is connected now, or raise Http404."""
        self.channel = get_object_or_404(Channel, pk=kwargs["pk"], council=self.council)
        found = connectors().get(self.channel.connector)
        if found is None or not found.needs:
            raise Http404
        self.connector = found
        rows = Connection.objects.select_related("connected_by__user")
        self.connection = rows.filter(channel=self.channel, ended_at__isnull=True).first()

    def next_address(self) -> str:
        """Return the page of the connection."""
        return reverse("connect_channel", args=[self.council.slug, self.channel.pk])


class ConnectChannel(OfChannel):
    """Shows how the channel is connected, without its secrets, and takes new credentials."""

    template_name = "channels/desk/connection.html"

    def make_form(self, data: Any = None) -> forms.Form:
        """Ask for what the connector needs; what is no secret stands there as it is."""
        public = self.connection.public if self.connection else {}
        return ConnectForm(data, needs=self.connector.needs, public=public)

    def words(self) -> dict[str, Any]:
        """Say which channel it is, and how it is connected."""
        return {
            "channel": self.channel,
            "label": self.connector.label,
            "connection": self.connection,
            "untold": Announcement.objects.filter(channel=self.channel, state=Delivering.FAILED).order_by(
                "pk"
            )[:_SHOWN],
            "endings": Revocation.objects.filter(connection__channel=self.channel)
            .exclude(state=Revoking.DONE)
            .select_related("connection")
            .order_by("pk")[:_SHOWN],
            "signs_in": bool(self.connector.sign_in_needs),
            "back": reverse("channels", args=[self.council.slug]),
        }

    def act(self, form: forms.Form) -> str:
        """Connect it."""
        assert isinstance(form, ConnectForm)  # noqa: S101  make_form() makes no other
        connect(actor=self.person, channel_id=self.channel.pk, values=form.values())
        return f"{self.channel.name}: the credentials are kept, and are being tried. This page says what came of it."


class TryChannel(CouncilView):
    """Has the connection tried now."""

    power = Power.MANAGE_CHANNELS

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Order it, and show the page of the connection again."""
        channel = get_object_or_404(Channel, pk=pk, council=self.council)
        order_trial(actor=self.person, channel_id=channel.pk)
        messages.success(request, "It is being tried. Load this page again in a moment.")
        return redirect("connect_channel", self.council.slug, channel.pk)


class TellAgain(CouncilView):
    """Has the channel told what it could not be told."""

    power = Power.MANAGE_CHANNELS

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Order it, and show the page of the connection again."""
        channel = get_object_or_404(Channel, pk=pk, council=self.council)
        tell_again(actor=self.person, channel_id=channel.pk)
        messages.success(request, "It is being told again. Load this page again in a moment.")
        return redirect("connect_channel", self.council.slug, channel.pk)


class DisconnectChannel(ReasonedFormView, OfChannel):
    """Destroys the credentials."""

    heading = "Destroy these credentials?"
    lead = (
        "Nothing goes out on this channel until somebody connects it again; what is due meanwhile is held. The network "
        "is asked to take them no more; where it cannot be asked, the page of the connection says what to do by hand."
    )
    button = "Destroy them"
    danger = True

    def words(self) -> dict[str, Any]:
        """Say which channel."""
        return {"eyebrow": self.channel.name}

    def act_because(self, reason: str) -> str:
        """Destroy them."""
        disconnect(actor=self.person, channel_id=self.channel.pk, reason=reason)
        return f"{self.channel.name} is not connected any more."


class ProveEnded(CouncilFormView):
    """Notes that credentials were ended at their network by hand."""

    power = Power.MANAGE_CHANNELS
    section = "channels"
    form_class = EndedForm
    heading = "They have ended at the network"
    button = "Note it"
    row: Revocation

    def prepare(self, **kwargs: Any) -> None:
        """Find it with its channel, or raise Http404."""
        rows = Revocation.objects.select_related("connection__channel")
        self.row = get_object_or_404(rows, pk=kwargs["pk"], connection__channel__council=self.council)

    def words(self) -> dict[str, Any]:
        """Say which channel, and what is to be done there."""
        return {"eyebrow": self.row.connection.channel.name, "lead": self.row.left}

    def next_address(self) -> str:
        """Return the page of the connection."""
        return reverse("connect_channel", args=[self.council.slug, self.row.connection.channel_id])

    def act(self, form: forms.Form) -> str:
        """Note it."""
        prove_ended(actor=self.person, revocation_id=self.row.pk, note=form.cleaned_data["note"])
        return f"It is noted that the earlier credentials of {self.row.connection.channel.name} have ended."
