"""Who writes what a notice says: the app that knows the event, named in the settings by the type of its object."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

from portal.channels.models import Notice
from portal.councils.models import Council
from portal.councils.people import Person

_NAMED = 4
"""From so many councils on a subject counts them."""


@dataclass(frozen=True)
class Words:
    """A notice in words: what happened, who did it, to which item, and a link. Never the text of a draft.

    ``to`` is the name and the address of a reader outside the council.
    """

    subject: str
    body: str
    to: tuple[str, str] | None = None

    @property
    def link(self) -> str:
        """Return the address of the exact item: every writer gives it, the last of its mail; '' where there is none."""
        found = re.findall(rf"{re.escape(settings.SITE_URL)}/\S+", self.body)
        return found[-1] if found else ""


def in_one(council: Council, said: Sequence[Words]) -> Words:
    """Return what one mail says of several events: each under its own line, the first first."""
    if len(said) == 1:
        return said[0]
    parts = [f"{number}. {words.subject}\n\n{words.body.strip()}" for number, words in enumerate(said, 1)]
    begin = f"{len(said)} things wait for you, or have happened, on the desk of {council.name}."
    return Words(f"{council.name}: {len(said)} messages", "\n\n\n".join([begin, *parts]) + "\n")


def in_digest(said: Sequence[tuple[Council, Words]]) -> Words:
    """Return what one mail a day says: each event a line with its link, under the council that it is of."""
    councils: dict[str, list[Words]] = {}
    for council, words in said:
        councils.setdefault(council.name, []).append(words)
    many = f"{len(said)} message{'' if len(said) == 1 else 's'}"
    parts = [f"What happened on the desk since your last daily mail: {many}."]
    for name, lines in sorted(councils.items()):
        told = [f"- {words.subject.removeprefix(f'{name}: ')}\n  {words.link}" for words in lines]
        parts.append("\n".join([name, "", *told]))
    where = "; ".join(sorted(councils)) if len(councils) < _NAMED else f"{len(councils)} councils"
    parts.append(
        "You chose one mail a day. On each council’s desk, under Messages to you, you can choose otherwise."
    )
    return Words(f"Daily digest: {many} ({where})", "\n\n".join(parts) + "\n")


Writer = Callable[[Notice, Person], Words | None]
"""Returns the words for this person as things stand now, or None where there is nothing to tell any more."""

OutsideWriter = Callable[[Notice], Words | None]
"""As a Writer, for a notice to somebody who is not a member; its words name the address."""


@cache
def _load(path: str) -> Writer:
    writer: Writer = import_string(path)
    return writer


@cache
def _load_outside(path: str) -> OutsideWriter:
    writer: OutsideWriter = import_string(path)
    return writer


def words_of(notice: Notice, person: Person) -> Words | None:
    """Return what ``notice`` says to ``person``, or None where it is over. Raises KeyError without a writer."""
    return _load(settings.NOTICE_WRITERS[notice.object_type])(notice, person)


def outside_words_of(notice: Notice) -> Words | None:
    """Return what ``notice`` says to somebody outside, or None where it is over. Raises KeyError without a writer."""
    return _load_outside(settings.OUTSIDE_WRITERS[notice.object_type])(notice)
