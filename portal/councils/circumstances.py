"""The version of a council's circumstances: it moves on when something changes under decisions already made."""

from django.db.models import F

from portal.councils.models import Council
from portal.written import WrittenWhole


def bump(council_id: int) -> None:
    """Move the version on, under the council's row lock, in the caller's transaction.

    approve() takes the same row FOR SHARE before it evaluates, so a decision either sees the change or is seen
    by the sweep that judges older versions again.
    """
    Council.objects.filter(pk=council_id).update(circumstances_version=F("circumstances_version") + 1)


def share(council_id: int) -> Council:
    """Return the council with its row locked FOR SHARE until the caller's transaction ends."""
    return _SHARED.get(council_id)


_SHARED = WrittenWhole(Council, locking="FOR SHARE")
