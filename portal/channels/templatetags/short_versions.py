"""What tells an item in short, and what it tells in short itself, for the pages on which it is written."""

from collections.abc import Sequence
from dataclasses import dataclass

from django import template

from portal.channels.full_story import POST, story_in_words
from portal.channels.shortening import full_story_of, may_be_shortened, short_versions_of
from portal.councils.people import Person
from portal.drafts.models import Communication

register = template.Library()


@dataclass(frozen=True)
class Told:
    """``of``: the item whose short version it is. ``in_short``: the posts made of it. ``may_be``: one can be made."""

    of: Communication | None
    in_short: Sequence[Communication]
    may_be: bool


register.simple_tag(story_in_words)


@register.simple_tag
def told_in_short(item: Communication, person: Person) -> Told:
    """Return how ``item`` is told in short, as far as ``person`` may read of it. One query at most."""
    if item.kind == POST:
        return Told(full_story_of(item, person), (), may_be=False)
    may_be = may_be_shortened(item)
    return Told(None, short_versions_of(item, person) if may_be else (), may_be)
