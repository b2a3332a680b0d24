"""Handing a letter on inside the council: to those who need it, each for a reason, without the trail below it."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction

from approvals.filing import file_words
from approvals.letters.handling import may_get
from approvals.letters.locking import ABOUT, lock_letter
from approvals.models import ForwardedTo, LetterForward, ReceivedLetter
from policies.checks.quoted_trail import without_trail
from policies.typed import typed
from portal.channels.notices.telling import tell
from portal.channels.notices.vocabulary import What
from portal.councils.models import Membership
from portal.councils.people import Person
from portal.councils.powers import MEMBERS
from portal.councils.recording import entry_by
from portal.records.ledger import record
from portal.refusals import InvalidInput, Refusal

LONGEST_NOTE, LONGEST_WHY, LONGEST_REASON = 3_000, 300, 2_000


@dataclass(frozen=True)
class Onward:
    """How a letter is handed on: ``why`` of each recipient (a membership's key), and what goes along.

    Earlier messages and scanned pages go along only for ``kept_because``; to every member of the council at once only
    for ``everybody_because``.
    """

    why: Mapping[int, str]
    note: str = ""
    with_scan: bool = False
    kept_because: str = ""
    everybody_because: str = ""


@transaction.atomic
def forward_letter(*, actor: Person, letter_id: int, onward: Onward) -> LetterForward:
    """Hand a letter on to named people, who are told; what was cut of it is kept with the forward.

    Raises NotYours for who does not act on it; InvalidInput without a recipient or why each needs it, for somebody to
    whom it may not go, or where nothing would be left; Refusal for the whole council without a reason.
    """
    found = lock_letter(actor, letter_id, closed=None)
    to = _recipients(actor, found, onward)
    parts = without_trail(found.text)
    kept = typed(onward.kept_because, called="Why it goes along", longest=LONGEST_REASON, needed=False)
    note = typed(onward.note, called="Your note", longest=LONGEST_NOTE, needed=False)
    with_scan = onward.with_scan and bool(found.scan)
    if with_scan and not kept:
        raise InvalidInput(
            "Scanned pages can hold earlier messages, and nobody can cut them: say why they go along."
        )
    text, cut = (found.text, "") if kept else (parts.own, parts.trail)
    if not (text or note or with_scan):
        raise InvalidInput(
            "Nothing would be handed on: write what they need to know, or let the scan go along."
        )
    made = LetterForward.objects.create(
        letter=found,
        sent_by=actor.membership,
        note=note,
        text=text,
        cut=cut,
        kept_because=kept if with_scan or parts.trail else "",
        with_scan=with_scan,
        everybody_because=_for_everybody(actor, found, to, onward),
    )
    ForwardedTo.objects.bulk_create(
        ForwardedTo(forward=made, member=member, why=why) for member, why in to.items()
    )
    return _told(actor, found, made, to)


def _told(
    actor: Person, letter: ReceivedLetter, made: LetterForward, to: Mapping[Membership, str]
) -> LetterForward:
    """Tell the recipients, file what they get and record it."""
    tell(
        council_id=letter.council_id,
        what=What.LETTER_FORWARDED,
        about=(ABOUT, letter.pk),
        recipients=[member.pk for member in to],
        occasion=made.pk,
    )
    names = ", ".join(f"{member.shown_name} ({why})" for member, why in to.items())
    said = [f"To: {names}", made.everybody_because, made.kept_because, made.note, made.text]
    digest = file_words(
        actor,
        letter,
        "letter_forwarded",
        title=letter.subject,
        text="\n".join(part for part in said if part),
        people=[member.user_id for member in to],
    )
    facts = {
        "forward": made.pk,
        "members": sorted(member.pk for member in to),
        "trail_kept": bool(made.kept_because),
        "text_sha256": digest,
    }
    record([entry_by(actor, "letter_forwarded", ABOUT, letter.pk, **facts)])
    return made


def _recipients(actor: Person, letter: ReceivedLetter, onward: Onward) -> dict[Membership, str]:
    """Return who gets it with why, in the order of their names; raise InvalidInput where somebody may not."""
    named = {
        key: typed(why, called="Why they need it", longest=LONGEST_WHY) for key, why in onward.why.items()
    }
    rows = may_get(letter).exclude(pk=actor.membership.pk).filter(pk__in=named)
    found = {member: named[member.pk] for member in rows}
    if not named:
        raise InvalidInput("Say who needs this letter, and why.")
    if len(found) != len(named):
        raise InvalidInput("Somebody cannot be given this: they left, or its matter is closed to them.")
    return found


def _for_everybody(
    actor: Person, letter: ReceivedLetter, to: Mapping[Membership, str], onward: Onward
) -> str:
    """Return why every member of the council gets it, '' where not every one does; Refusal where nobody says why.

    Who hands it on needs not be asked about, and who was handed it before has it: it goes to the whole council with
    the last of the others.
    """
    members = {one.pk for one in may_get(letter) if one.role in MEMBERS} - {actor.membership.pk}
    given = {member.pk for member in to}
    had = set(ForwardedTo.objects.filter(forward__letter=letter).values_list("member", flat=True))
    reaches_all = members <= given or (members <= given | had and bool(members & given - had))
    if len(members) < 2 or not reaches_all:
        return ""
    why = typed(
        onward.everybody_because, called="Why every member needs it", longest=LONGEST_REASON, needed=False
    )
    if not why:
        raise Refusal(
            "This would go to every member of the council at once.",
            "Nothing was sent. Letters go to those who need them: name fewer, or say why every member does.",
        )
    return why
