"""Saying the holding reply in place of a draft on a flagged matter."""

from typing import Any

from django.utils.html import format_html, format_html_join

from policies.checks.holding_reply import LISTS, SUBJECT, SUBJECTS, parts_beside
from policies.matching import places_of
from policies.showing import show_stops
from portal.councils.people import Person
from portal.drafts.access import may_write
from portal.drafts.content import Content
from portal.drafts.editing import revise
from portal.drafts.kinds import Kind, Shape
from portal.drafts.models import Communication, Revision
from portal.refusals import Refusal


def say_holding_reply(*, actor: Person, communication_id: int) -> Revision:
    """Put the holding reply in place of the text, as the next revision; what names the matter elsewhere goes.

    Of an item that was linked to the matter nothing is left beside the reply that the checks would not let pass
    (policies.checks.holding_reply): its words need not name the matter to tell of it.

    The former text stays among the revisions. What this tells of a matter that is closed to ``actor`` is counted in a
    transaction of its own (policies.showing), whatever becomes of the rest. Raises Refusal where nothing that they
    may be shown stops the draft, and what drafts.editing.revise raises: NotYours, WrongStage, a gate's refusal.
    """
    rows = Communication.objects.select_related("current_revision", "author", "council")
    item = rows.filter(pk=communication_id, council_id=actor.council.pk).first()
    stops = show_stops(item, reader=actor) if item is not None and may_write(actor, item) else []
    if item is None or item.current_revision is None or not stops:
        raise Refusal(
            "The flag was lifted, this does not touch it any more, or checks for closed matters rest for you.",
            "Nothing was changed. Write on, or submit it: the clerk sees all.",
        )
    words = tuple(words for stop in stops for words in stop.words)
    said = _instead(item.spec, item.current_revision.content, words, stops[0].reply)
    if any(stop.linked for stop in stops):
        said = _alone(item.spec, said)
    return revise(actor=actor, communication_id=item.pk, raw=said, based_on_id=item.current_revision_id)


def _instead(kind: Kind, content: Content, words: tuple[str, ...], reply: str) -> dict[str, Any]:
    """Return ``content`` with the reply as its text, and without whatever else names the matter."""
    said: dict[str, Any] = dict(content)
    for part in kind.parts:
        if part.name == kind.body:
            said[part.name] = _paragraphs(reply) if part.shape is Shape.RICH else reply
        elif part.shape in LISTS:
            said[part.name] = []
        elif part.shape is Shape.VERSIONS:
            said[part.name] = {}
        elif isinstance(said[part.name], str) and any(
            True for _ in places_of({part.name: said[part.name]}, words)
        ):
            said[part.name] = SUBJECT if part.name == "title" else ""
    return said


def _alone(kind: Kind, said: dict[str, Any]) -> dict[str, Any]:
    """Return what is ``said`` with nothing of the writer's own beside the reply: a subject that tells nothing."""
    empty = {name: type(said[name])() for name in parts_beside(kind)}
    title = said["title"] if said["title"] in SUBJECTS else SUBJECT
    return {**said, **empty, "title": title}


def _paragraphs(reply: str) -> str:
    lines = [line for line in reply.splitlines() if line.strip()]
    return format_html("{}", format_html_join("", "<p>{}</p>", ((line,) for line in lines)))
