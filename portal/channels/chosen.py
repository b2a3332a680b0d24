"""Which channels an item may be issued on at once: what goes together, and what must stand somewhere to be answered."""

from collections.abc import Sequence

from portal.channels.connectors.base import Capability
from portal.channels.connectors.choosing import can
from portal.channels.models import Channel
from portal.drafts.kinds import Kind
from portal.drafts.models import Revision
from portal.drafts.questions import questions_of
from portal.refusals import InvalidInput

NO_FORM = (
    "Its questions are answered on a page of the newsroom: without that channel whoever follows the link finds no "
    "form. Choose the newsroom too. Where that is closed, open it first, or return this to its author, who can give "
    "the address of a survey that is held elsewhere."
)


def asks_here(revision: Revision | None) -> bool:
    """Return whether ``revision`` asks questions itself, which are answered on its page and nowhere else. No query."""
    return revision is not None and revision.erased_at is None and bool(questions_of(revision.content))


def bound(kind: Kind, available: Sequence[Channel]) -> list[Channel]:
    """Return those of ``available`` that go together, so that none of them can be left out."""
    return [one for one in available if one.connector not in kind.besides] if kind.together else []


def may_go_nowhere(kind: Kind, available: Sequence[Channel]) -> bool:
    """Return whether an item of ``kind`` may be approved for none of ``available``: somebody else publishes it."""
    return not kind.needs_channel and all(one.connector in kind.besides for one in available)


def refuse_wrong_choice(
    kind: Kind, revision: Revision | None, available: Sequence[Channel], chosen: Sequence[Channel]
) -> None:
    """Raise InvalidInput where ``chosen`` leaves one of ``available`` out that must go along with them.

    A release goes to all who get it at once; a survey whose questions are asked here goes nowhere without its form.
    """
    together = bound(kind, available)
    if any(one not in chosen for one in together):
        names = " and ".join(channel.name for channel in together)
        raise InvalidInput(f"A {kind.label.lower()} goes to all of its channels together: {names}.")
    if asks_here(revision) and not any(can(one, Capability.PAGE) for one in chosen):
        raise InvalidInput(NO_FORM)
