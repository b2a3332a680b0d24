"""A request sent twice under one Idempotency-Key makes one draft (draft-ietf-httpapi-idempotency-key-header)."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils import timezone

from portal.api.keys import Bearer
from portal.api.models import ApiRequest
from portal.drafts.models import Communication
from portal.refusals import InvalidInput, Refusal

KEPT = timedelta(days=1)
_NAME = re.compile(r"[\x21-\x7e]{1,64}", re.ASCII)
_LOCK = 7_310_911
_INTEGERS = 2**31


class AnotherRequest(Refusal):
    """The same Idempotency-Key came with another request."""

    status = 422


@transaction.atomic
def once_only(
    bearer: Bearer, name: str | None, digest: str, make: Callable[[], Communication]
) -> tuple[Communication, bool]:
    """Return what ``make`` made, and whether it was made now; under a known ``name`` what was made the first time.

    ``digest`` is the hash of what was asked. Requests of one key wait for each other, so that two at once under one
    name make one draft. Raises AnotherRequest where the name came with something else, InvalidInput for a name that
    is none.
    """
    if name is None:
        return make(), True
    if not _NAME.fullmatch(name):
        raise InvalidInput("The Idempotency-Key is up to 64 visible ASCII characters.", "Send another one.")
    with connection.cursor() as cursor:  # held until the transaction ends
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK, bearer.key.pk % _INTEGERS])
    before = ApiRequest.objects.filter(key=bearer.key, name=name).select_related("communication").first()
    if before is not None:
        if before.request_sha256 != digest:
            raise AnotherRequest(
                "This Idempotency-Key was used with another request.", "Nothing was changed. Use a new one."
            )
        return before.communication, False
    made = make()
    ApiRequest.objects.create(key=bearer.key, name=name, request_sha256=digest, communication=made)
    return made, True


def forget_requests(now: datetime | None = None) -> int:
    """Delete the names of requests that are too long ago to be sent again; return how many. Safe to run twice."""
    gone, _ = ApiRequest.objects.filter(at__lt=(now or timezone.now()) - KEPT).delete()
    return gone
