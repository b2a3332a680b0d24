"""A press release ready to be mailed, made by the product's own verbs."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from portal.channels.connectors.mailing import Mail
from portal.channels.connectors.press_email import PressEmailConnector
from portal.channels.models import Channel, Contact, Publication
from portal.channels.outbox.rows import RowKind, load
from portal.channels.post import Post, compose
from portal.councils.models import Council
from portal.councils.powers import Role
from tests.makers import make_approved, make_channels, make_contact, make_council, make_person

KEY = UUID("0a1b2c3d-0000-4000-8000-000000000001")


def a_council(**details: Any) -> Council:
    """Return a council with a newsroom and a press list."""
    made = make_council(
        **{"name": "Pellworth Town Council", "email": "office@pellworth-tc.gov.uk", **details}
    )
    make_channels(made, "newsroom", "press_email")
    return made


def a_release(council: Council, *, issue: dict[str, Any] | None = None, **changes: Any) -> Publication:
    """Return an approved release of ``council``; none of it is sent yet."""
    author = make_person(council=council, role=Role.DEPUTY, name="Ada Example", title="Deputy Mayor")
    clerk = make_person(council=council, role=Role.CLERK, name="Bea Example", title="Town Clerk")
    return make_approved(author=author, clerk=clerk, issue=issue, **changes)


def post_of(publication: Publication) -> Post:
    """Return the release as the press list's connector is handed it."""
    delivery = load(RowKind.DELIVERY, publication.deliveries.get(channel__connector="press_email").pk)
    return compose(delivery.publication, delivery.channel, delivery.key)  # type: ignore[union-attr]


def mail_to(
    contact: Contact, channel: Channel, *, deadline: datetime | None = None, withdrawal: bool = False
) -> Mail:
    """Return the mail to ``contact`` as the outbox hands it over."""
    return Mail(
        key=KEY,
        message_id=PressEmailConnector().message_id(channel, KEY),
        contact=contact,
        address=contact.email,
        deadline=deadline or timezone.now() + timedelta(seconds=30),
        is_withdrawal=withdrawal,
    )


__all__ = ["KEY", "a_council", "a_release", "mail_to", "make_contact", "post_of"]
