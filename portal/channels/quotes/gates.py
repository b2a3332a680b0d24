"""What a quotation answers when something is about to go out: is it still its speaker's own?

And the upward call: what the floors above may refuse when a member approves their own words. Settings list
SPEAKING_GATES as dotted paths; a gate reads only the database and answers a reason, or "" for yes.
"""

from collections.abc import Callable
from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

from portal.channels.models import Publication
from portal.drafts.models import Communication, Quote, Revision
from portal.drafts.quotes.standing import lost_as_judged, lost_in
from portal.refusals import NotYours, Refusal

SpeakingGate = Callable[[Quote], str]
"""A quote of which the speaker is a member -> why they may not approve its words as their own now, or ''."""


@cache
def _speaking_gates(paths: tuple[str, ...]) -> tuple[SpeakingGate, ...]:
    return tuple(import_string(path) for path in paths)


def why_not_speaking(quote: Quote) -> str:
    """Return the first gate's reason why the member who is quoted may not approve the words, or ''."""
    if quote.member_id is None:
        return ""
    for gate in _speaking_gates(tuple(settings.SPEAKING_GATES)):
        if reason := gate(quote):
            return reason
    return ""


def refuse_to_speak(quote: Quote) -> None:
    """Raise NotYours, with whom to ask, where the member who is quoted may not approve the words now."""
    if reason := why_not_speaking(quote):
        raise NotYours(
            reason, "Nothing was approved. The words wait for you here until you may, or refuse them."
        )


def approval_lost(publication: Publication) -> str:
    """Return why a cleared publication is held for a quotation that lost its approval, or '' (a sending gate).

    However urgent it was, whatever the rules say and whenever the speaker decided: nobody is quoted against their
    word. One query, none without quotations.
    """
    revision = publication.revision
    if revision.erased_at is not None:
        return ""
    lost = lost_in(publication.communication, revision.content)
    return f"{lost.speaker} does not approve the words of quotation {lost.number} any more." if lost else ""


def refuse_if_approval_lost(item: Communication, revision: Revision) -> None:
    """Raise Refusal where the speaker of a quotation in ``revision`` refused it or took the approval back.

    Asked by who decides, behind the council's row and once the item was judged (lost_as_judged), so it costs nothing.
    Whether the circumstances moved on meanwhile does not count: the speaker may have decided before it was submitted.
    """
    lost = lost_as_judged(item, revision.content)
    if lost is not None:
        raise Refusal(
            f"{lost.speaker} does not approve the words of quotation {lost.number}.",
            "Nothing was changed. Have the words left out, or ask for their approval again.",
        )
