"""Passkeys: setting one up, signing in with one, naming and removing them."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.views import (
    AddWebAuthnView,
    EditWebAuthnView,
    ListWebAuthnView,
    LoginWebAuthnView,
    ReauthenticateWebAuthnView,
    RemoveWebAuthnView,
)
from django.db import transaction
from django.http import HttpResponse

from portal.councils.accounts.forms import (
    AddPasskeyForm,
    ConfirmByPasskeyForm,
    PasskeySignInForm,
    RenamePasskeyForm,
)
from portal.councils.accounts.noting import note
from portal.councils.accounts.sessions import end_all_but_this
from portal.councils.accounts.views import what_is_lost


class PasskeysPage(ListWebAuthnView):  # type: ignore[misc]
    """The passkeys somebody has."""

    paginate_by = 20
    ordering = ("-created_at", "-pk")

    def get_queryset(self) -> Any:
        """Return them, the newest first."""
        mine = Authenticator.objects.filter(user=self.request.user, type=Authenticator.Type.WEBAUTHN)
        return mine.order_by(*self.ordering)


class AddPasskey(AddWebAuthnView):  # type: ignore[misc]
    """Sets up a passkey."""

    form_class = AddPasskeyForm

    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        """Keep it, end the sessions that began without it, and record it."""
        answer: HttpResponse = super().form_valid(form)
        end_all_but_this(self.request, self.request.user)
        note("second_step_added", self.request.user, step="passkey")
        return answer


class RemovePasskey(RemoveWebAuthnView):  # type: ignore[misc]
    """Takes a passkey off."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what is lost with it."""
        return {**super().get_context_data(**kwargs), **what_is_lost(self.object)}

    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        """Take it off and record it."""
        answer: HttpResponse = super().form_valid(form)
        note("second_step_removed", self.request.user, step="passkey")
        return answer


class RenamePasskey(EditWebAuthnView):  # type: ignore[misc]
    """Gives a passkey another name."""

    form_class = RenamePasskeyForm


class SignInWithPasskey(LoginWebAuthnView):  # type: ignore[misc]
    """Signs in with a passkey alone: the device has checked who holds it."""

    form_class = PasskeySignInForm


class ConfirmByPasskey(ReauthenticateWebAuthnView):  # type: ignore[misc]
    """Confirms by a passkey who is about to change the account."""

    form_class = ConfirmByPasskeyForm
