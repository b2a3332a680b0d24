"""Setting a version of a policy: its clauses in, PDF/UA bytes out.

The words reach the typesetter as data, never as source, and the time is that of the adoption: one version gives the
same bytes on every machine. They are kept by what is on the sheets, so that whoever asks again has no policy set anew.
"""

import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any

import typst
from django.core.cache import cache

from policies.documents.laying_out import lay_out
from policies.models import Version
from policies.standing import adoption_of
from portal.councils.models import Council
from portal.records.canonical import sha256_of
from portal.refusals import Refusal
from portal.typesetting import set_paper

TEMPLATE = Path(__file__).parent / "policy.typ"
_KEPT_SECONDS = 24 * 60 * 60
_LARGEST_KEPT = 4 * 1024 * 1024
"""Bytes; a policy of 150,000 characters has some 400,000."""
_LONG_WORD = re.compile(r"\S{40}(?=\S)")


class Unprintable(Refusal):
    """A version that could not be set on paper."""

    status = 409

    def __init__(self) -> None:
        super().__init__(
            "This version cannot be printed.",
            "Read it as a page instead, or ask the council’s office for a copy.",
        )


def version_pdf(council: Council, version: Version) -> bytes:
    """Return an adopted ``version`` (its clauses and signature at hand) as PDF/UA-1.

    A sign that no typeface here has, such as an emoji, stands as its code in brackets. Raises Unprintable where the
    typesetter fails for any other cause.
    """
    words = _breakable(policy_words(council, version))
    at = version.in_force_from or version.created_at
    key = f"policy-pdf:{_digest(words, at)}"
    kept: bytes | None = cache.get(key)
    if kept is not None:
        return kept
    try:
        made = set_paper(TEMPLATE, words, at=at)
    except typst.TypstError as error:
        raise Unprintable from error
    if len(made) <= _LARGEST_KEPT:
        cache.set(key, made, _KEPT_SECONDS)
    return made


def _digest(words: dict[str, Any], at: datetime) -> str:
    """Return the hash of all that the bytes depend on."""
    said = json.dumps([words, at.isoformat(), TEMPLATE.read_text("utf-8")], ensure_ascii=False)
    return sha256_of(said)


def policy_words(council: Council, version: Version) -> dict[str, Any]:
    """Return everything that stands on the sheets, as the template reads it."""
    signature = version.signature
    adoption = adoption_of(version)
    return {
        "council": council.name,
        "title": version.policy.title,
        "version": version.number,
        "state": version.get_state_display(),
        "adoption": adoption[:1].upper() + adoption[1:],
        "signed": _signed(signature.signer.user.name, signature.signed_on) if signature else "",
        "sha256": version.sha256,
        "clauses": [
            {
                "printed": one.clause.printed,
                "heading": one.clause.heading,
                "text": one.clause.text.split("\n") if one.clause.text else [],
                "depth": one.depth,
                "level": one.level,
            }
            for one in lay_out(version.clauses.all())
        ],
    }


def _signed(name: str, day: Any) -> str:
    return f"Signed by {name} on {day.day} {day:%B %Y}"


def _breakable(node: Any) -> Any:
    """Return ``node`` with a place to break in every word that is too long for a line."""
    if isinstance(node, str):
        return _LONG_WORD.sub(lambda word: f"{word[0]}\u200b", node)
    if isinstance(node, list):
        return [_breakable(child) for child in node]
    if isinstance(node, dict):
        return {name: _breakable(child) for name, child in node.items()}
    return node
