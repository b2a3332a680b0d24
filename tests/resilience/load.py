"""People at work while servers die: each keeps going through refusals and failures, and counts what was confirmed."""

import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from tests.makers import RELEASE
from tests.resilience.browsing import Answer, Visitor

_WITHIN = re.compile(r"/desk/drafts/(\d+)/")
_REVIEW = re.compile(r"/desk/queue/(\d+)/")
_REVISION = re.compile(r'name="revision_id" value="(\d+)"')
_TEXTS = {name: value for name, value in RELEASE.items() if isinstance(value, str)}


@dataclass
class Load:
    """Threads that work at the desk of one council until they are told to stop."""

    port: int
    slug: str
    channels: list[int]
    answers: list[tuple[float, str, Answer]] = field(default_factory=list)
    saved: dict[int, int] = field(default_factory=dict)
    submitted: set[int] = field(default_factory=set)
    approved: set[int] = field(default_factory=set)
    over: threading.Event = field(default_factory=threading.Event)
    threads: list[threading.Thread] = field(default_factory=list)

    def begin(self, act: Callable[[Visitor], None], session: str = "") -> None:
        """Let one more person do ``act`` again and again."""
        visitor = Visitor(self.port, session)

        def work() -> None:
            while not self.over.is_set():
                act(visitor)
                time.sleep(0.02)

        thread = threading.Thread(target=work, daemon=True)
        self.threads.append(thread)
        thread.start()

    def end(self) -> None:
        """Stop everybody."""
        self.over.set()
        for thread in self.threads:
            thread.join(60)
        assert not any(thread.is_alive() for thread in self.threads)

    def write(self, visitor: Visitor) -> None:
        """Start a release, save it three times, submit it; a failed step is tried again or given up."""
        made = self._post(visitor, "start", "drafts/new/press_release/")
        found = _WITHIN.search(made.location)
        if found is None:
            return
        item = int(found[1])
        for number in range(1, 4):
            if not self._save(visitor, item, number):
                return
        self._submit(visitor, item)

    def _save(self, visitor: Visitor, item: int, number: int) -> bool:
        """Save ``item`` once more; a confirmed save is counted."""
        page = self._get(visitor, "open", f"desk/drafts/{item}/")
        if page.status != 200:
            return False
        data: dict[str, str | int | list[str]] = {
            **_TEXTS,
            **page.hidden,
            "title": f"Release {item}, text {number}",
            "act": "save",
        }
        answer = self._post(visitor, "save", f"drafts/{item}/", data)
        if answer.status == 302:
            self.saved[item] = self.saved.get(item, 0) + 1
        return answer.status == 302

    def _submit(self, visitor: Visitor, item: int) -> None:
        page = self._get(visitor, "check", f"desk/drafts/{item}/submit/")
        found = _REVISION.search(page.text)
        if found is None:
            return
        answer = self._post(visitor, "submit", f"queue/submit/{item}/", {"revision_id": found[1]})
        if answer.status == 302 and urlsplit(answer.location).path == f"/{self.slug}/desk/drafts/{item}/":
            self.submitted.add(item)

    def decide(self, visitor: Visitor) -> None:
        """Approve whatever is in the queue."""
        queue = self._get(visitor, "queue", "desk/queue/")
        for review in sorted({int(found) for found in _REVIEW.findall(queue.text)}):
            if self.over.is_set():
                return
            page = self._get(visitor, "review", f"desk/queue/{review}/")
            revision = _REVISION.search(page.text)
            if revision is None:
                continue
            data: dict[str, str | int | list[str]] = {"revision_id": revision[1], "when": "now"}
            data["channels"] = [str(pk) for pk in self.channels]
            answer = self._post(visitor, "approve", f"queue/{review}/approve/", data)
            if answer.status == 302:
                self.approved.add(review)

    def read(self, visitor: Visitor) -> None:
        """Read the newsroom and its feed."""
        self._get(visitor, "news", "")
        self._get(visitor, "feed", "feed.atom")

    def _get(self, visitor: Visitor, what: str, path: str) -> Answer:
        return self._noted(what, visitor.get(f"/{self.slug}/{path}"))

    def _post(
        self, visitor: Visitor, what: str, path: str, data: dict[str, str | int | list[str]] | None = None
    ) -> Answer:
        return self._noted(what, visitor.post(f"/{self.slug}/desk/{path}", data))

    def _noted(self, what: str, answer: Answer) -> Answer:
        self.answers.append((time.monotonic(), what, answer))
        return answer

    def since(self, moment: float) -> list[tuple[str, Answer]]:
        """Return what was answered after ``moment``."""
        return [(what, answer) for at, what, answer in list(self.answers) if at >= moment]
