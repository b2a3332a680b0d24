"""What a page is told after an act (Django's messages): each is shown where it belongs, on no other council's page.

Somebody who serves two councils has both open in two tabs. A message queued on the desk of one waits for a page of that
council, or for the very page that the act led to; what an account page queued is of no council and shown on the next.
"""

from collections.abc import Iterator
from urllib.parse import urlsplit

from django.contrib.messages.storage.base import Message
from django.contrib.messages.storage.fallback import FallbackStorage
from django.http import HttpRequest, HttpResponseBase

MOST_WAITING = 20
"""Messages that wait for a page nobody opens; the oldest are dropped first."""


def _council_of(request: HttpRequest) -> str:
    """Return the slug of the council in the request's address, or ''."""
    match = request.resolver_match
    return str(match.kwargs.get("council", "")) if match is not None else ""


class ToldWhereItBelongs(FallbackStorage):
    """Keeps with each message which council it is about and where its act led, in the tags, which no page shows."""

    _loaded_messages: list[Message]  # read from its store by the class above, at the first use

    def add(self, level: int, message: str, extra_tags: str | None = "") -> None:
        """Queue ``message`` as one about the council of this request's address."""
        super().add(level, message, f"{extra_tags} council={_council_of(self.request)}".strip())

    def __iter__(self) -> Iterator[Message]:
        """Return what this page is told, as often as it asks; the rest waits."""
        self.used = True
        self._loaded_messages.extend(self._queued_messages)
        self._queued_messages: list[Message] = []
        return iter([message for message in self._loaded_messages if self._belongs_here(message)])

    def __len__(self) -> int:
        """Return how many messages this page is told."""
        waiting = [*self._loaded_messages, *self._queued_messages]
        return sum(self._belongs_here(message) for message in waiting)

    def update(self, response: HttpResponseBase) -> list[Message] | None:
        """Store what nobody was told yet, with the page to which this answer leads."""
        leads_to = urlsplit(response.headers.get("Location", "")).path
        for message in self._queued_messages:
            message.extra_tags = f"{message.extra_tags} to={leads_to}"
        self._prepare_messages(self._queued_messages)  # type: ignore[attr-defined]
        if not (self.used or self.added_new):
            return None
        loaded = self._loaded_messages
        kept = [one for one in loaded if not self._belongs_here(one)] if self.used else loaded
        waiting = [*kept, *self._queued_messages][-MOST_WAITING:]
        unstored: list[Message] = self._store(waiting, response)  # type: ignore[attr-defined]
        return unstored

    def _belongs_here(self, message: Message) -> bool:
        known = dict(tag.split("=", 1) for tag in (message.extra_tags or "").split() if "=" in tag)
        council, leads_to = known.get("council", ""), known.get("to", "")
        return council in {"", _council_of(self.request)} or leads_to == self.request.path
