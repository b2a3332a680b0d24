"""The large classifier: an encoder with a head of each sort, in int8, run by onnxruntime, beside the small one.

It reads a comment as windows of whole sentences. What it says is weighed together with what the small one says of the
same place; the words that are shown are the small one's, and so are heads that the encoder has not. Nothing but
``choosing`` names this module, so onnxruntime is loaded only where the large classifier is chosen.
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import exp, log
from typing import Any

import numpy as np
import onnxruntime

from moderation.screening.judging.features import plain
from moderation.screening.judging.interface import Head, Judged, Passage, Span
from moderation.screening.judging.pieces import Vocabulary, Window
from moderation.screening.judging.small import LEAST, Small

MOST_WINDOWS = 64
"""Windows of one text that the encoder reads: of a longer text those in which the small classifier doubts most."""
ENOUGH: Mapping[Head, float] = {
    Head.HATE: 0.7,
    Head.ABUSE: 0.8,
    Head.SEXUAL: 0.4,
    Head.OBSCENE: 0.35,
    Head.ILLEGAL: 0.8,
    Head.DECEPTIVE: 0.65,
}
"""How sure it must be for its word alone; set as the small one's."""
UNHEARD = 0.55
"""What is left of what rules find where neither says anything: one sign alone is not enough then, two are."""
SHARE = 0.7
"""What the encoder's word weighs beside the small classifier's, in logits."""
_QUIET = 0.15
"""What the small classifier is taken to say where it says nothing: it tells no score below LEAST."""


@dataclass(frozen=True, slots=True)
class _Laid:
    """A text laid out: its windows, what the small classifier says of it and of each window, and which are read."""

    windows: Sequence[Window]
    spoken: Judged
    said: Mapping[Head, Mapping[int, Sequence[Passage]]]
    read: Sequence[int]


@dataclass(frozen=True)
class Encoder:
    """What was learnt, ready to be asked: the heads in the order of the outputs, and the short hash of the file."""

    session: Any
    vocabulary: Vocabulary
    heads: tuple[Head, ...]
    digest: str

    def logits(self, window: Window) -> list[float]:
        """Return the logit of each head; of this window alone, so that it hangs on nothing else in the text."""
        pieces = np.array([window.pieces], dtype=np.int64)
        (found,) = self.session.run(None, {"pieces": pieces, "mask": np.ones(pieces.shape, dtype=np.float32)})
        return [float(value) for value in found[0]]


def load(content: bytes, digest: str) -> Encoder:
    """Return the encoder that ``content``, an ONNX file, holds. One thread: a worker takes no more than its core."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
    told: Mapping[str, str] = session.get_modelmeta().custom_metadata_map
    heads = tuple(Head(name) for name in told["heads"].split())
    return Encoder(session, Vocabulary(told["pieces"].split("\n")), heads, digest[:8])


class Large:
    """Judges windows of a text, and leaves heads that the encoder has not to the small classifier."""

    def __init__(self, encoder: Encoder, small: Small) -> None:
        self._encoder, self._small = encoder, small
        self.name = f"large-{encoder.digest} {small.name}"

    def judge(self, texts: Sequence[str]) -> list[Judged]:
        """Return what it says of each of ``texts``; linear in their length.

        First the small one judges all of them, then the encoder reads all windows: neither has to be fetched into the
        processor's cache again for each text.
        """
        laid = [
            self._laid(text, spoken) for text, spoken in zip(texts, self._small.judge(texts), strict=True)
        ]
        logits = [[self._encoder.logits(one.windows[place]) for place in one.read] for one in laid]
        return [self._both(*each) for each in zip(texts, laid, logits, strict=True)]

    def _laid(self, text: str, spoken: Judged) -> _Laid:
        windows = self._encoder.vocabulary.windows(plain(text))
        said = {head: _by_window(windows, spoken.passages.get(head, ())) for head in self._encoder.heads}
        return _Laid(windows, spoken, said, _most_doubted(windows, said))

    def _both(self, text: str, laid: _Laid, logits: Sequence[Sequence[float]]) -> Judged:
        if not laid.windows:
            return laid.spoken
        found = {
            head: list(several) for head, several in laid.spoken.passages.items() if head not in laid.said
        }
        for head, passage in self._weighed(text, laid, logits):
            found.setdefault(head, []).append(passage)
        for head, by_window in laid.said.items():
            unread = [one for place, heard in by_window.items() if place not in laid.read for one in heard]
            found.setdefault(head, []).extend(unread)
        # Of a window that it did not read its silence says nothing.
        left = UNHEARD if len(laid.read) == len(laid.windows) else 1.0
        return Judged({head: tuple(passages) for head, passages in found.items() if passages}, ENOUGH, left)

    def _weighed(
        self, text: str, laid: _Laid, logits: Sequence[Sequence[float]]
    ) -> Iterator[tuple[Head, Passage]]:
        """Yield what both say together of each window that was read, where it is worth telling."""
        for place, of_window in zip(laid.read, logits, strict=True):
            window = laid.windows[place]
            for head, logit in zip(self._encoder.heads, of_window, strict=True):
                heard = laid.said[head].get(place, ())
                doubt = max((one.score for one in heard), default=_QUIET)
                score = 1 / (1 + exp(-SHARE * logit - (1 - SHARE) * log(doubt / (1 - doubt))))
                if score >= LEAST:
                    yield (
                        head,
                        Passage(window.start, window.end, score, self._words(text, head, window, heard)),
                    )

    def _words(self, text: str, head: Head, window: Window, heard: Sequence[Passage]) -> tuple[Span, ...]:
        """Return the words of ``window`` that count most: those of the surest passage in it, or looked for now."""
        surest = max(heard, key=lambda one: one.score).words if heard else ()
        # The small one cuts elsewhere: what it heard with its middle in this window may begin or end beyond.
        if inside := tuple(word for word in surest if window.start <= word[0] and word[1] <= window.end):
            return inside
        found = self._small.words(text[window.start : window.end], head)
        return tuple((window.start + start, window.start + end) for start, end in found)


def _by_window(windows: Sequence[Window], passages: Sequence[Passage]) -> dict[int, list[Passage]]:
    """Return ``passages`` by the place of the window in which their middle lies."""
    starts = [window.start for window in windows]
    found: dict[int, list[Passage]] = {}
    for passage in passages:
        place = max(0, bisect_right(starts, (passage.start + passage.end) // 2) - 1)
        found.setdefault(place, []).append(passage)
    return found


def _most_doubted(
    windows: Sequence[Window], said: Mapping[Head, Mapping[int, Sequence[Passage]]]
) -> Sequence[int]:
    """Return the places of the windows that are read: all, or those in which the small classifier doubts most."""
    if len(windows) <= MOST_WINDOWS:
        return range(len(windows))
    doubts = {
        place: max(one.score for by_window in said.values() for one in by_window.get(place, ()))
        for place in {place for by_window in said.values() for place in by_window}
    }
    return sorted(sorted(range(len(windows)), key=lambda place: -doubts.get(place, 0.0))[:MOST_WINDOWS])


def ready(content: bytes, digest: str, small: Small) -> Large:
    """Return the large classifier, made of an ONNX file's ``content`` and the small one."""
    return Large(load(content, digest), small)
