"""The paper form of a survey as PDF/UA-1 on A4: the questions as they were approved, and where to return it."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import typst
from django.core.cache import cache

from portal.channels.surveys.answers import step_label
from portal.channels.surveys.standing import Asked
from portal.councils.addresses import addresses_of
from portal.councils.templatetags.words import day, moment
from portal.drafts.questions import SCALE, SCALE_STEPS, WORDS, Question
from portal.records.canonical import sha256_of
from portal.refusals import Refusal

TEMPLATE = Path(__file__).parent / "form.typ"
_KEPT_SECONDS = 600


class Unprintable(Refusal):
    """The form holds a character that no typeface here has."""

    def __init__(self) -> None:
        super().__init__(
            "This survey cannot be printed: it holds a character that no typeface here has.",
            "It can be answered online. Ask the council for a form in another shape.",
        )


def form_pdf(asked: Asked, numbers: Sequence[int] = ()) -> bytes:
    """Return the paper form, or one for each of ``numbers`` with it on; the same text gives the same bytes.

    Raises Unprintable.
    """
    words = json.dumps({**form_words(asked), "numbers": list(numbers)}, ensure_ascii=False)
    key = f"survey-form:{sha256_of(words)}"
    kept: bytes | None = cache.get(key)
    if kept is not None:
        return kept
    try:
        made: bytes = typst.compile(
            TEMPLATE.read_bytes(),
            format="pdf",
            ignore_system_fonts=True,
            sys_inputs={"form": words},
            pdf_standards=["ua-1"],
            timestamp=int(asked.item.published_at.timestamp()),
        )
    except typst.TypstError as error:
        raise Unprintable from error
    cache.set(key, made, _KEPT_SECONDS)
    return made


def form_words(asked: Asked) -> dict[str, Any]:
    """Return everything that stands on the paper, as the template reads it."""
    content, issuer = asked.revision.content, addresses_of(asked.council, asked.revision.body)
    address = content["return_address"] or issuer.address
    return {
        "title": asked.title,
        "council": issuer.name,
        "colour": asked.revision.body.accent_colour,
        "closes": moment(asked.closed),
        "privacy": content["privacy"],
        "kept": day(asked.kept_until) if asked.kept_until else "",
        "return_to": [line.strip() for line in address.split("\n") if line.strip()],
        "questions": [_question(number, one) for number, one in enumerate(asked.questions, start=1)],
    }


def _question(number: int, question: Question) -> dict[str, Any]:
    steps = [step_label(question, step) for step in SCALE_STEPS]
    offered = steps if question.sort == SCALE else list(question.options)
    return {
        "number": number,
        "text": question.text,
        "how": "In your own words" if question.sort == WORDS else question.sort_label,
        "needed": question.needed,
        "why": question.why,
        "offered": [] if question.sort == WORDS else offered,
    }
