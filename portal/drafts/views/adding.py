"""Putting something of the library into what somebody is writing: it is kept as if they had typed it."""

from portal.councils.people import Person
from portal.drafts.content import MOST_ROWS
from portal.drafts.editing import keep_typing
from portal.drafts.models import Communication
from portal.drafts.views.standing import text_for, why_read_only
from portal.refusals import InvalidInput, NotYours


def require_open_to(person: Person, item: Communication) -> None:
    """Raise NotYours, with the reason, where ``person`` may not write in ``item`` now."""
    if reason := why_read_only(person, item):
        raise NotYours(reason, "Nothing was changed.")


def add_row(
    person: Person, item: Communication, part: str, row: dict[str, str], *, named_by: str, called: str
) -> None:
    """Add ``row`` to a part of what ``person`` has typed, once: ``named_by`` is the column that says which it is.

    ``called``: what the rows are, for the refusal. Raises InvalidInput where the part is full, and as keep_typing().
    """
    text = text_for(person, item)
    shown = list(text.typed.get(part, []))
    if len(shown) >= MOST_ROWS:
        raise InvalidInput(f"This draft has {MOST_ROWS} {called} already; that is the most.")
    if all(row[named_by] != known.get(named_by) for known in shown):
        shown.append(row)
    keep_typing(
        actor=person,
        communication=item,
        typed={**text.typed, part: shown},
        based_on_id=text.based_on_id,
        edition=text.edition,
    )
