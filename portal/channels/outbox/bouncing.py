"""A mail that came back later: the address is marked as when its server refuses it at once."""

from contextlib import suppress

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from portal.channels.mail.bounces import Bounce, Failed, NotABounce, read_bounce
from portal.channels.mail.message import ascii_address
from portal.channels.models import Contact, Dispatch
from portal.councils.recording import entry_by_machine
from portal.records.ledger import record
from portal.refusals import Refusal


def note_bounce(raw: bytes) -> Dispatch:
    """Note that a mail of the press list did not arrive, by the delivery status notification ``raw`` (RFC 3464).

    Only whoever got the mail knows its Message-ID, so that nobody else can have an address marked. What the journal's
    own address bounces marks nobody. Raises NotABounce for what cannot be read, is about no mail that was sent from
    here or about another recipient; Refusal where the address was changed, or marked, since the mail went out.
    """
    bounce = read_bounce(raw)
    with transaction.atomic():
        rows = Dispatch.objects.select_related("delivery__publication", "contact")
        mail = rows.filter(message_id=bounce.message_id, claimed_at__isnull=False).first()
        if mail is None:
            raise NotABounce("No mail with this Message-ID was sent from here.")
        failed = _about(mail, bounce)
        _mark(mail, failed)
        publication = mail.delivery.publication
        facts = {"key": str(mail.key), "communication": publication.communication_id, "status": failed.status}
        record([entry_by_machine(publication.council_id, "delivery_bounced", "dispatch", mail.pk, **facts)])
    return mail


def _about(mail: Dispatch, bounce: Bounce) -> Failed:
    """Return what is said of the recipient of ``mail``; raise NotABounce where it is said of somebody else."""
    theirs = {mail.address.lower()}
    with suppress(ValueError):  # what cannot be written so never went out so
        theirs.add(ascii_address(mail.address).lower())
    for failed in bounce.failed:
        if theirs & {one.strip("<>").lower() for one in failed.recipients}:
            return failed
    raise NotABounce("This is about somebody else than the recipient of that mail.")


def _mark(mail: Dispatch, failed: Failed) -> None:
    since = Q(refused_at__isnull=True) | Q(refused_at__lt=mail.claimed_at)
    rows = Contact.objects.filter(since, pk=mail.contact_id, email__iexact=mail.address)
    words = f"The mail came back: {failed.why}".rstrip(": ")
    if rows.update(refused_at=timezone.now(), refusal=words[:300]) != 1:
        raise Refusal(
            "The address was changed, or marked as refused, since this mail went out.",
            "Nothing more was noted.",
        )
