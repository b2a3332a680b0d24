"""What screening noticed in a comment, as its page shows it: words masked, or marked and named by each reason."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from moderation.beside import Beside, beside
from moderation.intake.attaching import Kept
from moderation.intake.reading import tamed
from moderation.masking import Piece, marked_pieces, pieces_of, shortened, words_at
from moderation.queue import Reason, Seen

NAMED = 5
"""Words, or runs of words, that stand beside one reason."""
LONGEST = 80


@dataclass(frozen=True)
class Noticed:
    """One reason with the first NAMED of its words, each no longer than LONGEST; ``more``: there are others."""

    reason: Reason
    words: tuple[str, ...] = ()
    more: bool = False


@dataclass(frozen=True)
class Page:
    """A comment as its page shows it."""

    pieces: list[Piece]
    noticed: list[Noticed]
    masks: bool
    """Whether words are masked."""
    names: bool
    """Whether asking for the words shows more than stands there: which they are."""
    beside: Sequence[Beside] = ()
    """What stands with the words, masked as they are."""

    @property
    def marks(self) -> bool:
        """Return whether words are marked."""
        return any(one.marked for one in self.pieces)


def page_of(text: str, seen: Seen | None, *, bare: bool, attached: Sequence[Kept] = ()) -> Page:
    """Return ``text`` with what screening noticed in it; ``bare`` shows the words, marks them and names them.

    ``attached`` is what stands with the text; its descriptions are masked likewise.

    Without ``bare`` no reason names its words: they may be the very ones that are masked.
    """
    with_it = beside(text, attached, seen.spans if seen and not bare else ())
    if seen is None:
        return Page([Piece(tamed(text))], [], masks=False, names=False, beside=with_it)
    concerns = [span for one in seen.concerns for span in _telling(text, one)]
    pieces = (
        marked_pieces(text, grounds=seen.spans, concerns=concerns) if bare else pieces_of(text, seen.spans)
    )
    return Page(
        [replace(one, text=tamed(one.text)) for one in pieces],
        [_noticed(text, one) if bare else Noticed(one) for one in (*seen.grounds, *seen.concerns)],
        masks=bool(seen.spans) and not bare,
        names=bool(seen.spans or concerns) and not bare,
        beside=with_it,
    )


def _telling(text: str, reason: Reason) -> tuple[tuple[int, int], ...]:
    """Return where the words of ``reason`` stand; nowhere for a concern about all of the text, such as its language."""
    whole = not reason.ground and reason.spans == ((0, len(text)),)
    return () if whole else reason.spans


def _noticed(text: str, reason: Reason) -> Noticed:
    words = words_at(text, _telling(text, reason))
    return Noticed(reason, tuple(shortened(tamed(one), LONGEST) for one in words[:NAMED]), len(words) > NAMED)
