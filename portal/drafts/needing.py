"""What a text must have beside it to be shown at all: networks of pictures and films show no words alone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

_CALLED = {"images": "a picture", "recordings": "a recording"}


@dataclass(frozen=True)
class ShownWith:
    """What a network called ``label`` cannot show an item without: one of the ``parts`` of a kind."""

    label: str
    parts: tuple[str, ...]

    def lacks(self, content: Mapping[str, Any]) -> str:
        """Return what is the matter where ``content`` has none of them, in words, else ''."""
        if not self.parts or any(content.get(part) for part in self.parts):
            return ""
        return f"{self.label} shows nothing without {_either(self.parts)}."

    @property
    def advice(self) -> str:
        """Return what to do about it."""
        return f"Add {_either(self.parts)}, or leave {self.label} out."


def _either(parts: Iterable[str]) -> str:
    return " or ".join(_CALLED[part] for part in parts)
