"""The locks beside the quotations of a draft's form: of what is typed there now, saved or not."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from portal.drafts.forms import DraftForm
from portal.drafts.models import Communication
from portal.drafts.quotes.standing import Lock, locks_of, quotations_in
from portal.drafts.quotes.words import fold
from portal.drafts.rows import QuotesInput


@dataclass(frozen=True)
class RowLock:
    """How a row of the form stands: ``ask_at`` is where to ask for its approval, '' while it is not saved."""

    lock: Lock
    slug: str
    ask_at: str
    unsaved: bool


def put_locks(item: Communication, form: DraftForm, typed: Mapping[str, Any]) -> None:
    """Give each quotation in the form its lock, by the words ``typed``. One query; none without quotations."""
    saved = [] if item.current_revision is None else quotations_in(item.spec, item.current_revision.content)
    for name, field in form.fields.items():
        if isinstance(field.widget, QuotesInput) and typed.get(name):
            locks = locks_of(item, {name: typed[name]})
            field.widget.locks = [_row(item, lock, saved) for lock in locks]


def _row(item: Communication, lock: Lock, saved: list[dict[str, str]]) -> RowLock:
    same = (
        number
        for number, row in enumerate(saved, start=1)
        if fold(row["words"]) == fold(lock.words) and fold(row["speaker"]) == fold(lock.speaker)
    )
    number = next(same, 0) if lock.can_ask else 0
    slug = item.council.slug
    at = reverse("quote_ask", args=[slug, item.pk, number]) if number else ""
    return RowLock(lock, slug, at, unsaved=lock.can_ask and not number)
