"""What the notices about quotations say: that words wait, or were decided, and a link; the words stay on the desk."""

from django.conf import settings

from portal.channels.models import Notice
from portal.channels.notices.telling import tell
from portal.channels.notices.vocabulary import What
from portal.channels.notices.words import Words
from portal.channels.quotes.links import address_of, token_for
from portal.channels.quotes.locking import ABOUT
from portal.councils.models import Membership
from portal.councils.people import Person, people_who_may
from portal.councils.powers import Power
from portal.councils.templatetags.words import day
from portal.drafts.access import works_on
from portal.drafts.models import Communication, Quote, QuoteApproval, QuoteState
from portal.records.canonical import sha256_of

_SAID: dict[str, str] = {
    QuoteState.APPROVED: "approved their words",
    QuoteState.REFUSED: "refused the words",
    QuoteState.REVOKED: "took the approval of their words back",
}


def tell_decided(quote: Quote, decision: str, by: Membership | None) -> None:
    """Note that who asked is to be told what the speaker decided, unless they did it themselves. In the verb."""
    if by is not None and by.user_id == quote.asked_by.user_id:
        return
    if decision == QuoteApproval.Decision.REVOKED:
        return  # tell_revoked() has more people to tell
    tell(
        council_id=quote.council_id,
        what=What.QUOTE_DECIDED,
        about=(ABOUT, quote.pk),
        recipients=[quote.asked_by_id],
    )


def tell_revoked(quote: Quote, item: Communication | None, actor: Person) -> None:
    """Note that who asked, and whoever may decide where the item is theirs to see, are to be told. In the verb."""
    told = {quote.asked_by_id}
    if item is None or item.shared_at is not None:
        deciders = people_who_may(Power.DECIDE, quote.council_id)
        told |= {one.membership.pk for one in deciders if item is None or works_on(one, item)}
    tell(
        council_id=quote.council_id,
        what=What.QUOTE_REVOKED,
        about=(ABOUT, quote.pk),
        recipients=sorted(told - {actor.membership.pk}),
    )


def about_quote(notice: Notice, person: Person) -> Words | None:  # noqa: ARG001
    """Write a notice about a quotation to a member; None where it is over."""
    quote = Quote.objects.select_related("council", "asked_by__user").get(pk=notice.object_id)
    if quote.erased_at is not None:
        return None
    council = quote.council.name
    link = f"{settings.SITE_URL}/{quote.council.slug}/desk/quotes/{quote.pk}/"
    if notice.what == What.QUOTE_ASKED:
        if quote.state != QuoteState.WAITING:
            return None
        asker = quote.asked_by
        body = (
            f"{asker.user.name}, {asker.display_title}, would like to quote you, and asks whether you approve the "
            f"exact words.\n\nRead them, and approve or refuse them, on the desk:\n{link}\n"
        )
        return Words(f"{council}: words in your name wait for you", body)
    did = _SAID.get(quote.state)
    if did is None:
        return None
    body = f"{quote.speaker} {did} in a quotation.\n\nRead it on the desk:\n{link}\n"
    return Words(f"{council}: {quote.speaker} {did}", body)


def to_speaker(notice: Notice) -> Words | None:
    """Write the private link to a speaker from outside; None where it is over or a newer link was sent."""
    quote = Quote.objects.select_related("council", "asked_by__user").get(pk=notice.object_id)
    token = token_for(notice.key)
    if quote.link_sha256 != sha256_of(token) or quote.link_until is None:
        return None
    asker, council = quote.asked_by, quote.council
    body = (
        f"Dear {quote.speaker},\n\n{asker.user.name}, {asker.display_title} of {council.name}, would like to quote you "
        "and asks whether you approve the exact words. Nothing is published in your name unless you do.\n\n"
        f"Read them, and approve or refuse them, here. You need no account:\n{address_of(council.slug, token)}\n\n"
        f"The link is yours alone. It works until {day(quote.link_until)}, for one decision. "
        "If you did not expect this, do nothing.\n"
    )
    return Words(f"{council.name}: may we quote you with these words?", body, to=(quote.speaker, quote.email))
