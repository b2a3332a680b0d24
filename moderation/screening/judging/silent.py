"""No classifier: the rules alone judge."""

from collections.abc import Sequence

from moderation.screening.judging.interface import Judged


class Silent:
    """Says nothing of any text."""

    name = "rules"

    def judge(self, texts: Sequence[str]) -> list[Judged]:
        """Return nothing for each text."""
        return [Judged() for _ in texts]
