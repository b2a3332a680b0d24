"""Whoever a notice comes from or is about does not decide it: somebody else does, or the council by a minute."""

from moderation.minutes import LONGEST_MINUTE
from moderation.models import DefamationNotice
from policies.typed import typed
from portal.councils.people import Person, people_who_may
from portal.councils.powers import Power
from portal.refusals import InvalidInput, NotYours


def concerns(person: Person, notice: DefamationNotice) -> bool:
    """Return whether ``notice`` comes from ``person``, or is about a comment of theirs, as far as it can be seen.

    That is by the address of either, or by the name of who complains. Reads the notice's comment and the person's user.
    """
    user = person.membership.user
    addresses = {notice.email.casefold(), notice.comment.email.casefold() if notice.comment else ""} - {""}
    named = _plain(notice.name)
    return user.email.casefold() in addresses or (named != "" and named == _plain(user.name))


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()


def nobody_else(actor: Person, notice: DefamationNotice) -> bool:
    """Return whether nobody but ``actor`` decides in the council now whom ``notice`` does not concern. One query."""
    people = people_who_may(Power.DECIDE, actor.council.pk)
    return all(one.user_id == actor.user_id or concerns(one, notice) for one in people)


def require_another(actor: Person, notice: DefamationNotice, minute: str) -> str:
    """Return the minute by which the council decided what ``actor`` enters of their own matter; '' for any other.

    Raises NotYours where the notice concerns them and somebody else decides, InvalidInput where nobody does and no
    minute is named.
    """
    if not concerns(actor, notice):
        return ""
    if not nobody_else(actor, notice):
        raise NotYours("This notice is from you, or about what you wrote: somebody else decides it.")
    said = typed(minute, called="Minute", longest=LONGEST_MINUTE, needed=False)
    if not said:
        raise InvalidInput(
            "This notice is from you, or about what you wrote, and nobody else can decide it: enter the minute of the "
            "council that did.",
            "Nothing was changed.",
        )
    return said
