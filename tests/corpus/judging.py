"""Judging the corpus: what each draft should give, what it gives, and the score of every check."""

import tomllib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from policies.checks.base import Check
from policies.checks.phrases import Typed
from policies.circumstances import (
    ApprovedQuote,
    CandidateNow,
    ChannelState,
    EnteredBasis,
    ImagePermission,
    MatterNow,
    Member,
    PeriodNow,
    PermissionState,
)
from policies.subjects import Circumstances, Subject
from tests.policies.checks.meaning import text_subject

_FOLDER = Path(__file__).parent
_OWN = frozenset({"clerk@example.org", "press@example.org", "https://www.example.org", "01632 960100"})


@dataclass
class Score:
    """How one check did."""

    right: int = 0
    wrong: int = 0
    missed: int = 0
    remarks: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        """Return the share of findings that were right (1 where there was none)."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        """Return the share of what should be found that was found (1 where there was nothing)."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0


@cache
def drafts() -> tuple[dict[str, Any], ...]:
    """Return every draft of the corpus, in the order of the files."""
    paths = sorted(_FOLDER.glob("*.toml"))
    return tuple(
        draft for path in paths for draft in tomllib.loads(path.read_text(encoding="utf-8"))["draft"]
    )


@cache
def checks_of_meaning() -> tuple[Check, ...]:
    """Return the checks of the settings that judge wording and form by typed parameters."""
    made = [import_string(path)() for path in settings.CHECKS]
    return tuple(check for check in made if isinstance(check, Typed))


@cache
def checks_of_drafts() -> tuple[Check, ...]:
    """Return every check of the settings: those of meaning and of form, and those that turn on what is known."""
    return tuple(import_string(path)() for path in settings.CHECKS)


def subject_for(draft: dict[str, Any]) -> Subject:
    """Return the subject of ``draft``."""
    parts: dict[str, Any] = {
        name: draft[name]
        for name in (
            "capacity",
            "title",
            "salutation",
            "signatory",
            "link",
            "versions",
            "concerns_on",
            "purpose",
            "quotes",
            "images",
            "basis",
            "basis_reference",
            "contact_name",
            "addressee",
        )
        if name in draft
    }
    if draft["kind"] == "survey_invitation":
        parts |= {"survey_link": "https://www.example.org/survey", "closes_on": "2026-12-01"}
    if "html" in draft:
        parts["body"] = draft["html"]
    around = _around(draft.get("known", {}), frozenset(draft.get("periods", [])))
    return text_subject(
        draft["text"], kind=draft["kind"], around=around, channel=draft.get("channel", ""), **parts
    )


def _around(known: Mapping[str, Any], periods: frozenset[str]) -> Circumstances:
    """Return the circumstances that a draft tells of: matters, a poll, other days, a permission, who writes, when."""
    running = [
        PeriodNow(key, kind, known[kind])
        for key, kind in enumerate(("mourning", "celebration"))
        if kind in known
    ]
    if "poll" in known:
        poll = known["poll"]
        standing = tuple(CandidateNow(name, ward=poll.get("ward", "")) for name in poll["candidates"])
        running.append(
            PeriodNow(9, "parish_election", poll["title"], "", None, standing, tuple(poll["authorised"]))
        )
    permission = known.get("permission")
    return Circumstances(
        **_registers(known),
        official_addresses=_OWN,
        full_story=known.get("full_story", ""),
        full_story_at=tuple(known.get("full_story_at", [])),
        full_story_ended=known.get("full_story_ended", ""),
        periods=periods | {period.kind for period in running},
        running=tuple(running),
        matters=tuple(
            MatterNow(
                key,
                **{"confidential": False, "sensitive": False, **matter, "aliases": tuple(matter["aliases"])},
            )
            for key, matter in enumerate(known.get("matters", []))
        ),
        author_role=known.get("role", ""),
        at=known.get("at"),
        goes_at=known.get("goes_at"),
        permissions_kept=permission is not None,
        image_permissions={
            "a": ImagePermission(**{**permission, "state": PermissionState(permission["state"])})
        }
        if permission
        else {},
    )


def _registers(known: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the council keeps lists of: who belongs to it, approved quotations, its channels, what is minuted."""
    approved = known.get("approved")
    return {
        "members": tuple(map(Member, known.get("members", []))),
        "officers": tuple(known.get("officers", [])),
        "quotes_kept": approved is not None,
        "approved_quotes": tuple(ApprovedQuote(**quote) for quote in approved or []),
        "channels": {kind: ChannelState(state) for kind, state in known.get("channels", {}).items()},
        "bases": tuple(
            EnteredBasis(page="meeting", key=key, **one) for key, one in enumerate(known.get("bases", []))
        ),
    }


def release() -> Subject:
    """Return a release of about 300 words."""
    texts = [
        draft["text"] for draft in drafts() if draft["kind"] == "press_release" and not draft["expected"]
    ]
    return text_subject(" ".join("\n\n".join(texts).split(" ")[:300]))


def judge_corpus(*, held_out_only: bool = False) -> dict[str, Score]:
    """Return the score of each check: a finding is right where an expected one's words lie in or touch its span.

    Expected words that are empty stand for a finding that has no place in the text.
    """
    scores: dict[str, Score] = defaultdict(Score)
    for draft in drafts():
        if draft.get("held_out", False) or not held_out_only:
            _judge(draft, scores)
    return dict(scores)


def _judge(draft: dict[str, Any], scores: dict[str, Score]) -> None:
    seen = subject_for(draft)
    for check in checks_of_drafts():
        score = scores[check.id]
        open_words = [each["words"] for each in draft["expected"] if each["check"] == check.id]
        wanted = list(open_words)
        for hit in check.run(seen, {}):
            touched = [
                words for words in wanted if _touches(words, seen.fields[hit.field], hit.start, hit.end)
            ]
            if not touched:
                score.wrong += 1
                score.remarks.append(f"wrong in {draft['id']}: {hit.message}")
            for words in touched:
                if words in open_words:
                    open_words.remove(words)
                    score.right += 1
        score.missed += len(open_words)
        score.remarks += [f"missed in {draft['id']}: {words}" for words in open_words]


def _touches(words: str, text: str, start: int, end: int) -> bool:
    if not words:
        return start == end
    place = text.find(words)
    while place >= 0:
        if place < end and start < place + len(words):
            return True
        place = text.find(words, place + 1)
    return False
