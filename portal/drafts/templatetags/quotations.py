"""Quotations in templates: how each stands with its speaker."""

from collections.abc import Iterable
from typing import Any

from django import template

from portal.drafts.content import Content
from portal.drafts.models import Communication
from portal.drafts.quotes.standing import Lock, locks_shown

register = template.Library()


@register.simple_tag
def quotation_locks(item: Communication, content: Content | None) -> list[Lock]:
    """Return how each quotation in ``content`` of ``item`` stands. At most one query."""
    return locks_shown(item, content) if content else []


@register.filter
def lock_at(locks: Iterable[Any] | None, number: int) -> Lock | None:
    """Return the lock of the quotation ``number`` (from 1), or None."""
    return next((lock for lock in locks or () if lock.number == number), None)
