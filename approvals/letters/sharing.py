"""Showing a letter to somebody outside the council: with the clerk's recorded permission, and never without."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from approvals.filing import file_words
from approvals.letters.locking import ABOUT, lock_letter
from approvals.models import LetterShare, ReceivedLetter
from policies.checks.quoted_trail import without_trail
from policies.permits.granting import grant
from policies.typed import typed
from portal.channels.notices.telling import tell
from portal.channels.notices.vocabulary import What
from portal.councils.models import Permission
from portal.councils.models.authority import in_force
from portal.councils.people import Person, people_who_may
from portal.councils.permitting import AlreadyPermitted, Permitted
from portal.councils.powers import Power
from portal.councils.recording import entry_by, reasoned
from portal.records.ledger import record
from portal.refusals import InvalidInput, NotYours, Refusal

LONGEST_WHY = 2_000


@transaction.atomic
def ask_to_share(
    *, actor: Person, letter_id: int, with_whom: str, why: str, kept_because: str = ""
) -> LetterShare:
    """Ask to show a letter to somebody outside, without the trail below it unless ``kept_because`` says why.

    The clerk's own asking is the permission; who holds the clerk's permission for this letter, or for its matter, with
    this person has it at once; anybody else's asking waits for the clerk, who is told.
    Raises NotYours for who does not act on it, InvalidInput for what is missing or too long, Refusal where it is asked
    already.
    """
    found = lock_letter(actor, letter_id, closed=None)
    parts = without_trail(found.text)
    kept = typed(kept_because, called="Why it goes along", longest=LONGEST_WHY, needed=False)
    text = found.text if kept else parts.own
    if not text:
        raise InvalidInput("There is nothing to share: enter what the letter says first.")
    made = LetterShare(
        letter=found,
        with_whom=typed(with_whom, called="With whom", longest=150),
        why=typed(why, called="Why", longest=LONGEST_WHY),
        text=text,
        kept_because=kept if parts.trail else "",
        asked_by=actor.membership,
    )
    _answer_at_once(actor, made)
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError as error:
        raise Refusal("This is asked already.", "Nothing was changed. It waits for the clerk.") from error
    if made.allowed is None:
        clerks = [
            one.membership.pk
            for one in people_who_may(Power.MANAGE_PEOPLE, found.council_id)
            if one.membership.pk != actor.membership.pk
        ]
        tell(
            council_id=found.council_id,
            what=What.LETTER_SHARE_ASKED,
            about=(ABOUT, found.pk),
            recipients=clerks,
            occasion=made.pk,
        )
    said = "\n".join(part for part in (f"To: {made.with_whom}", why, made.kept_because, text) if part)
    digest = file_words(actor, found, "letter_share_asked", title=found.subject, text=said)
    facts = {"share": made.pk, "permission": made.permission_id, "text_sha256": digest}
    asked = entry_by(actor, "letter_share_asked", ABOUT, found.pk, **facts)
    allowed = entry_by(actor, "letter_share_allowed", ABOUT, found.pk, share=made.pk)
    record([asked, allowed] if made.allowed else [asked])
    return made


def _answer_at_once(actor: Person, share: LetterShare) -> None:
    """Note that it is allowed where ``actor`` is the clerk, or holds the clerk's permission for it."""
    now = timezone.now()
    clerk = actor.is_clerk and actor.may(Power.MANAGE_PEOPLE)
    permission = None if clerk else covering(share, now)
    if clerk or permission is not None:
        share.allowed, share.answered_at, share.permission = True, now, permission
        share.answered_by = permission.giver if permission is not None else actor.membership


def covering(share: LetterShare, at: datetime) -> Permission | None:
    """Return the clerk's permission in force at ``at`` on which ``share`` can rest, or None. One query.

    It names whom to share with, and this letter by its reference or the papers of its matter.
    """
    letter = share.letter
    what = Q(document=letter.reference)
    if letter.matter_id is not None:
        what |= Q(matter_id=letter.matter_id, document="", communication_id=None)
    rows = Permission.objects.filter(
        in_force(at),
        what,
        holder_id=share.asked_by_id,
        council_id=letter.council_id,
        scope=Permission.Scope.SHARE,
        shared_with__iexact=share.with_whom,
    )
    return rows.select_related("giver").order_by("pk").first()


