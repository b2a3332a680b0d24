"""Making an appeal: by what its author alone was told, and the address that came with the comment; no account here."""

from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from moderation.appeals.keys import opens
from moderation.intake.reading import kept_words
from moderation.intake.receiving import ABOUT
from moderation.models import Appeal, Comment, Ruling
from moderation.states import DOWN
from policies.periods.counting import days_of
from portal.channels.notices.telling import tell
from portal.channels.notices.vocabulary import What
from portal.councils.people import people_who_may
from portal.councils.powers import Power
from portal.councils.recording import entry_by_machine
from portal.drafts.content import LONDON
from portal.records.archive import Filing, file_snapshots
from portal.records.canonical import sha256_of
from portal.records.ledger import record
from portal.refusals import InvalidInput, Refusal
from portal.workdays.calendars import COUNCIL, add_working_days

LONGEST_WORDS = 3_000
WITHIN = timedelta(days=28)
"""After a ruling its author may appeal for so long."""
DECIDED_IN = 10
"""Working days in which the council decides."""


class NothingToAppeal(Refusal):
    """No ruling is found for what was typed: the same words whatever of it is wrong, so that nothing is told."""

    def __init__(self) -> None:
        super().__init__(
            "We find nothing that came down under this reference and address, or its time to appeal is over.",
            "Check both: the whole reference, and the email address if you gave one. Nothing was sent yet.",
        )


@transaction.atomic
def appeal(*, council_id: int, reference: str, who: str, words: str) -> Appeal:
    """Keep an appeal against the last ruling on a comment and return it; one that was made before is returned.

    ``reference``: the comment's with its secret half, which its author alone was told; ``who``: the email address that
    came with it, whatever was typed for what stands on a network. Who rules is told.
    Raises NothingToAppeal, InvalidInput without words.
    """
    said = kept_words(words.strip()[:LONGEST_WORDS]).text
    if not words.strip():
        raise InvalidInput("Say why it should show again.")
    found = _own(council_id, reference.strip(), who.strip())
    now, against = timezone.now(), ruling_to_appeal(found)
    if against is None or now > against.ruled_at + WITHIN:
        raise NothingToAppeal
    earlier = Appeal.objects.filter(ruling=against).first()
    if earlier is not None:
        return earlier
    made = keep_appeal(found, against, said=said, came_at=now)
    facts = {"ruling": against.pk, "appeal": made.pk, "sha256": sha256_of(said)}
    record([entry_by_machine(council_id, "ruling_appealed", ABOUT, found.pk, **facts)])
    return made


def ruling_to_appeal(found: Comment) -> Ruling | None:
    """Return the ruling in force that took ``found`` down, if its author may appeal against it; its time aside."""
    rows = Ruling.objects.filter(comment=found, overruled_by__isnull=True).select_related("ruled_by")
    against = rows.first()
    return against if against is not None and against.takes_down and not against.is_by_law else None


def keep_appeal(found: Comment, against: Ruling, *, said: str, came_at: datetime) -> Appeal:
    """Keep and file an appeal of the author of ``found``, tell who decides, and return it. The caller records it."""
    council_id = found.council_id
    made = Appeal.objects.create(
        council_id=council_id,
        comment=found,
        ruling=against,
        ruled_by_id=against.ruled_by_id,
        words=said,
        made_at=came_at,
        due_at=_due(council_id, came_at),
    )
    _file(made, found)
    deciders = people_who_may(Power.DECIDE, council_id)
    others = [one.membership.pk for one in deciders if one.user_id != against.ruled_by.user_id]
    tell(
        council_id=council_id,
        what=What.COMMENT_APPEALED,
        about=(ABOUT, found.pk),
        recipients=others or [one.membership.pk for one in deciders],
        occasion=made.pk,
    )
    return made


def _own(council_id: int, reference: str, who: str) -> Comment:
    """Return the comment of this reference that is theirs, locked. Raises NothingToAppeal.

    The reference stands in public where a comment came down, and so does a network's post: the secret half does not.
    """
    known, _, key = reference.partition("-")
    rows = Comment.objects.select_for_update(no_key=True, of=("self",)).filter(council_id=council_id)
    mine = rows.filter(reference=known.strip().upper(), showing__in=DOWN, erased_at__isnull=True)
    found = mine.select_related("publication").first()
    if found is None or not opens(found, key) or not _is_theirs(found, who):
        raise NothingToAppeal
    return found


def _is_theirs(found: Comment, who: str) -> bool:
    """Return whether ``who``, who holds the secret half, may appeal: by the address that came with it, where one did.

    On a network the secret half is all: the name of an account is read there by anybody, so that it proves nothing,
    and its author may not know what the network calls them (a number on Facebook, nothing at all in WordPress).
    """
    if found.email:
        return found.email.casefold() == who.casefold()
    return found.way == Comment.Way.NETWORK


def _due(council_id: int, now: datetime) -> datetime:
    """Return the end of the last working day on which the council decides."""
    calendar = COUNCIL.with_extra(days_of(council_id))
    last = add_working_days(now.astimezone(LONDON).date(), DECIDED_IN, calendar)
    return datetime.combine(last + timedelta(days=1), time.min, LONDON)


def _file(made: Appeal, found: Comment) -> None:
    filing = Filing(
        council_id=made.council_id,
        status="ruling_appealed",
        object_type=ABOUT,
        object_id=found.pk,
        title=f"Appeal of the author of {found.reference}",
        text=made.words,
        communication_id=found.communication_id,
        channel_id=found.channel_id,
    )
    file_snapshots([filing])
