"""The quotations of the demo: asked for, and approved by whoever says them, before the item is submitted."""

from datetime import datetime, timedelta

from portal.channels.quotes.asking import ask_for_item
from portal.channels.quotes.deciding import approve_words
from portal.councils.people import Person
from portal.demo.clock import Play
from portal.drafts.models import Communication
from portal.drafts.quotes.standing import quotations_in
from portal.drafts.quotes.words import bare_name, digest


def approve_quotations(
    people: dict[str, Person], item: Communication, began: datetime, *, waits: bool
) -> Play:
    """Ask for each quotation of ``item``; its speaker approves it a little later, unless it ``waits`` for them."""
    item.refresh_from_db()
    author = next(person for person in people.values() if person.membership.pk == item.author_id)
    rows = quotations_in(item.spec, item.current_revision.content) if item.current_revision else []
    for number, row in enumerate(rows, start=1):
        speaker = next(
            person for person in people.values() if bare_name(person.name) == bare_name(row["speaker"])
        )
        yield began + timedelta(minutes=14)
        quote = ask_for_item(
            actor=author,
            communication_id=item.pk,
            number=number,
            sha256=digest(row["words"]),
            member_id=speaker.membership.pk,
        )
        if not waits:
            yield began + timedelta(minutes=23)
            approve_words(actor=speaker, quote_id=quote.pk, sha256=quote.sha256)
