"""Telling those who decide what the portal could not do by itself: send something, or take it back."""

from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from portal.channels.connectors.base import connectors
from portal.channels.credentials.telling import lost_at_delivery
from portal.channels.models import Command, Delivery, Dispatch, Notice
from portal.channels.notices.telling import tell
from portal.channels.notices.vocabulary import What
from portal.channels.notices.words import Words
from portal.channels.outbox.attempts import last_number
from portal.channels.outbox.rows import Row, delivery_of, publication_of
from portal.channels.states import Delivering
from portal.councils.people import Person, people_who_may
from portal.councils.powers import Power

A_PERSON_DECIDES = timedelta(days=365)
"""Beyond this no time is set at which the portal asks again by itself (settling.settle_unclear)."""


IN_VAIN = 3 * 3600.0
"""Seconds of asking what became of something after which who decides is told; it is asked on."""
_BY_ITSELF = 10_000
"""Added to the number of an attempt: so it is no number of a later issue that waits."""


def tell_of_failure(row: Row, fence: int) -> None:
    """Tell those who decide that ``row`` has failed for good, once for each time; a single mail's failure is its own.

    ``fence``: of the claim that failed. Call it just before record().
    """
    if isinstance(row, Dispatch):
        return
    what = What.DELIVERY_FAILED
    if isinstance(row, Command):
        what = What.RETITLE_FAILED if row.verb == Command.Verb.RETITLE else What.RETRACT_FAILED
    _tell(delivery_of(row), what, occasion=fence)


def tell_of_parts(delivery: Delivery) -> None:
    """Tell those who decide that a part of a correction which was cancelled may be out, and is not taken back."""
    _tell(delivery, What.PARTS_LEFT)


def tell_who_can_say(row: Row) -> None:
    """Tell those who decide, once, that ``row`` waits for an earlier issue of which nobody knows whether it arrived.

    Nothing where the portal finds that out by itself.
    """
    issue = publication_of(row)
    unclear = Delivery.objects.filter(
        channel=delivery_of(row).channel_id,
        publication__communication=issue.communication_id,
        publication__issue__lt=issue.issue,
        state=Delivering.UNKNOWN,
        due_at__gt=timezone.now() + A_PERSON_DECIDES,
    )
    for one in unclear.select_related("publication"):
        _tell(one, What.DELIVERY_UNCLEAR, occasion=issue.issue)


def tell_that_it_is_unclear(row: Row) -> None:
    """Tell those who decide, once for each time it was sent, that nobody knows whether ``row`` arrived.

    Once for all mails of a mailing. Of a command nothing: it is repeated until it is done or has failed.
    """
    if isinstance(row, Command):
        return
    delivery = delivery_of(row)
    sent_for = last_number(row.key) if isinstance(row, Delivery) else delivery.attempt
    _tell(delivery, What.DELIVERY_UNCLEAR, occasion=_BY_ITSELF + sent_for)


def tell_that_it_stands_elsewhere(delivery: Delivery, fence: int) -> None:
    """Tell those who decide that what a person took for ``delivery`` is something else, once for each ``fence``."""
    _tell(delivery, What.DELIVERY_UNCLEAR, occasion=2 * _BY_ITSELF + fence)


def _tell(delivery: Delivery, what: What, *, occasion: int = 0) -> None:
    council_id = delivery.publication.council_id
    tell(
        council_id=council_id,
        what=what,
        about=("delivery", delivery.pk),
        recipients=[person.membership.pk for person in people_who_may(Power.DECIDE, council_id)],
        occasion=occasion,
    )


def about_delivery(notice: Notice, person: Person) -> Words | None:
    """Write what became of a delivery, with a link to the very item; None where that is over or not theirs."""
    rows = Delivery.objects.select_related("channel", "publication__communication").filter(
        pk=notice.object_id, channel__council=person.council
    )
    found = rows.first()
    if found is None:
        return None
    if notice.what == What.CHANNEL_LOST:
        return lost_at_delivery(found, person)
    if not person.may(Power.DECIDE):
        return None
    return _WRITERS[notice.what](found, person)


def _unsent(found: Delivery, person: Person) -> Words | None:
    if found.state != Delivering.FAILED:
        return None
    item, name = found.publication.communication, found.channel.name
    body = (
        f"{item.reference} did not go out on the channel “{name}”.\n\n"
        f"{found.problem}\n\n"
        "Nothing of it is lost, and its other channels are not held up. Mend what stands in the way, and try again "
        f"on its page:\n{_page(found, person)}\n"
    )
    return Words(f"{person.council.name}: {item.reference} did not go out on “{name}”", body)


