"""The pages of one's account: what is set up, the authenticator app, recovery codes, and where one is signed in."""

from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.account.views import ConfirmLoginCodeView
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.views import AuthenticateView, ReauthenticateView
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.usersessions.internal.flows.sessions import end_sessions
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.decorators import method_decorator
from django.views.generic import View

from portal.councils.accepting import accept, invitations_of
from portal.councils.accounts.forms import (
    AuthenticatorForm,
    ConfirmByCodeForm,
    PasskeyStepForm,
    SecondStepForm,
)
from portal.councils.accounts.noting import note
from portal.councils.accounts.sessions import called, end_all_but_this, open_sessions
from portal.councils.models import User
from portal.councils.people import SECOND_FACTORS, people_of

_PAGE = 20
_DIGITS = 18
"""As long as a key can be."""


class AccountPage(LoginRequiredMixin, View):
    """One's account, with the state of each thing and the way to change it."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show it."""
        user: Any = request.user
        kept = dict.fromkeys(Authenticator.Type.values, 0)
        codes_left = 0
        for authenticator in Authenticator.objects.filter(user=user):
            kept[authenticator.type] += 1
            if authenticator.type == Authenticator.Type.RECOVERY_CODES:
                codes_left = len(authenticator.wrap().get_unused_codes())
        people = people_of(user.pk)
        words = {
            "passkeys": kept["webauthn"],
            "app": kept["totp"],
            "has_codes": kept["recovery_codes"],
            "codes_left": codes_left,
            "sessions": open_sessions(user).count(),
            "invitations": invitations_of(user.pk).count(),
            "has_second_step": any(kept[kind] for kind in SECOND_FACTORS),
            "required_by": [p.council for p in people if p.council.second_factor_required],
        }
        return render(request, "account/account.html", words)


class InvitationsPage(LoginRequiredMixin, View):
    """What one is invited to; a post accepts one of them. An office begins with its holder's word, nobody else's."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the invitations that are open."""
        return render(
            request, "account/invitations.html", {"invitations": invitations_of(_me(request).pk)[:50]}
        )

    def post(self, request: HttpRequest) -> HttpResponse:
        """Accept one and go to its desk."""
        number = request.POST.get("membership", "")
        key = int(number) if number.isascii() and number.isdecimal() and len(number) < _DIGITS else 0
        taken = accept(actor=_me(request), membership_id=key)
        messages.success(request, f"You are {taken.display_title} of {taken.council.name}.")
        return redirect("desk_home", council=taken.council.slug)


def _me(request: HttpRequest) -> User:
    """Return who is signed in; LoginRequiredMixin has made sure that somebody is."""
    user: Any = request.user
    found: User = user
    return found


class SecondStep(AuthenticateView):  # type: ignore[misc]
    """The second step of a sign-in: nobody is signed in before it."""

    form_class = SecondStepForm
    webauthn_form_class = PasskeyStepForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add which steps the person has."""
        found = super().get_context_data(**kwargs)
        kinds = Authenticator.objects.filter(user=self.stage.login.user).values_list("type", flat=True)
        return {**found, "kinds": set(kinds)}


class ConfirmByCode(ReauthenticateView):  # type: ignore[misc]
    """Confirms by a code who is about to change the account."""

    form_class = ConfirmByCodeForm


class SignInCode(ConfirmLoginCodeView):  # type: ignore[misc]
    """Takes the code that was mailed; a wrong one is recorded."""

    def form_invalid(self, form: Any) -> HttpResponse:
        """Record the failure where the address is somebody's, then count it."""
        if self._process.user is not None:
            note("sign_in_failed", self._process.user, step="mailed code")
        answer: HttpResponse = super().form_invalid(form)
        return answer


class SetUpApp(ActivateTOTPView):  # type: ignore[misc]
    """Sets up the authenticator app; the picture of the key is TotpPicture."""

    form_class = AuthenticatorForm

    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        """Keep it, end the sessions that began without it, and record it."""
        answer: HttpResponse = super().form_valid(form)
        end_all_but_this(self.request, self.request.user)
        note("second_step_added", self.request.user, step="app")
        return answer


@method_decorator(reauthentication_required(app="allauth.mfa"), name="dispatch")
class TotpPicture(View):
    """The key of an authenticator app as a QR code: for this session, and only while it is being set up."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Return the picture; 404 where nothing is being set up."""
        secret = request.session.get(SECRET_SESSION_KEY)
        adapter = get_adapter()
        if not secret or adapter.is_mfa_enabled(request.user, [Authenticator.Type.TOTP]):
            raise Http404
        picture = adapter.build_totp_svg(adapter.build_totp_url(request.user, secret))
        return HttpResponse(picture, content_type="image/svg+xml", headers={"Cache-Control": "no-store"})


class RemoveApp(DeactivateTOTPView):  # type: ignore[misc]
    """Takes the authenticator app off."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what is lost with it."""
        return {**super().get_context_data(**kwargs), **what_is_lost(self.authenticator)}

    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        """Take it off and record it."""
        answer: HttpResponse = super().form_valid(form)
        note("second_step_removed", self.request.user, step="app")
        return answer


def what_is_lost(authenticator: Authenticator) -> dict[str, Any]:
    """Return whether this is the person's last second step, and which councils require one of them."""
    others = Authenticator.objects.filter(user=authenticator.user_id, type__in=SECOND_FACTORS)
    if others.exclude(pk=authenticator.pk).exists():
        return {"last_one": False, "required_by": []}
    people = people_of(authenticator.user_id)
    return {"last_one": True, "required_by": [p.council for p in people if p.council.second_factor_required]}


class NewCodes(GenerateRecoveryCodesView):  # type: ignore[misc]
    """Makes a new set of recovery codes; the old ones stop working."""

    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        """Make them and record it."""
        answer: HttpResponse = super().form_valid(form)
        note("recovery_codes_made", self.request.user)
        return answer


class SessionsPage(LoginRequiredMixin, View):
    """Where one is signed in; a post signs out everywhere else."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the sessions, the newest first."""
        user: Any = request.user
        page = Paginator(open_sessions(user), _PAGE).get_page(request.GET.get("page"))
        rows = [
            {
                "session": session,
                "called": called(session.user_agent),
                "is_this": session.session_key == request.session.session_key,
            }
            for session in page
        ]
        return render(request, "usersessions/usersession_list.html", {"page": page, "rows": rows})

    def post(self, request: HttpRequest) -> HttpResponse:
        """End all the others."""
        user: Any = request.user
        end_all_but_this(request, user)
        messages.success(request, "You are signed out everywhere else.")
        return redirect("usersessions_list")


class EndSession(LoginRequiredMixin, View):
    """Ends one session of one's own; somebody else's is not found."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """End it; the one that asks is signed out."""
        user: Any = request.user
        session = get_object_or_404(UserSession, pk=pk, user=user)
        end_sessions(request, [session])
        if not request.user.is_authenticated:
            return redirect("account_login")
        messages.success(request, f"{called(session.user_agent)} is signed out.")
        return redirect("usersessions_list")
