"""What a quotation answers when something is about to go out: is it still its speaker's own?"""

from portal.channels.models import Publication
from portal.drafts.models import Communication, Revision
from portal.drafts.quotes.standing import lost_in
from portal.refusals import Refusal


def approval_lost(publication: Publication) -> str:
    """Return why a cleared publication is held for a quotation that lost its approval, or '' (a sending gate).

    However urgent it was and whatever the rules say: nobody is quoted against their word. One query, none where the
    circumstances have not moved on since the decision.
    """
    if publication.circumstances_version == publication.council.circumstances_version:
        return ""
    revision = publication.revision
    if revision.erased_at is not None:
        return ""
    lost = lost_in(publication.communication, revision.content)
    return f"{lost.speaker} does not approve the words of quotation {lost.number} any more." if lost else ""


def refuse_if_approval_lost(item: Communication, revision: Revision) -> None:
    """Raise Refusal where the speaker of a quotation in ``revision`` refused it or took the approval back."""
    lost = lost_in(item, revision.content)
    if lost is not None:
        raise Refusal(
            f"{lost.speaker} does not approve the words of quotation {lost.number}.",
            "Nothing was changed. Return it, so that the words are left out or asked for again.",
        )
