"""Noting that a letter about a notice, which no mail carried, was printed and posted, and on which day."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone

from moderation.models import LetterPosting, NoticeLetter
from moderation.notices.moving import ABOUT, lock_notice
from moderation.notices.reaching import failed, with_mail
from portal.councils.people import Person
from portal.councils.recording import entry_by
from portal.drafts.content import LONDON
from portal.records.ledger import record
from portal.refusals import InvalidInput, Refusal


def goes_by_post(kind: str, mail: str | None) -> bool:
    """Return whether a letter of this ``kind``, whose mail stands at ``mail`` (None for none), has to be posted.

    None to a poster has: the council knows no more of them than an email address. Who does not get it there is told
    by another mail, or cannot be reached (moderation.notices.states).
    """
    return kind != NoticeLetter.Kind.TO_POSTER and (mail is None or failed(mail))


@transaction.atomic
def note_posted(*, actor: Person, notice_id: int, letter_id: int, posted_on: date) -> LetterPosting:
    """Note that a letter was posted on the day ``posted_on``, once.

    Raises NotYours for who deals with no notices, InvalidInput for a day to come or before it was written, Refusal for
    a letter that went by email, for one to the poster, or that was noted before.
    """
    found = lock_notice(actor, notice_id)
    letter = with_mail(NoticeLetter.objects.filter(notice=found)).filter(pk=letter_id).first()
    if letter is None:
        raise Refusal("This notice has no such letter.", "Nothing was changed.")
    if letter.kind == NoticeLetter.Kind.TO_POSTER:
        raise Refusal(
            "The council has no postal address of whoever posted the comment: a letter to them goes by email alone.",
            "Nothing was changed. Pass the notice on again, or remove the comment because they cannot be reached.",
        )
    if not goes_by_post(letter.kind, letter.mail):
        raise Refusal("This letter went by email, or is on its way: it is not to be posted.")
    if posted_on > timezone.localdate(timezone=LONDON):
        raise InvalidInput("When it was posted: this is still to come.")
    if posted_on < letter.made_at.astimezone(LONDON).date():
        raise InvalidInput("When it was posted: it was not written yet.")
    try:
        with transaction.atomic():
            made = LetterPosting.objects.create(letter=letter, posted_on=posted_on, by=actor.membership)
    except IntegrityError as error:
        raise Refusal("It was noted already when this letter was posted.", "Nothing was changed.") from error
    facts = {"letter": letter.pk, "sha256": letter.sha256, "posted_on": posted_on.isoformat()}
    record([entry_by(actor, "defamation_letter_posted", ABOUT, found.pk, **facts)])
    return made
