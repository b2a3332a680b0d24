"""With which words an answer begins: the writer's to change, but for the offer to talk elsewhere, ready to be sent."""

from collections.abc import Mapping
from typing import Any

from django.utils.html import format_html

from moderation.models import Comment, Reply
from portal.channels.connectors.base import connectors
from portal.channels.connectors.naming import NamesWhomItAnswers
from portal.councils.models import Council
from portal.councils.people import Person
from portal.councils.templatetags.words import day
from portal.drafts.addressed import is_email
from portal.drafts.kinds.common import OFFICIAL


def words_for(actor: Person, comment: Comment, sort: str, template: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parts of a post that answers ``comment``; ``template`` are those of a template that was chosen.

    It is routine information until it says what it rests on (policies.meetings.repeating puts a position there).
    """
    text = _offer(actor.council) if sort == Reply.Sort.OFFLINE else str(template.get("text", ""))
    return {
        "capacity": OFFICIAL,
        "basis": "routine",
        **template,
        "title": f"Answer to comment {comment.reference}",
        "text": f"{_mention(comment)}{text}".strip(),
        "purpose": "Whoever commented has the council’s answer.",
    }


def letter_for(actor: Person, comment: Comment) -> dict[str, Any]:
    """Return the parts of a letter that answers what somebody said to the council alone."""
    who = comment.author or "resident"
    address = comment.answer_to or comment.email
    thanks = f"Thank you for getting in touch with the council on {day(comment.received_at)}."
    return {
        "capacity": OFFICIAL,
        "basis": "routine",
        "title": f"What you told us ({comment.reference})",
        "addressee": who[:150],
        "address": address,
        "to": address if is_email(address) else "",
        "reference": comment.reference,
        "salutation": f"Dear {who}"[:120],
        "body": format_html("<p>{}</p>", thanks),
        "closing": "Yours sincerely",
        "signatory": actor.name,
        "signatory_title": actor.membership.display_title,
        "purpose": "Whoever got in touch has the council’s answer.",
    }


def _offer(council: Council) -> str:
    """Return the offer to go on away from the thread, with how the office is reached."""
    ways = [
        f"call {council.telephone}" if council.telephone else "",
        council.email and f"write to {council.email}",
    ]
    reached = " or ".join(way for way in ways if way) or "get in touch with the council’s office"
    return (
        "Thank you for coming back to us. We have set out above where the council stands. We would like to hear more "
        f"and to help where we can, and that goes better in person: please {reached}."
    )


def _mention(comment: Comment) -> str:
    """Return who is answered, by the name under which a network tells them of it; '' where it tells them by itself."""
    connector: object = connectors().get(comment.channel.connector) if comment.channel else None
    return connector.named_by(comment.link) if isinstance(connector, NamesWhomItAnswers) else ""
