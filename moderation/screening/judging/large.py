"""The large classifier: an encoder with a hate and an abuse head, in int8, run by onnxruntime, beside the small one.

It reads a comment as windows of whole sentences. What it says of hate and abuse is weighed together with what the small
one says of the same place; the other heads are the small one's, and so are the words that are shown. Nothing but
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
SHARE = 0.7
"""What the encoder's word weighs beside the small classifier's, in logits."""
_QUIET = 0.15
"""What the small classifier is taken to say where it says nothing: it tells no score below LEAST."""


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
    """Judges windows of a text for hate and abuse, and leaves the rest to the small classifier."""

    def __init__(self, encoder: Encoder, small: Small) -> None:
        self._encoder, self._small = encoder, small
        self.name = f"large-{encoder.digest} {small.name}"

    def judge(self, texts: Sequence[str]) -> list[Judged]:
        """Return what it says of each of ``texts``; linear in their length."""
        return [self._one(text, spoken) for text, spoken in zip(texts, self._small.judge(texts), strict=True)]

    def _one(self, text: str, spoken: Judged) -> Judged:
        windows = self._encoder.vocabulary.windows(plain(text))
        if not windows:
            return spoken
        said = {head: _by_window(windows, spoken.passages.get(head, ())) for head in self._encoder.heads}
        read = _most_doubted(windows, said)
        found = {head: list(passages) for head, passages in spoken.passages.items() if head not in said}
        for head, passages in self._weighed(text, [windows[place] for place in read], read, said):
            found.setdefault(head, []).append(passages)
        for head, by_window in said.items():
            unread = [one for place, heard in by_window.items() if place not in read for one in heard]
            found.setdefault(head, []).extend(unread)
        return Judged({head: tuple(passages) for head, passages in found.items() if passages})

    def _weighed(
        self,
        text: str,
        windows: Sequence[Window],
        places: Sequence[int],
        said: Mapping[Head, Mapping[int, Sequence[Passage]]],
    ) -> Iterator[tuple[Head, Passage]]:
        """Yield what both say together of each of ``windows``, where it is worth telling."""
        for place, window in zip(places, windows, strict=True):
            for head, logit in zip(self._encoder.heads, self._encoder.logits(window), strict=True):
                heard = said[head].get(place, ())
                doubt = max((one.score for one in heard), default=_QUIET)
                score = 1 / (1 + exp(-SHARE * logit - (1 - SHARE) * log(doubt / (1 - doubt))))
                if score >= LEAST:
                    yield (
                        head,
                        Passage(window.start, window.end, score, self._words(text, head, window, heard)),
                    )

    def _words(self, text: str, head: Head, window: Window, heard: Sequence[Passage]) -> tuple[Span, ...]:
        """Return the words of ``window`` that count most: those of the surest passage in it, or looked for now."""
        if heard:
            return max(heard, key=lambda one: one.score).words
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
