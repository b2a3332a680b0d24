"""Asking a speaker to approve their words: a member on the desk, somebody from outside by a private link."""

import re
from dataclasses import dataclass
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from portal.channels.notices.telling import tell, tell_outside
from portal.channels.notices.vocabulary import What
from portal.channels.quotes.links import VALID_FOR, token_for
from portal.channels.quotes.locking import ABOUT, lock_item, lock_quote
from portal.councils.models import Membership
from portal.councils.people import Person, in_office
from portal.councils.powers import Power
from portal.councils.recording import entry_by
from portal.drafts.access import may_write
from portal.drafts.models import Communication, Quote, QuoteState
from portal.drafts.quotes.standing import is_quoted, locks_of, quotations_in
from portal.drafts.quotes.words import LONGEST, LONGEST_NAME, bare_name, digest, exact
from portal.records.archive import Filing, file_snapshots
from portal.records.canonical import sha256_of
from portal.records.ledger import Entry, record
from portal.refusals import InvalidInput, NotYours, Refusal
from portal.typed import stated


@dataclass(frozen=True)
class Saying:
    """Who says what: the exact words, and their speaker as the quotation names them."""

    words: str
    speaker: str
    office: str = ""


@transaction.atomic
def ask_for_item(
    *, actor: Person, communication_id: int, number: int, sha256: str, member_id: int | None, email: str = ""
) -> Quote:
    """Ask the speaker of the item's quotation ``number`` (from 1) to approve its words.

    ``sha256`` is the hash of the words as the asker saw them; ``member_id`` the speaker's membership, or None with the
    ``email`` of somebody from outside. What else waits with this speaker for words that the item does not quote any
    more is asked no longer.
    Raises NotYours for who may not write in the item, InvalidInput for a speaker that cannot be, Refusal where the
    words were changed since they were shown, or are approved or waiting already.
    """
    actor.require(Power.DRAFT)
    item = lock_item(actor.council.pk, communication_id)
    if item is None or not may_write(actor, item):
        raise NotYours("Only who writes in an item asks for the approval of its quotations.")
    revision = item.current_revision
    if revision is None:
        raise Refusal("Nothing is saved in this item yet.", "Save it first, then ask for approval.")
    lock = next((lock for lock in locks_of(item, revision.content) if lock.number == number), None)
    if lock is None or digest(lock.words) != sha256:
        raise Refusal(
            "The quotation was changed since you opened this page.", "Nobody was asked. Open the draft again."
        )
    if lock.state == QuoteState.APPROVED:
        raise Refusal("These words are approved already.", "Nobody was asked again.")
    row = quotations_in(item.spec, revision.content)[number - 1]
    saying = Saying(lock.words, lock.speaker, row["office"])
    dropped = _ask_no_more_for_what_changed(actor, item, lock.speaker)
    return _ask(actor, saying, item, member_id, email, dropped)


@transaction.atomic
def ask_beforehand(*, actor: Person, saying: Saying, member_id: int | None, email: str = "") -> Quote:
    """Ask for the approval of words that any item of the council may quote. Raises as ask_for_item()."""
    actor.require(Power.DRAFT)
    return _ask(actor, saying, None, member_id, email, [])


def _ask(
    actor: Person,
    saying: Saying,
    item: Communication | None,
    member_id: int | None,
    email: str,
    dropped: list[Entry],
) -> Quote:
    said = _read(saying)
    member = _member_called(actor, member_id, said.speaker)
    address = "" if member else _outside(actor, email, said.speaker)
    key = uuid4()
    try:
        with transaction.atomic():
            made = Quote.objects.create(
                council=actor.council,
                communication=item,
                asked_by=actor.membership,
                member=member,
                speaker=said.speaker,
                office=said.office,
                email=address,
                words=said.words,
                sha256=sha256_of(said.words),
                link_sha256="" if member else sha256_of(token_for(key)),
                link_until=None if member else timezone.now() + VALID_FOR,
            )
    except IntegrityError as error:
        raise Refusal(
            "The speaker has been asked about these very words already.",
            "They wait for an answer; nothing more was sent.",
        ) from error
    _file(actor, made)
    about = (ABOUT, made.pk)
    if member is None:
        tell_outside(council_id=actor.council.pk, what=What.QUOTE_ASKED, about=about, key=key)
    elif member.user_id != actor.user_id:
        tell(council_id=actor.council.pk, what=What.QUOTE_ASKED, about=about, recipients=[member.pk])
    facts = {"sha256": made.sha256, "communication": made.communication_id, "member": made.member_id}
    record([*dropped, entry_by(actor, "quote_asked", ABOUT, made.pk, **facts)])
    return made


def _file(actor: Person, quote: Quote) -> None:
    """File the words as they were asked for: the ledger keeps their hash alone."""
    people = {actor.user_id} | ({quote.member.user_id} if quote.member else set())
    filing = Filing(
        council_id=quote.council_id,
        status="quote_asked",
        object_type=ABOUT,
        object_id=quote.pk,
        communication_id=quote.communication_id,
        actor_id=actor.user_id,
        people_ids=tuple(sorted(people)),
        title=f"Quotation of {quote.named}",
        text=quote.words,
    )
    file_snapshots([filing])


