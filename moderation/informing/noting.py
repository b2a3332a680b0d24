"""Noting that the author of what came down on a network was told, or cannot be told."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone

from moderation.claiming import lock_comment
from moderation.informing.owing import owed
from moderation.intake.receiving import ABOUT
from moderation.models import AuthorTold, Errand
from moderation.seeing import require_entering
from moderation.states import Carrying
from policies.typed import typed
from portal.councils.people import Person
from portal.councils.recording import reasoned
from portal.drafts.content import LONDON
from portal.records.ledger import record
from portal.refusals import InvalidInput, Refusal

LONGEST_NOTE = 1_000


class OtherRuling(Refusal):
    """Somebody ruled anew while the page stood open: its words told of another ruling."""

    def __init__(self) -> None:
        super().__init__(
            "Somebody ruled on this comment anew while you were looking at it.",
            "Nothing was noted. Copy what you typed, reload the page, and tell its author the new words.",
        )


@transaction.atomic
def note_told(
    *, actor: Person, comment_id: int, ruling_id: int, reached: bool, told_on: date, note: str
) -> AuthorTold:
    """Note that the author of a comment was told on ``told_on`` of the ruling in force, or that they cannot be told.

    ``ruling_id`` is the ruling whose words the page showed. ``note`` says where they stand, or what was tried. Raises
    NotYours for anybody but clerk and officers, InvalidInput without words, for a day to come and one before the
    ruling, Refusal where nothing is owed, OtherRuling where another ruling is in force by now.
    """
    require_entering(actor)
    found = lock_comment(actor, comment_id)
    said = typed(note, called="How", longest=LONGEST_NOTE)
    ruling = owed(actor.council.pk).filter(comment=found).first()
    if ruling is None:
        raise Refusal("There is no ruling of which its author is still to be told.", "Nothing was changed.")
    if ruling.pk != ruling_id:
        raise OtherRuling
    if told_on > timezone.localdate(timezone=LONDON):
        raise InvalidInput("On which day: this is still to come.")
    if told_on < ruling.ruled_at.astimezone(LONDON).date():
        raise InvalidInput("On which day: nobody had ruled on it yet.")
    try:
        with transaction.atomic():
            made = AuthorTold.objects.create(
                ruling=ruling, reached=reached, how=said, told_on=told_on, by=actor.membership
            )
    except IntegrityError as error:
        raise Refusal("It was noted already.", "Nothing was changed.") from error
    # What the portal had left to somebody's hands is done by them.
    left = Errand.objects.filter(ruling=ruling, state=Carrying.BY_HAND)
    left.update(state=Carrying.DONE, done_at=timezone.now())
    facts = {
        "ruling": ruling.pk,
        "reached": reached,
        "told_on": told_on.isoformat(),
        "communication": found.communication_id,
    }
    record([reasoned(actor, "author_told", ABOUT, found.pk, reason=said, **facts)])
    return made
