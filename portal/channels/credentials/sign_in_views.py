"""The pages of signing in at a network: what it will be asked, the way there, and coming back."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from portal.channels.connectors.base import connectors
from portal.channels.connectors.introducing import Introduces
from portal.channels.credentials.forms import ConnectForm
from portal.channels.credentials.signing_in import begin_sign_in, finish_sign_in, go_on, way_back
from portal.channels.credentials.views import OfChannel
from portal.channels.models import Channel
from portal.councils.powers import Power
from portal.councils.views import CouncilView
from portal.refusals import NotYours, Refusal

KEPT = "network_sign_in"
"""Under which the session keeps one sign-in that was begun, and only one."""
MADE_THERE = (
    "The password that the site made for the portal is not kept: delete it there, in the account’s profile."
)


class SignInChannel(OfChannel):
    """Takes the application's credentials, then shows the way to the network's own page."""

    template_name = "channels/desk/sign_in.html"

    def prepare(self, **kwargs: Any) -> None:
        """Find the channel, or raise Http404 where its network knows no sign-in."""
        super().prepare(**kwargs)
        if not self.connector.sign_in_needs:
            raise Http404

    def make_form(self, data: Any = None) -> forms.Form:
        """Ask for the application's credentials; what is no secret stands there as it is."""
        public = self.connection.public if self.connection else {}
        return ConnectForm(data, needs=self.connector.sign_in_needs, public=public)

    def words(self) -> dict[str, Any]:
        """Say what the network will be asked, and where to go on where that was begun."""
        begun = self._begun()
        return {
            "channel": self.channel,
            "label": self.connector.label,
            "scopes": self.connector.sign_in_scopes,
            "way_back": way_back(self.council.slug, self.channel.pk),
            "address": begun.get("address", ""),
            "problem": begun.get("problem", ""),
            "waiting": bool(begun) and not begun["address"],
            "introduces": isinstance(self.connector, Introduces),
            "back": super().next_address(),
        }

    def _begun(self) -> dict[str, str]:
        """Return the sign-in for this channel that was begun, {} for none; its server may be known by now."""
        begun: dict[str, str] = self.request.session.get(KEPT, {})
        if begun.get("channel") != str(self.channel.pk) or begun["until"] < timezone.now().isoformat():
            return {}
        if begun["address"]:
            return begun
        try:
            now = go_on(self.channel, begun)
        except Refusal:
            return {}
        if now.address:
            self.request.session[KEPT] = begun = {**now.kept, "address": now.address}
        return {**begun, "problem": now.problem}

    def next_address(self) -> str:
        """Return this page, which now shows the way."""
        return reverse("sign_in_channel", args=[self.council.slug, self.channel.pk])

    def act(self, form: forms.Form) -> str:
        """Begin it."""
        assert isinstance(form, ConnectForm)  # noqa: S101  make_form() makes no other
        begun = begin_sign_in(actor=self.person, channel_id=self.channel.pk, values=form.values())
        self.request.session[KEPT] = {**begun.kept, "address": begun.address}
        if not begun.address:
            return "The server is being asked how to sign in there. This page says what came of it."
        return f"Go on to {self.connector.label} from this page. It waits for you for a quarter of an hour."


class SignedInChannel(CouncilView):
    """Where the network sends people back to. What stands in the address counts once, for who went there."""

    power = Power.MANAGE_CHANNELS

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Let what stands in the address go no further: whoever is signed out goes to signing in without it."""
        if not request.user.is_authenticated:
            return redirect_to_login(request.path)
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Connect the channel, or say why not, and show its connection."""
        channel = get_object_or_404(Channel, pk=pk, council=self.council)
        known = connectors().get(channel.connector)
        if known is None or not known.sign_in_needs:
            raise Http404
        kept = request.session.pop(KEPT, None) if KEPT in request.session else None
        try:
            finish_sign_in(
                actor=self.person,
                channel_id=channel.pk,
                kept=kept,
                said=request.GET.dict(),
            )
        except NotYours:
            raise
        except Refusal as refusal:
            refused = (
                f"{known.label} was not allowed to connect the portal." if "error" in request.GET else ""
            )
            left = f" {MADE_THERE}" if "password" in request.GET else ""
            messages.error(request, refused or f"{refusal.what} {refusal.next_step}{left}")
        else:
            messages.success(
                request, f"{channel.name}: signed in. It is being tried; this page says what came of it."
            )
        return redirect("connect_channel", self.council.slug, channel.pk)
