"""Filing what was said about an enquiry or a letter: each time as it was said, with its matter and its people."""

from collections.abc import Collection

from approvals.models import Enquiry, ReceivedLetter
from portal.councils.people import Person
from portal.records.archive import Filing, file_snapshots
from portal.records.canonical import sha256_of

_ABOUT = {Enquiry: "press_enquiry", ReceivedLetter: "received_letter"}


def file_words(
    actor: Person,
    about: Enquiry | ReceivedLetter,
    verb: str,
    *,
    title: str,
    text: str,
    people: Collection[int] = (),
) -> str:
    """File ``text`` in the transaction of ``verb`` and return its hash for the ledger; ``people`` are keys of users."""
    filing = Filing(
        council_id=about.council_id,
        status=verb,
        object_type=_ABOUT[type(about)],
        object_id=about.pk,
        title=title,
        text=text,
        actor_id=actor.user_id,
        people_ids=tuple(people),
        matter_ids=(about.matter_id,) if about.matter_id else (),
    )
    file_snapshots([filing])
    return sha256_of(text)
