"""What may be said on a flagged matter: the holding reply, and beside it nothing that tells more."""

import re

from policies.circumstances import MatterNow
from policies.language.normalising import normalised
from policies.matching import places_of
from policies.subjects import Subject
from portal.drafts.kinds import Kind, Shape

HOLDING_REPLY = "I am unable to comment on this matter. Please refer any question to the clerk."
SUBJECT = "Your enquiry"
"""Stands where the subject named the matter: the reply refers to the clerk and tells nothing else."""
THANKS = "Thank you for your {wrote}, which we had on {when}."
"""With which the answer to a letter begins, before the holding reply."""
SUBJECTS = frozenset({SUBJECT, "Your letter", "Your email"})
LISTS = frozenset({Shape.QUOTES, Shape.IMAGES, Shape.RECORDINGS, Shape.QUESTIONS})
_TOLD_BESIDE = frozenset({"summary", "content_warning", "privacy"})
_THANKS = re.compile(
    re.escape(THANKS).replace(r"\{wrote\}", "(?:letter|email)").replace(r"\{when\}", r"\w+ \d{1,2} \w+ \d{4}")
)


def parts_beside(kind: Kind) -> list[str]:
    """Return the parts of ``kind`` besides subject and text in which a writer says something of their own."""
    shapes = LISTS | {Shape.VERSIONS, Shape.RICH}
    return [
        part.name
        for part in kind.parts
        if part.name != kind.body and (part.shape in shapes or part.name in _TOLD_BESIDE)
    ]


def only_refers(matter: MatterNow, subject: Subject) -> bool:
    """Return whether a text that was linked to a flagged ``matter`` is the holding reply and nothing more.

    Its words are compared as a reader sees them: where lines break and how quotes are written makes no others. A text
    that names the matter itself, in whatever part, is no such reply.
    """
    if not (matter.sensitive and matter.linked):
        return False
    kind = subject.kind
    if _plain(subject.fields.get("title", "")) not in SUBJECTS:
        return False
    if any(subject.content.get(name) for name in parts_beside(kind)):
        return False
    said = _plain(subject.fields.get(kind.body, ""))
    if thanks := _THANKS.match(said):
        said = said[thanks.end() :].strip()
    if said not in {_plain(reply) for reply in (matter.holding_reply, HOLDING_REPLY) if reply.strip()}:
        return False
    return not any(True for _ in places_of(subject.fields, (matter.title, *matter.aliases)))


def _plain(text: str) -> str:
    return " ".join(normalised(text).text.split())
