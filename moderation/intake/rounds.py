"""Rounds of intake: what comes in together is judged together, and the council is asked about itself once for all.

A round is short, so that nothing it asked grows old, and small, so that memory is bounded; each comment of it is kept
in a transaction of its own (moderation.intake.receiving). What is asked of a round is never said of another one.
"""

import logging
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property

from django.db import DataError, IntegrityError

from moderation.clock import Hours, hours_of
from moderation.intake.arriving import Arrived
from moderation.intake.assessing import Around, around
from moderation.intake.attaching import kept_attached, screened_words
from moderation.intake.reading import kept_words
from moderation.screening.folding import folded
from moderation.screening.judging.choosing import by_setting
from moderation.screening.judging.interface import Judge, Judged
from portal.channels.models import Channel, Publication

NOT_KEPT = (DataError, IntegrityError, ValueError, TypeError, AttributeError, ArithmeticError)
"""What one comment may fail by; a database that is gone is no fault of a comment, and ends the reading."""
log = logging.getLogger(__name__)
TOGETHER = 64
"""Comments of one round."""
LETTERS = 400_000
"""Signs of one round, but for a single comment that is longer by itself."""


class Round:
    """What is known of a round before its comments are received one by one. It asks when it is asked, and only once."""

    def __init__(
        self, council_id: int, channel: Channel | None, *, new: frozenset[str] = frozenset()
    ) -> None:
        self.council_id = council_id
        self.channel = channel
        self.new = new
        """The names of comments that are not known here, as far as was seen before the round."""
        self._around: dict[tuple[int | None, str], Around] = {}
        self._items: dict[int, int] = {}
        self._judged: dict[str, Judged] = {}

    @cached_property
    def hours(self) -> Hours:
        """Return the hours in which the council answers."""
        return hours_of(self.council_id)

    @property
    def judge(self) -> Judge:
        """Return the classifier, which knows already what it says of what was judged ahead."""
        return _Ahead(by_setting(), self._judged)

    def around(self, publication_id: int | None, way: str) -> Around:
        """Return what screening hears of the council and the item."""
        key = (publication_id, way)
        if key not in self._around:
            self._around[key] = around(
                council_id=self.council_id, publication_id=publication_id, channel=self.channel, way=way
            )
        return self._around[key]

    def item_of(self, publication_id: int | None) -> int | None:
        """Return the item of a publication, None for none."""
        if publication_id is None:
            return None
        if publication_id not in self._items:
            rows = Publication.objects.filter(pk=publication_id)
            self._items[publication_id] = rows.values_list("communication_id", flat=True).get()
        return self._items[publication_id]

    def judge_ahead(self, texts: Sequence[str]) -> None:
        """Have the classifier judge ``texts`` in one go, which costs less. Where that fails each is judged alone."""
        plain = list({folded(kept_words(text).text).text: None for text in texts})
        try:
            self._judged.update(zip(plain, by_setting().judge(plain), strict=True))
        except (ValueError, ArithmeticError, RuntimeError):
            log.exception("a round of %s comments could not be judged together", len(plain))


class _Ahead:
    """A classifier that answers from what it was asked before, and else asks."""

    def __init__(self, judge: Judge, known: dict[str, Judged]) -> None:
        self._judge, self._known = judge, known

    @property
    def name(self) -> str:
        """Return the name of the classifier behind it."""
        return self._judge.name

    def judge(self, texts: Sequence[str]) -> list[Judged]:
        """Return what it says of each of ``texts``."""
        return [self._known.get(text) or self._judge.judge([text])[0] for text in texts]


def in_rounds(
    council_id: int, channel: Channel, arrived: Iterable[Arrived], *, new: frozenset[str]
) -> Iterator[tuple[Round, Arrived]]:
    """Yield each of ``arrived`` with its round, whose texts were judged together. Not inside a transaction.

    ``new`` are the names of those that are not known here yet.
    """
    for some in _parts(arrived):
        known = Round(council_id, channel, new=new)
        known.judge_ahead([_heard(one) for one in some])
        for one in some:
            yield known, one


@contextmanager
def one_alone(channel: Channel, name: object) -> Iterator[None]:
    """Have a comment that cannot be read or kept hold up no other: it is logged by its ``name`` there, and left."""
    try:
        yield
    except NOT_KEPT:
        log.exception(
            "%r on channel %s cannot be kept: it is left, and tried again the next time", name, channel.pk
        )


def _heard(arrived: Arrived) -> str:
    return screened_words(kept_words(arrived.text).text, kept_attached(arrived.attached))


def _parts(arrived: Iterable[Arrived]) -> Iterator[list[Arrived]]:
    held: list[Arrived] = []
    letters = 0
    for one in arrived:
        if held and (len(held) == TOGETHER or letters + len(one.text) > LETTERS):
            yield held
            held, letters = [], 0
        held.append(one)
        letters += len(one.text)
    if held:
        yield held
