"""Checking whether a notice is complete, and passing a complete one on to its poster."""

from collections.abc import Sequence

from django.db import transaction

from moderation.models import DefamationNotice, NoticeLetter
from moderation.notices.concerning import require_another
from moderation.notices.letters import acknowledgement, defective, to_poster, write_letter
from moderation.notices.moving import entry_for, hashes, hold_to_receipt, lock_notice, locked, move
from moderation.notices.particulars import Particular, all_missing
from moderation.notices.reaching import failed, mail_to_poster
from moderation.notices.receiving import named_comment
from moderation.notices.states import Event, Facts, Stage
from policies.typed import typed
from portal.channels.states import Delivering
from portal.councils.people import Person
from portal.records.ledger import record
from portal.refusals import InvalidInput

LONGEST_WITHHELD = 1_000


@transaction.atomic
def check_notice(
    *, actor: Person, notice_id: int, wanting: Sequence[str], steps: int | None = None, minute: str = ""
) -> DefamationNotice:
    """Find a notice complete, or send it back with a letter that names what is missing.

    ``wanting`` are the Particulars that somebody who read it found wanting; what plainly is not there counts as missing
    whatever they say. What the law itself finds missing anybody sends back; to find more wanting is to decide, with the
    ``minute`` that this may need (moderation.notices.concerning). Raises NotYours, Overtaken, InvalidInput, NotNow.
    """
    found = lock_notice(actor, notice_id, steps=steps)
    by_minute = require_another(actor, found, minute) if wanting else ""
    if not set(wanting) <= set(Particular.values):
        raise InvalidInput("Say of each item whether it is there or missing.")
    missing = all_missing(found.particulars, wanting)
    event = Event.FIND_DEFECTIVE if missing else Event.FIND_COMPLETE
    step = move(found, event, Facts(lacks=len(missing)), by=actor, lacking=[one.value for one in missing])
    letters = []
    if missing:
        letters = [write_letter(found, NoticeLetter.Kind.DEFECTIVE, defective(found, missing))]
    more = {"minute": by_minute} if by_minute else {}
    record([entry_for(actor, found, step, missing=found.lacking, letters=hashes(letters), **more)])
    return found


@transaction.atomic
def name_comment(
    *, actor: Person, notice_id: int, reference: str, steps: int | None = None
) -> DefamationNotice:
    """Say which comment a notice is about that does not name it by its reference.

    One that was found complete is checked again, in the same time. Raises NotYours, Overtaken, InvalidInput for a
    comment that is not here, NotNow once the poster was told or it was decided.
    """
    found = lock_notice(actor, notice_id, steps=steps)
    comment = named_comment(found.council_id, reference)
    if comment is None:
        raise InvalidInput("Enter the reference of the comment.")
    step = move(found, Event.NAME_COMMENT, Facts(), by=actor, comment=comment)
    record([entry_for(actor, found, step)])
    return found


@transaction.atomic
def pass_on(
    *, actor: Person, notice_id: int, withhold: str = "", steps: int | None = None
) -> DefamationNotice:
    """Pass a complete notice on to its poster, and tell the complainant so; the poster's five days begin.

    What the complainant does not want known is withheld, and so is ``withhold``: further words by which they name
    themselves, one a line. Where the letter to them did not go another is written, with five days of its own. Raises
    NotYours, Overtaken, NotNow where the poster cannot be reached or was told, or the notice is not complete.
    """
    found = lock_notice(actor, notice_id, steps=steps)
    hold_to_receipt(found)
    comment = found.comment
    facts = Facts(
        names_comment=comment is not None,
        reachable=comment is None or bool(comment.email),
        says_repeated=found.says_repeated,
        told=found.stage == Stage.WAITING and not failed(mail_to_poster(found)),
    )
    words = typed(withhold, called="Further words to withhold", longest=LONGEST_WITHHELD, needed=False)
    words = "\n".join(one for one in (found.withheld, words) if one)
    step = move(found, Event.PASS_ON, facts, by=actor, withheld=words)
    letters = _passed_on(found)
    withheld = {"name": not found.name_passed, "email": not found.email_passed, "further": bool(words)}
    record([entry_for(actor, found, step, withheld=withheld, letters=hashes(letters))])
    return found


def _passed_on(found: DefamationNotice) -> list[NoticeLetter]:
    """Write to the poster, and to the complainant that it was."""
    return [
        write_letter(found, NoticeLetter.Kind.TO_POSTER, to_poster(found)),
        write_letter(found, NoticeLetter.Kind.RECEIVED, acknowledgement(found)),
    ]


@transaction.atomic
def write_anew(*, notice_id: int) -> bool:
    """Write to the poster again where the letter's day was over before it went; whether that was so. Safe to repeat.

    The five days run from the day on which they are told: a letter of another day names a last day too early.
    """
    found = locked(notice_id)
    if found.stage != Stage.WAITING or mail_to_poster(found) != Delivering.CANCELLED:
        return False
    hold_to_receipt(found)
    note = "The letter to the poster did not go on its day: another was written, with five days of its own."
    step = move(found, Event.PASS_ON, Facts(), by=None, note=note)
    record([entry_for(None, found, step, letters=hashes(_passed_on(found)))])
    return True
