"""Filing what was said about an enquiry of the press: each time as it was said, with its matter and its people."""

from collections.abc import Collection

from approvals.models import Enquiry
from approvals.press.locking import ABOUT
from portal.councils.people import Person
from portal.records.archive import Filing, file_snapshots
from portal.records.canonical import sha256_of


def file_words(
    actor: Person, enquiry: Enquiry, verb: str, *, title: str, text: str, people: Collection[int] = ()
) -> str:
    """File ``text`` in the transaction of ``verb`` and return its hash for the ledger; ``people`` are keys of users."""
    filing = Filing(
        council_id=enquiry.council_id,
        status=verb,
        object_type=ABOUT,
        object_id=enquiry.pk,
        title=title,
        text=text,
        actor_id=actor.user_id,
        people_ids=tuple(people),
        matter_ids=(enquiry.matter_id,) if enquiry.matter_id else (),
    )
    file_snapshots([filing])
    return sha256_of(text)
