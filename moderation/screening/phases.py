"""The ordered phases of screening. Each is pure: it reads the material, and yields notes or findings."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from moderation.screening.concerning import (
    life_and_safety,
    links_and_spam,
    personal_data,
    rights_and_requests,
)
from moderation.screening.grounds import grounds
from moderation.screening.hearing import Concern, Finding, Note, Outcome
from moderation.screening.material import Material
from moderation.screening.own_rules import own_rules
from moderation.screening.repeating import duplicate, repeated
from moderation.screening.tone import language, negative, questions


@dataclass(frozen=True, slots=True)
class Phase:
    """One phase. ``ends``: the outcome with which screening ends where the phase yields anything; None: it
    goes on. ``again``: it is asked also of what ended screening: said before by the same author, or too late."""

    name: str
    run: Callable[[Material], Iterator[Finding | Note]]
    ends: Outcome | None = None
    again: bool = False


def closed(material: Material) -> Iterator[Note]:
    """Yield that the item takes no more comments."""
    if material.heard.closed:
        yield Note(Concern.CLOSED, 1.0, (), "The item takes no more comments.")


def channel_closed(material: Material) -> Iterator[Note]:
    """Yield that the council closed its channel there: nothing of it goes out, no answer either."""
    if material.heard.channel_closed:
        yield Note(
            Concern.CLOSED, 1.0, (), "The council closed this channel: no answer goes out until it is opened."
        )


PHASES: tuple[Phase, ...] = (
    # First of all, whatever ends screening: a cry for help may be repeated, or stand under a closed item.
    Phase("life and safety", life_and_safety),
    # Networks deliver twice, people press twice: a person sees one of them, and rules once. Who asks twice still asks,
    # so that the phases marked ``again`` are asked of it too.
    Phase("duplicate", duplicate, ends=Outcome.FLAG),
    # It came too late to be shown; a person may still answer it, and must where it is a request by right.
    Phase("closed", closed, ends=Outcome.HOLD),
    # On a network it stands there already: it is read as anything else, and the note says why nobody answered.
    Phase("closed channel", channel_closed, again=True),
    Phase("repeated", repeated),
    Phase("links and spam", links_and_spam),
    # The six grounds, by rules and the classifier together.
    Phase("grounds", grounds),
    Phase("personal data", personal_data, again=True),
    # What the council forbids besides: after the phases, whose findings it does not double.
    Phase("own rules", own_rules, again=True),
    # Rights may be used in a comment as well as in a letter.
    Phase("rights and requests", rights_and_requests, again=True),
    # How it speaks, last: it is never a reason to keep anything back.
    Phase("negative", negative, again=True),
    Phase("questions", questions, again=True),
    Phase("language", language, again=True),
)

FLAGGING = frozenset(Concern) - {
    Concern.NEGATIVE,
    Concern.QUESTION,
    Concern.RHETORICAL,
    Concern.ANSWERED,
    Concern.LANGUAGE,
    Concern.SERVICE_REQUEST,
    Concern.CLOSED,
}
"""Concerns for which a comment is shown to a person. Tone, language and a request for service are told, no
more; so is a closed channel, which all that is said there has in common (a closed item holds by its phase)."""
