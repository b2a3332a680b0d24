"""What happened to an account goes into the installation's record."""

from typing import Any

from django.db import transaction

from portal.councils.models import User
from portal.records.ledger import Entry, record
from portal.records.models import INSTALLATION


def sign_entry(verb: str, user: User, **facts: Any) -> Entry:
    """Return the entry that ``verb`` happened to the account of ``user``, by whoever used it."""
    return Entry(INSTALLATION, verb, user.pk, user.name, "user", user.pk, facts)


@transaction.atomic
def note(verb: str, user: User, **facts: Any) -> None:
    """Record ``verb``; inside the transaction of the act, and last, where there is one."""
    record([sign_entry(verb, user, **facts)])
