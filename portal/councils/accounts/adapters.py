"""How allauth behaves here: nobody signs up by themselves, sign-ins go into the record, mail may fail."""

import logging
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.usersessions.adapter import DefaultUserSessionsAdapter
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest

from portal.councils.accepting import accept_first
from portal.councils.accounts.noting import note, sign_entry
from portal.councils.accounts.sealing import seal, unseal
from portal.councils.models import User
from portal.records.ledger import record
from portal.refusals import Refusal

log = logging.getLogger(__name__)


class MailNotSent(Refusal):
    """The mail server did not take a mail without which the person cannot go on."""

    status = 503
    next_step = (
        "Nothing was changed. Try again in a few minutes; if it stays so, tell whoever runs the portal."
    )


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by the clerk; what happens to them is recorded under the installation."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "too_many_login_attempts": (
            "Too many tries, so this is closed for five minutes. Your account is as it was. "
            "Wait, then try again, or choose a new password meanwhile."
        ),
        "rate_limited": "Too many tries. Wait five minutes, then try again. Nothing was changed.",
        "incorrect_code": "This is not the code we sent. Look for the newest mail: only its code works.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Return False: a council's people are added by its clerk."""
        return False

    def login(self, request: HttpRequest, user: User) -> None:
        """Sign ``user`` in and record it, with the steps they went through, in one transaction."""
        steps = [
            str(step.get("type") or step["method"]) for step in get_authentication_records(request, user)
        ]
        with transaction.atomic():
            super().login(request, user)
            note("signed_in", user, steps=steps)

    def logout(self, request: HttpRequest) -> None:
        """Sign out and record who it was."""
        user: Any = request.user
        with transaction.atomic():
            super().logout(request)
            if isinstance(user, User):
                note("signed_out", user)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Record the failure under the user it was tried on, where there is one; never the password tried."""
        super().authentication_failed(request, **credentials)
        user = User.objects.filter(email__iexact=str(credentials.get("email", ""))).first()
        if user is not None:
            note("sign_in_failed", user, step="password")

    @transaction.atomic
    def set_password(self, user: User, password: str) -> None:
        """Set the password and record that it was; sessions that began with the old one end by themselves.

        Who chooses their first one accepts by it the invitation that made their account.
        """
        is_first = not user.has_usable_password()
        super().set_password(user, password)
        if is_first:
            accept_first(actor=user)
        note("password_set", user)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send a mail that the person is waiting for; raises MailNotSent where the server does not take it."""
        try:
            super().send_mail(template_prefix, email, context)
        except OSError as error:  # SMTPException is one
            log.warning("a mail of sign-in (%s) could not be sent: %s", template_prefix, error)
            raise MailNotSent("The mail could not be sent.") from error

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Tell a person what was changed in their account, once it is; a failing mail server undoes nothing."""

        def tell() -> None:
            try:
                super(AccountAdapter, self).send_notification_mail(*args, **kwargs)
            except MailNotSent:
                log.warning("somebody could not be told by mail of a change in their account")

        transaction.on_commit(tell)


class SecondStepAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Passkeys belong to the address that people reach the portal at, whatever name a request came by.

    The key of an app and the seed of recovery codes are stored encrypted.
    """

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": (
            "This code is not right. A code from the app works for half a minute and once: wait for the next one."
        ),
        "cannot_generate_recovery_codes": "Set up a passkey or an authenticator app first.",
    }

    def encrypt(self, text: str) -> str:
        """Return ``text`` as it is stored."""
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Return what was stored; Unreadable where its key is missing."""
        return unseal(encrypted_text)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Return for whom a passkey is: the host of SITE_URL."""
        return {"id": urlsplit(settings.SITE_URL).hostname or "localhost", "name": "Proper Channels"}


class SessionsAdapter(DefaultUserSessionsAdapter):  # type: ignore[misc]
    """The end of a session that somebody ended is recorded."""

    @transaction.atomic
    def end_sessions(self, sessions: Sequence[UserSession]) -> None:
        """End ``sessions`` and record each under its person."""
        entries = [sign_entry("session_ended", session.user, session=session.pk) for session in sessions]
        super().end_sessions(sessions)
        if entries:
            record(entries)