def _read(saying: Saying) -> Saying:
    words, speaker, office = exact(saying.words), _line(saying.speaker), _line(saying.office)
    if not words or len(words) > LONGEST:
        raise InvalidInput(f"Enter the exact words, in up to {LONGEST:,} characters.")
    if not bare_name(speaker):
        raise InvalidInput("Say by name who says the words: nobody else can approve them.")
    if max(len(speaker), len(office)) > LONGEST_NAME:
        raise InvalidInput(f"A name or an office can be up to {LONGEST_NAME} characters long.")
    return Saying(words, speaker, office)


def _line(text: str) -> str:
    return re.sub(r"\s+", " ", stated(text))


def speakers_in(council_id: int) -> "QuerySet[Membership]":
    """Return who can be asked on the desk: whoever is in office, by name. One query."""
    rows = Membership.objects.filter(in_office(timezone.now()), council_id=council_id)
    return rows.select_related("user").order_by("user__name", "pk")


def _member_called(actor: Person, member_id: int | None, speaker: str) -> Membership | None:
    """Return the member who is to approve; raise InvalidInput unless it is whom the quotation names."""
    if member_id is None:
        return None
    member = speakers_in(actor.council.pk).filter(pk=member_id).first()
    if member is None:
        raise InvalidInput("This council has no such member in office.")
    if bare_name(member.user.name) != bare_name(speaker):
        raise InvalidInput(
            f"The quotation names {speaker}, and {member.user.name} cannot approve somebody else’s words.",
            "Write the speaker’s name in the quotation as it is on the list of people, or choose another person.",
        )
    return member


def _outside(actor: Person, email: str, speaker: str) -> str:
    """Return the address of a speaker from outside; raise InvalidInput for a member, whose way is the desk."""
    address = email.strip()
    try:
        validate_email(address)
    except ValidationError as error:
        raise InvalidInput("Enter the speaker’s email address, like name@example.org.") from error
    for member in speakers_in(actor.council.pk):
        if bare_name(member.user.name) == bare_name(speaker):
            raise InvalidInput(f"{member.user.name} is a member here.", "Ask them on the desk.")
        if address.casefold() in {member.user.email.casefold(), member.organisation_email.casefold()}:
            raise InvalidInput(
                f"This is the address of {member.user.name}, not of {speaker}.",
                "A private link goes to the speaker alone.",
            )
    return address


def _ask_no_more_for_what_changed(actor: Person, item: Communication, speaker: str) -> list[Entry]:
    """Drop what waits with ``speaker`` for words that the item quotes no more; return the entries."""
    waiting = Quote.objects.filter(communication=item, speaker=_line(speaker), state=QuoteState.WAITING)
    stale = [quote for quote in waiting.order_by("pk") if not is_quoted(item, quote)]
    return [_drop(actor, quote) for quote in stale]


@transaction.atomic
def ask_no_more(*, actor: Person, quote_id: int) -> None:
    """Take back what was asked; a private link stops working at once.

    Raises NotYours for who neither asked nor writes in the item nor decides, Refusal where it was decided meanwhile.
    """
    actor.require(Power.DRAFT)
    quote, item = lock_quote(actor.council.pk, quote_id)
    if not may_drop(actor, quote, item):
        raise NotYours("Only who asked, or writes in the item, takes the question back.")
    if quote.state != QuoteState.WAITING:
        raise Refusal(f"This was decided meanwhile: {quote.get_state_display().lower()}.")
    record([_drop(actor, quote)])


def may_drop(actor: Person, quote: Quote, item: Communication | None) -> bool:
    """Return whether ``actor`` may take the question back, or send its link again."""
    if quote.asked_by.user_id == actor.user_id:
        return actor.may(Power.DRAFT)
    return may_write(actor, item) if item else actor.may(Power.DECIDE)


def _drop(actor: Person, quote: Quote) -> Entry:
    Quote.objects.filter(pk=quote.pk, state=QuoteState.WAITING).update(
        state=QuoteState.DROPPED, link_sha256="", link_until=None
    )
    facts = {"sha256": quote.sha256, "communication": quote.communication_id}
    return entry_by(actor, "quote_dropped", ABOUT, quote.pk, **facts)


@transaction.atomic
def send_link_again(*, actor: Person, quote_id: int) -> None:
    """Send a speaker from outside a new link; the one before it stops working.

    Raises NotYours as ask_no_more(), Refusal where nothing waits or the speaker is a member.
    """
    actor.require(Power.DRAFT)
    quote, item = lock_quote(actor.council.pk, quote_id)
    if not may_drop(actor, quote, item):
        raise NotYours("Only who asked, or writes in the item, sends the link again.")
    if quote.state != QuoteState.WAITING or not quote.email:
        raise Refusal("No private link waits to be used for these words.", "Nothing was sent.")
    key = uuid4()
    Quote.objects.filter(pk=quote.pk).update(
        link_sha256=sha256_of(token_for(key)), link_until=timezone.now() + VALID_FOR
    )
    tell_outside(council_id=quote.council_id, what=What.QUOTE_ASKED, about=(ABOUT, quote.pk), key=key)
    facts = {"sha256": quote.sha256, "communication": quote.communication_id}
    record([entry_by(actor, "quote_link_renewed", ABOUT, quote.pk, **facts)])
