"""Whom a text goes to by name: of a letter what its own parts say, so that what was approved is what is judged."""

from dataclasses import replace

from policies.circumstances import Circumstances, Envelope
from portal.drafts.addressed import PLACES, people_in
from portal.drafts.content import Content
from portal.drafts.kinds import Kind


def with_envelope(around: Circumstances, kind: Kind, content: Content) -> Circumstances:
    """Return ``around`` with the recipients that ``content`` names; as it is for a kind that names none. No query.

    A letter without an email address goes to its addressee on paper. It is ``confidential`` where somebody said that
    it is about a matter that is not all open, whoever asks: what is sent is judged for nobody in particular, and what
    the check says of it names no matter.
    """
    if not any(part.name in PLACES for part in kind.parts):
        return around
    named = {
        place: tuple(person.address or person.name for person in people_in(str(content.get(place, ""))))
        for place in PLACES
    }
    on_paper = " ".join(str(content.get("addressee", "")).split())
    to = named["to"] or ((on_paper,) if on_paper else ())
    if not (to or named["cc"] or named["bcc"]):
        return around
    closed = any(matter.linked and (matter.confidential or matter.decision_only) for matter in around.matters)
    envelope = Envelope(
        to=to,
        cc=named["cc"],
        bcc=named["bcc"],
        reply_all=content.get("answers") == "all",
        confidential=closed,
    )
    return replace(around, envelope=envelope)
