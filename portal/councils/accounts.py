"""How allauth behaves here: nobody signs up by themselves, and sign-ins go into the record."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.db import transaction
from django.http import HttpRequest

from portal.councils.models import User
from portal.records.ledger import Entry, record
from portal.records.models import INSTALLATION


def _sign_entry(verb: str, user: User) -> Entry:
    return Entry(INSTALLATION, verb, user.pk, user.name, "user", user.pk)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by the clerk; every sign-in and sign-out is recorded under the installation."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Return False: a council's people are added by its clerk."""
        return False

    def login(self, request: HttpRequest, user: User) -> None:
        """Sign ``user`` in and record it in one transaction."""
        with transaction.atomic():
            super().login(request, user)
            record([_sign_entry("signed_in", user)])

    def logout(self, request: HttpRequest) -> None:
        """Sign out and record who it was."""
        user: Any = request.user
        with transaction.atomic():
            super().logout(request)
            if isinstance(user, User):
                record([_sign_entry("signed_out", user)])

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Record the failure under the user it was tried on, where there is one; never the password tried."""
        super().authentication_failed(request, **credentials)
        user = User.objects.filter(email__iexact=str(credentials.get("email", ""))).first()
        if user is not None:
            with transaction.atomic():
                record([_sign_entry("sign_in_failed", user)])
