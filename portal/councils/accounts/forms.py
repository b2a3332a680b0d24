"""allauth's forms in our words; what a browser can send wrongly is answered, and a failed step is recorded."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms

from portal.councils.accounts.noting import note

NOT_ACCEPTED = "This passkey was not accepted. Try again, or use another way to sign in."
_CODE = {"autocomplete": "one-time-code", "inputmode": "numeric", "class": "input-short"}


def _code_field(label: str, hint: str) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=hint, max_length=40, widget=forms.TextInput(attrs=dict(_CODE))
    )


@contextmanager
def _readable() -> Iterator[None]:
    """Turn whatever the passkey library makes of a forged credential into one message."""
    try:
        yield
    except (forms.ValidationError, ValueError, TypeError, KeyError, AttributeError, IndexError) as error:
        if isinstance(error, forms.ValidationError) and error.code == "too_many_login_attempts":
            raise
        raise forms.ValidationError(NOT_ACCEPTED, code="not_accepted") from error


class _RecordsFailure:
    """A second step that fails is recorded under the person who had got so far; the code tried is not."""

    user: Any

    def clean_code(self) -> str:
        """Return the code, or record that it was wrong."""
        try:
            return str(super().clean_code())  # type: ignore[misc]
        except forms.ValidationError as error:
            if error.code == "incorrect_code":
                note("sign_in_failed", self.user, step="code")
            raise


class SecondStepForm(_RecordsFailure, AuthenticateForm):  # type: ignore[misc]
    """The code that is asked for after the password or the mailed code."""

    code = _code_field("Code", "Six digits from your authenticator app, or one of your recovery codes.")


class ConfirmByCodeForm(_RecordsFailure, ReauthenticateForm):  # type: ignore[misc]
    """The code that confirms who changes an account."""

    code = _code_field("Code", "Six digits from your authenticator app, or one of your recovery codes.")


class AuthenticatorForm(ActivateTOTPForm):  # type: ignore[misc]
    """The first code of a new authenticator app, which proves that it was set up."""

    code = _code_field("Code that the app shows", "Six digits, new every half minute.")


class PasskeyNameForm(forms.Form):
    """What somebody calls a passkey."""

    name = forms.CharField(
        label="Name",
        help_text="So that you know it again: the device it is on.",
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"class": "input-medium", "autocomplete": "off"}),
    )


class AddPasskeyForm(AddWebAuthnForm):  # type: ignore[misc]
    """A new passkey: what the device answered, and what it is called."""

    name = PasskeyNameForm.base_fields["name"]
    passwordless = forms.BooleanField(
        label="It signs me in by itself, without the password",
        help_text=(
            "The device asks for a fingerprint, face or PIN. Without the tick it is only the second step after "
            "your password, which also works with a simple security key."
        ),
        required=False,
        initial=True,
    )

    def clean(self) -> dict[str, Any]:
        """Return the data, or refuse a credential that cannot be read."""
        with _readable():
            return dict(super().clean())


class RenamePasskeyForm(EditWebAuthnForm):  # type: ignore[misc]
    """Another name for a passkey."""

    name = forms.CharField(max_length=60, widget=forms.TextInput(attrs={"class": "input-medium"}))


class _PasskeyAnswer:
    """What a device answers to the portal's challenge."""

    user: Any

    def clean_credential(self) -> Authenticator:
        """Return the passkey, or refuse; recorded where the portal knows who tries."""
        try:
            with _readable():
                return super().clean_credential()  # type: ignore[misc]
        except forms.ValidationError as error:
            if self.user is not None and error.code == "not_accepted":
                note("sign_in_failed", self.user, step="passkey")
            raise


class PasskeyStepForm(_PasskeyAnswer, AuthenticateWebAuthnForm):  # type: ignore[misc]
    """A passkey as the second step."""


class PasskeySignInForm(_PasskeyAnswer, LoginWebAuthnForm):  # type: ignore[misc]
    """A passkey instead of address and password."""


class ConfirmByPasskeyForm(_PasskeyAnswer, ReauthenticateWebAuthnForm):  # type: ignore[misc]
    """A passkey that confirms who changes an account."""
