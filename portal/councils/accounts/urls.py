"""Addresses below `/accounts/`: ours before allauth's, whose names allauth itself looks up."""

from allauth.mfa.recovery_codes.views import download_recovery_codes, view_recovery_codes
from django.urls import include, path
from django.views.generic import RedirectView

from portal.councils.accounts import arriving, passkeys, views

urlpatterns = [
    path("", views.AccountPage.as_view(), name="account"),
    path("invitations/", views.InvitationsPage.as_view(), name="invitations"),
    path("arrived/", arriving.OwnDesk.as_view(), name="own_desk"),
    path("login/code/confirm/", views.SignInCode.as_view(), name="account_confirm_login_code"),
    path("sessions/", views.SessionsPage.as_view(), name="usersessions_list"),
    path("sessions/<int:pk>/end/", views.EndSession.as_view(), name="end_session"),
    path("2fa/", RedirectView.as_view(pattern_name="account"), name="mfa_index"),
    path("2fa/authenticate/", views.SecondStep.as_view(), name="mfa_authenticate"),
    path("2fa/reauthenticate/", views.ConfirmByCode.as_view(), name="mfa_reauthenticate"),
    path("2fa/app/", views.SetUpApp.as_view(), name="mfa_activate_totp"),
    path("2fa/app/picture.svg", views.TotpPicture.as_view(), name="totp_picture"),
    path("2fa/app/remove/", views.RemoveApp.as_view(), name="mfa_deactivate_totp"),
    path("2fa/codes/", view_recovery_codes, name="mfa_view_recovery_codes"),
    path("2fa/codes/new/", views.NewCodes.as_view(), name="mfa_generate_recovery_codes"),
    path("2fa/codes/file/", download_recovery_codes, name="mfa_download_recovery_codes"),
    path("2fa/passkeys/", passkeys.PasskeysPage.as_view(), name="mfa_list_webauthn"),
    path("2fa/passkeys/add/", passkeys.AddPasskey.as_view(), name="mfa_add_webauthn"),
    path("2fa/passkeys/login/", passkeys.SignInWithPasskey.as_view(), name="mfa_login_webauthn"),
    path("2fa/passkeys/confirm/", passkeys.ConfirmByPasskey.as_view(), name="mfa_reauthenticate_webauthn"),
    path("2fa/passkeys/<int:pk>/remove/", passkeys.RemovePasskey.as_view(), name="mfa_remove_webauthn"),
    path("2fa/passkeys/<int:pk>/edit/", passkeys.RenamePasskey.as_view(), name="mfa_edit_webauthn"),
    path("", include("allauth.account.urls")),
]