def _still_there(found: Delivery, person: Person) -> Words | None:
    orders = Command.objects.filter(delivery=found, state=Delivering.FAILED)
    failed = orders.exclude(verb=Command.Verb.RETITLE).order_by("-pk").first()
    if failed is None:
        return None
    item, name = found.publication.communication, found.channel.name
    connector = connectors().get(found.channel.connector)
    where = connector.label if connector is not None else name
    body = (
        f"{item.reference} was to be taken back on the channel “{name}”, and that was not done.\n\n"
        f"{failed.problem}\n\n"
        f"{_where(found)}"
        f"To do it by hand: sign in to {where} with the council’s own account, open the post, and delete it there. If "
        "a part of a thread is left, delete each part.\n\n"
        f"Or let the portal try again, on its page:\n{_page(found, person)}\n"
    )
    return Words(f"{person.council.name}: take {item.reference} down on “{name}” by hand", body)


def _headline_there(found: Delivery, person: Person) -> Words | None:
    orders = Command.objects.filter(delivery=found, state=Delivering.FAILED, verb=Command.Verb.RETITLE)
    failed = orders.first()
    if failed is None:
        return None
    item, name = found.publication.communication, found.channel.name
    body = (
        f"The headline of {item.reference}, which was withdrawn, was to be taken away on the channel “{name}” too, and "
        f"that was not done.\n\n{failed.problem}\n\n"
        f"{_where(found)}"
        "To do it by hand: open it there with the council’s own account, and write in the place of its headline what "
        "the newsroom shows now.\n\n"
        f"Or let the portal try again, on its page:\n{_page(found, person)}\n"
    )
    return Words(
        f"{person.council.name}: take the headline of {item.reference} away on “{name}” by hand", body
    )


def _nobody_knows(found: Delivery, person: Person) -> Words | None:
    mails = Dispatch.objects.filter(delivery=found, state=Delivering.UNKNOWN) if found.fanned_out else None
    if not mails and found.state != Delivering.UNKNOWN:
        return None
    item, name = found.publication.communication, found.channel.name
    later = found.publication.communication.publications.filter(
        issue__gt=found.publication.issue,
        deliveries__channel=found.channel,
        deliveries__state=Delivering.PENDING,
    ).exists()
    opens = f"{item.reference} was sent on the channel “{name}”, and nobody knows whether it arrived."
    if later:
        opens = (
            f"A later issue of {item.reference} waits to go out on the channel “{name}”: nobody knows whether an "
            "earlier one arrived."
        )
    problem = mails[0].problem if mails else found.problem
    body = (
        f"{opens}\n\n{problem}\n\n"
        "It is not sent again by itself, so that nobody has it twice. Look there with the council’s own account, and "
        f"say on its page whether it did:\n{_page(found, person)}\n"
    )
    waits = " A later issue waits" if later else ""
    return Words(f"{person.council.name}: did {item.reference} arrive on “{name}”?{waits}", body)


def _parts(found: Delivery, person: Person) -> Words | None:
    if found.state not in {Delivering.CANCELLED, Delivering.FAILED}:
        return None
    item, name = found.publication.communication, found.channel.name
    body = (
        f"A correction of {item.reference} was cancelled after an attempt at it broke off on the channel “{name}”. A "
        "part of it may be out there. The portal cannot tell it from the earlier issue, which stays, and so took "
        "nothing back.\n\n"
        "Look there with the council’s own account. If a post of the correction is there, delete it; if the earlier "
        f"one has the correction’s words, write back what it said:\n{_page(found, person)}\n"
    )
    return Words(f"{person.council.name}: look whether a part of {item.reference} is out on “{name}”", body)


_WRITERS: dict[str, Callable[[Delivery, Person], Words | None]] = {
    What.DELIVERY_FAILED: _unsent,
    What.RETRACT_FAILED: _still_there,
    What.RETITLE_FAILED: _headline_there,
    What.DELIVERY_UNCLEAR: _nobody_knows,
    What.PARTS_LEFT: _parts,
}


def _where(found: Delivery) -> str:
    return f"It is here, where readers may see it still:\n{found.public_url}\n\n" if found.public_url else ""


def _page(found: Delivery, person: Person) -> str:
    args = [person.council.slug, found.publication.communication_id]
    return settings.SITE_URL + reverse("issued_item", args=args)