@transaction.atomic
def answer_share(*, actor: Person, share_id: int, letter_id: int, allowed: bool, reason: str) -> LetterShare:
    """Let a letter be shared, by a permission recorded in this very act, or refuse it; whoever asked is told.

    Raises NotYours without the power to grant permissions or to oneself, InvalidInput without a reason, Refusal where
    it was answered meanwhile.
    """
    actor.require(Power.MANAGE_PEOPLE)
    found = lock_letter(actor, letter_id, closed=None)
    share = _open_share(found, share_id)
    reason = typed(reason, called="Reason", longest=LONGEST_WHY)
    if share.asked_by_id == actor.membership.pk:
        raise NotYours("You cannot give yourself this permission.", "The clerk decides what you asked for.")
    permission = _granted(actor, found, share, reason) if allowed else None
    mine = LetterShare.objects.filter(pk=share.pk, allowed__isnull=True)
    answered = {
        "allowed": allowed,
        "answered_by": actor.membership,
        "answered_at": timezone.now(),
        "answer_words": reason,
        "permission": permission,
    }
    if mine.update(**answered) != 1:
        raise Refusal(
            "This was answered meanwhile.", "Nothing was changed. Open the letter as it stands now."
        )
    tell(
        council_id=found.council_id,
        what=What.LETTER_SHARE_ANSWERED,
        about=(ABOUT, found.pk),
        recipients=[share.asked_by_id],
        occasion=share.pk,
    )
    verb = "letter_share_allowed" if allowed else "letter_share_refused"
    record([reasoned(actor, verb, ABOUT, found.pk, reason=reason, share=share.pk)])
    share.refresh_from_db()
    return share


def _granted(actor: Person, letter: ReceivedLetter, share: LetterShare, reason: str) -> Permission:
    """Return the clerk's permission for this, recorded now; an open one for the very same serves as well."""
    scope = Permission.Scope.SHARE
    what = Permitted(scope, document=letter.reference, shared_with=share.with_whom)
    try:
        return grant(actor=actor, holder=share.asked_by, what=what, reason=reason)
    except AlreadyPermitted as already:
        return already.permission


@transaction.atomic
def note_shared(*, actor: Person, share_id: int, letter_id: int) -> LetterShare:
    """Note that what was allowed went out, by whoever asked for it.

    Raises NotYours for others, Refusal where it may not go: never allowed, sent already, or the permission on which it
    rested has ended.
    """
    found = lock_letter(actor, letter_id, closed=None)
    share = LetterShare.objects.select_related("asked_by").filter(pk=share_id, letter=found).first()
    if share is None or share.asked_by_id != actor.membership.pk:
        raise NotYours("Whoever asked to share this letter notes that it went out.")
    now = timezone.now()
    if share.permission_id is not None and covering(share, now) is None:
        raise Refusal(
            "The clerk’s permission to share this letter has ended.",
            "Nothing was noted. Do not send it; ask again if it is still needed.",
        )
    if LetterShare.objects.filter(pk=share.pk, allowed=True, sent_at__isnull=True).update(sent_at=now) != 1:
        raise Refusal(
            "This is not waiting to be sent.", "Nothing was changed. Open the letter as it stands now."
        )
    said = f"To: {share.with_whom}\n{share.text}"
    digest = file_words(actor, found, "letter_shared", title=found.subject, text=said)
    facts = {"share": share.pk, "permission": share.permission_id, "text_sha256": digest}
    record([entry_by(actor, "letter_shared", ABOUT, found.pk, **facts)])
    share.refresh_from_db()
    return share


def _open_share(letter: ReceivedLetter, share_id: int) -> LetterShare:
    """Return the share, locked, that waits for its answer."""
    rows = LetterShare.objects.select_for_update(no_key=True).filter(pk=share_id, letter=letter)
    found = rows.first()
    if found is None or found.allowed is not None:
        raise Refusal(
            "This was answered meanwhile.", "Nothing was changed. Open the letter as it stands now."
        )
    return found
