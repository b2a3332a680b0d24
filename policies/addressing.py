"""Whom a text goes to by name: of a letter what its own parts say, so that what was approved is what is judged."""

from dataclasses import replace

from policies.circumstances import Circumstances, Envelope
from portal.drafts.addressed import PLACES, people_in
from portal.drafts.content import Content
from portal.drafts.kinds import Kind


def with_envelope(around: Circumstances, kind: Kind, content: Content) -> Circumstances:
    """Return ``around`` with the recipients that ``content`` names; as it is for a kind that names none. No query.

    A letter is printed for its addressee, whoever else it names: where those are other people by name, both are judged.
    It is ``confidential`` where somebody said that it is about a matter that is not all open, whoever asks: what is
    sent is judged for nobody in particular, and what the check says of it names no matter.
    """
    if not any(part.name in PLACES for part in kind.parts):
        return around
    people = {place: people_in(str(content.get(place, ""))) for place in PLACES}
    named = {place: tuple(person.address or person.name for person in here) for place, here in people.items()}
    on_paper = " ".join(str(content.get("addressee", "")).split())
    known = {" ".join(person.name.split()).casefold() for person in people["to"]}
    printed = (on_paper,) if on_paper and on_paper.casefold() not in known else ()
    to = named["to"] or printed
    if not (to or named["cc"] or named["bcc"]):
        return around
    closed = any(matter.linked and (matter.confidential or matter.decision_only) for matter in around.matters)
    envelope = Envelope(
        to=to,
        cc=named["cc"],
        bcc=named["bcc"],
        reply_all=content.get("answers") == "all",
        confidential=closed,
        addressee=printed if named["to"] else (),
    )
    return replace(around, envelope=envelope)
