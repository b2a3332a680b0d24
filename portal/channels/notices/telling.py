"""Noting, in a verb's own transaction, who is to be told of what it did."""

from collections.abc import Iterable
from uuid import UUID, uuid4

from django.db import connection

from portal.channels.models import Notice
from portal.channels.notices.vocabulary import What
from portal.channels.notices.waking import wake_on_commit


class OutsideTransaction(RuntimeError):
    """A notice was written apart from what it tells."""


def tell(
    *,
    council_id: int,
    what: What,
    about: tuple[str, int],
    recipients: Iterable[int],
    occasion: int = 0,
) -> None:
    """Note that each of ``recipients`` (memberships) is to be told ``what`` happened to ``about`` (its type and id).

    One row a person; whoever has been told of the same event already is not told twice. Call it just before record():
    the rows commit with the act or not at all. Raises OutsideTransaction.
    """
    if not connection.in_atomic_block:
        raise OutsideTransaction("A notice belongs into the transaction of what it tells.")
    object_type, object_id = about
    rows = [
        Notice(
            key=uuid4(),
            council_id=council_id,
            recipient_id=recipient,
            what=what.value,
            object_type=object_type,
            object_id=object_id,
            occasion=occasion,
        )
        for recipient in recipients
    ]
    Notice.objects.bulk_create(rows, ignore_conflicts=True)
    for row in rows:
        wake_on_commit(row.key)


def tell_outside(*, council_id: int, what: What, about: tuple[str, int], key: UUID) -> None:
    """Note that somebody outside the council is to be told; ``key`` is the notice's own. As tell() otherwise.

    To whom it goes the writer of ``about`` says when it is sent (settings.OUTSIDE_WRITERS): no address is kept here.
    """
    if not connection.in_atomic_block:
        raise OutsideTransaction("A notice belongs into the transaction of what it tells.")
    object_type, object_id = about
    Notice.objects.create(
        key=key, council_id=council_id, what=what.value, object_type=object_type, object_id=object_id
    )
    wake_on_commit(key)


def tell_all_outside(*, council_id: int, what: What, object_type: str, ids: Iterable[int]) -> None:
    """Note for each of ``ids`` that somebody outside is to be told, under keys of its own. As tell_outside()."""
    if not connection.in_atomic_block:
        raise OutsideTransaction("A notice belongs into the transaction of what it tells.")
    rows = [
        Notice(key=uuid4(), council_id=council_id, what=what.value, object_type=object_type, object_id=one)
        for one in ids
    ]
    Notice.objects.bulk_create(rows)
    for row in rows:
        wake_on_commit(row.key)
